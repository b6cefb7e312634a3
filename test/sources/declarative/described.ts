/** Connectors that are described in files, beside the small servers that speak their APIs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HttpClient } from '../../../src/remote/client';
import { createHttpClient } from '../../../src/remote/http-client';
import type { Connector } from '../../../src/sources/contract';
import { type Definition, readConnector } from '../../../src/sources/declarative/connector-file';
import { createDeclarativeConnector } from '../../../src/sources/declarative/declarative';

export const SYSTEMS = join(__dirname, 'systems');

export function definitionOf(text: string, file = 'connector.yml'): Definition {
  const read = readConnector(text, file);
  if ('complaints' in read) throw new Error(JSON.stringify(read.complaints, null, 2));
  return read.definition;
}

export function systemDefinition(name: 'ledgerline' | 'parley'): Definition {
  return definitionOf(readFileSync(join(SYSTEMS, `${name}.yml`), 'utf8'), `${name}.yml`);
}

export interface Described {
  readonly connector: Connector;
  readonly http: HttpClient;
  close(): Promise<void>;
}

export function describedSource(options: {
  readonly definition: Definition;
  readonly baseUrl: string;
  readonly source?: string;
  readonly variables?: Record<string, string>;
  readonly secrets?: Record<string, string>;
  readonly issuedIds?: { issuedBy: string; idPrefix: string };
  readonly signInHttp?: HttpClient;
  readonly wire?: (http: HttpClient) => HttpClient;
  readonly now?: () => number;
}): Described {
  const client = createHttpClient({ baseUrl: options.baseUrl, headers: {} });
  const http = options.wire ? options.wire(client) : client;
  const { source = 'described', variables = {}, secrets = {} } = options;
  const connector = createDeclarativeConnector({ ...options, source, http, variables, secrets });
  return { connector, http, close: () => client.close() };
}
