/**
 * What the connector asks and what the simulated shop answers, over HTTP in a real run, both held against Shopify's own
 * schema; and the simulator's schema held against it as well.
 */
import { type GraphQLSchema, isEnumType, isInterfaceType, isObjectType, isSpecifiedScalarType } from 'graphql';
import { generatePopulation } from '../../../src/demo/population/population';
import { SHOPIFY_SCHEMA } from '../../../src/demo/shopify/schema';
import { MAX_REQUEST_COST } from '../../../src/sources/shopify/documents';
import { itWithFile } from '../../contracts/vendor-spec';
import { context, open } from './running-shops';
import type { GraphQlExchange, SimulatedShopify } from './simulated-shopify';
import { customer, customerId, lines, order, shop } from './small-shop';
import { answerBreaches, loadShopifySchema, requestBreaches, SHOPIFY_SDL } from './vendor-schema';

const maybe = itWithFile(SHOPIFY_SDL);
function breaches(schema: GraphQLSchema, exchanges: readonly GraphQlExchange[]): string[] {
  return exchanges.flatMap((exchange) => [...requestBreaches(schema, exchange), ...answerBreaches(schema, exchange)]);
}

function operations(exchanges: readonly GraphQlExchange[]): string[] {
  return [...new Set(exchanges.map(({ query }) => /query (\w+)/.exec(query)?.[1] ?? ''))].sort();
}

/** Makes the connector send every kind of document that it has. */
async function everyRead({ connector }: SimulatedShopify, ids: readonly string[], orderNumber: string): Promise<void> {
  for (const shape of ['summary', 'profile', 'full'] as const) {
    await connector.records.fetch([...ids.slice(0, 249), customerId(1)], shape, context);
  }
  for (const detail of ['summary', 'full'] as const) {
    const newest = await connector.parts.ORDERS!.fetch(
      ids.slice(0, 40).map((id) => ({ id })),
      { first: 3, detail },
      context,
    );
    const older = newest.flatMap((slot, i) =>
      slot.state === 'found' && slot.value.next ? [{ id: ids[i]!, after: slot.value.next }] : [],
    );
    expect(older.length).toBeGreaterThan(0);
    await connector.parts.ORDERS!.fetch(older, { first: 100, detail }, context);
  }
  await connector.find.EMAIL!.fetch(['nobody@example.com', 'somebody@gmail.com'], undefined, context);
  await connector.find.PHONE!.fetch(['+12025550143'], undefined, context);
  await connector.search!('Ann OR "Lee', 20, context);
  await connector.byNumber.ORDERS!.fetch([orderNumber, '#1'], undefined, context);
  await connector.listSince!(undefined, undefined, context);
  await connector.listSince!('2026-01-01T00:00:00.000Z', undefined, context);
  await connector.check(context);
}

maybe('every request of the connector and every answer of the simulator fit the schema', async () => {
  const { world } = generatePopulation(5);
  const shopify = await open(world, { bucket: { maximumAvailable: 1e9, restoreRate: 1e6 } });
  world.shopify.orders[0]!.lines.push(...lines(77, 30));
  const busiest = [...world.shopify.customers].sort((a, b) => ordersOf(b.id) - ordersOf(a.id));
  function ordersOf(id: string): number {
    return world.shopify.orders.filter(({ customerId: of }) => of === id).length;
  }
  const longest = world.shopify.orders[0]!.customerId!;
  await everyRead(shopify, [longest, ...busiest.map(({ id }) => id).filter((id) => id !== longest)], '1001');

  const schema = loadShopifySchema();
  expect(breaches(schema, shopify.exchanges)).toEqual([]);
  expect(operations(shopify.exchanges)).toEqual([
    'CheckCustomers',
    'CheckOrders',
    'CheckShop',
    'CustomersById',
    'CustomersChanged',
    'CustomersFound',
    'FurtherLines',
    'NewestOrders',
    'OlderOrders',
    'OrdersNamed',
  ]);
  const costs = shopify.exchanges.map(({ body }) => body.extensions!.cost.requestedQueryCost);
  expect(Math.max(...costs)).toBeLessThanOrEqual(MAX_REQUEST_COST);
  expect(shopify.exchanges.flatMap(({ body }) => body.errors ?? [])).toEqual([]);
});

maybe('answers with holes fit the schema too: access denied, protected data, throttled', async () => {
  const people = [
    customer(1, { email: 'ann@example.com', firstName: 'Ann' }),
    customer(2, { email: 'ben@example.com' }),
  ];
  const orders = [order(1001, 1, 1), order(1002, 1, 2), order(1003, 2, 3)];
  const schema = loadShopifySchema();
  for (const setup of [
    { scopes: ['read_customers'] },
    { scopes: ['read_orders'] },
    { withheld: ['name', 'email', 'phone', 'address'] },
    { bucket: { maximumAvailable: 5, restoreRate: 0.001 } },
  ] as const) {
    const shopify = await open(shop(people, orders), setup);
    const { connector } = shopify;
    const ids = [customerId(1), customerId(2)];
    await connector.records.fetch(ids, 'full', context);
    await connector.parts.ORDERS!.fetch(
      ids.map((id) => ({ id })),
      { first: 1, detail: 'full' },
      context,
    );
    await connector.byNumber.ORDERS!.fetch(['#1001'], undefined, context).catch(() => undefined);
    await connector.find.EMAIL!.fetch(['ann@example.com'], undefined, context).catch(() => undefined);
    expect(shopify.exchanges.some(({ body }) => body.errors)).toBe(true);
    expect(breaches(schema, shopify.exchanges)).toEqual([]);
  }
});

maybe('the simulator’s schema is a part of the vendor’s', () => {
  const vendor = loadShopifySchema();
  const strangers: string[] = [];
  for (const type of Object.values(SHOPIFY_SCHEMA.getTypeMap())) {
    if (type.name.startsWith('__') || isSpecifiedScalarType(type)) continue;
    const original = vendor.getType(type.name);
    if (!original) strangers.push(type.name);
    if (isEnumType(type) && isEnumType(original)) {
      for (const { name } of type.getValues()) if (!original.getValue(name)) strangers.push(`${type.name}.${name}`);
    }
    if ((isObjectType(type) || isInterfaceType(type)) && (isObjectType(original) || isInterfaceType(original))) {
      for (const field of Object.values(type.getFields())) {
        const same = original.getFields()[field.name];
        if (String(same?.type) !== String(field.type)) strangers.push(`${type.name}.${field.name}: ${field.type}`);
        for (const { name, type: given, defaultValue } of field.args) {
          const argument = same?.args.find((candidate) => candidate.name === name);
          if (String(argument?.type) !== String(given) || argument?.defaultValue !== defaultValue) {
            strangers.push(`${type.name}.${field.name}(${name}: ${given} = ${String(defaultValue)})`);
          }
        }
      }
    }
  }
  expect(strangers).toEqual([]);
});

maybe('the check of answers notices what does not fit', () => {
  const schema = loadShopifySchema();
  const query = 'query Q { nodes(ids: []) { __typename ... on Customer { id state numberOfOrders firstName } } }';
  const judge = (node: unknown) => answerBreaches(schema, { query, variables: {}, body: { data: { nodes: [node] } } });
  const good = { __typename: 'Customer', id: customerId(1), state: 'ENABLED', numberOfOrders: '3', firstName: null };
  expect(judge(good)).toEqual([]);
  expect(judge(null)).toEqual([]);
  expect(judge({ ...good, state: 'SLEEPING' })).toEqual(['data.nodes[0].state is no CustomerState: SLEEPING']);
  expect(judge({ ...good, numberOfOrders: 3 })).toEqual(['data.nodes[0].numberOfOrders is no UnsignedInt64: 3']);
  expect(judge({ ...good, state: null })).toEqual(['data.nodes[0].state is null but CustomerState!']);
  expect(judge({ ...good, email: 'x' })).toEqual(['data.nodes[0].email was not selected']);
  expect(judge({ __typename: 'Customer', id: customerId(1), state: 'ENABLED', numberOfOrders: '3' })).toEqual([
    'data.nodes[0].firstName is missing',
  ]);
  expect(judge({ ...good, id: 'x' })).toEqual(['data.nodes[0].id is no ID: "x"']);
  expect(judge({ __typename: 'Count' })).toEqual(['data.nodes[0] is none of Node']);
});
