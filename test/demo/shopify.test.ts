/** The simulated shop behaves like Shopify's Admin API where a client can tell the difference. */

import { createShopifyDialect, SHOPIFY_DEMO_TOKEN, type ShopifyDialectOptions } from '../../src/demo/shopify';
import type { SimulatedResponse } from '../../src/demo/simulator';
import type { World } from '../../src/demo/world';
import { customer, customerId, lines, order, shop } from '../sources/shopify/small-shop';

const PATH = '/admin/api/2025-10/graphql.json';

interface GraphQlBody {
  readonly data?: unknown;
  readonly errors?: readonly { readonly path?: unknown; readonly extensions?: { readonly code?: string } }[];
  readonly extensions?: { readonly cost?: unknown };
}

function shopOf(world: World, options?: ShopifyDialectOptions) {
  const dialect = createShopifyDialect(world, options);
  const request = (body: unknown, token: string | undefined = SHOPIFY_DEMO_TOKEN, path = PATH): SimulatedResponse =>
    dialect.handle({
      method: 'POST',
      path,
      query: new URLSearchParams(),
      headers: { 'x-shopify-access-token': token },
      body,
    });
  const run = (query: string, variables?: unknown): GraphQlBody => {
    const response = request({ query, variables });
    expect(response.status).toBe(200);
    return JSON.parse(JSON.stringify(response.body)) as GraphQlBody;
  };
  return { dialect, request, run };
}

const codes = ({ errors }: GraphQlBody) => errors?.map(({ extensions }) => extensions?.code);

const PEOPLE = [
  customer(1, {
    firstName: 'Ann',
    lastName: 'Lee',
    email: 'ann.lee@example.com',
    phone: '+12025550143',
    tags: ['vip'],
  }),
  customer(2, { firstName: 'Ben', lastName: "O'Hara", email: 'ben@example.com', updatedAt: '2026-05-01T00:00:00Z' }),
  customer(3, { firstName: 'Ann', lastName: 'Ohara', email: 'ann@shop.example' }),
];

describe('at the door', () => {
  const { request, dialect } = shopOf(shop(PEOPLE));
  const query = '{ shop { name } }';

  test('a request without the token, or with another, is 401', () => {
    for (const token of ['', 'shpat-other']) {
      expect(request({ query }, token)).toEqual({
        status: 401,
        body: { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' },
      });
    }
  });

  test('there is nothing at other paths, and no document is a bad request', () => {
    expect(request({ query }, SHOPIFY_DEMO_TOKEN, '/admin/api/graphql.json').status).toBe(404);
    expect(request({}, SHOPIFY_DEMO_TOKEN).status).toBe(400);
    expect(request(undefined, SHOPIFY_DEMO_TOKEN).status).toBe(400);
  });

  test('failures have Shopify’s one-line bodies', () => {
    expect(dialect.failure(503)).toEqual({ status: 503, body: { errors: 'Service Unavailable' } });
    expect(dialect.failure(599)).toEqual({ status: 599, body: { errors: 'Internal Server Error' } });
  });
});

describe('a document', () => {
  const { run } = shopOf(shop(PEOPLE));

  test('that is no GraphQL, or asks for what there is not, is refused with status 200', () => {
    expect(run('{ shop').data).toBeUndefined();
    expect(codes(run('{ shop { age } }'))).toEqual(['undefinedField']);
    expect(codes(run('mutation { shop { name } }'))).not.toBeUndefined();
  });

  test('is refused by a version that does not know a field, with the way to it', () => {
    const version = shopOf(shop(PEOPLE), { unknownFields: ['Customer.locale'] });
    const query = 'query People($ids: [ID!]!) { some: nodes(ids: $ids) { ... on Customer { id l: locale tags } } }';
    const variables = { ids: [customerId(1)] };
    expect(version.run(query, variables)).toEqual({
      errors: [
        {
          message: "Field 'locale' doesn't exist on type 'Customer'",
          locations: [{ line: 1, column: expect.any(Number) }],
          path: ['query People', 'some', '... on Customer', 'l'],
          extensions: { code: 'undefinedField', typeName: 'Customer', fieldName: 'locale' },
        },
      ],
    });
    const rest = version.run(query.replace('l: locale', ''), variables);
    expect(rest).toMatchObject({ data: { some: [{ id: customerId(1) }] } });
  });

  test('with a malformed id is refused whole', () => {
    const body = run('query($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: [customerId(1), '7'] });
    expect(body).toEqual({
      errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'INVALID_VARIABLE' }) })],
    });
  });

  test('takes 250 ids and pages of 250, not more', () => {
    const ids = Array.from({ length: 251 }, (_, n) => customerId(n + 1));
    const nodes = 'query($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    expect(run(nodes, { ids: ids.slice(1) }).errors).toBeUndefined();
    expect(codes(run(nodes, { ids }))).toEqual(['MAX_INPUT_SIZE_EXCEEDED']);
    expect(run('{ customers(first: 250) { nodes { id } } }').errors).toBeUndefined();
    expect(codes(run('{ customers(first: 251) { nodes { id } } }'))).toEqual(['BAD_REQUEST']);
    expect(codes(run('{ customers { nodes { id } } }'))).toEqual(['BAD_REQUEST']);
  });
});

test('nodes come in the order of the ids, null where there is nothing', () => {
  const { run, dialect } = shopOf(shop(PEOPLE, [order(1001, 2, 1)]));
  const query = 'query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Customer { numberOfOrders } } }';
  const ids = [customerId(3), customerId(99), 'gid://shopify/Order/1001', customerId(1)];
  expect(run(query, { ids }).data).toEqual({
    nodes: [
      { __typename: 'Customer', id: customerId(3), numberOfOrders: '0' },
      null,
      { __typename: 'Order', id: 'gid://shopify/Order/1001' },
      { __typename: 'Customer', id: customerId(1), numberOfOrders: '0' },
    ],
  });
  dialect.merge(customerId(2), customerId(1));
  dialect.remove(customerId(3));
  expect(run(query, { ids: [1, 2, 3].map(customerId) }).data).toEqual({
    nodes: [{ __typename: 'Customer', id: customerId(1), numberOfOrders: '1' }, null, null],
  });
});

describe('cost', () => {
  const orders = [order(1001, 1, 1, { lines: lines(1001, 2) }), order(1002, 1, 2)];
  const costOf = (body: GraphQlBody) =>
    body.extensions?.cost as { requestedQueryCost: number; actualQueryCost: number | null };

  test.each([
    ['{ shop { name id } }', 1, 1],
    [`{ customer(id: "${customerId(1)}") { id defaultEmailAddress { emailAddress } lastOrder { id } } }`, 3, 3],
    [`{ customer(id: "${customerId(99)}") { id defaultEmailAddress { emailAddress } } }`, 2, 0],
    ['{ customers(first: 100) { nodes { id amountSpent { amount } } pageInfo { hasNextPage } } }', 202, 8],
    ['{ orders(first: 10) { edges { cursor node { id totalPriceSet { shopMoney { amount } } } } } }', 32, 8],
    [
      `{ nodes(ids: ["${customerId(1)}", "${customerId(99)}"]) { ... on Customer { id orders(first: 10) { nodes { id } } } } }`,
      26,
      1,
    ],
    [
      `{ nodes(ids: ["${customerId(1)}"]) { __typename ... on Customer { orders(first: 10) { nodes { lineItems(first: 5) { nodes { title } } } } } } }`,
      83,
      11,
    ],
  ])('%s', (query, requested, actual) => {
    const { run } = shopOf(shop(PEOPLE, orders));
    expect(costOf(run(query))).toMatchObject({ requestedQueryCost: requested, actualQueryCost: actual });
  });

  test('more than 1,000 points are refused before anything runs', () => {
    const { run } = shopOf(shop(PEOPLE));
    const body = run(
      '{ customers(first: 250) { nodes { defaultEmailAddress { emailAddress } lastOrder { id } defaultAddress { city } } } }',
    );
    expect(codes(body)).toEqual(['MAX_COST_EXCEEDED']);
    expect(body.data).toBeUndefined();
    expect(costOf(body)).toMatchObject({ requestedQueryCost: 1002, actualQueryCost: null });
  });

  test('is taken before, paid back after, and refilled by the second; an empty bucket throttles with status 200', () => {
    let now = 0;
    const { run } = shopOf(shop(PEOPLE), { now: () => now, bucket: { maximumAvailable: 210, restoreRate: 50 } });
    const available = ({ extensions }: GraphQlBody) => {
      const cost = extensions?.cost as { throttleStatus: { currentlyAvailable: number } } | undefined;
      return cost?.throttleStatus.currentlyAvailable;
    };
    const query = '{ customers(first: 100) { nodes { id amountSpent { amount } } } }';
    expect(available(run(query))).toBe(202);
    expect(available(run(query))).toBe(194);
    const throttled = run(query);
    expect(codes(throttled)).toEqual(['THROTTLED']);
    expect(throttled.data).toBeUndefined();
    expect(throttled.extensions?.cost).toEqual({
      requestedQueryCost: 202,
      actualQueryCost: null,
      throttleStatus: { maximumAvailable: 210, currentlyAvailable: 194, restoreRate: 50 },
    });
    now += 160;
    expect(available(run(query))).toBe(194);
    now += 3_600_000;
    expect(available(run('{ shop { name } }'))).toBe(209);
  });
});

describe('search', () => {
  const { run } = shopOf(shop(PEOPLE));
  const found = (query: string) => {
    const body = run('query($query: String) { customers(first: 10, query: $query) { nodes { id } } }', { query });
    const data = body.data as { customers: { nodes: { id: string }[] } } | null;
    return data ? data.customers.nodes.map(({ id }) => Number(id.split('/').at(-1))) : codes(body);
  };

  test.each([
    ['', [1, 2, 3]],
    ['ann', [1, 3]],
    ['ann lee', [1]],
    ['ann AND lee', [1]],
    ['lee OR ben', [1, 2]],
    ['ann -lee', [3]],
    ['ann NOT lee', [3]],
    ['"lee ann"', []],
    ['oh*', [3]],
    ['(lee OR ben) example', [1, 2]],
    ['email:"ann.lee@example.com"', [1]],
    ['email:"ann.lee@example.com" OR email:"ben@example.com"', [1, 2]],
    // Words side by side: an address is found by a part of it.
    ['email:"lee@example"', [1]],
    ['email:example', [1, 2, 3]],
    ['email:*', [1, 2, 3]],
    ['email:"*"', []],
    ['phone:"+12025550143"', [1]],
    ['phone:2025550143', [1]],
    ["last_name:O\\'Hara", [2]],
    ['tag:vip', [1]],
    ["updated_at:>='2026-05-01T00:00:00Z'", [2]],
    ["updated_at:<'2026-05-01T00:00:00Z'", [1, 3]],
    ['colour:red', ['BAD_REQUEST']],
    ['(ann', ['BAD_REQUEST']],
    ['ann OR', ['BAD_REQUEST']],
  ])('%s', (query, expected) => {
    expect(found(query)).toEqual(expected);
  });
});

test('lists are paged by position in the order asked for, whatever comes and goes meanwhile', () => {
  const orders = Array.from({ length: 5 }, (_, n) => order(1001 + n, 1, n));
  const world = shop(PEOPLE, orders);
  const { run } = shopOf(world);
  const query = `query($after: String) { customer(id: "${customerId(1)}") {
    orders(first: 2, after: $after, sortKey: PROCESSED_AT, reverse: true) {
      edges { cursor node { name } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    } } }`;
  type Page = {
    edges: { cursor: string; node: { name: string } }[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
  };
  const read = (after?: string) => (run(query, { after }).data as { customer: { orders: Page } }).customer.orders;
  const first = read();
  expect(first.edges.map(({ node }) => node.name)).toEqual(['#1005', '#1004']);
  const second = read(first.pageInfo.endCursor);
  expect(second.edges.map(({ node }) => node.name)).toEqual(['#1003', '#1002']);
  const third = read(second.edges[1]!.cursor);
  expect(third.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  expect(codes(run(query, { after: 'made up' }))).toEqual(['BAD_REQUEST']);
});

test('a token without read_all_orders sees 60 days of orders', () => {
  const old = order(1000, 1, 0, { processedAt: '2026-08-01T00:00:00Z' });
  const query = '{ orders(first: 10) { nodes { name } } }';
  const orders = [old, order(1001, 1, 1)];
  expect(shopOf(shop(PEOPLE, orders)).run(query).data).toEqual({
    orders: { nodes: [{ name: '#1000' }, { name: '#1001' }] },
  });
  const scopes = ['read_customers', 'read_orders'] as const;
  expect(shopOf(shop(PEOPLE, orders), { scopes }).run(query).data).toEqual({ orders: { nodes: [{ name: '#1001' }] } });
});

test('access denied is an error at the field, and null as far as the schema lets it go', () => {
  const { run } = shopOf(shop(PEOPLE, [order(1001, 1, 1)]), { scopes: ['read_customers'], withheld: ['email'] });
  const body = run(`{ nodes(ids: ["${customerId(1)}", "${customerId(2)}"]) {
    ... on Customer { firstName defaultEmailAddress { emailAddress } lastOrder { id } } } }`);
  expect(body.data).toEqual({
    nodes: [
      { firstName: 'Ann', defaultEmailAddress: null, lastOrder: null },
      { firstName: 'Ben', defaultEmailAddress: null, lastOrder: null },
    ],
  });
  expect(body.errors?.map(({ path }) => path)).toEqual([
    ['nodes', 0, 'defaultEmailAddress'],
    ['nodes', 0, 'lastOrder'],
    ['nodes', 1, 'defaultEmailAddress'],
    ['nodes', 1, 'lastOrder'],
  ]);
  expect(new Set(codes(body))).toEqual(new Set(['ACCESS_DENIED']));
  expect(run('{ orders(first: 1) { nodes { id } } }').data).toBeNull();
});
