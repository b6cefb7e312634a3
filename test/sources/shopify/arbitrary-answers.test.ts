/** Whatever JSON an upstream sends, reads end in slots or in a SourceError. */
import fc from 'fast-check';
import type { HttpClient } from '../../../src/remote/client';
import { SourceError } from '../../../src/remote/fault';
import type { Slot } from '../../../src/sources/contract';
import { createShopifyConnector } from '../../../src/sources/shopify/shopify';
import { context } from './running-shops';
import { customerId } from './small-shop';

/** Answers every call with `body`, a hundred times at most: arbitrary pages may promise a next one for ever. */
function answering(body: unknown) {
  let calls = 0;
  const http: HttpClient = {
    async request() {
      calls += 1;
      if (calls > 100) throw new SourceError({ state: 'TIMEOUT', message: 'no answer by the deadline' });
      return { status: 200, headers: {}, body };
    },
    relative: () => ({ path: '/', query: {} }),
    close: async () => undefined,
  };
  return createShopifyConnector({ source: 'shop', http, defaultRegion: 'US' });
}

/** Undefined: the read was refused as a whole, in the one way allowed. */
async function outcome<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof SourceError) return undefined;
    throw error;
  }
}

async function keepsTheLaw(read: Promise<readonly Slot<unknown>[]>, keys: number): Promise<void> {
  const slots = await outcome(read);
  if (slots) expect(slots).toHaveLength(keys);
}

const odd = fc.oneof(
  { weight: 3, arbitrary: fc.string() },
  { weight: 2, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 2, arbitrary: fc.jsonValue() },
);
const mostly = <T>(good: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 15, arbitrary: good as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: odd });
const time = fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
const money = mostly(fc.record({ amount: mostly(fc.constant('1.50')), currencyCode: mostly(fc.constant('EUR')) }));
const bag = mostly(fc.record({ shopMoney: money }));
const id = mostly(fc.constantFrom(customerId(1), customerId(2)));
const pageInfo = mostly(fc.record({ hasNextPage: mostly(fc.boolean()), endCursor: mostly(fc.constant('next')) }));
const address = mostly(
  fc.record({
    address1: odd,
    address2: odd,
    city: odd,
    province: odd,
    zip: odd,
    country: odd,
    countryCodeV2: odd,
    company: odd,
  }),
);
const reachable = (name: string, value: string) =>
  mostly(fc.record({ [name]: mostly(fc.constant(value)), marketingState: odd, marketingUpdatedAt: mostly(time) }));
const line = mostly(fc.record({ title: odd, sku: odd, quantity: mostly(fc.integer()), originalUnitPriceSet: bag }));
const order = mostly(
  fc.record({
    id: mostly(fc.constant('gid://shopify/Order/1')),
    name: mostly(fc.constant('#1')),
    createdAt: mostly(time),
    processedAt: mostly(time),
    updatedAt: mostly(time),
    closedAt: odd,
    cancelledAt: odd,
    displayFinancialStatus: odd,
    displayFulfillmentStatus: odd,
    totalPriceSet: bag,
    lineItems: mostly(fc.record({ nodes: mostly(fc.array(line, { maxLength: 2 })), pageInfo })),
    customer: mostly(fc.record({ id })),
  }),
);
const edges = mostly(fc.array(fc.record({ cursor: mostly(fc.constant('here')), node: order }), { maxLength: 3 }));
const customer = mostly(
  fc.record({
    __typename: mostly(fc.constant('Customer')),
    id,
    firstName: odd,
    lastName: odd,
    verifiedEmail: mostly(fc.boolean()),
    createdAt: mostly(time),
    updatedAt: mostly(time),
    locale: odd,
    tags: mostly(fc.array(odd)),
    defaultEmailAddress: reachable('emailAddress', 'ann@example.com'),
    defaultPhoneNumber: reachable('phoneNumber', '+12025550143'),
    defaultAddress: address,
    addresses: mostly(fc.array(address, { maxLength: 2 })),
    numberOfOrders: mostly(fc.constant('3')),
    amountSpent: money,
    lastOrder: mostly(fc.record({ processedAt: mostly(time) })),
    orders: mostly(fc.record({ edges, pageInfo })),
  }),
);
const nodes = mostly(fc.array(customer, { maxLength: 3 }));
const error = mostly(
  fc.record({
    path: mostly(fc.array(fc.oneof(fc.constantFrom('nodes', 'c0', 'orders', 'customers'), fc.nat(2)))),
    extensions: mostly(
      fc.record({ code: mostly(fc.constantFrom('THROTTLED', 'ACCESS_DENIED', 'toString')), requiredAccess: odd }),
    ),
  }),
);
const data = mostly(
  fc.record({
    nodes,
    customers: mostly(fc.record({ nodes, pageInfo })),
    orders: mostly(fc.record({ nodes: mostly(fc.array(order, { maxLength: 3 })), pageInfo })),
    c0: customer,
    o0: order,
    shop: mostly(fc.record({ name: odd })),
  }),
);
const cost = mostly(
  fc.record({
    requestedQueryCost: odd,
    throttleStatus: mostly(
      fc.record({ maximumAvailable: odd, currentlyAvailable: mostly(fc.nat()), restoreRate: odd }),
    ),
  }),
);
const body = mostly(
  fc.record({
    data,
    errors: fc.oneof(fc.constant(undefined), mostly(fc.array(error, { maxLength: 2 }))),
    extensions: mostly(fc.record({ cost })),
  }),
);

test('no answer makes a read throw anything but a SourceError, or break the law of slots', async () => {
  await fc.assert(
    fc.asyncProperty(body, async (answer) => {
      const connector = answering(answer);
      const ids = [customerId(1), customerId(2)];
      await keepsTheLaw(connector.records.fetch(ids, 'full', context), 2);
      await keepsTheLaw(connector.records.fetch(ids.slice(0, 1), 'summary', context), 1);
      await keepsTheLaw(connector.find.EMAIL!.fetch(['ann@example.com', 'x'], undefined, context), 2);
      await keepsTheLaw(connector.find.PHONE!.fetch(['+12025550143'], undefined, context), 1);
      await keepsTheLaw(connector.byNumber.ORDERS!.fetch(['#1', '2'], undefined, context), 2);
      const keys = ids.map((key) => ({ id: key }));
      await keepsTheLaw(connector.parts.ORDERS!.fetch(keys, { first: 2, detail: 'full' }, context), 2);
      const after = [{ id: customerId(1), after: 'here' }];
      await keepsTheLaw(connector.parts.ORDERS!.fetch(after, { first: 2, detail: 'summary' }, context), 1);
      await outcome(connector.search!('ann', 3, context));
      const page = await outcome(connector.listSince!(undefined, undefined, context));
      if (page?.next) await outcome(connector.listSince!(undefined, page.next, context));
      expect(typeof (await connector.check(context)).ok).toBe('boolean');
      connector.quota();
    }),
    { numRuns: 400 },
  );
});

test('a fault shows nothing of what an upstream wrote', async () => {
  const secret = 'ann.lee@example.com';
  const errors = [
    {
      message: secret,
      path: [secret],
      extensions: { code: 'ACCESS_DENIED', requiredAccess: `${secret} wants read_orders` },
    },
    { message: secret, extensions: { code: `${secret}` } },
  ];
  for (const wrong of [
    { errors },
    { errors: secret },
    { data: { nodes: secret } },
    { data: { nodes: [{ id: secret }] } },
    secret,
  ]) {
    const [slot] = await answering(wrong).records.fetch([customerId(1)], 'full', context);
    expect(slot?.state).toBe('failed');
    expect(JSON.stringify(slot)).not.toContain('ann');
  }
});
