/** What people decide, where sources, the store or the clock of the operation stand in the way. */
import type { CustomerId } from '../../src/customer/customer-id';
import type { Decision } from '../../src/view/decisions';
import type { ReadContext } from '../../src/view/snapshot';
import { refOf, textOf } from '../identity/records';
import { GRACE_MS, recordsOf, SmallWorld, SUMMARY } from './small-world';

const MINUTE = 60_000;
/** A steward; the config does not let stewards link while reading. */
const STEWARD = { callerId: 'ada', mayLink: false };
const NOTHING = { ...SUMMARY, fields: new Set<never>(), orderSummary: false };
/** Of the identity store. */
const READS = new Set(['versions', 'decisions', 'refs', 'keys', 'links', 'receipts', 'cards']);
const PREVIEW = { fields: new Set(['email'] as const), orders: true, tickets: false };

let world: SmallWorld;
let ada: CustomerId;
let bob: CustomerId;
beforeEach(async () => {
  world = new SmallWorld();
  world.crm.hold({ ref: 'crm:1', emails: ['ada@example.com'] }, { ref: 'crm:2', emails: ['bob@example.com'] });
  world.shop.hold({ ref: 'shop:1', emails: ['ada@example.com'], orders: 3 });
  [ada, bob] = [await world.link('ada@example.com'), await world.link('bob@example.com')];
});
afterEach(() => expect(world.defects).toEqual([]));

const decide = (decision: Decision, more: Partial<ReadContext> = {}, idempotencyKey = JSON.stringify(decision)) =>
  world.view.decide(decision, { idempotencyKey }, NOTHING, world.operation({ ...STEWARD, ...more }));
const link = (record: string, more: Partial<ReadContext> = {}) =>
  decide({ type: 'LINK', record: refOf(record), customer: bob }, more);
const eventsOf = async (id: CustomerId): Promise<readonly string[]> =>
  (await world.view.history(id, 100, undefined, world.operation())).edges.map(({ node }) => node.type);

describe('linking a record by hand', () => {
  it('admits one that nobody looked up, also for stewards whose reads may not link', async () => {
    world.support.hold({ ref: 'support:9', emails: ['robert@example.com'] });
    const made = await link('support:9');
    expect(made.status === 'DONE' && made.customers.map(recordsOf)).toEqual([['crm:2', 'support:9']]);
    expect(recordsOf(await world.read(bob))).toEqual(['crm:2', 'support:9']);
  });

  it('brings no record along that the rules give to somebody else', async () => {
    world.support.hold({ ref: 'support:9', emails: ['ada@example.com'] });
    expect((await link('support:9')).status).toBe('DONE');
    world.pass(MINUTE);
    expect([await world.read(ada), await world.read(bob)].map(recordsOf)).toEqual([
      ['crm:1', 'shop:1'],
      ['crm:2', 'support:9'],
    ]);
  });

  it.each([
    ['does not exist', 'RECORD_NOT_FOUND', () => undefined],
    ['was merged into another', 'RECORD_NOT_FOUND', () => world.support.merge('9', '8')],
    [
      'came without its identifiers',
      'RECORD_NOT_READ',
      () =>
        world.support.hold({
          ref: 'support:9',
          drift: [{ field: 'emails', expected: 'a list', received: 'text', identifying: true, affects: [] }],
        }),
    ],
    ['cannot be read', 'RECORD_NOT_READ', () => Object.assign(world.support, { down: { records: true } })],
  ])('is refused where the record %s, and changes nothing', async (_, reason, happens) => {
    happens();
    expect(await link('support:9')).toMatchObject({ status: 'REFUSED', reason });
    expect(await eventsOf(bob)).toEqual(['CREATED']);
  });

  it('reads no source for a customer who does not exist', async () => {
    world.support.hold({ ref: 'support:9', emails: ['robert@example.com'] });
    const nobody: CustomerId = `cus_${'0'.repeat(26)}`;
    const searches = world.crm.searches.length;
    const decision = { type: 'LINK', record: refOf('support:9'), customer: nobody } as const;
    expect(await decide(decision)).toMatchObject({ reason: 'UNKNOWN_CUSTOMER' });
    expect(world.crm.searches.length).toBe(searches);
    expect((await world.lookUp('robert@example.com', { mayLink: false })).status).toBe('INCOMPLETE');
  });
});

describe('an operation whose time is over', () => {
  it('decides nothing', async () => {
    const { signal } = aborted();
    await expect(decide({ type: 'MERGE', survivor: ada, other: bob }, { signal })).rejects.toMatchObject({
      code: 'IDENTITY_UNAVAILABLE',
    });
    expect(await eventsOf(ada)).toEqual((await eventsOf(ada)).filter((type) => type !== 'MERGED'));
  });

  it('while the store hangs, answers; the same order with the same key finds out what came of it', async () => {
    const operation = new AbortController();
    let release = (): void => undefined;
    const released = new Promise<void>((done) => (release = done));
    world.storeStep = async (method, when) => {
      if (method !== 'decide' || when !== 'AFTER') return;
      operation.abort();
      await released;
    };
    const decision = { type: 'MERGE', survivor: ada, other: bob } as const;
    await expect(decide(decision, { signal: operation.signal, graceMs: GRACE_MS })).rejects.toMatchObject({
      code: 'IDENTITY_UNAVAILABLE',
    });
    world.storeStep = async () => undefined;
    release();
    const made = await decide(decision);
    expect(made.status === 'DONE' && made.customers.map(recordsOf)).toEqual([['crm:1', 'crm:2', 'shop:1']]);
    expect((await eventsOf(ada)).filter((type) => type === 'MERGED')).toHaveLength(1);
  });
});

describe('looking at what would be, or was', () => {
  it('writes nothing, whatever the sources show', async () => {
    const at = 1_790_000_000_000 + MINUTE;
    world.pass(MINUTE);
    // Gone, merged, and new: a read would note each.
    world.crm.hold({ ref: 'crm:2', emails: ['bob@example.com'] }, { ref: 'crm:5', emails: ['bob@example.com'] });
    world.support.hold({ ref: 'support:1', emails: ['ada@example.com'] });
    const writes: string[] = [];
    world.storeStep = async (method) => {
      if (!READS.has(method)) writes.push(method);
    };
    const linking = world.operation({ callerId: 'ada', mayLink: true });
    const preview = await world.view.preview({ type: 'MERGE', survivor: ada, other: bob }, PREVIEW, linking);
    const then = await world.view.customerAt(ada, at, SUMMARY, linking);
    expect(writes).toEqual([]);
    world.storeStep = async () => undefined;
    expect(preview).toMatchObject({ status: 'POSSIBLE' });
    const after = preview.status === 'POSSIBLE' ? preview.customers[0]! : undefined;
    expect(after?.recordsAfter.map(textOf)).toEqual(['crm:1', 'crm:2', 'shop:1']);
    expect([after?.before?.orderSummary?.count, after?.after?.orderSummary?.count]).toEqual([3, 3]);
    expect(typeof then === 'object' && recordsOf(then)).toEqual(['crm:1', 'shop:1']);
  });
});

function aborted(): AbortController {
  const controller = new AbortController();
  controller.abort();
  return controller;
}
