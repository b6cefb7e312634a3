/** What a source makes of its connector's answers: kept, shared, and stood in for while it fails. */
import type { SourceRecord } from '../../src/customer/source-record';
import { type FaultState, SourceError } from '../../src/remote/fault';
import { AnswerCache } from '../../src/sources/cache';
import { Company } from '../../src/sources/company';
import { type Connector, found, type Slot } from '../../src/sources/contract';
import { Gate } from '../../src/sources/gate';
import { type ReadBudget, Source } from '../../src/sources/source';
import { record } from '../identity/records';

const SECOND = 1000;

class Vendor {
  fails: FaultState | undefined;
  calls = 0;
  private readonly ada: SourceRecord = record({ ref: 'crm:1', emails: ['ada@example.com'] });

  connector(): Connector {
    const answer = async <T>(value: T, keys: readonly unknown[]): Promise<Slot<T>[]> => {
      this.calls += 1;
      if (this.fails) throw new SourceError({ state: this.fails, message: 'no' });
      return keys.map(() => found(value));
    };
    return {
      description: {
        vendor: 'V',
        kind: 'CRM',
        parts: ['PROFILE', 'DEALS', 'SEARCH'],
        searchableBy: ['EMAIL'],
        permissions: [],
      },
      records: { mode: 'multiGet', maxBatch: 10, fetch: (keys) => answer(this.ada, keys) },
      find: { EMAIL: { mode: 'multiGet', maxBatch: 10, fetch: (keys) => answer([this.ada], keys) } },
      parts: { DEALS: { mode: 'multiGet', maxBatch: 10, fetch: (keys) => answer({ items: [] }, keys) } },
      byNumber: {},
      check: async () => ({ ok: true, message: '', missingPermissions: [] }),
      quota: () => undefined,
    };
  }
}

let now: number;
let vendor: Vendor;
let source: Source;
beforeEach(() => {
  now = 1_790_000_000_000;
  vendor = new Vendor();
  const nothing = (): void => undefined;
  const quiet = { batch: nothing, cache: nothing, refused: nothing, retry: nothing, drift: nothing, defect: nothing };
  const cache = new AnswerCache(1_000_000, 60 * SECOND, () => now);
  source = new Source({
    name: 'crm',
    connector: vendor.connector(),
    cache,
    observer: quiet,
    now: () => now,
    pace: { gapMs: 0, maxGapMs: 0 },
    company: new Company(),
    gate: new Gate({ now: () => now, random: () => 0, quota: () => undefined, quotaReserve: 0, heldUpMs: () => 0 }),
  });
});

const budget = (more: Partial<ReadBudget> = {}): ReadBudget => ({
  signal: new AbortController().signal,
  maxAgeMs: 5 * SECOND,
  staleIfErrorMs: 30 * SECOND,
  ...more,
});
const DEALS = { first: 10, detail: 'summary' } as const;

test.each(['TIMEOUT', 'RATE_LIMITED', 'CIRCUIT_OPEN', 'UNAVAILABLE', 'INVALID_RESPONSE'] as const)(
  'an answer of before stands in for %s, and says for what',
  async (state) => {
    await source.record('1', 'full', budget());
    await source.part('DEALS', { id: '1' }, DEALS, budget());
    now += 20 * SECOND;
    vendor.fails = state;
    const stale = { slot: { state: 'found' }, fetchedAt: now - 20 * SECOND, cached: true, staleFor: { state } };
    expect(await source.record('1', 'summary', budget())).toMatchObject(stale);
    expect(await source.part('DEALS', { id: '1' }, DEALS, budget())).toMatchObject(stale);
  },
);

test.each<[string, Partial<ReadBudget>, FaultState]>([
  ['older than the operation takes', { staleIfErrorMs: 10 * SECOND }, 'UNAVAILABLE'],
  ['none where the operation takes none', { staleIfErrorMs: 0 }, 'UNAVAILABLE'],
  ['none once the source refuses us', {}, 'UNAUTHORISED'],
])('no answer stands in: %s', async (_, more, state) => {
  await source.record('1', 'full', budget());
  now += 20 * SECOND;
  vendor.fails = state;
  expect(await source.record('1', 'full', budget(more))).toMatchObject({ slot: { state: 'failed' }, cached: false });
});

test('a search is never stood in for: to find nobody is a claim about now', async () => {
  await source.find('EMAIL', 'ada@example.com', budget());
  now += 20 * SECOND;
  vendor.fails = 'UNAVAILABLE';
  expect(await source.find('EMAIL', 'ada@example.com', budget())).toMatchObject({ slot: { state: 'failed' } });
});

test('a source that answers again is asked again', async () => {
  await source.record('1', 'full', budget());
  now += 20 * SECOND;
  vendor.fails = 'UNAVAILABLE';
  await source.record('1', 'full', budget());
  vendor.fails = undefined;
  const read = await source.record('1', 'full', budget());
  expect([read.slot.state, read.cached, read.fetchedAt, read.staleFor]).toEqual(['found', false, now, undefined]);
});

test('the tally counts calls that keys went in, once for all that went together, and reads of the cache', async () => {
  const calls = new Set<object>();
  let cached = 0;
  const tally = { called: (_s: string, _p: string, call: object) => void calls.add(call), cached: () => void cached++ };
  await Promise.all(['1', '2', '3'].map((id) => source.record(id, 'full', budget({ tally }))));
  expect([calls.size, cached, vendor.calls]).toEqual([1, 0, 1]);
  await source.record('1', 'full', budget({ tally }));
  await source.record('4', 'full', budget({ tally }));
  expect([calls.size, cached, vendor.calls]).toEqual([2, 1, 2]);
});
