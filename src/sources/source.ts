/**
 * A source as the rest of the house sees it: single reads that batch, share and cache by themselves. This is the room's
 * door; everything vendor-specific is behind `Connector` (contract.ts).
 */
import type { ListPart, ListPartItems } from '../customer/parts';
import type {
  FieldDrift,
  IdentifierType,
  Part,
  RecordRef,
  SourceKind,
  SourceName,
  SourceRecord,
} from '../customer/source-record';
import { SourceError, type SourceFault } from '../remote/fault';
import type { AnswerCache } from './cache';
import type { Company, Guest } from './company';
import {
  type Connector,
  found,
  type KeyedLookup,
  type PartKey,
  type PartOptions,
  type PartPage,
  type Quota,
  RECORD_SHAPES,
  type RecordPage,
  type RecordShape,
  type Slot,
} from './contract';
import { driftOf } from './drift';
import type { Gate } from './gate';
import { Lane, type LaneOptions, type LaneRead } from './lane';
import type { PaceOptions } from './pace';

/** Until when a caller waits, and how old an answer it takes (0: only reads that start now). */
export interface ReadBudget {
  readonly signal: AbortSignal;
  /** When the signal will fire at the latest, ms on the monotonic clock (`performance.now()`). */
  readonly until?: number;
  readonly maxAgeMs: number;
  /** How old an answer may be that stands in for one that failed. */
  readonly staleIfErrorMs?: number;
  /** Told what the operation's reads cost. */
  readonly tally?: ReadTally;
  /** The operation that reads, as long as batches wait for it. */
  readonly guest?: Guest;
}

/** One read's outcome. `cached` answers cost no call in this operation. */
export interface SourceRead<T> {
  readonly slot: Slot<T>;
  readonly fetchedAt: number;
  readonly latencyMs: number;
  readonly cached: boolean;
  /** The answer is an older one: now the source failed like this. */
  readonly staleFor?: SourceFault;
}

/** What reads of one operation cost. */
export interface ReadTally {
  cached(source: SourceName, part: Part): void;
  /** `call` is one and the same object for all keys that went together. */
  called(source: SourceName, part: Part, call: object): void;
}

export interface SourceObserver {
  batch(source: SourceName, part: Part, keys: number, durationMs: number, fault: SourceFault | undefined): void;
  cache(source: SourceName, part: Part, hit: boolean): void;
  /** Keys that were not asked for, since the gate was shut. */
  refused(source: SourceName, part: Part, fault: SourceFault): void;
  retry(source: SourceName, part: Part): void;
  /** A field of one answered record, or of items of one page, was not what the vendor promises. */
  drift(source: SourceName, part: Part, drift: FieldDrift<string>): void;
  defect(source: SourceName, part: Part, error: unknown): void;
}

export interface SourceOptions {
  readonly name: SourceName;
  readonly connector: Connector;
  readonly cache: AnswerCache;
  readonly observer: SourceObserver;
  readonly now: () => number;
  /** Milliseconds on a clock that only runs forward. Default `performance.now`. */
  readonly monotonic?: () => number;
  readonly pace: PaceOptions;
  /** Shared by all sources of the process. */
  readonly company: Company;
  readonly gate: Gate;
  /** Upper bound of the age of this source's cached answers, whatever a budget allows. */
  readonly maxAgeMs?: number;
}

export class Source {
  readonly name: SourceName;
  readonly kind: SourceKind;
  readonly connector: Connector;
  private readonly lanes = new Map<string, Lane<never, unknown, never>>();

  constructor(private readonly options: SourceOptions) {
    this.name = options.name;
    this.connector = options.connector;
    this.kind = options.connector.description.kind;
  }

  has(part: Part): boolean {
    return this.connector.description.parts.includes(part);
  }

  canFind(type: IdentifierType): boolean {
    return this.connector.find[type] !== undefined;
  }

  /** One person record. A larger shape in the cache, or being read, satisfies a smaller one. */
  async record(id: string, shape: RecordShape, budget: ReadBudget): Promise<SourceRead<SourceRecord>> {
    const wanted = RECORD_SHAPES.indexOf(shape);
    const enough = RECORD_SHAPES.slice(wanted);
    for (const larger of enough) {
      const hit = this.cached<SourceRecord>(`record|${larger}|${id}`, budget);
      if (hit) return this.hit('PROFILE', hit, budget);
    }
    const lookup = this.connector.records;
    const lanes = enough.map((s) => this.lane('PROFILE', `record|${s}`, lookup, s, (key: string) => key));
    const flying = budget.maxAgeMs > 0 ? lanes.findIndex((lane) => lane.isReading(id)) : 0;
    const at = Math.max(0, flying);
    const read = await this.miss('PROFILE', lanes[at]!, id, `record|${enough[at]!}|${id}`, budget);
    return this.orStale(
      'PROFILE',
      read,
      enough.map((larger) => `record|${larger}|${id}`),
      budget,
    );
  }

  /** Person records that carry an identifier, by its normal form. Nothing found is an empty list. */
  async find(type: IdentifierType, normal: string, budget: ReadBudget): Promise<SourceRead<readonly SourceRecord[]>> {
    const lookup = this.connector.find[type];
    if (!lookup) throw new Error(`${this.name} cannot search by ${type}`);
    const key = `find|${type}|${normal}`;
    const hit = this.cached<readonly SourceRecord[]>(key, budget);
    if (hit) return this.hit('SEARCH', hit, budget);
    const lane = this.lane('SEARCH', `find|${type}`, lookup, undefined, (k: string) => k);
    const read = await this.miss('SEARCH', lane, normal, key, budget);
    return read.slot.state === 'none' ? { ...read, slot: found([]) } : read;
  }

  /** Person records that name a record of another source; see `Connector.findIssued`. */
  async findIssued(issued: RecordRef, budget: ReadBudget): Promise<SourceRead<readonly SourceRecord[]>> {
    const reverse = this.connector.findIssued;
    if (reverse?.issuer !== issued.source) throw new Error(`${this.name} holds no ids of ${issued.source}`);
    const key = `issued|${issued.id}`;
    const hit = this.cached<readonly SourceRecord[]>(key, budget);
    if (hit) return this.hit('SEARCH', hit, budget);
    const lane = this.lane('SEARCH', 'issued', reverse.lookup, undefined, (k: string) => k);
    const read = await this.miss('SEARCH', lane, issued.id, key, budget);
    return read.slot.state === 'none' ? { ...read, slot: found([]) } : read;
  }

  /** One page of a person's items. */
  async part<P extends ListPart>(
    part: P,
    key: PartKey,
    options: PartOptions,
    budget: ReadBudget,
  ): Promise<SourceRead<PartPage<ListPartItems[P]>>> {
    const lookup = this.connector.parts[part] as
      | KeyedLookup<PartKey, PartPage<ListPartItems[P]>, PartOptions>
      | undefined;
    if (!lookup) throw new Error(`${this.name} has no ${part}`);
    const laneKey = `${part}|${options.first}|${options.detail}`;
    const cacheKey = `${laneKey}|${key.id}|${key.after ?? ''}`;
    const hit = this.cached<PartPage<ListPartItems[P]>>(cacheKey, budget);
    if (hit) return this.hit(part, hit, budget);
    const lane = this.lane(part, laneKey, lookup, options, (k: PartKey) => `${k.id}|${k.after ?? ''}`);
    return this.orStale(part, await this.miss(part, lane, key, cacheKey, budget), [cacheKey], budget);
  }

  /** One order or ticket by the number people know it by. */
  async byNumber<P extends 'ORDERS' | 'TICKETS'>(
    part: P,
    number: string,
    budget: ReadBudget,
  ): Promise<SourceRead<ListPartItems[P]>> {
    const lookup = this.connector.byNumber[part] as KeyedLookup<string, ListPartItems[P]> | undefined;
    if (!lookup) throw new Error(`${this.name} has no ${part} by number`);
    const key = `number|${part}|${number}`;
    const hit = this.cached<ListPartItems[P]>(key, budget);
    if (hit) return this.hit(part, hit, budget);
    const lane = this.lane(part, `number|${part}`, lookup, undefined, (k: string) => k);
    return this.orStale(part, await this.miss(part, lane, number, key, budget), [key], budget);
  }

  /** Free-text search over persons; never cached, since words repeat seldom. */
  async search(query: string, first: number, budget: ReadBudget): Promise<SourceRead<readonly SourceRecord[]>> {
    const connector = this.connector;
    const lookup: KeyedLookup<string, readonly SourceRecord[], number> = {
      mode: 'fanOut',
      maxBatch: 1,
      fetch: async (keys, limit, context) =>
        Promise.all(keys.map(async (words) => found((await connector.search?.(words, limit, context)) ?? []))),
    };
    const lane = this.lane('SEARCH', `search|${first}`, lookup, first, (k: string) => k);
    const read = await this.ask('SEARCH', lane, query, budget);
    return { ...read, cached: false };
  }

  /** Whether it can say who is in it. */
  get canList(): boolean {
    return this.connector.listSince !== undefined;
  }

  /**
   * A page of everybody changed since a time; see `Connector.listSince`. Neither shared nor cached, and asked for once: who
   * walks has the patience to ask again.
   */
  async listPage(since: string | undefined, after: string | undefined, signal: AbortSignal): Promise<Slot<RecordPage>> {
    const { connector } = this;
    if (!connector.listSince) throw new Error(`${this.name} cannot list its records`);
    const { gate, monotonic = () => performance.now(), observer } = this.options;
    const refusal = gate.refusal('PROFILE');
    if (refusal) {
      observer.refused(this.name, 'PROFILE', refusal);
      return { state: 'failed', fault: refusal };
    }
    const started = monotonic();
    const slot = await this.pageSlot(connector.listSince(since, after, { signal }));
    const durationMs = Math.round(monotonic() - started);
    const fault = slot.state === 'failed' ? slot.fault : undefined;
    gate.ended('PROFILE', fault, durationMs);
    observer.batch(this.name, 'PROFILE', 1, durationMs, fault);
    if (slot.state === 'found') {
      for (const drift of driftOf(slot.value.records)) observer.drift(this.name, 'PROFILE', drift);
    }
    return slot;
  }

  private async pageSlot(page: Promise<RecordPage>): Promise<Slot<RecordPage>> {
    try {
      return found(await page);
    } catch (error) {
      if (!(error instanceof SourceError)) this.options.observer.defect(this.name, 'PROFILE', error);
      return { state: 'failed', fault: faultOf(error) };
    }
  }

  /** What the vendor last said of its quota. */
  get quota(): Quota | undefined {
    return this.connector.quota();
  }

  /** Remembers records that another read brought along, so that they need not be read again. */
  remember(records: readonly SourceRecord[], shape: RecordShape, fetchedAt: number): void {
    for (const record of records) {
      this.options.cache.put(this.cacheKey(`record|${shape}|${record.ref.id}`), { slot: found(record), fetchedAt });
    }
  }

  private cached<T>(key: string, budget: ReadBudget): { slot: Slot<T>; fetchedAt: number } | undefined {
    const maxAgeMs = Math.min(budget.maxAgeMs, this.options.maxAgeMs ?? Number.POSITIVE_INFINITY);
    return this.options.cache.get<T>(this.cacheKey(key), maxAgeMs, this.options.now());
  }

  private cacheKey(key: string): string {
    return `${this.name}|${key}`;
  }

  private hit<T>(part: Part, answer: { slot: Slot<T>; fetchedAt: number }, budget: ReadBudget): SourceRead<T> {
    this.options.observer.cache(this.name, part, true);
    budget.tally?.cached(this.name, part);
    return { ...answer, latencyMs: 0, cached: true };
  }

  private async miss<K, V, O>(
    part: Part,
    lane: Lane<K, V, O>,
    key: K,
    cacheKey: string,
    budget: ReadBudget,
  ): Promise<SourceRead<V>> {
    this.options.observer.cache(this.name, part, false);
    const read = await this.ask(part, lane, key, budget);
    this.options.cache.put(this.cacheKey(cacheKey), read);
    return { ...read, cached: false };
  }

  private async ask<K, V, O>(part: Part, lane: Lane<K, V, O>, key: K, budget: ReadBudget): Promise<LaneRead<V>> {
    budget.guest?.arrived();
    const read = await lane.read(key, budget.signal, budget.maxAgeMs > 0, budget.until);
    if (read.call) budget.tally?.called(this.name, part, read.call);
    return read;
  }

  /**
   * An earlier answer in place of a failure. Not of a search: to find nobody is a claim about now; and not where the
   * source refuses us: then what it told before is not ours to tell.
   */
  private orStale<T>(part: Part, read: SourceRead<T>, keys: readonly string[], budget: ReadBudget): SourceRead<T> {
    const { slot, latencyMs } = read;
    if (slot.state !== 'failed' || slot.fault.state === 'UNAUTHORISED' || !budget.staleIfErrorMs) return read;
    for (const key of keys) {
      const hit = this.options.cache.get<T>(this.cacheKey(key), budget.staleIfErrorMs, this.options.now());
      if (hit) return { ...this.hit(part, hit, budget), latencyMs, staleFor: slot.fault };
    }
    return read;
  }

  private lane<K, V, O>(
    part: Part,
    name: string,
    lookup: KeyedLookup<K, V, O>,
    lookupOptions: O,
    identify: (key: K) => string,
  ): Lane<K, V, O> {
    const existing = this.lanes.get(name);
    if (existing) return existing as unknown as Lane<K, V, O>;
    const { observer, now, monotonic, pace, company, gate } = this.options;
    const laneOptions: LaneOptions = {
      pace,
      company,
      gate: {
        refusal: (timeLeftMs) => gate.refusal(part, timeLeftMs),
        ended: (fault, durationMs) => gate.ended(part, fault, durationMs),
        retryAfter: (fault) => gate.retryAfter(part, fault),
      },
      now,
      monotonic,
      onRefused: (fault) => observer.refused(this.name, part, fault),
      onRetry: () => observer.retry(this.name, part),
      onBatch: (batch) => observer.batch(this.name, part, batch.keys, batch.durationMs, batch.fault),
      onDefect: (error) => observer.defect(this.name, part, error),
    };
    const watched: KeyedLookup<K, V, O> = {
      ...lookup,
      fetch: async (keys, fetchOptions, context) => {
        const slots = await lookup.fetch(keys, fetchOptions, context);
        for (const slot of slots) {
          if (slot.state !== 'found' && slot.state !== 'merged') continue;
          for (const drift of driftOf(slot.value)) observer.drift(this.name, part, drift);
        }
        return slots;
      },
    };
    const lane = new Lane(watched, lookupOptions, identify, laneOptions);
    this.lanes.set(name, lane as unknown as Lane<never, unknown, never>);
    return lane;
  }
}

/** What a fault that escaped a read would be shown as; for callers outside the lanes, such as `onefold check`. */
export function faultOf(error: unknown): SourceFault {
  if (error instanceof SourceError) return error.fault;
  return { state: 'INVALID_RESPONSE', message: 'the connector could not read the answer' };
}
