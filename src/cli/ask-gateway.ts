/** Asks a running gateway, as any other client would. */
import { type DocumentNode, print } from 'graphql';
import { gatewayAddress } from '../config';
import { CommandFailure } from './failure';
import { printable, type Terminal } from './terminal';

/** Options of every command that asks. */
export interface AskOptions {
  readonly url?: string;
  readonly key?: string;
  /** Print what the gateway answered, as it came. */
  readonly json?: true;
}

/** What graphql-codegen says of a document. */
type Typed<Data, Variables> = DocumentNode & { readonly __apiType?: (variables: Variables) => Data };

interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/**
 * Answers the data, if there is any; errors are told on standard error.
 * @throws CommandFailure where there is no answer.
 */
export async function askGateway<Data, Variables>(
  document: Typed<Data, Variables>,
  variables: Variables,
  options: AskOptions,
  terminal: Terminal,
): Promise<Data | undefined> {
  const address = gatewayAddress(terminal.env);
  const endpoint = endpointOf(options.url ?? address.url);
  const body = JSON.stringify({ query: print(document), variables });
  const answer = await post<Data>(endpoint, options.key ?? address.key, body, terminal.interrupted);
  if (options.json) terminal.out(JSON.stringify(answer, null, 2));
  for (const { message, extensions } of answer.errors ?? []) {
    terminal.err(`${extensions?.code ?? 'ERROR'}: ${printable(message)}`);
  }
  return answer.data ?? undefined;
}

async function post<Data>(
  endpoint: URL,
  key: string | undefined,
  body: string,
  signal: AbortSignal,
): Promise<Answer<Data>> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
    body,
    // A key is for this gateway, not for where it might point.
    redirect: 'error',
    signal,
  }).catch((error: unknown) => {
    if (signal.aborted) throw new CommandFailure('Interrupted.');
    const cause = (error as { cause?: NodeJS.ErrnoException }).cause;
    throw new CommandFailure(`No gateway answers at ${endpoint.origin} (${cause?.code ?? 'no connection'}).`);
  });
  const answer = (await response.json().catch(() => undefined)) as Answer<Data> | undefined;
  if (answer && (answer.data || answer.errors)) return answer;
  throw new CommandFailure(`What answers at ${endpoint.origin} is no Onefold gateway (HTTP ${response.status}).`);
}

function endpointOf(url: string): URL {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new CommandFailure('--url: expected the address of a gateway, for instance http://127.0.0.1:4000', 2);
  }
  const endpoint = new URL(url);
  if (!endpoint.pathname.endsWith('/graphql')) endpoint.pathname = `${endpoint.pathname.replace(/\/$/, '')}/graphql`;
  return endpoint;
}
