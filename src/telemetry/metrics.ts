/** Counters and histograms for Prometheus. Labels come from closed sets or the config, so that their number is bounded. */
import { createHash } from 'node:crypto';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export type OperationOutcome = 'ok' | 'partial' | 'refused' | 'failed';

export interface Metrics {
  /** One GraphQL operation, from its headers to its answer. */
  operation(name: string | undefined, outcome: OperationOutcome, durationMs: number): void;
  /** One call to an upstream; `state` is `FRESH` or the state of its fault. */
  upstreamCall(source: string, part: string, state: string, durationMs: number): void;
  /** How many keys one call carried. */
  batch(source: string, part: string, keys: number): void;
  cache(source: string, part: string, hit: boolean): void;
  /** An operation that was turned away, by the caller's role. */
  shed(role: string): void;
  /** A connection that asked nothing was closed to make room for another. */
  connectionClosed(): void;
  /** Keys that were not asked for, by the state that their row shows. */
  refused(source: string, part: string, state: string): void;
  /** A request that a cap on rate or concurrency held up. */
  held(source: string, ms: number): void;
  retry(source: string, part: string): void;
  /** A field of one record that was not what the vendor promises; `field` is the vendor's name. */
  drift(source: string, part: string, field: string): void;
  circuit(source: string, part: string, state: 'closed' | 'open' | 'halfOpen'): void;
  /** The text that Prometheus scrapes. */
  text(): Promise<string>;
  readonly contentType: string;
}

const MAX_OPERATION_LABELS = 200;
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 3, 5, 10];

/**
 * A short hash of an operation's name: callers choose names, and might choose a person's. Operations of one client keep
 * one label; `sha256sum` of a name tells which it is.
 */
export function operationLabel(name: string | undefined): string {
  return name === undefined ? 'anonymous' : createHash('sha256').update(name).digest('hex').slice(0, 8);
}

/** @param options.process whether to report memory, event loop and garbage collection of the process as well. */
export function createMetrics(options: { readonly process: boolean } = { process: true }): Metrics {
  const registry = new Registry();
  if (options.process) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const operations = new Histogram({
    name: 'onefold_graphql_operation_seconds',
    help: 'Duration of GraphQL operations, by hash of the operation name and outcome.',
    labelNames: ['operation', 'outcome'],
    buckets: SECONDS,
    registers,
  });
  const calls = new Histogram({
    name: 'onefold_upstream_call_seconds',
    help: 'Duration of calls to sources, by source, part and state.',
    labelNames: ['source', 'part', 'state'],
    buckets: SECONDS,
    registers,
  });
  const batches = new Histogram({
    name: 'onefold_upstream_batch_keys',
    help: 'Keys carried by one call to a source.',
    labelNames: ['source', 'part'],
    buckets: [1, 2, 5, 10, 25, 50, 100, 250],
    registers,
  });
  const lookups = new Counter({
    name: 'onefold_cache_reads_total',
    help: 'Reads of the answer cache, by source, part and result.',
    labelNames: ['source', 'part', 'result'],
    registers,
  });
  const sheds = new Counter({
    name: 'onefold_operations_shed_total',
    help: 'Operations that were turned away since too many were under way, by role.',
    labelNames: ['role'],
    registers,
  });
  const closed = new Counter({
    name: 'onefold_connections_closed_total',
    help: 'Connections that asked nothing and were closed since others came and there was no room for more.',
    registers,
  });
  const refusals = new Counter({
    name: 'onefold_upstream_refused_total',
    help: 'Batches that were not sent, by source, part and why: its circuit is open, or it is not to be asked more now.',
    labelNames: ['source', 'part', 'state'],
    registers,
  });
  const holds = new Histogram({
    name: 'onefold_upstream_held_seconds',
    help: 'How long requests waited that the caps on rate or concurrency held up, by source.',
    labelNames: ['source'],
    buckets: SECONDS,
    registers,
  });
  const retries = new Counter({
    name: 'onefold_upstream_retries_total',
    help: 'Calls that were made once more, by source and part.',
    labelNames: ['source', 'part'],
    registers,
  });
  const drifts = new Counter({
    name: 'onefold_source_drift_total',
    help: 'Fields of records that were missing or of another type than the vendor promises, by source, part and field.',
    labelNames: ['source', 'part', 'field'],
    registers,
  });
  const circuits = new Gauge({
    name: 'onefold_upstream_circuit',
    help: 'Circuit of a source and part: 0 closed, 1 half-open, 2 open.',
    labelNames: ['source', 'part'],
    registers,
  });
  const known = new Set<string>();
  const bounded = (label: string): string => {
    if (known.has(label)) return label;
    if (known.size >= MAX_OPERATION_LABELS) return 'other';
    known.add(label);
    return label;
  };

  return {
    operation: (name, outcome, durationMs) =>
      operations.observe({ operation: bounded(operationLabel(name)), outcome }, durationMs / 1000),
    upstreamCall: (source, part, state, durationMs) => calls.observe({ source, part, state }, durationMs / 1000),
    batch: (source, part, keys) => batches.observe({ source, part }, keys),
    cache: (source, part, hit) => lookups.inc({ source, part, result: hit ? 'hit' : 'miss' }),
    shed: (role) => sheds.inc({ role }),
    connectionClosed: () => closed.inc(),
    refused: (source, part, state) => refusals.inc({ source, part, state }),
    held: (source, ms) => holds.observe({ source }, ms / 1000),
    drift: (source, part, field) => drifts.inc({ source, part, field }),
    retry: (source, part) => retries.inc({ source, part }),
    circuit: (source, part, state) => circuits.set({ source, part }, { closed: 0, halfOpen: 1, open: 2 }[state]),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
