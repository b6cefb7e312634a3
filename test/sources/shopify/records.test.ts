/** Customers by id: what they say, in which shape, and what becomes of what cannot be read. */

import type { SourceRecord } from '../../../src/customer/source-record';
import type { SimulatedRequest } from '../../../src/demo/simulator';
import type { Slot } from '../../../src/sources/contract';
import { context, open } from './running-shops';
import type { SimulatedShopify } from './simulated-shopify';
import { customer, customerId, order, shop } from './small-shop';

const ANN = customer(1, {
  firstName: 'Ann',
  lastName: 'Lee',
  email: 'Ann.Lee@Example.com',
  phone: '+12025550143',
  verifiedEmail: true,
  locale: 'en-GB',
  tags: ['vip', 'press'],
  addresses: [
    {
      id: 'gid://shopify/MailingAddress/9',
      address1: '1 High St',
      address2: null,
      city: 'Leeds',
      province: null,
      zip: 'LS1 1AA',
      country: 'United Kingdom',
      countryCodeV2: 'GB',
      firstName: 'Ann',
      lastName: 'Lee',
      company: 'Lee & Co',
      phone: null,
    },
  ],
  emailMarketing: { state: 'SUBSCRIBED', level: 'SINGLE_OPT_IN', updatedAt: '2025-05-06T07:08:09Z' },
  smsMarketing: { state: 'UNSUBSCRIBED', level: null, updatedAt: null },
});

async function read(shopify: SimulatedShopify, number: number, shape: 'summary' | 'profile' | 'full' = 'full') {
  const [slot] = await shopify.connector.records.fetch([customerId(number)], shape, context);
  return slot as Slot<SourceRecord>;
}

function recordOf(slot: Slot<SourceRecord>): SourceRecord {
  if (slot.state !== 'found') throw new Error(`expected a record, received ${slot.state}`);
  return slot.value;
}

test('a full record says everything that the shop knows of a person', async () => {
  const shopify = await open(shop([ANN], [order(1001, 1, 5), order(1002, 1, 9, { total: '2.50' })]));
  const address = { line1: '1 High St', city: 'Leeds', postalCode: 'LS1 1AA', country: 'GB' };
  expect(recordOf(await read(shopify, 1))).toEqual({
    ref: { source: 'shop', id: customerId(1) },
    createdAt: '2025-01-02T03:04:05.000Z',
    updatedAt: '2026-02-03T04:05:06.000Z',
    identifiers: [
      { type: 'EMAIL', value: 'Ann.Lee@Example.com', normal: 'ann.lee@example.com', proof: 'VERIFIED', primary: true },
      { type: 'PHONE', value: '+12025550143', normal: '+12025550143', proof: 'OBSERVED', primary: true },
    ],
    issuedIds: [],
    attributes: {
      displayName: 'Ann Lee',
      firstName: 'Ann',
      lastName: 'Lee',
      company: 'Lee & Co',
      locale: 'en-GB',
      tags: ['vip', 'press'],
      addresses: [address],
      defaultAddress: address,
      consents: [
        { channel: 'EMAIL', state: 'GRANTED', nativeStatus: 'SUBSCRIBED', updatedAt: '2025-05-06T07:08:09.000Z' },
        { channel: 'SMS', state: 'REVOKED', nativeStatus: 'UNSUBSCRIBED' },
      ],
    },
    orderTotals: {
      count: 2,
      total: [{ amount: '12.50', currencyCode: 'EUR' }],
      lastPlacedAt: '2026-10-01T00:09:00.000Z',
    },
  });
});

test('a summary says names, identifiers and times; totals are in `full` only', async () => {
  const shopify = await open(shop([ANN]));
  const summary = recordOf(await read(shopify, 1, 'summary'));
  expect(summary.attributes).toEqual({ displayName: 'Ann Lee', firstName: 'Ann', lastName: 'Lee' });
  expect(summary.identifiers).toHaveLength(2);
  expect(recordOf(await read(shopify, 1, 'profile')).orderTotals).toBeUndefined();
});

test('an address that the shop did not verify was only observed, and stands for no name', async () => {
  const shopify = await open(shop([customer(1, { email: 'ben@example.com' })]));
  const record = recordOf(await read(shopify, 1));
  expect(record.identifiers).toMatchObject([{ type: 'EMAIL', proof: 'OBSERVED' }]);
  expect(record.attributes).not.toHaveProperty('displayName');
  expect(record.orderTotals).toEqual({ count: 0, total: [] });
});

test.each([
  ['SUBSCRIBED', 'GRANTED'],
  ['PENDING', 'PENDING'],
  ['NOT_SUBSCRIBED', 'NOT_SET'],
  ['UNSUBSCRIBED', 'REVOKED'],
  ['INVALID', 'NOT_SET'],
])('the marketing state %s is the consent %s', async (native, state) => {
  const emailMarketing = { state: native, level: null, updatedAt: null };
  const shopify = await open(shop([customer(1, { email: 'ben@example.com', emailMarketing })]));
  expect(recordOf(await read(shopify, 1)).attributes.consents).toEqual([
    { channel: 'EMAIL', state, nativeStatus: native },
  ]);
});

test('deleted and merged customers are none: Shopify keeps no tombstones', async () => {
  const shopify = await open(shop([ANN, customer(2), customer(3)], [order(1001, 2, 1)]));
  shopify.dialect.merge(customerId(2), customerId(1));
  shopify.dialect.remove(customerId(3));
  const slots = await shopify.connector.records.fetch([customerId(2), customerId(1), customerId(3)], 'full', context);
  expect(slots.map((slot) => slot.state)).toEqual(['none', 'found', 'none']);
  expect(recordOf(slots[1]!).orderTotals?.count).toBe(1);
});

test('250 people in the fewest requests that the cost of a request allows', async () => {
  const people = Array.from({ length: 250 }, (_, n) => customer(n + 1));
  const shopify = await open(shop(people));
  for (const [shape, requests] of [
    ['summary', 1],
    ['profile', 2],
    ['full', 2],
  ] as const) {
    shopify.exchanges.length = 0;
    const slots = await shopify.connector.records.fetch(
      people.map(({ id }) => id),
      shape,
      context,
    );
    expect(slots.map((slot) => recordOf(slot).ref.id)).toEqual(people.map(({ id }) => id));
    expect([shape, shopify.exchanges.length]).toEqual([shape, requests]);
    for (const { body } of shopify.exchanges)
      expect(body.extensions?.cost.requestedQueryCost).toBeLessThanOrEqual(1000);
  }
});

describe('what may not be read', () => {
  test('protected customer data are absent, and the rest answers', async () => {
    const shopify = await open(shop([ANN], [order(1001, 1, 1)]), { withheld: ['name', 'email', 'address'] });
    const record = recordOf(await read(shopify, 1));
    expect(record.identifiers.map(({ type }) => type)).toEqual(['PHONE']);
    expect(record.attributes).toEqual({
      locale: 'en-GB',
      tags: ['vip', 'press'],
      consents: [{ channel: 'SMS', state: 'REVOKED', nativeStatus: 'UNSUBSCRIBED' }],
    });
    expect(record.orderTotals?.count).toBe(1);
  });

  test('without read_orders a person still has a profile and totals, only not the last order', async () => {
    const shopify = await open(shop([ANN], [order(1001, 1, 1)]), { scopes: ['read_customers'] });
    expect(recordOf(await read(shopify, 1)).orderTotals).toEqual({
      count: 1,
      total: [{ amount: '10.00', currencyCode: 'EUR' }],
    });
  });

  test('without read_customers each person is refused, with the scope’s name', async () => {
    const shopify = await open(shop([ANN]), { scopes: ['read_orders'] });
    expect(await read(shopify, 1)).toEqual({
      state: 'failed',
      fault: { state: 'UNAUTHORISED', message: 'GraphQL error ACCESS_DENIED', permission: 'read_customers' },
    });
  });

  test('with a wrong token nothing is', async () => {
    const shopify = await open(shop([ANN]), { token: 'shpat-wrong' });
    expect(await read(shopify, 1)).toEqual({
      state: 'failed',
      fault: { state: 'UNAUTHORISED', message: 'HTTP 401' },
    });
  });
});

describe('errors beside data', () => {
  /** Answers in place of the shop, changed by `change`. */
  async function answering(change: (body: { data: { nodes: unknown[] }; errors?: unknown[] }) => void) {
    const shopify = await open(shop([ANN, customer(2, { firstName: 'Ben' })]));
    shopify.intercept = (request: SimulatedRequest) => {
      const response = shopify.dialect.handle(request);
      const body = JSON.parse(JSON.stringify(response.body));
      change(body);
      return { ...response, body };
    };
    return shopify.connector.records.fetch([customerId(2), customerId(1), customerId(77)], 'full', context);
  }
  const failed = (path: unknown) => ({ message: 'x', path, extensions: { code: 'INTERNAL_SERVER_ERROR' } });
  const fault = { state: 'UNAVAILABLE', message: 'GraphQL error INTERNAL_SERVER_ERROR' };

  test('fail the person whose place they emptied, and nobody else', async () => {
    const slots = await answering((body) => {
      body.data.nodes[1] = null;
      body.errors = [failed(['nodes', 1])];
    });
    expect(slots.map((slot) => slot.state)).toEqual(['found', 'failed', 'none']);
    expect(slots[1]).toEqual({ state: 'failed', fault });
  });

  test('fail the person of whom a part is missing through them, since it might have been anything', async () => {
    const slots = await answering((body) => {
      Object.assign(body.data.nodes[0] as object, { defaultEmailAddress: null });
      body.errors = [failed(['nodes', 0, 'defaultEmailAddress'])];
    });
    expect(slots).toEqual([{ state: 'failed', fault }, expect.objectContaining({ state: 'found' }), { state: 'none' }]);
  });

  test('without a place make every null doubtful', async () => {
    const slots = await answering((body) => {
      body.errors = [failed(undefined)];
    });
    expect(slots.map((slot) => slot.state)).toEqual(['failed', 'failed', 'failed']);
  });
});

test('a field that is missing altogether is told as drift, and the rest is read', async () => {
  const shopify = await open(shop([ANN]));
  shopify.simulator.setFault({ fault: { kind: 'renamedField', from: 'firstName', to: 'first_name' } });
  const slot = await read(shopify, 1);
  expect(slot).toMatchObject({
    state: 'found',
    value: { drift: [{ field: 'firstName', expected: 'text', received: 'nothing', identifying: false }] },
  });
  expect(slot.state === 'found' && slot.value.identifiers.length).toBeGreaterThan(0);
});

describe('cost', () => {
  test('throttled: says how long the bucket needs for what was asked', async () => {
    let now = 1_000_000;
    const bucket = { maximumAvailable: 100, restoreRate: 10 };
    const shopify = await open(shop([ANN]), { bucket, now: () => now });
    const ids = Array.from({ length: 15 }, (_, n) => customerId(n + 1));
    const refused = await shopify.connector.records.fetch(ids, 'full', context);
    // 15 × 7 = 105 points asked for, 100 there, 10 a second.
    expect(refused[0]).toEqual({
      state: 'failed',
      fault: { state: 'RATE_LIMITED', message: 'GraphQL error THROTTLED', retryAfterMs: 500 },
    });
    expect(shopify.connector.quota()).toEqual({
      unit: 'points',
      limit: 100,
      remaining: 100,
      windowMs: 100,
      observedAt: now,
    });
    now += 1000;
    expect((await read(shopify, 1)).state).toBe('found');
    // One customer with e-mail, phone, addresses and spent amount; no last order: 6 points.
    expect(shopify.connector.quota()?.remaining).toBe(94);
  });

  test('rate limited on demand: the wait is what was wished', async () => {
    const shopify = await open(shop([ANN]));
    shopify.simulator.setFault({ fault: { kind: 'rateLimit', retryAfterSeconds: 7 } });
    expect(await read(shopify, 1)).toMatchObject({
      state: 'failed',
      fault: { state: 'RATE_LIMITED', retryAfterMs: 7000 },
    });
  });
});
