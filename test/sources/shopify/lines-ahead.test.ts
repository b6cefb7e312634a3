/** The further lines of long orders are asked for while the orders are, from the second read on; orders alone decide. */
import type { Order } from '../../../src/customer/parts';
import type { SimulatedRequest, SimulatedResponse } from '../../../src/demo/simulator';
import type { World } from '../../../src/demo/world';
import { context, open } from './running-shops';
import type { SimulatedShopify } from './simulated-shopify';
import { customer, customerId, lines, order, shop } from './small-shop';

let shopify: SimulatedShopify;
let world: World;

/** Ann's order 1001 has `long` lines, her order 1002 one; Ben has none. */
async function start(long: number): Promise<void> {
  const orders = [order(1001, 1, 1, { lines: lines(1001, long) }), order(1002, 1, 2, { lines: lines(1002, 1) })];
  world = shop([customer(1), customer(2)], orders);
  shopify = await open(world);
}

async function read(...people: readonly number[]): Promise<readonly (readonly Order[] | string)[]> {
  const keys = people.map((number) => ({ id: customerId(number) }));
  const slots = await shopify.connector.parts.ORDERS!.fetch(keys, { first: 5, detail: 'full' }, context);
  return slots.map((slot) => {
    if (slot.state === 'failed') return slot.fault.state;
    return slot.state === 'found' ? slot.value.items : slot.state;
  });
}

/** Titles of the lines of Ann's long order. */
async function titles(): Promise<readonly unknown[] | string> {
  const [orders] = await read(1);
  if (typeof orders === 'string') return orders!;
  return orders!.find(({ number }) => number === '#1001')!.lines!.map(({ title }) => title);
}

const held = () => world.shopify.orders[0]!.lines.map(({ title }) => title);

/** The operations that were sent since the last look. */
function sent(): string[] {
  const names = shopify.exchanges.splice(0).map(({ query }) => /query (\w+)/.exec(query)![1]!);
  return names.sort();
}

function interceptLines(answer: (request: SimulatedRequest) => SimulatedResponse | undefined): void {
  shopify.intercept = (request) =>
    /query FurtherLines/.test(JSON.stringify(request.body)) ? answer(request) : undefined;
}

test('the first read waits for the orders, the next asks for all at once, by as many calls', async () => {
  await start(70);
  shopify.simulator.setFault({ fault: { kind: 'latency', ms: 150 } });
  const waves = async (): Promise<number> => {
    shopify.simulator.clearCalls();
    expect(await titles()).toEqual(held());
    const calls = shopify.simulator.calls();
    // A wave begins with a call that starts after the first answer of the wave before.
    let count = 0;
    let answered = Number.NEGATIVE_INFINITY;
    for (const { startedAt, endedAt } of [...calls].sort((a, b) => a.startedAt - b.startedAt)) {
      if (startedAt < answered) continue;
      count += 1;
      answered = endedAt!;
    }
    return count;
  };
  expect(await waves()).toBe(3);
  expect(sent()).toEqual(['FurtherLines', 'FurtherLines', 'NewestOrders']);
  expect(await waves()).toBe(1);
  // The two pages of lines went together.
  expect(sent()).toEqual(['FurtherLines', 'NewestOrders']);
});

test('lines that came, went or changed their place are as they are now', async () => {
  await start(12);
  await titles();
  const { lines: own } = world.shopify.orders[0]!;
  own.push(...lines(5000, 1));
  expect(await titles()).toEqual(held());
  own.splice(2, 1);
  sent();
  expect(await titles()).toEqual(held());
  expect(sent()).toEqual(['FurtherLines', 'FurtherLines', 'NewestOrders']);
  own.splice(3, 20);
  expect(await titles()).toEqual(held());
  sent();
  expect(await titles()).toEqual(held());
  expect(sent()).toEqual(['NewestOrders']);
});

test('several people wait for the one who is new, at no more calls', async () => {
  await start(12);
  await read(1);
  sent();
  const [ann, ben] = await read(1, 2);
  expect([ann!.length, ben!.length]).toEqual([2, 0]);
  expect(sent()).toEqual(['FurtherLines', 'NewestOrders']);
});

describe('a fault', () => {
  test.each([
    [503, 'UNAVAILABLE'],
    [403, 'UNAUTHORISED'],
  ])('%d of the early lines is that of the page, and they are not asked for again', async (status, state) => {
    await start(12);
    await titles();
    sent();
    interceptLines(() => shopify.dialect.failure(status));
    expect(await titles()).toBe(state);
    expect(shopify.simulator.calls().filter(({ status: told }) => told === status)).toHaveLength(1);
    shopify.intercept = undefined;
    expect(await titles()).toEqual(held());
  });

  test('of the early lines costs nothing where they are not wanted', async () => {
    await start(12);
    await titles();
    world.shopify.orders[0]!.lines.splice(5);
    interceptLines(() => shopify.dialect.failure(503));
    expect(await titles()).toEqual(held());
  });

  test('that the early question itself may have caused has it asked as usual', async () => {
    await start(12);
    await titles();
    let first = true;
    interceptLines(() => {
      if (!first) return undefined;
      first = false;
      return { status: 200, body: { data: { o0: null } } };
    });
    expect(await titles()).toEqual(held());
  });
});
