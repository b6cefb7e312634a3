/**
 * The door of the room: HTTP and only HTTP. Starts listening, answers, and at the end stops in order: readiness off,
 * what is in flight answered, then everything closed.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as pauseFor } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import type { Authenticator } from '../access/authenticate';
import { startApi } from '../api/api';
import type { DocumentLimits } from '../api/limits';
import type { Logger } from '../telemetry/logger';
import type { Metrics } from '../telemetry/metrics';
import type { DecisionView } from '../view/decisions';
import type { CustomerView } from '../view/snapshot';
import { Admission, type AdmissionOptions } from './admission';
import { boundConnections } from './connections';
import { addGraphiqlPage, type GraphiqlOptions } from './graphiql-page';
import { addGraphqlRoute, type RunningOperations } from './graphql-route';
import { addHealthRoutes } from './health-routes';

export interface ServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Whose X-Forwarded-* headers are believed. */
  readonly trustProxy?: boolean | readonly string[];
  readonly bodyLimitBytes: number;
  /** Connections open at once; when one more comes, the one that has been silent longest goes. Default 1,000. */
  readonly maxConnections?: number;
  /** How many operations run at once, and who is turned away first. */
  readonly admission: AdmissionOptions;
  /** When an answer comes at the latest, counted from the arrival of the headers. */
  readonly deadlineMs: number;
  /** The longest deadline that an operation's own budget may ask for. */
  readonly maxDeadlineMs: number;
  /** How old a cached record may be. */
  readonly maxAgeMs: number;
  /** How old an answer may be that stands in for a failed one; 0: none does. */
  readonly staleIfErrorMs: number;
  readonly defaultRegion?: string;
  readonly limits?: Partial<DocumentLimits>;
  /** Serves the page at `/`; absent: there is none. */
  readonly graphiql?: GraphiqlOptions;
  readonly metricsFor: 'operator' | 'open';
  readonly view: CustomerView & DecisionView;
  readonly authenticator: Authenticator;
  /** Resolves when the identity store answers; for readiness. */
  readonly identityPing: () => Promise<void>;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /**
   * How long `close` goes on answering as ever, but for readiness, before it stops listening: until balancers and clients
   * have noticed. Default 0.
   */
  readonly drainDelayMs?: number;
  /** How long `close` then waits for what is in flight. Default 10 s. */
  readonly drainTimeoutMs?: number;
}

export interface RunningServer {
  /** Without a path: `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly port: number;
  /** Answers what is in flight, refuses the rest, and ends within the drain delay and timeout. Safe to call twice. */
  close(): Promise<void>;
}

/** Headers that come slowly hold a connection no longer than this. */
const SLOW_HEADERS_MS = 10_000;
const SLOW_REQUEST_MS = 20_000;

/** @throws the error of the socket (`EADDRINUSE`, `EACCES`, …) where the port cannot be had. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { drainDelayMs = 0, drainTimeoutMs = 10_000, maxConnections = 1_000 } = options;
  const { logger, metrics, authenticator } = options;
  const api = await startApi(options);
  const app = createApp(options);
  boundConnections(app.server, maxConnections, () => metrics.connectionClosed());
  let draining = false;

  addSecurityHeaders(app);
  app.addHook('onSend', async (_request, reply) => {
    // Its client goes elsewhere with the next request; and a connection left idle would have closing wait for it.
    if (draining) reply.header('connection', 'close');
  });
  addHealthRoutes(app, {
    authenticator,
    identityPing: options.identityPing,
    metrics,
    metricsFor: options.metricsFor,
    isDraining: () => draining,
  });
  const operations = addGraphqlRoute(app, { ...options, admission: new Admission(options.admission), api });
  if (options.graphiql) addGraphiqlPage(app, options.graphiql);
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'not found' }));
  app.setErrorHandler((error, request, reply) => {
    logger.error('defect', { requestId: request.id, error });
    void reply.code(500).send({ error: 'internal server error' });
  });

  try {
    await app.listen({ host: options.host, port: options.port });
  } catch (error) {
    await api.server.stop();
    await app.close();
    throw error;
  }
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;

  let closing: Promise<void> | undefined;
  return {
    url: `http://${host}:${port}`,
    port,
    close() {
      draining = true;
      closing ??= drain(app, operations, drainDelayMs, drainTimeoutMs).then(() => api.server.stop());
      return closing;
    },
  };
}

function createApp(options: ServerOptions): FastifyInstance {
  const { trustProxy = false, bodyLimitBytes } = options;
  return fastify({
    // Its lines hold URLs, and a URL can hold a query. The operation has a line of its own.
    logger: false,
    bodyLimit: bodyLimitBytes,
    trustProxy: typeof trustProxy === 'boolean' ? trustProxy : [...trustProxy],
    // A caller's own request id could be anything, also personal.
    requestIdHeader: false,
    genReqId: () => randomBytes(8).toString('hex'),
    forceCloseConnections: 'idle',
    requestTimeout: SLOW_REQUEST_MS,
    http: { headersTimeout: SLOW_HEADERS_MS },
    exposeHeadRoutes: false,
  });
}

function addSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id);
    reply.header('x-content-type-options', 'nosniff');
    reply.header('referrer-policy', 'no-referrer');
    reply.header('cross-origin-resource-policy', 'same-origin');
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    if (!reply.hasHeader('content-security-policy')) {
      reply.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
    }
  });
}

/** Of the time to drain, what is kept for answers of operations that were told to hurry. */
const HURRY_MS = 1_000;

/**
 * Stops listening and lets the running requests finish. Shortly before the timeout operations that still wait for a source
 * are ended as at their deadline, so that they answer with what there is; what is left at the timeout is cut off.
 */
async function drain(
  app: FastifyInstance,
  operations: RunningOperations,
  delayMs: number,
  timeoutMs: number,
): Promise<void> {
  if (delayMs > 0) await pauseFor(delayMs);
  const hurry = setTimeout(() => operations.hurry(), timeoutMs - Math.min(HURRY_MS, timeoutMs / 2));
  const cutOff = setTimeout(() => app.server.closeAllConnections(), timeoutMs);
  try {
    await app.close();
  } finally {
    clearTimeout(hurry);
    clearTimeout(cutOff);
  }
}
