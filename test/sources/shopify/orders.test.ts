/** Orders of people and by number. */
import type { Order } from '../../../src/customer/parts';
import type { SimulatedRequest } from '../../../src/demo/simulator';
import type { PartKey, PartPage, Slot } from '../../../src/sources/contract';
import { context, open } from './running-shops';
import type { SimulatedShopify } from './simulated-shopify';
import { customer, customerId, lines, order, orderId, shop } from './small-shop';

function pageOf(slot: Slot<PartPage<Order>> | undefined): PartPage<Order> {
  if (slot?.state !== 'found') throw new Error(`expected orders, received ${JSON.stringify(slot)}`);
  return slot.value;
}

function fetch(
  { connector }: SimulatedShopify,
  keys: readonly PartKey[],
  first = 10,
  detail: 'summary' | 'full' = 'summary',
) {
  return connector.parts.ORDERS!.fetch(keys, { first, detail }, context);
}

const numbers = (page: PartPage<Order>) => page.items.map(({ number }) => number);

test('an order in our words, with the shop’s beside them', async () => {
  const shopify = await open(
    shop(
      [customer(1)],
      [
        order(1001, 1, 1, {
          total: '42.10',
          displayFinancialStatus: 'PARTIALLY_REFUNDED',
          displayFulfillmentStatus: 'ON_HOLD',
          lines: lines(1001, 2),
        }),
      ],
    ),
  );
  const expected = {
    source: 'shop',
    id: orderId(1001),
    record: { source: 'shop', id: customerId(1) },
    at: '2026-10-01T00:01:00.000Z',
    updatedAt: '2026-10-01T00:01:00.000Z',
    number: '#1001',
    status: 'OPEN',
    nativeStatus: 'open',
    paymentStatus: 'PAID',
    nativePaymentStatus: 'PARTIALLY_REFUNDED',
    fulfillmentStatus: 'UNFULFILLED',
    nativeFulfillmentStatus: 'ON_HOLD',
    total: { amount: '42.10', currencyCode: 'EUR' },
  };
  const [summary] = await fetch(shopify, [{ id: customerId(1) }]);
  expect(pageOf(summary)).toEqual({ items: [expected] });
  const [full] = await fetch(shopify, [{ id: customerId(1) }], 10, 'full');
  const unitPrice = { amount: '1.50', currencyCode: 'EUR' };
  expect(pageOf(full).items).toEqual([
    {
      ...expected,
      lines: [
        { title: 'Item 0', sku: 'SKU-0', quantity: 1, unitPrice },
        { title: 'Item 1', sku: 'SKU-1', quantity: 2, unitPrice },
      ],
    },
  ]);
});

test.each([
  [{ closedAt: '2026-10-02T00:00:00Z' }, 'COMPLETED', 'closed'],
  [{ cancelledAt: '2026-10-02T00:00:00Z' }, 'CANCELLED', 'cancelled'],
  [{ closedAt: '2026-10-02T00:00:00Z', cancelledAt: '2026-10-02T00:00:00Z' }, 'CANCELLED', 'cancelled'],
  [{}, 'OPEN', 'open'],
])('an order with %j is %s', async (values, status, nativeStatus) => {
  const shopify = await open(shop([customer(1)], [order(1001, 1, 1, values)]));
  const [slot] = await fetch(shopify, [{ id: customerId(1) }]);
  expect(pageOf(slot).items[0]).toMatchObject({ status, nativeStatus });
});

test.each([
  ['PENDING', 'PENDING'],
  ['AUTHORIZED', 'AUTHORISED'],
  ['PARTIALLY_PAID', 'PARTIALLY_PAID'],
  ['REFUNDED', 'REFUNDED'],
  ['VOIDED', 'VOIDED'],
  ['EXPIRED', 'VOIDED'],
  [null, 'UNKNOWN'],
])('the financial status %s is %s', async (displayFinancialStatus, paymentStatus) => {
  const shopify = await open(shop([customer(1)], [order(1001, 1, 1, { displayFinancialStatus })]));
  const [slot] = await fetch(shopify, [{ id: customerId(1) }]);
  expect(pageOf(slot).items[0]!.paymentStatus).toBe(paymentStatus);
});

describe('a person with 420 orders', () => {
  /** Three orders a minute from the 100th on, so that many share their second. */
  const orders = Array.from({ length: 420 }, (_, n) => order(1001 + n, 1, n < 100 ? n : Math.floor(n / 3)));
  const byHand = [...orders].sort((a, b) =>
    a.processedAt === b.processedAt ? (a.id < b.id ? -1 : 1) : a.processedAt < b.processedAt ? 1 : -1,
  );

  test.each([1, 7, 10, 50, 100, 250, 419, 420, 1000])(
    'is read to the end in pages of %i, without loss or repetition',
    async (first) => {
      const shopify = await open(shop([customer(1)], orders));
      const read: Order[] = [];
      let after: string | undefined;
      do {
        const before = shopify.exchanges.length;
        const [slot] = await fetch(shopify, [{ id: customerId(1), after }], first);
        const page = pageOf(slot);
        read.push(...page.items);
        after = page.next;
        if (after !== undefined) expect(page.items.length).toBeGreaterThanOrEqual(first);
        // One request a page, and another where orders of one second go on behind it.
        if (first >= 7) expect(shopify.exchanges.length - before).toBeLessThanOrEqual(Math.ceil((first + 1) / 250) + 1);
      } while (after !== undefined);
      expect(read.map(({ number }) => number)).toEqual(byHand.map(({ name }) => name));
    },
  );

  test('costs one request a page where no orders share their second', async () => {
    const apart = orders.map(({ id, name }, n) => ({ ...order(1001 + n, 1, n), id, name }));
    const shopify = await open(shop([customer(1)], apart));
    let after: string | undefined;
    let pages = 0;
    do {
      const [slot] = await fetch(shopify, [{ id: customerId(1), after }], 50);
      after = pageOf(slot).next;
      pages += 1;
    } while (after !== undefined);
    expect([pages, shopify.exchanges.length]).toEqual([9, 9]);
  });
});

test('people far along in their lists share requests, each from their own position', async () => {
  const people = [1, 2, 3];
  const orders = people.flatMap((of) => Array.from({ length: 8 }, (_, n) => order(of * 1000 + n, of, n)));
  const shopify = await open(
    shop(
      people.map((n) => customer(n)),
      orders,
    ),
  );
  const first = await fetch(
    shopify,
    people.map((n) => ({ id: customerId(n) })),
    2,
  );
  expect(shopify.exchanges).toHaveLength(1);
  const [ofOne] = await fetch(shopify, [{ id: customerId(1), after: pageOf(first[0]).next }], 3);
  shopify.exchanges.length = 0;
  const next = await fetch(
    shopify,
    [
      { id: customerId(1), after: pageOf(ofOne).next },
      { id: customerId(2), after: pageOf(first[1]).next },
      { id: customerId(3) },
    ],
    2,
  );
  expect(next.map((slot) => numbers(pageOf(slot)))).toEqual([
    // The last page of three: the third has come along.
    ['#1002', '#1001', '#1000'],
    ['#2005', '#2004'],
    ['#3007', '#3006'],
  ]);
  // One for the two that go on, one for the one that begins.
  expect(shopify.exchanges).toHaveLength(2);
});

test('200 people’s newest ten orders in 8 requests, each within the cost of a request', async () => {
  const people = Array.from({ length: 200 }, (_, n) => n + 1);
  const shopify = await open(
    shop(
      people.map((n) => customer(n)),
      people.map((n) => order(5000 + n, n, n)),
    ),
  );
  const slots = await fetch(
    shopify,
    people.map((n) => ({ id: customerId(n) })),
  );
  expect(slots.map((slot) => numbers(pageOf(slot)))).toEqual(people.map((n) => [`#${5000 + n}`]));
  expect(shopify.exchanges).toHaveLength(8);
  for (const { body } of shopify.exchanges) expect(body.extensions?.cost.requestedQueryCost).toBeLessThanOrEqual(1000);
});

test('long orders are read to their last line, several in one request', async () => {
  const counts = [0, 10, 11, 75, 200];
  const orders = counts.map((count, n) => order(1001 + n, 1, n, { lines: lines(1001 + n, count) }));
  const shopify = await open(shop([customer(1)], orders));
  const [slot] = await fetch(shopify, [{ id: customerId(1) }], 10, 'full');
  const items = [...pageOf(slot).items].reverse();
  expect(items.map((item) => item.lines?.length)).toEqual(counts);
  expect(items[4]!.lines!.map(({ title }) => title)).toEqual(Array.from({ length: 200 }, (_, n) => `Item ${n}`));
  // The orders; then lines 11 to 60 of three of them, to 110 of two, to 160 and to 200 of one.
  expect(shopify.exchanges).toHaveLength(1 + 4);
});

test('without read_orders the list is refused, with the scope’s name', async () => {
  const shopify = await open(shop([customer(1)], [order(1001, 1, 1)]), { scopes: ['read_customers'] });
  const slots = await fetch(shopify, [{ id: customerId(1) }, { id: customerId(2) }]);
  expect(slots).toEqual([
    {
      state: 'failed',
      fault: { state: 'UNAUTHORISED', message: 'GraphQL error ACCESS_DENIED', permission: 'read_orders' },
    },
    { state: 'none' },
  ]);
});

describe('by number', () => {
  const world = () =>
    shop(
      [customer(1), customer(2)],
      [
        order(1042, 1, 1, { lines: lines(1042, 12) }),
        order(2, 2, 2, { name: 'EU-1042' }),
        order(3, 2, 3, { name: '#1042-B' }),
        order(1043, null, 4),
        order(1044, 2, 5),
      ],
    );

  test('with or without its sign, as it stands on the confirmation, and no similar one', async () => {
    const { connector, exchanges } = await open(world());
    const keys = ['#1042', '1042', 'eu-1042', '1042-B', '104', '#1044', ' ', '"', '1042 OR name:1044'];
    const slots = await connector.byNumber.ORDERS!.fetch(keys, undefined, context);
    const answers = slots.map((slot) =>
      slot.state === 'found' ? [slot.value.number, slot.value.record.id] : slot.state,
    );
    expect(answers).toEqual([
      ['#1042', customerId(1)],
      ['#1042', customerId(1)],
      ['EU-1042', customerId(2)],
      ['#1042-B', customerId(2)],
      'none',
      ['#1044', customerId(2)],
      'none',
      'none',
      'none',
    ]);
    // One search, and one request for the lines of the long order.
    expect(exchanges).toHaveLength(2);
    expect(slots[0]).toMatchObject({ value: { lines: { length: 12 } } });
  });

  test('a guest’s order is nobody’s', async () => {
    const { connector } = await open(world());
    expect(await connector.byNumber.ORDERS!.fetch(['#1043'], undefined, context)).toEqual([{ state: 'none' }]);
  });

  test('an order whose customer may not be read is refused, not nobody’s', async () => {
    const { connector } = await open(world(), { scopes: ['read_orders', 'read_all_orders'] });
    const slots = await connector.byNumber.ORDERS!.fetch(['#1042', '#77'], undefined, context);
    expect(slots.map((slot) => (slot.state === 'failed' ? slot.fault.permission : slot.state))).toEqual([
      'read_customers',
      'none',
    ]);
  });
});

describe('an order that is not what Shopify promises', () => {
  type Node = Record<string, unknown> & { lineItems: { nodes: Record<string, unknown>[] } };

  async function changed(change: (node: Node) => void) {
    const orders = [order(1001, 1, 1, { lines: lines(1001, 2) }), order(1002, 1, 2, { lines: lines(1002, 2) })];
    const shopify = await open(shop([customer(1)], orders));
    shopify.intercept = (request: SimulatedRequest) => {
      const response = shopify.dialect.handle(request);
      const body = JSON.parse(JSON.stringify(response.body));
      change(body.data.nodes[0].orders.edges[0].node);
      return { ...response, body };
    };
    const [slot] = await fetch(shopify, [{ id: customerId(1) }], 10, 'full');
    return slot!;
  }

  test.each<[string, (node: Node) => void, readonly string[]]>([
    ['totalPriceSet', (node) => Object.assign(node, { totalPriceSet: '10.00' }), ['total']],
    [
      'totalPriceSet.shopMoney.amount',
      (node) => Object.assign(node, { totalPriceSet: { shopMoney: { amount: 10, currencyCode: 'EUR' } } }),
      ['total'],
    ],
    ['cancelledAt', (node) => delete node.cancelledAt, ['cancelledAt', 'status', 'nativeStatus']],
    ['displayFinancialStatus', (node) => delete node.displayFinancialStatus, ['paymentStatus', 'nativePaymentStatus']],
    ['name', (node) => Object.assign(node, { name: 1002 }), ['number']],
    ['lineItems', (node) => delete (node as Partial<Node>).lineItems, ['lines']],
    ['lineItems', (node) => Object.assign(node, { lineItems: { nodes: 'two' } }), ['lines']],
  ])('by its %s loses what is made of that, and the others nothing', async (field, change, lost) => {
    const page = pageOf(await changed(change));
    const [drifted, whole] = page.items;
    expect(whole).toMatchObject({ number: '#1001', total: { amount: '10.00' }, status: 'OPEN', lines: [{}, {}] });
    expect(whole).not.toHaveProperty('drift');
    expect(drifted).toMatchObject({ id: orderId(1002), drift: [{ field, affects: lost }] });
    const kept = Object.keys(whole!).filter((name) => !lost.includes(name));
    expect(Object.keys(drifted!).sort()).toEqual([...kept, 'drift'].sort());
  });

  test('in one of its lines loses that field of that line', async () => {
    const page = pageOf(await changed((node) => delete node.lineItems.nodes[1]!.originalUnitPriceSet));
    const [drifted, whole] = page.items;
    const unitPrice = { amount: '1.50', currencyCode: 'EUR' };
    expect(whole!.lines).toMatchObject([{ unitPrice }, { unitPrice }]);
    expect(drifted!.lines).toEqual([
      { title: 'Item 0', sku: 'SKU-0', quantity: 1, unitPrice },
      { title: 'Item 1', sku: 'SKU-1', quantity: 2 },
    ]);
    expect(drifted!.drift).toMatchObject([
      { field: 'lineItems.originalUnitPriceSet', received: 'nothing', affects: ['lines.unitPrice'] },
    ]);
  });

  test.each<[string, (node: Node) => void]>([
    ['no time', (node) => delete node.processedAt],
    ['another thing for a time', (node) => Object.assign(node, { processedAt: 20261001 })],
    ['no id', (node) => delete node.id],
  ])('with %s fails its list: it has no place in it and may not be left out', async (_, change) => {
    expect(await changed(change)).toMatchObject({ state: 'failed', fault: { state: 'INVALID_RESPONSE' } });
  });
});

test('drift in lines that are read on is told like that in the first ones', async () => {
  const shopify = await open(shop([customer(1)], [order(1001, 1, 1, { lines: lines(1001, 12) })]));
  shopify.intercept = (request: SimulatedRequest) => {
    const response = shopify.dialect.handle(request);
    const body = JSON.parse(JSON.stringify(response.body));
    if (body.data.o0) body.data.o0.lineItems.nodes[1].quantity = 'two';
    return { ...response, body };
  };
  const [slot] = await fetch(shopify, [{ id: customerId(1) }], 10, 'full');
  const [one] = pageOf(slot).items;
  expect(one!.lines!.map(({ quantity }) => quantity)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, undefined]);
  expect(one!.drift).toMatchObject([{ field: 'lineItems.quantity', expected: 'number', received: 'text' }]);
});
