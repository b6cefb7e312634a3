/** The walk over everybody, and the check of a token. */
import type { HttpClient } from '../../../src/remote/client';
import type { Connector, RecordPage } from '../../../src/sources/contract';
import { createShopifyConnector } from '../../../src/sources/shopify/shopify';
import { context, open } from './running-shops';
import { customer, customerId, shop } from './small-shop';

/** The n-th second of 2026. */
const second = (n: number): string => new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString().replace('.000Z', 'Z');

async function walk(connector: Connector, since?: string): Promise<{ ids: string[]; pages: RecordPage[] }> {
  const pages: RecordPage[] = [];
  let after: string | undefined;
  do {
    const page = await connector.listSince!(since, after, context);
    pages.push(page);
    after = page.next;
  } while (after !== undefined);
  return { pages, ids: pages.flatMap(({ records }) => records.map(({ ref }) => ref.id)) };
}

test('goes through everybody changed since a time, oldest change first, 250 a page', async () => {
  const people = Array.from({ length: 600 }, (_, n) => customer(n + 1, { updatedAt: second(600 - n) }));
  const { connector, exchanges } = await open(shop(people));
  const everybody = await walk(connector);
  expect(everybody.ids).toEqual(people.map(({ id }) => id).reverse());
  expect(everybody.pages.map(({ records }) => records.length)).toEqual([250, 250, 100]);
  expect(exchanges).toHaveLength(3);

  const recent = await walk(connector, '2026-01-01T00:09:50.500Z');
  expect(recent.ids).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1].map(customerId));
});

test('meets a customer again who changes ahead of it, and loses nobody', async () => {
  const people = Array.from({ length: 300 }, (_, n) => customer(n + 1, { updatedAt: second(n) }));
  const world = shop(people);
  const { connector } = await open(world);
  const first = await connector.listSince!(undefined, undefined, context);
  world.shopify.customers[0]!.updatedAt = second(5000);
  const rest = await connector.listSince!(undefined, first.next, context);
  expect(rest.records.map(({ ref }) => ref.id)).toEqual([...people.slice(250).map(({ id }) => id), customerId(1)]);
});

test('refuses a position that is none of its own', async () => {
  const { connector } = await open(shop([customer(1)]));
  for (const next of ['', 'nonsense', Buffer.from('{"depth":"x"}').toString('base64url')]) {
    await expect(connector.listSince!(undefined, next, context)).rejects.toMatchObject({
      fault: { state: 'INVALID_RESPONSE' },
    });
  }
});

/** A shop of `people` customers, `together` of whom changed in each second, that pages no deeper than Shopify. */
function deepShop(people: number, together: number): { connector: Connector; searches: Set<unknown> } {
  const searches = new Set<unknown>();
  const at = (n: number) => second(Math.floor(n / together));
  const firstSince = (time: string | undefined): number =>
    time === undefined ? 0 : ((Date.parse(time) - Date.parse(second(0))) / 1000) * together;
  const http: HttpClient = {
    async request({ body }) {
      const { query, first, after } = (
        body as { variables: { query: string | null; first: number; after: string | null } }
      ).variables;
      searches.add(query);
      const start = firstSince(/'(.+)'/.exec(query ?? '')?.[1]);
      const from = after === null ? start : Number(after);
      if (from - start + first > 25_000) throw new Error('Shopify pages 25,000 objects deep');
      const end = Math.min(people, from + first);
      const nodes = Array.from({ length: end - from }, (_, i) => ({
        id: customerId(from + i + 1),
        firstName: null,
        lastName: null,
        verifiedEmail: false,
        createdAt: second(0),
        updatedAt: at(from + i),
        defaultEmailAddress: null,
        defaultPhoneNumber: null,
      }));
      const pageInfo = { hasNextPage: end < people, endCursor: String(end) };
      return { status: 200, headers: {}, body: { data: { customers: { nodes, pageInfo } } } };
    },
    relative: () => ({ path: '/', query: {} }),
    close: async () => undefined,
  };
  return { connector: createShopifyConnector({ source: 'shop', http }), searches };
}

test('goes deeper than Shopify pages, by searching anew from the last change it has seen', async () => {
  const { connector, searches } = deepShop(60_000, 7);
  const { ids } = await walk(connector);
  expect(ids).toHaveLength(60_000);
  expect(new Set(ids).size).toBe(60_000);
  expect(searches.size).toBe(3);
});

test('says so where more changed in one second than Shopify can list', async () => {
  const { connector } = deepShop(60_000, 60_000);
  await expect(walk(connector, second(0))).rejects.toMatchObject({
    fault: { message: 'more customers changed within one second than Shopify can list' },
  });
});

describe('the check of a token', () => {
  const people = [customer(1, { email: 'ann@example.com', firstName: 'Ann' })];

  test('with all scopes finds nothing missing', async () => {
    const { connector } = await open(shop(people));
    expect(await connector.check(context)).toEqual({
      ok: true,
      message: 'customers and orders can be read',
      missingPermissions: [],
    });
  });

  test('names each scope that is missing and the parts that need it', async () => {
    const { connector } = await open(shop(people), { scopes: ['read_customers'] });
    expect(await connector.check(context)).toEqual({
      ok: false,
      message: 'the token lacks read_orders, read_all_orders',
      missingPermissions: [
        { permission: 'read_orders', parts: ['ORDERS'] },
        { permission: 'read_all_orders', parts: ['ORDERS'] },
      ],
    });
  });

  test('names scopes by what calls are refused, where their list cannot be read', async () => {
    const shopify = await open(shop(people), { scopes: ['read_orders', 'read_all_orders'] });
    shopify.intercept = ({ path }) => (path.endsWith('access_scopes.json') ? { status: 404, body: {} } : undefined);
    expect(await shopify.connector.check(context)).toMatchObject({
      ok: false,
      missingPermissions: [{ permission: 'read_customers', parts: ['PROFILE', 'CONSENTS', 'SEARCH'] }],
    });
  });

  test('tells that protected customer data are withheld', async () => {
    const { connector } = await open(shop(people), { withheld: ['email'] });
    expect(await connector.check(context)).toMatchObject({
      ok: false,
      message: 'the token lacks protected customer data',
    });
  });

  test('tells a wrong token from a missing scope', async () => {
    const { connector } = await open(shop(people), { token: 'shpat-wrong' });
    expect(await connector.check(context)).toEqual({
      ok: false,
      message: 'Shopify refused the token: HTTP 401',
      missingPermissions: [],
    });
  });
});
