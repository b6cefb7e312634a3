/** Runs a gateway from its start until somebody wants it to end. */
import 'reflect-metadata';
import { setTimeout as pauseFor } from 'node:timers/promises';
import type { Config } from '../config';
import { createGateway } from '../gateway';
import { MONGODB_CONNECTIONS } from '../identity/store/mongo-store';
import { connectionsFor } from '../server/connections';
import { startServer } from '../server/server';

export interface ServeOptions {
  /** Fires when it is to end. */
  readonly interrupted: AbortSignal;
  /** Called once it answers. */
  readonly onReady: (url: string) => void;
  /** How long it still takes new requests once it is to end. Default: what the config says. */
  readonly drainDelayMs?: number;
  /** How long answers in flight may take once it is to end. */
  readonly drainTimeoutMs: number;
  /** For the page to write queries in; only ever the demo's. */
  readonly page?: { readonly apiKey: string; readonly query: string };
}

/** For pools and the store, once nobody asks them anything. */
const CLOSING_MS = 2_000;

/**
 * Resolves when everything is closed.
 * @throws StoreUnavailable, or the error of the socket or the file system; nothing stays open then.
 */
export async function serve(config: Config, options: ServeOptions): Promise<void> {
  const gateway = await createGateway(config);
  try {
    const server = await startServer({
      ...config.server,
      admission: { maxConcurrent: config.server.maxConcurrent, shares: config.server.admission },
      metricsFor: config.server.metrics,
      graphiql: config.server.graphiql ? (options.page ?? {}) : undefined,
      deadlineMs: config.budget.deadlineMs,
      maxDeadlineMs: Math.max(config.budget.deadlineMs, config.budget.maxDeadlineMs),
      maxAgeMs: config.cache.maxAgeMs,
      staleIfErrorMs: config.cache.staleIfErrorMs,
      defaultRegion: config.defaultRegion,
      limits: config.limits,
      view: gateway.view,
      authenticator: gateway.authenticator,
      identityPing: () => gateway.store.ping(),
      metrics: gateway.metrics,
      logger: gateway.logger,
      maxConnections: connectionsFor(config.server.maxConnections, outboundConnections(config)),
      drainDelayMs: options.drainDelayMs ?? config.server.drainDelay,
      drainTimeoutMs: options.drainTimeoutMs,
    });
    try {
      gateway.logger.info('ready', { port: server.port, host: config.server.host, store: config.identity.store.type });
      options.onReady(server.url);
      await fired(options.interrupted);
      gateway.logger.info('stopping');
    } finally {
      await server.close();
    }
  } finally {
    // A database that hangs would keep its client from closing; nothing of it is needed any more.
    await Promise.race([gateway.close(), pauseFor(CLOSING_MS, undefined, { ref: false })]);
  }
}

/** To every source as many as may be open at once, and as many as the driver of MongoDB opens. */
function outboundConnections({ identity, sources }: Config): number {
  const toSources = Object.values(sources).reduce(
    (sum, { concurrency, enabled }) => sum + (enabled ? concurrency : 0),
    0,
  );
  return toSources + (identity.store.type === 'mongodb' ? MONGODB_CONNECTIONS : 0);
}

function fired(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
