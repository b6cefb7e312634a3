/**
 * The contract suite of connectors: the law of `src/sources/contract.ts` as behaviours that every connector runs, whatever
 * its vendor. The suite stands between connector and vendor as an `HttpClient`, so it can turn answers over, take fields
 * away, fail single calls and let calls hang without knowing the vendor's language.
 */

import { setImmediate as turn } from 'node:timers/promises';
import { memberNames, ODD_VALUES, reversed, withMember } from '../../src/cli/odd-answers';
import type { ListPart } from '../../src/customer/parts';
import { compareItems, type PartItem } from '../../src/customer/parts';
import type { IdentifierType, SourceRecord } from '../../src/customer/source-record';
import type { HttpClient } from '../../src/remote/client';
import { SourceError, type SourceFault } from '../../src/remote/fault';
import {
  type CallContext,
  type Connector,
  found,
  type KeyedLookup,
  type PartKey,
  type PartPage,
  type RecordPage,
  type Slot,
} from '../../src/sources/contract';
import { TestWire } from './test-wire';

/** Stands between the connector under test and its vendor. */
export type Wire = (vendor: HttpClient) => HttpClient;

export interface SourceUnderTest {
  readonly connector: Connector;
  /** Ids of at least three records that the source has. */
  readonly ids: readonly string[];
  /** The n-th of endlessly many well-formed ids that the source does not have. */
  unknownId(n: number): string;
  /** Malformed ids: nothing has them, and they may not spoil their neighbours' answers. */
  readonly malformedIds: readonly string[];
  /** Identifiers (normal forms) and the ids of all records that carry them. */
  readonly findable: readonly {
    readonly type: IdentifierType;
    readonly normal: string;
    readonly ids: readonly string[];
  }[];
  /** Well-formed normal forms that nobody carries; where the vendor's search is fuzzy, ones that it has hits for. */
  readonly unfindable: readonly { readonly type: IdentifierType; readonly normal: string }[];
  /** Ids that `findIssued.issuer` issued, and the ids of the records that name them (none included). */
  readonly issued?: readonly { readonly id: string; readonly ids: readonly string[] }[];
  /** For each part of the connector: people, and how many items each of them has (zero included). */
  readonly parts: readonly {
    readonly part: ListPart;
    readonly people: readonly { readonly id: string; readonly items: number }[];
  }[];
  /**
   * Whether the vendor promises that lists come in the order asked for (Shopify's `nodes`), so that answers must not be
   * turned over.
   */
  readonly ordered?: boolean;
  close(): Promise<void>;
}

const LONG_ENOUGH = 10_000;

/** @param setup starts vendor and connector, with `wire` around the connector's HTTP client. */
export function describeSourceContract(name: string, setup: (wire: Wire) => Promise<SourceUnderTest>): void {
  describe(`${name} keeps the contract of sources`, () => {
    const wire = new TestWire();
    let source: SourceUnderTest;
    let connector: Connector;
    /** A walk over everything, page by page, and the time of the last change but one. */
    let everything: readonly RecordPage[];
    let lately: string | undefined;

    beforeAll(async () => {
      source = await setup((vendor) => wire.around(vendor));
      connector = source.connector;
      everything = connector.listSince ? await walk(connector) : [];
      lately = recordsOf(everything)
        .map(({ updatedAt }) => updatedAt ?? '')
        .sort()
        .at(-2);
    });
    afterAll(() => source.close());
    beforeEach(() => wire.reset());

    const readAll = (ids: readonly string[], context = live()): Promise<readonly Slot<SourceRecord>[]> =>
      connector.records.fetch(ids, 'full', context);

    describe('records by id', () => {
      test('come one slot a key, in the order of the keys, with their own id', async () => {
        const ids = source.ids.slice(0, connector.records.maxBatch);
        for (const keys of [ids, [...ids].reverse()]) {
          const slots = await readAll(keys);
          expect(slots.map(idOfSlot)).toEqual(keys);
        }
      });

      test('are `none` for an id that the source does not have, without moving the others', async () => {
        const keys = [source.unknownId(0), source.ids[0]!, source.unknownId(1), source.ids[1]!, source.unknownId(2)];
        const slots = await readAll(keys);
        expect(slots.map((slot) => slot.state)).toEqual(['none', 'found', 'none', 'found', 'none']);
        expect([slots[1], slots[3]].map((slot) => idOfSlot(slot!))).toEqual([source.ids[0], source.ids[1]]);
      });

      test('come for as many keys as `maxBatch` says', async () => {
        const room = Math.min(connector.records.maxBatch, 250);
        const known = source.ids.slice(0, Math.ceil(room / 2));
        const keys = [...known, ...Array.from({ length: room - known.length }, (_, n) => source.unknownId(n))];
        const slots = await readAll(keys);
        expect(slots.map((slot) => slot.state)).toEqual(keys.map((_, i) => (i < known.length ? 'found' : 'none')));
      });

      test('are not spoilt by a malformed id among the keys', async () => {
        for (const malformed of source.malformedIds) {
          const slots = await readAll([source.ids[0]!, malformed, source.ids[1]!]);
          expect([malformed, slots.map((slot) => slot.state)]).toEqual([malformed, ['found', 'none', 'found']]);
        }
      });

      test('are matched by id when the vendor answers in another order', async () => {
        if (source.ordered) return;
        const keys = source.ids.slice(0, connector.records.maxBatch);
        wire.rewrite = reversed;
        const slots = await readAll(keys);
        expect(slots.map(idOfSlot)).toEqual(keys);
      });

      test('come in each shape, and a larger shape says all that a smaller one says', async () => {
        const keys = source.ids.slice(0, 3);
        const [summary, profile, full] = await Promise.all(
          (['summary', 'profile', 'full'] as const).map((shape) => connector.records.fetch(keys, shape, live())),
        );
        keys.forEach((_, i) => {
          const [s, p, f] = [summary, profile, full].map((slots) => valueOfSlot(slots?.[i]));
          expect(s?.identifiers).toEqual(f?.identifiers);
          expect(f?.attributes).toMatchObject({ ...s?.attributes });
          expect(f?.attributes).toMatchObject({ ...p?.attributes });
        });
      });
    });

    describe('find', () => {
      test('answers every record that carries the identifier, and only those', async () => {
        for (const [type, lookup] of finders(connector)) {
          const wanted = source.findable.filter((f) => f.type === type);
          for (const some of batches(wanted, lookup.maxBatch)) {
            const slots = await lookup.fetch(
              some.map((f) => f.normal),
              undefined,
              live(),
            );
            const ids = slots.map((slot) => (slot.state === 'found' ? slot.value.map((r) => r.ref.id).sort() : slot));
            expect(ids).toEqual(some.map((f) => [...f.ids].sort()));
            slots.forEach((slot, i) => {
              for (const record of slot.state === 'found' ? slot.value : []) {
                expect(record.identifiers).toContainEqual(expect.objectContaining({ type, normal: some[i]!.normal }));
              }
            });
          }
        }
      });

      test('does not take a fuzzy hit for a hit', async () => {
        for (const [type, lookup] of finders(connector)) {
          const hidden = source.unfindable.filter((f) => f.type === type);
          const known = source.findable.find((f) => f.type === type);
          for (const some of batches(hidden, Math.max(1, lookup.maxBatch - 1))) {
            const keys = [...some.map((f) => f.normal), ...(known && lookup.maxBatch > 1 ? [known.normal] : [])];
            const slots = await lookup.fetch(keys, undefined, live());
            expect(slots).toHaveLength(keys.length);
            some.forEach((f, i) => {
              const slot = slots[i]!;
              expect([f.normal, slot.state === 'found' ? slot.value.length : slot.state]).toEqual([
                f.normal,
                slot.state === 'found' ? 0 : 'none',
              ]);
            });
          }
        }
      });

      test('answers records in shape `full`', async () => {
        for (const [type, lookup] of finders(connector)) {
          const known = source.findable.find((f) => f.type === type && f.ids.length > 0);
          if (!known) continue;
          const [slot] = await lookup.fetch([known.normal], undefined, live());
          const records = slot?.state === 'found' ? slot.value : [];
          const byId = await readAll(records.map((record) => record.ref.id));
          expect(byId.map(valueOfSlot)).toEqual(records);
        }
      });
    });

    test('ids that another source issued lead to the records that name them', async () => {
      const { findIssued } = connector;
      if (!findIssued) return;
      for (const some of batches(source.issued ?? [], findIssued.lookup.maxBatch)) {
        const slots = await findIssued.lookup.fetch(
          some.map(({ id }) => id),
          undefined,
          live(),
        );
        const ids = slots.map((slot) => (slot.state === 'found' ? slot.value.map((r) => r.ref.id).sort() : slot.state));
        expect(ids).toEqual(some.map((issued) => (issued.ids.length > 0 ? [...issued.ids].sort() : 'none')));
        slots.forEach((slot, i) => {
          for (const record of slot.state === 'found' ? slot.value : []) {
            expect(record.issuedIds).toContainEqual({ source: findIssued.issuer, id: some[i]!.id });
          }
        });
      }
    });

    describe('lists of people', () => {
      test('page to the end without loss or repetition, newest first', async () => {
        for (const { part, people } of source.parts) {
          for (const person of people) {
            const whole = await pages(connector, part, person.id, 10_000);
            expect([part, person.id, whole.length]).toEqual([part, person.id, person.items]);
            expect(whole).toEqual([...whole].sort(compareItems));
            expect(new Set(whole.map((item) => item.id)).size).toBe(whole.length);
            const size = Math.max(1, Math.floor(whole.length / 3));
            expect(await pages(connector, part, person.id, size)).toEqual(whole);
          }
        }
      });

      test('of many people in one call are each their own', async () => {
        for (const { part, people } of source.parts) {
          const lookup = partLookup(connector, part);
          for (const some of batches(people, lookup.maxBatch)) {
            const slots = await lookup.fetch(
              some.map(({ id }) => ({ id })),
              { first: 10_000, detail: 'full' },
              live(),
            );
            expect(slots).toHaveLength(some.length);
            slots.forEach((slot, i) => {
              const items = itemsOf(slot);
              expect([part, some[i]!.id, items.length]).toEqual([part, some[i]!.id, some[i]!.items]);
              for (const item of items) expect(item.record).toEqual({ source: item.source, id: some[i]!.id });
            });
          }
        }
      });

      test('are empty for somebody unknown, without moving the others', async () => {
        for (const { part, people } of source.parts) {
          const lookup = partLookup(connector, part);
          const person = people.find(({ items }) => items > 0);
          if (!person || lookup.maxBatch < 2) continue;
          const keys = [{ id: source.unknownId(0) }, { id: person.id }];
          const slots = await lookup.fetch(keys, { first: 10_000, detail: 'summary' }, live());
          expect([part, slots.map((slot) => itemsOf(slot).length)]).toEqual([part, [0, person.items]]);
          expect(['none', 'found']).toContain(slots[0]?.state);
        }
      });
    });

    describe('a fault', () => {
      const FAULT: SourceFault = { state: 'UNAVAILABLE', message: 'HTTP 503' };

      test('in any one call costs only slots that say so; every other slot is as without it', async () => {
        for (const [label, read] of reads(source, live(), lately)) {
          wire.reset();
          const healthy = await read();
          for (const failing of [...wire.seen]) {
            wire.reset();
            wire.failCall = { request: failing, fault: FAULT };
            const slots = await read().catch((error: unknown) => {
              expect(error).toBeInstanceOf(SourceError);
              return healthy.map((): Slot<unknown> => ({ state: 'failed', fault: (error as SourceError).fault }));
            });
            expect([label, slots.length]).toEqual([label, healthy.length]);
            expect(slots.some((slot) => slot.state === 'failed')).toBe(true);
            slots.forEach((slot, i) => {
              expect(slot).toEqual(slot.state === 'failed' ? { state: 'failed', fault: FAULT } : healthy[i]);
            });
          }
        }
      });

      test('is not what missing, null or odd fields amount to: no exception but a SourceError', async () => {
        for (const [label, read] of reads(source, live(), lately, 5)) {
          wire.reset();
          wire.replay = new Map();
          const names = new Set<string>();
          wire.rewrite = (body) => {
            for (const name of memberNames(body)) names.add(name);
            return body;
          };
          const healthy = await read();
          for (const member of names) {
            // Replayed answers take no turn of the event loop: sockets and their timers need one now and then.
            await turn();
            for (const odd of ODD_VALUES) {
              wire.rewrite = (body) => withMember(body, member, odd);
              const slots = await read().catch((error: unknown) => error);
              if (Array.isArray(slots)) expect([label, member, slots.length]).toEqual([label, member, healthy.length]);
              else if (!(slots instanceof SourceError))
                throw new Error(`${label}: ${member} as ${String(odd)}`, { cause: slots });
            }
          }
        }
      });

      test('is what an answer of no shape at all amounts to', async () => {
        for (const body of [undefined, null, [], {}, 'text', 7, { unexpected: true }]) {
          for (const [label, read] of reads(source, live(), lately)) {
            wire.reset();
            wire.rewrite = () => body;
            const slots = await read().catch((error: unknown) => {
              expect(error).toBeInstanceOf(SourceError);
              return [];
            });
            expect([label, slots.filter((slot) => slot.state !== 'failed')]).toEqual([label, []]);
          }
        }
      });
    });

    describe('a deadline', () => {
      test('ends a call under way, and nothing starts after it', async () => {
        for (const [label, read] of reads(source, undefined, lately)) {
          wire.reset();
          wire.hang = true;
          const deadline = new AbortController();
          const started = wire.nextCall();
          const reading = read({ signal: deadline.signal }).catch((error: unknown) => error);
          await started;
          deadline.abort();
          const outcome = await reading;
          const faults = Array.isArray(outcome)
            ? outcome.map((slot: Slot<unknown>) => (slot.state === 'failed' ? slot.fault.state : slot.state))
            : [(outcome as SourceError).fault?.state];
          expect([label, new Set(faults)]).toEqual([label, new Set(['TIMEOUT'])]);
          expect([label, wire.callsAfterAbort]).toEqual([label, 0]);
        }
      });

      test('that has passed lets no call out', async () => {
        for (const [label, read] of reads(source, { signal: AbortSignal.abort() }, lately)) {
          wire.reset();
          await read().catch((error: unknown) => expect(error).toBeInstanceOf(SourceError));
          expect([label, wire.sent]).toEqual([label, 0]);
        }
      });
    });

    test('search answers at most as many as asked for, and takes any words', async () => {
      if (!connector.search) return;
      const [person] = await readAll([source.ids[0]!]);
      const word = valueOfSlot(person)?.attributes.lastName ?? 'a';
      expect((await connector.search(word, 1, live())).length).toBeLessThanOrEqual(1);
      for (const words of ['*', '"', "' OR 1=1", 'email:*', '\\', '(', '<script>', 'ü ', '%', 'a'.repeat(2000)]) {
        expect(Array.isArray(await connector.search(words, 5, live()))).toBe(true);
      }
    });

    describe('a walk', () => {
      test('over everything meets each record once', () => {
        if (!connector.listSince) return;
        const met = recordsOf(everything).map((record) => record.ref.id);
        expect(met).toEqual(expect.arrayContaining([...source.ids]));
        expect(new Set(met).size).toBe(met.length);
      });

      test('goes on from the end of any page, as often as it is asked to', async () => {
        if (!connector.listSince) return;
        for (const [i, page] of everything.entries()) {
          if (page.next === undefined) continue;
          expect(await walk(connector, undefined, page.next)).toEqual(everything.slice(i + 1));
        }
      });

      test('since a time meets each record changed then or later once, the oldest change first', async () => {
        if (!connector.listSince) return;
        const second = ({ updatedAt }: SourceRecord): number => Math.floor(Date.parse(updatedAt ?? '') / 1000);
        const all = recordsOf(everything);
        const changes = all.map(second).sort((a, b) => a - b);
        for (const since of [changes[0]! - 1, changes[Math.floor(changes.length / 2)]!, changes.at(-1)!]) {
          const met = recordsOf(await walk(connector, new Date(since * 1000).toISOString()));
          const expected = all.filter((record) => second(record) >= since).map(({ ref }) => ref.id);
          expect(met.map(({ ref }) => ref.id).sort()).toEqual(expected.sort());
          expect(met.map(second)).toEqual(met.map(second).sort((a, b) => a - b));
        }
      });

      test('says of its records what a read by id says', async () => {
        if (!connector.listSince) return;
        const some = new Map(recordsOf(everything).map((record) => [record.ref.id, record]));
        const ids = source.ids.slice(0, connector.records.maxBatch);
        const slots = await connector.records.fetch(ids, 'summary', live());
        for (const [i, id] of ids.entries()) {
          const read = valueOfSlot(slots[i]);
          expect(some.get(id)).toMatchObject({ identifiers: read?.identifiers, issuedIds: read?.issuedIds });
          expect(some.get(id)?.attributes).toMatchObject({ ...read?.attributes });
        }
      });
    });

    test('a check with good credentials finds nothing missing', async () => {
      expect(await connector.check(live())).toMatchObject({ ok: true, missingPermissions: [] });
    });

    test('a check tells a refusal from an answer, without throwing', async () => {
      wire.failCall = { request: 'any', fault: { state: 'UNAUTHORISED', message: 'HTTP 401' } };
      expect((await connector.check(live())).ok).toBe(false);
    });

    test('describes what it offers', () => {
      const { description } = connector;
      expect(new Set(description.searchableBy)).toEqual(new Set(Object.keys(connector.find)));
      for (const part of Object.keys(connector.parts)) expect(description.parts).toContain(part);
      const permitted = new Set(description.permissions.flatMap((permission) => permission.parts));
      expect(permitted).toEqual(new Set(description.parts));
    });
  });
}

/** Every kind of keyed read of a connector, under a context that is given now or at the call. */
function* reads(
  source: SourceUnderTest,
  context: CallContext | undefined,
  lately: string | undefined,
  most = 30,
): Generator<[label: string, read: (later?: CallContext) => Promise<readonly Slot<unknown>[]>]> {
  const { connector, ids } = source;
  const at = (later: CallContext | undefined): CallContext => later ?? context ?? live();
  const keys = [...ids.slice(0, Math.max(1, connector.records.maxBatch - 1)), source.unknownId(0)];
  const some = keys.slice(-Math.min(keys.length, connector.records.maxBatch, most));
  yield ['records', (later) => connector.records.fetch(some, 'full', at(later))];
  for (const [type, lookup] of finders(connector)) {
    const normals = source.findable.filter((f) => f.type === type).slice(0, Math.min(lookup.maxBatch, most));
    if (normals.length > 0)
      yield [
        `find ${type}`,
        (later) =>
          lookup.fetch(
            normals.map((f) => f.normal),
            undefined,
            at(later),
          ),
      ];
  }
  for (const { part, people } of source.parts) {
    const lookup = partLookup(connector, part);
    const few = people.filter(({ items }) => items > 0).slice(0, Math.min(lookup.maxBatch, most));
    if (few.length > 0) {
      const options = { first: 10, detail: 'full' } as const;
      yield [
        part,
        (later) =>
          lookup.fetch(
            few.map(({ id }) => ({ id })),
            options,
            at(later),
          ),
      ];
    }
  }
  const { listSince } = connector;
  if (listSince) {
    yield ['walk', async (later) => [found(await listSince.call(connector, lately, undefined, at(later)))]];
  }
}

/** A walk since a time, from a page's end on; the pages as they came. */
async function walk(connector: Connector, since?: string, from?: string): Promise<RecordPage[]> {
  const pages: RecordPage[] = [];
  let after = from;
  do {
    const page: RecordPage = await connector.listSince!(since, after, live());
    expect(page.next).not.toBe(after ?? null);
    pages.push(page);
    if (pages.length > LONG_ENOUGH) throw new Error('the walk never ends');
    after = page.next;
  } while (after !== undefined);
  return pages;
}

function recordsOf(pages: readonly RecordPage[]): readonly SourceRecord[] {
  return pages.flatMap(({ records }) => records);
}

type PartItems = PartPage<PartItem>;

function partLookup(
  connector: Connector,
  part: ListPart,
): KeyedLookup<PartKey, PartItems, { first: number; detail: 'summary' | 'full' }> {
  const lookup = connector.parts[part];
  if (!lookup) throw new Error(`the connector has no ${part}`);
  return lookup as KeyedLookup<PartKey, PartItems, { first: number; detail: 'summary' | 'full' }>;
}

/** A person's whole list, page by page. */
async function pages(connector: Connector, part: ListPart, id: string, first: number): Promise<PartItem[]> {
  const items: PartItem[] = [];
  let after: string | undefined;
  do {
    const [slot] = await partLookup(connector, part).fetch([{ id, after }], { first, detail: 'full' }, live());
    const page = slot?.state === 'found' ? slot.value : { items: [] as readonly PartItem[] };
    // Fewer than asked for means the end.
    if (page.next !== undefined) expect(page.items.length).toBeGreaterThanOrEqual(first);
    items.push(...page.items);
    if (items.length > LONG_ENOUGH) throw new Error(`${part} of ${id} never ends`);
    after = page.next;
  } while (after !== undefined);
  return items;
}

function itemsOf(slot: Slot<PartItems> | undefined): readonly PartItem[] {
  return slot?.state === 'found' ? slot.value.items : [];
}

function finders(connector: Connector): [IdentifierType, KeyedLookup<string, readonly SourceRecord[]>][] {
  return (['EMAIL', 'PHONE'] as const).flatMap((type) => {
    const lookup = connector.find[type];
    return lookup ? [[type, lookup] as [IdentifierType, typeof lookup]] : [];
  });
}

function idOfSlot(slot: Slot<SourceRecord>): string {
  return slot.state === 'found' ? slot.value.ref.id : slot.state;
}

function valueOfSlot<T>(slot: Slot<T> | undefined): T | undefined {
  return slot?.state === 'found' ? slot.value : undefined;
}

function batches<T>(items: readonly T[], size: number): T[][] {
  const all: T[][] = [];
  for (let at = 0; at < items.length; at += size) all.push(items.slice(at, at + size));
  return all;
}

function live(): CallContext {
  return { signal: new AbortController().signal };
}
