/**
 * Builds a gateway from a Config: the only place that chooses implementations. Nothing here waits for an upstream; a
 * gateway starts whatever the sources do, but not without its identity store.
 */
import { type Authenticator, createAuthenticator } from './access/authenticate';
import type { Config } from './config';
import type { SourceName } from './customer/source-record';
import { withBatchedReads } from './identity/batched-reads';
import type { Foresight, Identity } from './identity/identity';
import { linkGroups } from './identity/rules/link-groups';
import { createIdentity } from './identity/service';
import type { IdentityStore } from './identity/store/contract';
import { openLmdbStore } from './identity/store/lmdb-store';
import { openMongoStore } from './identity/store/mongo-store';
import { readingOnly } from './identity/store/reading-only';
import { watched } from './identity/store/watched-store';
import { policiesFrom } from './reconciliation/policy';
import type { HttpClient } from './remote/client';
import { createHttpClient } from './remote/http-client';
import { AnswerCache } from './sources/cache';
import { vendorOf } from './sources/catalogue';
import { Company } from './sources/company';
import type { Connector, SourceCheck } from './sources/contract';
import { Gate } from './sources/gate';
import { faultOf, Source, type SourceObserver } from './sources/source';
import { Throttle, throttled } from './sources/throttle';
import { createLogger, type Logger } from './telemetry/logger';
import { createMetrics, type Metrics } from './telemetry/metrics';
import { createCursorSealer } from './view/cursor';
import type { DecisionView } from './view/decisions';
import type { CustomerView } from './view/snapshot';
import { createView } from './view/view';

export interface Gateway {
  readonly view: CustomerView & DecisionView;
  readonly identity: Identity;
  readonly foresight: Foresight;
  /** Those that are enabled. */
  readonly sources: ReadonlyMap<SourceName, Source>;
  readonly store: IdentityStore;
  readonly authenticator: Authenticator;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** Tries each enabled source's credentials. */
  checkSources(signal: AbortSignal): Promise<ReadonlyMap<SourceName, SourceCheck>>;
  /** Closes connections and the store. The server, if one runs, is closed before. */
  close(): Promise<void>;
}

export interface GatewayOptions {
  /** Milliseconds since the epoch: for what is told and stored. */
  readonly now?: () => number;
  /** Milliseconds on a clock that only runs forward: for everything that lasts. */
  readonly monotonic?: () => number;
  readonly logger?: Logger;
  /** Nothing is written to the identity store. */
  readonly readOnly?: boolean;
}

/** How long keys wait for company while batches are under way: less than a vendor takes to answer them. */
const PACE = { gapMs: 5, maxGapMs: 160 };
/** Searches for one person: three sources, a handful of addresses each in two spellings. */
const MAX_SEARCHES = 100;
/** Clocks of vendors are seconds precise and a little apart. */
const CLOCK_SKEW_MS = 120_000;

/** Opens the identity store that the config names. @throws StoreUnavailable, or an Error that says what is wrong. */
export function openStore(config: Config): Promise<IdentityStore> {
  const { store } = config.identity;
  return store.type === 'embedded'
    ? openLmdbStore({ path: store.path })
    : openMongoStore({ uri: store.uri, database: store.database });
}

/** One source of a config, without anything around it. @param around stands between the connector and the network. */
export function connectSource(
  name: SourceName,
  settings: Config['sources'][string],
  now: () => number,
  around: (http: HttpClient) => HttpClient = (http) => http,
): { readonly connector: Connector; readonly clients: readonly HttpClient[] } {
  const vendor = vendorOf(settings);
  const http = createHttpClient({
    baseUrl: vendor.baseUrl,
    headers: vendor.headers,
    connections: settings.concurrency,
  });
  const signInHttp =
    vendor.signInUrl === undefined ? undefined : createHttpClient({ baseUrl: vendor.signInUrl, headers: {} });
  return {
    connector: vendor.connect(name, { http: around(http), signInHttp: signInHttp && around(signInHttp) }, now),
    clients: signInHttp ? [http, signInHttp] : [http],
  };
}

/** @throws StoreUnavailable, or an Error that says plainly why the store cannot be opened. */
export async function createGateway(config: Config, options: GatewayOptions = {}): Promise<Gateway> {
  const now = options.now ?? Date.now;
  const monotonic = options.monotonic ?? (() => performance.now());
  const logger = options.logger ?? createLogger(config.log.level);
  const metrics = createMetrics();
  const opened = watched(await openStore(config), logger, monotonic);
  const store = options.readOnly ? readingOnly(opened) : opened;
  const linking = {
    floor: config.identity.linking.floor,
    blockedEmails: config.identity.linking.blockedEmails,
    maxRecordsPerIdentifier: config.identity.linking.maxRecordsPerIdentifier,
  };
  const pepper = Buffer.from(config.identity.pepper);
  const encryptionKey = Buffer.from(config.identity.encryptionKey);
  const stored = createIdentity({ store, secrets: { pepper, encryptionKey }, config: linking, now, monotonic });
  const identity = withBatchedReads(stored);

  const clients: HttpClient[] = [];
  const sources = new Map<SourceName, Source>();
  const company = new Company();
  const cache = new AnswerCache(config.cache.maxBytes, keptFor(config.cache), monotonic);
  const observer = observerOf(metrics, logger);
  for (const [name, settings] of Object.entries(config.sources)) {
    if (!settings.enabled) continue;
    const { concurrency } = settings;
    const { caps } = vendorOf(settings);
    const throttle = new Throttle({ concurrency, caps, onHeld: (ms) => metrics.held(name, ms) });
    const { connector, clients: opened } = connectSource(name, settings, now, (http) => throttled(http, throttle));
    clients.push(...opened);
    const maxAgeMs = settings.cache.maxAgeMs;
    const gate = new Gate({
      now: monotonic,
      random: Math.random,
      quota: () => connector.quota(),
      quotaReserve: settings.quotaReserve,
      heldUpMs: () => throttle.waitMs(),
      onCircuit: (part, state) => {
        metrics.circuit(name, part, state);
        logger.warn('circuit', { source: name, part, state });
      },
    });
    sources.set(
      name,
      new Source({ name, connector, cache, observer, now, monotonic, pace: PACE, company, gate, maxAgeMs }),
    );
  }

  const view = createView(sources, company, {
    identity,
    history: stored,
    stewardship: stored,
    discovery: {
      partition: (records) => linkGroups(records, linking),
      floor: linking.floor,
      maxSearches: MAX_SEARCHES,
    },
    policies: policiesFrom(
      config.policies,
      [...sources.values()].map(({ name, kind }) => ({ name, kind })),
    ),
    sealer: createCursorSealer(encryptionKey),
    membershipMaxAgeMs: config.identity.membershipMaxAge,
    clockSkewMs: CLOCK_SKEW_MS,
    disabled: new Map(
      Object.entries(config.sources).flatMap(([name, settings]) =>
        settings.enabled ? [] : [[name, vendorOf(settings).parts] as const],
      ),
    ),
    now,
  });

  return {
    view,
    identity,
    foresight: stored,
    sources,
    store,
    metrics,
    logger,
    authenticator: createAuthenticator({
      configured: config.access.keys,
      stored: () => store.apiKeys(),
      rights: {
        linkingRoles: config.identity.linking.roles,
        openSchema: config.access.anonymousRole !== undefined,
      },
      anonymous: config.access.anonymousRole,
      now: monotonic,
    }),
    checkSources: async (signal) => {
      const checks = [...sources.values()].map(
        async ({ name, connector }) => [name, await check(connector, signal)] as const,
      );
      return new Map(await Promise.all(checks));
    },
    close: async () => {
      await Promise.all(clients.map((client) => client.close()));
      await store.close();
    },
  };
}

/** Answers that nobody may be served again are not kept for failures either. */
function keptFor({ maxAgeMs, staleIfErrorMs }: Config['cache']): number {
  return maxAgeMs === 0 ? 0 : Math.max(maxAgeMs, staleIfErrorMs);
}

async function check(connector: Connector, signal: AbortSignal): Promise<SourceCheck> {
  try {
    return await connector.check({ signal });
  } catch (error) {
    const { state, message } = faultOf(error);
    return { ok: false, message: `${state}: ${message}`, missingPermissions: [] };
  }
}

function observerOf(metrics: Metrics, logger: Logger): SourceObserver {
  // Vendors' fields that connectors know, so there are not many.
  const warned = new Set<string>();
  return {
    batch(source, part, keys, durationMs, fault) {
      metrics.batch(source, part, keys);
      metrics.upstreamCall(source, part, fault?.state ?? 'FRESH', durationMs);
      if (fault) logger.warn('source call failed', { source, part, state: fault.state, durationMs, count: keys });
    },
    cache: (source, part, hit) => metrics.cache(source, part, hit),
    refused: (source, part, fault) => metrics.refused(source, part, fault.state),
    retry: (source, part) => metrics.retry(source, part),
    drift(source, part, { field, expected, received }) {
      metrics.drift(source, part, field);
      const key = `${source}|${field}`;
      if (warned.has(key)) return;
      warned.add(key);
      logger.warn('schema drift', { source, part, field, expected, received });
    },
    defect: (source, part, error) => logger.error('connector defect', { source, part, error }),
  };
}
