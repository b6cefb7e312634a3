import type { CustomerId } from '../../src/customer/customer-id';
import type { EventId, Identity, IdentityHistory, Stewardship } from '../../src/identity/identity';
import { identityOn } from './invariants';
import { MemoryPlace } from './memory-store';
import { record } from './records';

const ACTOR = { id: 'rule', mayLink: true };

/** Counts how often somebody waits for the store: calls that are under way together are one wait. */
class Waits {
  count = 0;
  private underWay = 0;

  readonly step = async (_method: string, when: 'BEFORE' | 'AFTER'): Promise<void> => {
    if (when === 'AFTER') {
      this.underWay--;
      return;
    }
    if (this.underWay++ === 0) this.count++;
    await new Promise((resolve) => setImmediate(resolve));
  };

  async of(work: () => Promise<unknown>): Promise<number> {
    const before = this.count;
    await work();
    return this.count - before;
  }
}

describe('round trips to the store', () => {
  let place: MemoryPlace;
  let waits: Waits;
  let identity: Identity & Stewardship & IdentityHistory;

  beforeEach(() => {
    place = new MemoryPlace();
    waits = new Waits();
    identity = fresh();
  });

  /** A process that knows nothing yet. */
  function fresh(): Identity & Stewardship & IdentityHistory {
    return identityOn(place.open(waits.step));
  }

  const person = (i: number) => [
    record({ ref: `crm:${i}`, emails: [`${i}@example.com`], phones: [`+49151000${i}`] }),
    record({ ref: `shop:${i}`, emails: [`${i}@example.com VERIFIED`] }),
  ];

  async function crowd(count: number): Promise<CustomerId[]> {
    const records = Array.from({ length: count }, (_, i) => person(i)).flat();
    const memberships = await identity.admit(records, ACTOR);
    return [...new Set(memberships.map((membership) => membership!.id))];
  }

  it('resolves fifty ids in one', async () => {
    const ids = await crowd(50);
    expect(ids).toHaveLength(50);
    expect(await waits.of(() => identity.resolve(ids))).toBe(1);
    expect(await waits.of(() => fresh().resolve(ids))).toBe(1);
  });

  it('resolves redirected ids and long histories in two, and in one once it knows them', async () => {
    const [a] = await identity.admit([record({ ref: 'crm:1', emails: ['a@example.com'] })], ACTOR);
    await identity.admit([record({ ref: 'shop:1', emails: ['b@example.com'] })], ACTOR);
    for (let i = 0; i < 6; i++) {
      const emails = ['a@example.com', ...(i === 5 ? ['b@example.com'] : [])];
      const views = [record({ ref: 'crm:1', emails }), record({ ref: `desk:${i}`, emails: ['a@example.com'] })];
      const last = i === 5 ? [record({ ref: 'shop:1', emails: ['b@example.com'] })] : [];
      await identity.admit([...views, ...last], ACTOR);
    }
    const [shop] = await fresh().ownersOf([{ source: 'shop', id: '1' }]);
    expect(shop?.id).toBe(a!.id);
    expect(await waits.of(() => fresh().resolve([a!.id]))).toBe(2);
    expect(await waits.of(() => identity.resolve([a!.id]))).toBe(1);
  });

  it('finds owners and holders of many in two', async () => {
    await crowd(50);
    const refs = Array.from({ length: 50 }, (_, i) => person(i).map(({ ref }) => ref)).flat();
    expect(await waits.of(() => fresh().ownersOf(refs))).toBe(2);
    const queries = Array.from({ length: 50 }, (_, i) => ({ type: 'EMAIL' as const, normal: `${i}@example.com` }));
    expect(await waits.of(() => fresh().holdersOf(queries))).toBe(2);
  });

  it('admits people whom it knows in two, writing nothing', async () => {
    await crowd(20);
    const records = Array.from({ length: 20 }, (_, i) => person(i)).flat();
    const before = place.versions.size;
    expect(await waits.of(() => fresh().admit(records, ACTOR))).toBe(2);
    expect(place.versions.size).toBe(before);
  });

  it('decides what a steward orders in few, however long the history is, and reads history in one more', async () => {
    const [a, b, c, d] = (await crowd(4)) as [CustomerId, CustomerId, CustomerId, CustomerId];
    const order = { by: 'steward' };
    const counts: Record<string, number> = {};
    const count = async (name: string, work: () => Promise<unknown>): Promise<void> => {
      counts[name] = await waits.of(work);
    };
    const merged = await identity.merge(a, b, order);
    const event = merged.status === 'DONE' ? merged.event : `${a}:0`;
    await count('undo', () => identity.undo(event as EventId, order));
    await count('merge', () => identity.merge(a, d, order));
    await count('never', () => identity.never(a, c, order));
    await count('refused', () => identity.merge(a, c, order));
    await count('unlink', () => identity.unlink({ source: 'shop', id: '0' }, order));
    await count('link', () => identity.link({ source: 'shop', id: '0' }, b, order));
    await count('split', () => identity.split(b, [{ source: 'crm', id: '1' }], order));
    await count('preview', () => identity.previewMerge(b, c));
    const preview = await identity.previewMerge(b, c);
    const expected = preview.status === 'POSSIBLE' ? preview.expected : [];
    await count('merge as expected', () => identity.merge(b, c, { ...order, expected }));
    await count('merge with a key', () => identity.merge(b, c, { ...order, idempotencyKey: '1' }));
    await count('history', () => identity.history(a, 20));
    await count('as of a time', () => identity.asOf(a, 1_790_000_000_000));
    await count('erase', () => identity.erase(c, order));
    expect(counts).toMatchInlineSnapshot(`
{
  "as of a time": 7,
  "erase": 11,
  "history": 3,
  "link": 8,
  "merge": 5,
  "merge as expected": 5,
  "merge with a key": 4,
  "never": 5,
  "preview": 4,
  "refused": 2,
  "split": 5,
  "undo": 8,
  "unlink": 5,
}
`);
  });

  it('admits new people in few, however many they are', async () => {
    expect(await waits.of(() => crowd(1))).toBeLessThanOrEqual(7);
    expect(await waits.of(() => crowd(50))).toBeLessThanOrEqual(9);
  });
});
