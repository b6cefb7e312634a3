/** Customers: by id, by identifier, by words, since a time. Answers are matched to keys by what they say, never by order. */
import { phoneSpellings } from '../../customer/normal-forms/phone';
import type { IdentifierType, SourceRecord } from '../../customer/source-record';
import { invalidResponse, SourceError, type SourceFault } from '../../remote/fault';
import {
  type CallContext,
  found,
  type KeyedLookup,
  NONE,
  type RecordPage,
  type RecordShape,
  type Slot,
} from '../contract';
import { driftMessage, isIdentified } from '../drift';
import { inParallel } from '../in-parallel';
import type { DeclarativeApi } from './api';
import { holds } from './condition';
import { isObject, scalarText, valueAt } from './json-path';
import { type Mapping, toSourceRecord } from './mapping';
import { nextPosition } from './paging';
import { keyGuard, type Position } from './request';
import { type Row, rowsOf } from './rows';
import type { Definition, Lookups, PagePlan, RecordsPlan, RequestPlan } from './shape';
import type { Values } from './template';

export interface Reach {
  readonly api: DeclarativeApi;
  readonly definition: Definition;
  readonly mapping: Mapping;
}

/** What every look-up by keys has. */
export interface KeyedPlan {
  readonly mode: 'multiGet' | 'searchIn' | 'fanOut' | 'nested';
  readonly request: RequestPlan;
  readonly records: RecordsPlan;
  readonly page?: PagePlan;
  readonly batch: number;
  readonly concurrency: number;
}

const NO_VALUES: Values = new Map();

/** Rows of all pages of one request, and what became of keys without any. */
interface Whole {
  readonly rows: readonly Row[];
  readonly failed: ReadonlyMap<string, SourceFault>;
  /** The answer as a whole said this of its keys. */
  readonly instead?: Slot<never>;
}

export async function readWhole(
  { api }: Reach,
  plan: { readonly request: RequestPlan; readonly records: RecordsPlan; readonly page?: PagePlan },
  keys: readonly string[],
  signal: AbortSignal,
  values = NO_VALUES,
): Promise<Whole> {
  const { request, page } = plan;
  const rows: Row[] = [];
  const failed = new Map<string, SourceFault>();
  let position: Position;
  for (let pages = 0; ; pages += 1) {
    if (pages > 0 && pages >= mostPages(page)) throw invalidResponse(`an answer has more than ${pages} pages`);
    const verdict = await api.call({ request, page, keys, position, values }, signal);
    if (verdict.is === 'merged')
      return { rows, failed, instead: forOne(keys, { state: 'merged', into: verdict.into }) };
    if (verdict.is === 'gone') return { rows, failed, instead: forOne(keys, { state: 'gone' }) };
    if (verdict.is === 'none') return pages === 0 ? { rows, failed, instead: NONE } : { rows, failed };
    const answered = rowsOf(plan, verdict.response, keys);
    rows.push(...answered.rows);
    for (const [key, fault] of answered.failed) failed.set(key, fault);
    position = nextPosition(page, position, verdict.response, answered.rows.length);
    if (position === undefined) return { rows, failed };
  }
}

export function mostPages(page: PagePlan | undefined): number {
  return page && 'maxPages' in page ? page.maxPages : 1;
}

function forOne(keys: readonly string[], slot: Slot<never>): Slot<never> {
  if (keys.length > 1) throw invalidResponse(`an answer about ${keys.length} keys says ${slot.state} of one`);
  return slot;
}

/**
 * Slots for keys, in requests of as many as the plan and the length of URLs allow, side by side. A request that fails
 * costs its own keys; keys that could not stand in a request are `unaskable`.
 */
export async function inRequests<V>(
  { api }: Reach,
  plan: KeyedPlan,
  keys: readonly string[],
  read: (group: readonly string[]) => Promise<ReadonlyMap<string, Slot<V>>>,
  options: { readonly unaskable: Slot<V>; readonly isKey?: (key: string) => boolean } = { unaskable: NONE },
): Promise<Slot<V>[]> {
  const fits = keyGuard(plan.request);
  const asked = [...new Set(keys)].filter((key) => fits(key) && (options.isKey?.(key) ?? true));
  const groups = groupsOf(asked, plan.mode === 'fanOut' ? 1 : plan.batch, (group) =>
    api.fits({ request: plan.request, page: plan.page, keys: group, values: NO_VALUES }),
  );
  const answers = await inParallel(plan.concurrency, groups, async (group): Promise<ReadonlyMap<string, Slot<V>>> => {
    try {
      return await read(group);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      const failed: Slot<V> = { state: 'failed', fault: error.fault };
      return new Map(group.map((key) => [key, failed]));
    }
  });
  const slots = new Map(answers.flatMap((answer) => [...answer]));
  return keys.map((key) => slots.get(key) ?? options.unaskable);
}

function groupsOf(
  keys: readonly string[],
  most: number,
  fits: (group: readonly string[]) => boolean,
): (readonly string[])[] {
  const groups: (readonly string[])[] = [];
  for (let at = 0; at < keys.length; at += most) groups.push(...halved(keys.slice(at, at + most), fits));
  return groups;
}

function halved(group: readonly string[], fits: (group: readonly string[]) => boolean): (readonly string[])[] {
  if (group.length <= 1 || fits(group)) return [group];
  const middle = Math.ceil(group.length / 2);
  return [...halved(group.slice(0, middle), fits), ...halved(group.slice(middle), fits)];
}

export function customersById(reach: Reach): KeyedLookup<string, SourceRecord, RecordShape> {
  const plan = reach.definition.lookups.customersById;
  const isId = idGuard(reach.definition);
  return {
    mode: plan.mode,
    maxBatch: plan.mode === 'fanOut' ? 100 : plan.batch,
    ...(plan.mode === 'fanOut' && { concurrency: plan.concurrency }),
    fetch: (ids, _shape, { signal }) =>
      inRequests(reach, plan, ids, (group) => readCustomers(reach, group, signal), {
        unaskable: NONE,
        isKey: isId,
      }),
  };
}

export function idGuard({ ids }: Definition): (id: string) => boolean {
  return (id) => ids?.pattern.fits(id) ?? true;
}

async function readCustomers(
  reach: Reach,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Slot<SourceRecord>>> {
  const plan = reach.definition.lookups.customersById;
  const { rows, failed, instead } = await readWhole(reach, plan, ids, signal);
  if (instead) return new Map(ids.map((id) => [id, instead]));
  const slots = new Map<string, Slot<SourceRecord>>();
  for (const [id, fault] of failed) slots.set(id, { state: 'failed', fault });
  for (const row of rows) {
    const record = recordOf(reach, row);
    const key = row.key ?? record.ref.id;
    // An alias or an entry says whose answer this is; the record must agree.
    if (row.key !== undefined && !plan.records.key && record.ref.id !== row.key) throw stranger();
    if (!slots.has(key)) slots.set(key, customerSlot(row, record, plan));
  }
  const wanted = new Set(ids);
  const isAnswer = [...slots.keys()].every((key) => wanted.has(key));
  return new Map(
    ids.map((id): [string, Slot<SourceRecord>] => {
      const slot = slots.get(id);
      if (slot) return [id, slot];
      // Who is left out is not there; but an answer about somebody else says nothing of who was asked for.
      return [id, isAnswer ? NONE : { state: 'failed', fault: stranger().fault }];
    }),
  );
}

function stranger(): SourceError {
  return invalidResponse('the answer has a record nobody asked for');
}

function customerSlot({ record: row }: Row, record: SourceRecord, plan: Lookups['customersById']): Slot<SourceRecord> {
  const into = plan.mergedInto && scalarText(valueAt(row, plan.mergedInto));
  if (into !== undefined) return { state: 'merged', into };
  return isGone(row, plan) ? { state: 'gone' } : found(record);
}

function isGone(row: unknown, { gone }: Lookups['customersById']): boolean {
  return gone !== undefined && holds(gone, row);
}

function recordOf({ mapping }: Reach, { record: row }: Row): SourceRecord {
  const record = toSourceRecord(row, mapping);
  if (!record) throw invalidResponse('a record of the answer has no id');
  return record;
}

type IdentifierPlan = NonNullable<Lookups['customersByEmail']>;

/** By e-mail or phone; every hit is compared again, by normal form. */
export function customersByIdentifier(
  reach: Reach,
  plan: IdentifierPlan,
  type: IdentifierType,
): KeyedLookup<string, readonly SourceRecord[]> {
  const spell = (normal: string): readonly string[] => (type === 'EMAIL' ? [normal] : spellingsOf(normal, plan));
  return recordsWith(reach, plan, spell, ({ identifiers }, normal) =>
    identifiers.some((one) => one.type === type && one.normal === normal),
  );
}

/** By the id that another source issued; a key is that source's own record id. */
export function customersByIssuedId(reach: Reach, plan: IdentifierPlan): KeyedLookup<string, readonly SourceRecord[]> {
  const prefix = reach.mapping.issuedIds?.idPrefix ?? '';
  const spell = (id: string): readonly string[] =>
    id.startsWith(prefix) && id.length > prefix.length ? [id.slice(prefix.length)] : [];
  return recordsWith(reach, plan, spell, ({ issuedIds }, id) => issuedIds.some((one) => one.id === id));
}

function recordsWith(
  reach: Reach,
  plan: IdentifierPlan,
  spell: (key: string) => readonly string[],
  owns: (record: SourceRecord, key: string) => boolean,
): KeyedLookup<string, readonly SourceRecord[]> {
  const most = plan.mode === 'fanOut' ? 100 : Math.max(1, Math.floor(plan.batch / plan.spellings.length));
  const unaskable: Slot<readonly SourceRecord[]> = {
    state: 'failed',
    fault: { state: 'INVALID_RESPONSE', message: 'the API cannot be asked for such a value' },
  };
  return {
    mode: plan.mode,
    maxBatch: most,
    ...(plan.mode === 'fanOut' && { concurrency: plan.concurrency }),
    fetch: async (keys, _options, { signal }) => {
      const spelled = keys.map(spell);
      const all = [...new Set(spelled.flat())];
      const hits = await inRequests(
        reach,
        plan,
        all,
        async (group): Promise<ReadonlyMap<string, Slot<readonly SourceRecord[]>>> => {
          const shown = found(await hitsOf(reach, plan, group, signal));
          return new Map(group.map((key) => [key, shown]));
        },
        { unaskable },
      );
      const bySpelling = new Map(all.map((spelling, i) => [spelling, hits[i]!]));
      const whole = await wholeOf(
        reach,
        plan,
        hits.flatMap((slot) => (slot.state === 'found' ? slot.value : [])),
        signal,
      );
      return keys.map((key, i): Slot<readonly SourceRecord[]> => {
        const answers = spelled[i]!.map((spelling) => bySpelling.get(spelling)!);
        const failed = answers.find(({ state }) => state === 'failed');
        if (failed) return failed;
        const own = new Map<string, SourceRecord>();
        for (const slot of answers) {
          for (const hit of slot.state === 'found' ? slot.value : []) {
            const record = whole.get(hit.ref.id) ?? NONE;
            if (record.state === 'failed') return record;
            if (record.state === 'found' && owns(record.value, key)) own.set(hit.ref.id, record.value);
          }
        }
        return own.size > 0 ? found([...own.values()]) : NONE;
      });
    },
  };
}

function spellingsOf(e164: string, { spellings }: IdentifierPlan): readonly string[] {
  const known = {
    e164,
    digits: e164.slice(1),
    international: phoneSpellings(e164).find((one) => one.startsWith('+') && one !== e164),
    national: phoneSpellings(e164).find((one) => !one.startsWith('+') && one !== e164.slice(1)),
  };
  return [...new Set(spellings.flatMap((name) => known[name] ?? []))];
}

interface HitsPlan {
  readonly request: RequestPlan;
  readonly records: RecordsPlan;
  readonly page?: PagePlan;
  readonly hits: 'whole' | 'ids';
}

/** Everybody that a search shows, as far as it shows them. */
async function hitsOf(
  reach: Reach,
  plan: HitsPlan,
  keys: readonly string[],
  signal: AbortSignal,
  values?: Values,
): Promise<readonly SourceRecord[]> {
  const { rows, failed, instead } = await readWhole(reach, plan, keys, signal, values);
  if (instead) return [];
  for (const fault of failed.values()) throw new SourceError(fault);
  const { customersById: byId } = reach.definition.lookups;
  return rows
    .filter(({ record }) => !isGone(record, byId) && !isMerged(record, byId))
    .map((row) => recordOf(reach, row));
}

/** Whole records of hits, by id. One that cannot be told from another's is a failure: "none" would be a guess. */
async function wholeOf(
  reach: Reach,
  plan: HitsPlan,
  hits: readonly SourceRecord[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Slot<SourceRecord>>> {
  if (plan.hits === 'whole') return new Map(hits.map((hit) => [hit.ref.id, identifiedSlot(found(hit))]));
  const ids = [...new Set(hits.map(({ ref }) => ref.id))];
  const lookup = customersById(reach);
  const groups = await inParallel(lookup.concurrency ?? 8, chunks(ids, lookup.maxBatch), (some) =>
    lookup.fetch(some, 'full', { signal }),
  );
  const slots = groups.flat();
  return new Map(ids.map((id, i) => [id, identifiedSlot(slots[i]!)]));
}

function identifiedSlot(slot: Slot<SourceRecord>): Slot<SourceRecord> {
  if (slot.state !== 'found' || isIdentified(slot.value)) return slot;
  return { state: 'failed', fault: { state: 'SCHEMA_DRIFT', message: driftMessage(slot.value.drift ?? []) } };
}

function isMerged(row: unknown, { mergedInto }: Lookups['customersById']): boolean {
  return mergedInto !== undefined && scalarText(valueAt(row, mergedInto)) !== undefined;
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const all: T[][] = [];
  for (let at = 0; at < items.length; at += size) all.push(items.slice(at, at + size));
  return all;
}

const MAX_WORDS = 200;
/** Whatever an API's query language makes of signs, words are words. */
const SIGNS = /[^\p{L}\p{N}\p{M}@._+-]+/gu;
const LEADING = /(?<=^|\s)[-+.]+/g;

/** By words. */
export async function searchCustomers(
  reach: Reach,
  query: string,
  first: number,
  { signal }: CallContext,
): Promise<readonly SourceRecord[]> {
  const plan = reach.definition.lookups.search;
  const words = query.slice(0, MAX_WORDS).replace(SIGNS, ' ').replace(LEADING, '').trim().replace(/\s+/g, ' ');
  if (!plan || words === '' || first < 1) return [];
  const values: Values = new Map<string, string | number>([
    ['words', words],
    ['first', first],
  ]);
  const hits = (await hitsOf(reach, plan, [], signal, values)).slice(0, first);
  return [...(await wholeOf(reach, plan, hits, signal)).values()].flatMap((slot) => {
    if (slot.state === 'failed') throw new SourceError(slot.fault);
    return slot.state === 'found' ? [slot.value] : [];
  });
}

/** One page of everybody changed since a time. */
export async function customersSince(
  reach: Reach,
  since: string | undefined,
  after: string | undefined,
  { signal }: CallContext,
): Promise<RecordPage> {
  const plan = reach.definition.lookups.customersSince!;
  const { request, page } = plan;
  const resumed = after === undefined ? undefined : resumedAt(after);
  const position = resumed?.position;
  const start = since === undefined ? Date.parse(plan.beginning) : Date.parse(since) - plan.lookbackSeconds * 1000;
  const values: Values = new Map([['since', sinceText(start, plan.format)]]);
  const verdict = await reach.api.call({ request, page, keys: [], position, values }, signal);
  if (verdict.is !== 'answer') return { records: [], deletedIds: [] };
  const { rows } = rowsOf(plan, verdict.response, []);
  const next = nextPosition(page, position, verdict.response, rows.length);
  const { customersById: byId } = reach.definition.lookups;
  const records: SourceRecord[] = [];
  const deletedIds: string[] = [];
  for (const row of rows) {
    const record = recordOf(reach, row);
    if (isGone(row.record, byId)) deletedIds.push(record.ref.id);
    else if (!isMerged(row.record, byId)) records.push(record);
  }
  return { records, deletedIds, ...(next !== undefined && { next: JSON.stringify({ position: next }) }) };
}

function resumedAt(after: string): { readonly position: Position } {
  try {
    const parsed: unknown = JSON.parse(after);
    if (isObject(parsed) && ['string', 'number'].includes(typeof parsed.position))
      return parsed as { position: Position };
  } catch {
    // Told below.
  }
  throw invalidResponse('a position that this connector did not give');
}

function sinceText(ms: number, format: 'iso' | 'unix' | 'unixMs' | 'day'): string {
  const at = Math.max(0, ms);
  if (format === 'unix') return String(Math.floor(at / 1000));
  if (format === 'unixMs') return String(at);
  const iso = new Date(at).toISOString();
  return format === 'day' ? iso.slice(0, 10) : iso.replace(/\.\d{3}Z$/, 'Z');
}
