/**
 * A lane carries the reads of one lookup in one option set (source, part, shape) for the whole process, under one
 * upstream credential: keys of all operations in flight share batches, equal keys share one read.
 *
 * - Batches are DataLoader's. A lone query's leave at the end of the turn of the event loop in which they opened; those of
 *   a busy process wait for company, so that they fill (`pace.ts`).
 * - A caller waits under its own signal. The call under way is stopped only when every caller that shares it has left.
 * - The connector's law (same order, same length, a slot each) is checked here; what breaks it, or throws, becomes a
 *   failed slot per key and never an exception.
 */
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import DataLoader from 'dataloader';
import { SourceError, type SourceFault } from '../remote/fault';
import { setTimeLeft, timeHeld, timeLeft } from '../remote/time-left';
import type { Company } from './company';
import type { CallContext, KeyedLookup, Slot } from './contract';
import { Pace, type PaceOptions } from './pace';

/** `Gate`, for one part. */
export interface PartGate {
  refusal(timeLeftMs: number): SourceFault | undefined;
  ended(fault: SourceFault | undefined, durationMs: number): void;
  retryAfter(fault: SourceFault): number | undefined;
}

export interface LaneOptions {
  readonly pace: PaceOptions;
  readonly company: Company;
  readonly gate: PartGate;
  readonly now: () => number;
  /** Milliseconds on a clock that only runs forward. Default `performance.now`. */
  readonly monotonic?: () => number;
  readonly onBatch?: (batch: {
    readonly keys: number;
    readonly durationMs: number;
    readonly fault?: SourceFault;
  }) => void;
  /** Told of keys that were refused without a call. */
  readonly onRefused?: (fault: SourceFault) => void;
  /** Told of calls that are made once more. */
  readonly onRetry?: () => void;
  /** Told of a connector's defect: an exception that is no SourceError, or a broken law. */
  readonly onDefect?: (error: unknown) => void;
}

/** What one key's read came to, and when its answer arrived (ms since the epoch). */
export interface LaneRead<Value> {
  readonly slot: Slot<Value>;
  readonly fetchedAt: number;
  readonly latencyMs: number;
  /** The call that answered; absent where the caller left before. */
  readonly call?: object;
}

interface Entry<Key, Value> {
  readonly key: Key;
  readonly read: Promise<LaneRead<Value>>;
  waiters: number;
  /** Until when the most patient of them waits, ms since the epoch. */
  until: number;
  batch?: Batch;
}

interface Batch {
  readonly controller: AbortController;
  waiters: number;
  until: number;
}

const LEFT: SourceFault = { state: 'TIMEOUT', message: 'no answer by the deadline' };
const CROWDED: SourceFault = { state: 'UNAVAILABLE', message: 'too many calls to it are waiting', unsent: true };
const DEFECT: SourceFault = { state: 'INVALID_RESPONSE', message: 'the connector could not read the answer' };

export class Lane<Key, Value, Options> {
  private readonly flying = new Map<string, Entry<Key, Value>>();
  private readonly loader: DataLoader<Entry<Key, Value>, LaneRead<Value>>;
  private readonly free: Semaphore;
  private readonly pace: Pace;
  private readonly monotonic: () => number;

  constructor(
    private readonly lookup: KeyedLookup<Key, Value, Options>,
    private readonly lookupOptions: Options,
    private readonly identify: (key: Key) => string,
    private readonly options: LaneOptions,
  ) {
    this.pace = new Pace(options.pace, options.company);
    this.monotonic = options.monotonic ?? (() => performance.now());
    this.free = new Semaphore(lookup.concurrency ?? Number.POSITIVE_INFINITY);
    const fanOut = lookup.mode === 'fanOut';
    this.loader = new DataLoader((entries) => this.dispatch(entries).finally(() => fanOut || this.pace.landed()), {
      cache: false,
      // One request a key gains nothing from waiting for its neighbours' answers.
      maxBatchSize: fanOut ? 1 : lookup.maxBatch,
      batchScheduleFn: fanOut ? setImmediate : (dispatch) => this.pace.schedule(dispatch),
    });
  }

  /**
   * Reads one key. Resolves with a TIMEOUT slot as soon as the caller's signal fires.
   * @param join whether a call that has already started may answer.
   * @param until when the signal will fire unless the caller leaves before, ms on the monotonic clock.
   */
  read(key: Key, signal: AbortSignal, join: boolean, until = Number.POSITIVE_INFINITY): Promise<LaneRead<Value>> {
    if (signal.aborted) return Promise.resolve(this.left(0));
    const id = this.identify(key);
    let entry = this.flying.get(id);
    if (!entry || (entry.batch && (!join || entry.batch.controller.signal.aborted))) entry = this.start(id, key);
    entry.until = Math.max(entry.until, until);
    if (entry.batch) entry.batch.until = Math.max(entry.batch.until, until);
    return this.wait(entry, signal);
  }

  /** Whether a read of this key is under way that may be joined. */
  isReading(key: Key): boolean {
    return this.flying.has(this.identify(key));
  }

  private start(id: string, key: Key): Entry<Key, Value> {
    const entry = { key, waiters: 0, until: 0 } as { -readonly [P in keyof Entry<Key, Value>]: Entry<Key, Value>[P] };
    entry.read = this.loader.load(entry).finally(() => {
      if (this.flying.get(id) === entry) this.flying.delete(id);
    });
    this.flying.set(id, entry);
    return entry;
  }

  private wait(entry: Entry<Key, Value>, signal: AbortSignal): Promise<LaneRead<Value>> {
    const started = this.monotonic();
    entry.waiters += 1;
    if (entry.batch) entry.batch.waiters += 1;
    return new Promise((resolve) => {
      const leave = (): void => {
        entry.waiters -= 1;
        if (entry.batch) {
          entry.batch.waiters -= 1;
          if (entry.batch.waiters === 0) entry.batch.controller.abort();
        }
        resolve({ ...this.left(Math.round(this.monotonic() - started)), call: entry.batch });
      };
      signal.addEventListener('abort', leave, { once: true });
      void entry.read.then((read) => {
        signal.removeEventListener('abort', leave);
        resolve(read);
      });
    });
  }

  private async dispatch(entries: readonly Entry<Key, Value>[]): Promise<LaneRead<Value>[]> {
    const batch: Batch = { controller: new AbortController(), waiters: 0, until: 0 };
    const { signal } = batch.controller;
    // A connector may make any number of requests for one batch.
    setMaxListeners(0, signal);
    setTimeLeft(signal, () => batch.until - this.monotonic());
    for (const entry of entries) {
      entry.batch = batch;
      batch.waiters += entry.waiters;
      batch.until = Math.max(batch.until, entry.until);
    }
    if (batch.waiters === 0) {
      // Nobody may join what will not be asked.
      batch.controller.abort();
      return entries.map(() => this.left(0));
    }
    const keys = entries.map((entry) => entry.key);
    if (!(await this.free.acquire())) return this.refused(keys, CROWDED);
    try {
      const refusal = this.options.gate.refusal(timeLeft(signal));
      if (refusal) return this.refused(keys, refusal);
      const started = this.monotonic();
      const slots = await this.callAgain(keys, await this.call(keys, signal), signal);
      const [fetchedAt, latencyMs] = [this.options.now(), Math.round(this.monotonic() - started)];
      return slots.map((slot) => ({ slot, fetchedAt, latencyMs, call: batch }));
    } finally {
      this.free.release();
    }
  }

  private refused(keys: readonly Key[], fault: SourceFault): LaneRead<Value>[] {
    this.options.onRefused?.(fault);
    const fetchedAt = this.options.now();
    return keys.map(() => ({ slot: { state: 'failed', fault }, fetchedAt, latencyMs: 0 }));
  }

  /** One call that the gate let through. */
  private async call(keys: readonly Key[], signal: AbortSignal): Promise<readonly Slot<Value>[]> {
    const { gate, onBatch } = this.options;
    const started = this.monotonic();
    const slots = await this.fetch(keys, { signal });
    const durationMs = Math.round(this.monotonic() - started);
    const faults = slots.flatMap((slot) => (slot.state === 'failed' ? [slot.fault] : []));
    // A call that answered for some keys reached its source, but a wait that it was asked for counts.
    const told = faults.filter(({ unsent }) => !unsent);
    const limited = told.find(({ state }) => state === 'RATE_LIMITED');
    gate.ended(
      limited ?? (faults.length === slots.length ? (told[0] ?? faults[0]) : undefined),
      durationMs - timeHeld(signal),
    );
    onBatch?.({ keys: keys.length, durationMs, fault: faults[0] });
    return slots;
  }

  /** The slots with those that failed asked for once more, where the gate allows. */
  private async callAgain(
    keys: readonly Key[],
    slots: readonly Slot<Value>[],
    signal: AbortSignal,
  ): Promise<readonly Slot<Value>[]> {
    const { gate, onRetry } = this.options;
    const failed = slots.flatMap((slot, i) => (slot.state === 'failed' ? [{ i, fault: slot.fault }] : []));
    const pauseMs = failed[0] && gate.retryAfter(failed[0].fault);
    if (pauseMs === undefined) return slots;
    const ended = await pause(pauseMs, false, { signal }).catch(() => true);
    if (ended || gate.refusal(timeLeft(signal))) return slots;
    onRetry?.();
    const again = await this.call(
      failed.map(({ i }) => keys[i] as Key),
      signal,
    );
    const merged = [...slots];
    failed.forEach(({ i }, at) => {
      merged[i] = again[at] as Slot<Value>;
    });
    return merged;
  }

  private async fetch(keys: readonly Key[], context: CallContext): Promise<readonly Slot<Value>[]> {
    if (context.signal.aborted) return keys.map(() => ({ state: 'failed', fault: LEFT }));
    try {
      const slots = await this.lookup.fetch(keys, this.lookupOptions, context);
      if (slots.length === keys.length) return slots;
      this.options.onDefect?.(new Error(`a lookup of ${keys.length} keys answered ${slots.length} slots`));
      return keys.map(() => ({ state: 'failed', fault: DEFECT }));
    } catch (error) {
      if (!(error instanceof SourceError)) this.options.onDefect?.(error);
      const fault = error instanceof SourceError ? error.fault : DEFECT;
      return keys.map(() => ({ state: 'failed', fault }));
    }
  }

  private left(latencyMs: number): LaneRead<Value> {
    return { slot: { state: 'failed', fault: LEFT }, fetchedAt: this.options.now(), latencyMs };
  }
}

const MOST_WAITING = 1_000;

/** At most `limit` holders; the others wait in the order in which they came, as long as they are not too many. */
class Semaphore {
  private held = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly limit: number) {}

  /** False: too many wait already. */
  async acquire(): Promise<boolean> {
    if (this.held < this.limit) {
      this.held += 1;
      return true;
    }
    if (this.waiting.length >= MOST_WAITING) return false;
    await new Promise<void>((resolve) => this.waiting.push(resolve));
    return true;
  }

  release(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.held -= 1;
  }
}
