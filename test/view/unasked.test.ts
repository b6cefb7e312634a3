/** What is said of sources that were not asked: switched off by the config, or of no use for what was wanted. */
import type { CustomerSnapshot, CustomerWant } from '../../src/view/snapshot';
import { mergeStatuses } from '../../src/view/status';
import { SmallWorld, SUMMARY } from './small-world';

const OUTLET = new Map([['outlet', ['PROFILE', 'SEARCH', 'ORDERS']]] as const);
const ORDERS: CustomerWant = {
  ...SUMMARY,
  connections: [{ key: 'orders', part: 'ORDERS', first: 1, detail: 'full' }],
};

async function readOrders(world: SmallWorld, want = ORDERS): Promise<CustomerSnapshot> {
  const id = await world.link('ada@example.com');
  const [customer] = await world.view.customers([id], want, world.operation());
  return customer!;
}

const rowsOf = ({ sourceStatus }: Pick<CustomerSnapshot, 'sourceStatus'>, name: string) =>
  sourceStatus.filter(({ source }) => source === name).map(({ part, state }) => [part, state]);

describe('a shop that is switched off', () => {
  it('is missing from totals and is a gap in lists that others fill', async () => {
    const world = new SmallWorld(100, OUTLET);
    world.shop.hold({ ref: 'shop:1', emails: ['ada@example.com'], orders: 5 });
    const customer = await readOrders(world);
    expect(customer.orderSummary).toMatchObject({ count: 5, exact: false, missing: ['outlet'] });
    expect(customer.connections.get('orders')?.gaps).toEqual([{ source: 'outlet', cause: 'DISABLED' }]);
    expect(rowsOf(customer, 'outlet')).toEqual([
      ['ORDERS', 'DISABLED'],
      ['PROFILE', 'DISABLED'],
    ]);
  });

  it('leaves nothing to say where nobody else could fill them', async () => {
    const world = new SmallWorld(100, OUTLET);
    world.crm.hold({ ref: 'crm:1', emails: ['ada@example.com'] });
    const customer = await readOrders(world);
    expect([customer.orderSummary, customer.connections.get('orders')]).toEqual([null, null]);
  });

  it('has a row for the search that it was left out of, which is complete without it', async () => {
    const world = new SmallWorld(100, OUTLET);
    const answer = await world.lookUp('nobody@example.com');
    expect([answer.status, rowsOf(answer, 'outlet')]).toEqual(['NOT_FOUND', [['SEARCH', 'DISABLED']]]);
    expect(world.view.disabled()).toEqual(['outlet']);
  });
});

describe('SKIPPED', () => {
  it('is the profile that nothing needs, and the list of a shop that keeps the totals', async () => {
    const world = new SmallWorld();
    world.crm.hold({ ref: 'crm:1', emails: ['ada@example.com'] });
    world.shop.hold({ ref: 'shop:1', emails: ['ada@example.com'], orders: 5 });
    const listOnly = { ...ORDERS, fields: new Set<never>(), orderSummary: false };
    const list = await readOrders(world, listOnly);
    expect([rowsOf(list, 'crm'), rowsOf(list, 'shop')]).toEqual([
      [['PROFILE', 'SKIPPED']],
      [
        ['ORDERS', 'FRESH'],
        ['PROFILE', 'SKIPPED'],
      ],
    ]);
    const totals = await readOrders(world, SUMMARY);
    expect(rowsOf(totals, 'shop')).toContainEqual(['ORDERS', 'SKIPPED']);
  });

  it('never hides how a source did', () => {
    const row = { source: 'shop', part: 'PROFILE' } as const;
    const skipped = { ...row, state: 'SKIPPED' } as const;
    for (const state of ['FRESH', 'TIMEOUT', 'DISABLED'] as const) {
      expect(mergeStatuses([skipped, { ...row, state }])).toEqual([{ ...row, state }]);
      expect(mergeStatuses([{ ...row, state }, skipped])).toEqual([{ ...row, state }]);
    }
  });
});
