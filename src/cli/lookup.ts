/** `onefold lookup <identifier>`: asks a running gateway, as any other client would. */
import { print } from 'graphql';
import { gatewayAddress } from '../config';
import { LookUpCustomerDocument, type LookUpCustomerQuery } from '../generated/graphql';
import { lookupPage } from './customer-page';
import { CommandFailure } from './failure';
import { identifierArgument } from './identifier-argument';
import { printable, type Terminal } from './terminal';

interface LookupOptions {
  readonly url?: string;
  readonly key?: string;
  readonly json?: true;
}

interface Answer {
  readonly data?: LookUpCustomerQuery | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** @throws CommandFailure where there is no answer, or the answer has no result. */
export async function lookup(written: string, options: LookupOptions, terminal: Terminal): Promise<void> {
  const identifier = identifierArgument(written);
  const address = gatewayAddress(terminal.env);
  const endpoint = endpointOf(options.url ?? address.url);
  const answer = await ask(endpoint, options.key ?? address.key, { identifier }, terminal.interrupted);
  if (options.json) terminal.out(JSON.stringify(answer, null, 2));
  const result = answer.data?.customerByIdentifier;
  for (const { message, extensions } of answer.errors ?? []) {
    terminal.err(`${extensions?.code ?? 'ERROR'}: ${printable(message)}`);
  }
  if (!result) throw new CommandFailure('The gateway gave no result.');
  if (!options.json) for (const line of lookupPage(result, terminal.colours)) terminal.out(line);
}

async function ask(
  endpoint: URL,
  key: string | undefined,
  variables: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<Answer> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
    body: JSON.stringify({ query: print(LookUpCustomerDocument), variables }),
    // A key is for this gateway, not for where it might point.
    redirect: 'error',
    signal,
  }).catch((error: unknown) => {
    if (signal.aborted) throw new CommandFailure('Interrupted.');
    const cause = (error as { cause?: NodeJS.ErrnoException }).cause;
    throw new CommandFailure(`No gateway answers at ${endpoint.origin} (${cause?.code ?? 'no connection'}).`);
  });
  const answer = (await response.json().catch(() => undefined)) as Answer | undefined;
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
