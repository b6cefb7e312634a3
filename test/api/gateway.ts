/** A gateway over HTTP with a fake view, and keys for each role, for the tests of `api/` and `server/`. */
import { hashApiKey } from '../../src/access/api-key';
import { createAuthenticator } from '../../src/access/authenticate';
import { ROLES, type Role } from '../../src/access/caller';
import { type RunningServer, type ServerOptions, startServer } from '../../src/server/server';
import { createLogger, type Logger } from '../../src/telemetry/logger';
import { createMetrics } from '../../src/telemetry/metrics';
import { FakeView } from './fake-view';

export const KEYS: Readonly<Record<Role, string>> = {
  reader: 'of_reader_1234567890abcdefghij',
  steward: 'of_steward_1234567890abcdefghij',
  operator: 'of_operator_1234567890abcdefghij',
};

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Record<string, unknown> | null | undefined;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: Record<string, unknown>;
  }[];
  readonly extensions: Readonly<Record<string, unknown>> | undefined;
}

export interface TestGateway extends RunningServer {
  readonly view: FakeView;
  readonly logLines: readonly string[];
  /** A GraphQL request by POST. */
  ask(
    query: string,
    variables?: Record<string, unknown>,
    role?: Role | null,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
}

export async function startTestGateway(options: Partial<Omit<ServerOptions, 'view'>> = {}): Promise<TestGateway> {
  const view = new FakeView();
  const logLines: string[] = [];
  const logger: Logger = createLogger('debug', { write: (line) => void logLines.push(line) });
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    bodyLimitBytes: 64 * 1024,
    admission: { maxConcurrent: 100, shares: { reader: 1, steward: 1, operator: 1 } },
    deadlineMs: 2000,
    maxDeadlineMs: 10_000,
    maxAgeMs: 5000,
    staleIfErrorMs: 60_000,
    metricsFor: 'operator',
    view,
    authenticator: testAuthenticator(),
    identityPing: async () => undefined,
    metrics: createMetrics({ process: false }),
    logger,
    ...options,
  });
  return {
    ...server,
    view,
    logLines,
    async ask(query, variables = {}, role = 'reader', headers = {}) {
      const response = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(role ? { 'x-api-key': KEYS[role] } : {}), ...headers },
        body: JSON.stringify({ query, variables }),
      });
      return readAnswer(response);
    },
  };
}

function testAuthenticator() {
  return createAuthenticator({
    configured: ROLES.map((role) => ({ id: role, name: role, hash: hashApiKey(KEYS[role]), role })),
    stored: async () => [],
    rights: { linkingRoles: ['reader'], openSchema: false },
  });
}

export async function readAnswer(response: Response): Promise<Answer> {
  const body = (await response.json()) as Partial<Pick<Answer, 'data' | 'errors' | 'extensions'>>;
  const { data, errors = [], extensions } = body;
  return { status: response.status, headers: response.headers, data, errors, extensions };
}
