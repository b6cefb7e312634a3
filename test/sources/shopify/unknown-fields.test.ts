/** A version of the API that does not know a field any more: it costs that field, once, until it is known again. */
import fc from 'fast-check';
import { type DocumentNode, Kind, parse, type SelectionSetNode, validate } from 'graphql';
import type { Order } from '../../../src/customer/parts';
import type { SourceRecord } from '../../../src/customer/source-record';
import { createShopifyDialect } from '../../../src/demo/shopify';
import { SHOPIFY_SCHEMA } from '../../../src/demo/shopify/schema';
import type { World } from '../../../src/demo/world';
import type { PartPage, Slot } from '../../../src/sources/contract';
import {
  CUSTOMERS_BY_ID,
  CUSTOMERS_CHANGED,
  CUSTOMERS_FOUND,
  furtherLines,
  NEWEST_ORDERS,
  ORDERS_NAMED,
  olderOrders,
} from '../../../src/sources/shopify/documents';
import { ReducedDocuments } from '../../../src/sources/shopify/reduced-documents';
import { context, open } from './running-shops';
import type { SimulatedShopify } from './simulated-shopify';
import { customer, customerId, lines, order, shop } from './small-shop';

const ADDRESS = {
  address1: 'Main Street 1',
  address2: 'Floor 2',
  city: 'Berlin',
  province: 'Berlin',
  zip: '10115',
  country: 'Germany',
  countryCode: 'DE',
  company: 'Acme',
};
const marketing = { state: 'SUBSCRIBED', level: 'SINGLE_OPT_IN', updatedAt: '2026-01-02T03:04:05Z' };
const ANN = customer(1, {
  firstName: 'Ann',
  lastName: 'Lee',
  email: 'ann@example.com',
  phone: '+4930123456',
  verifiedEmail: true,
  tags: ['vip'],
  addresses: [ADDRESS] as never,
  emailMarketing: marketing,
  smsMarketing: marketing,
});

const MINUTE = 60_000;
let now = 0;
beforeEach(() => {
  now = 1_790_000_000_000;
});

/** A shop with Ann, who ordered twice, whose API does not know `fields`. */
async function without(...fields: readonly string[]): Promise<SimulatedShopify & { readonly world: World }> {
  const orders = [order(1001, 1, 1, { lines: lines(1001, 12) }), order(1002, 1, 2, { lines: lines(1002, 1) })];
  const world = shop([ANN], orders);
  const shopify = await open(world, { now: () => now });
  forget(shopify, world, fields);
  return Object.assign(shopify, { world });
}

/** From now on the API does not know these fields, and knows all others. */
function forget(shopify: SimulatedShopify, world: World, fields: readonly string[]): void {
  const other = createShopifyDialect(world, { now: () => now, unknownFields: fields });
  shopify.intercept = (request) => other.handle(request);
}

async function recordIn({ connector }: SimulatedShopify): Promise<SourceRecord> {
  const [slot] = await connector.records.fetch([customerId(1)], 'full', context);
  if (slot?.state !== 'found') throw new Error(`expected a record, received ${JSON.stringify(slot)}`);
  return slot.value;
}

function pageOf(slot: Slot<PartPage<Order>> | undefined): PartPage<Order> {
  if (slot?.state !== 'found') throw new Error(`expected orders, received ${JSON.stringify(slot)}`);
  return slot.value;
}

async function ordersIn({ connector }: SimulatedShopify): Promise<readonly Order[]> {
  const [slot] = await connector.parts.ORDERS!.fetch([{ id: customerId(1) }], { first: 10, detail: 'full' }, context);
  return pageOf(slot).items;
}

const driftOf = ({ drift }: Pick<SourceRecord, 'drift'> | Pick<Order, 'drift'>) =>
  drift?.map(({ field, received }) => `${field}: ${received}`);

describe('a customer', () => {
  test.each([
    ['Customer.firstName', ['firstName']],
    ['Customer.verifiedEmail', ['verifiedEmail']],
    ['Customer.createdAt', ['createdAt']],
    ['Customer.locale', ['locale']],
    ['Customer.tags', ['tags']],
    ['Customer.defaultPhoneNumber', ['defaultPhoneNumber']],
    ['CustomerEmailAddress.marketingState', ['defaultEmailAddress.marketingState']],
    ['CustomerEmailAddress.marketingUpdatedAt', ['defaultEmailAddress.marketingUpdatedAt']],
    ['MailingAddress.province', ['defaultAddress.province', 'addresses.province']],
    ['MailingAddress.company', ['defaultAddress.company']],
    ['Customer.numberOfOrders', ['numberOfOrders']],
    ['Customer.lastOrder', ['lastOrder']],
    ['Order.processedAt', ['lastOrder']],
    ['MoneyV2.currencyCode', ['amountSpent.currencyCode']],
  ])('without %s keeps all else, and says what is missing', async (field, told) => {
    const whole = await recordIn(await without());
    expect(whole.drift).toBeUndefined();
    const shopify = await without(field);
    const record = await recordIn(shopify);
    expect(driftOf(record)).toEqual(told.map((name) => `${name}: nothing`));
    expect(shopify.exchanges).toHaveLength(2);

    const affected = new Set<string>(record.drift!.flatMap(({ affects }) => affects));
    const { attributes } = record;
    for (const [name, value] of Object.entries(whole.attributes)) {
      if (!affected.has(name)) expect([name, attributes[name as keyof typeof attributes]]).toEqual([name, value]);
    }
    if (!affected.has('emails') && !affected.has('phones')) expect(record.identifiers).toEqual(whole.identifiers);
    // Totals that are not whole are not given, so that the orders are counted.
    if (affected.size === 0) expect(record.orderTotals).toBeUndefined();
    else expect(record.orderTotals).toEqual(whole.orderTotals);
  });

  test('is asked for without the field from then on, in each shape', async () => {
    const shopify = await without('Customer.locale', 'Customer.tags');
    await recordIn(shopify);
    await recordIn(shopify);
    expect(shopify.exchanges).toHaveLength(3);
    const profile = () => shopify.connector.records.fetch([customerId(1)], 'profile', context);
    await profile();
    await profile();
    expect(shopify.exchanges).toHaveLength(6);
    await shopify.connector.records.fetch([customerId(1)], 'summary', context);
    expect(shopify.exchanges).toHaveLength(7);
  });

  test('is asked for with the field again after a while, which costs one call where it is still unknown', async () => {
    const shopify = await without('Customer.locale');
    await recordIn(shopify);
    shopify.exchanges.splice(0);
    now += 11 * MINUTE;
    expect(driftOf(await recordIn(shopify))).toEqual(['locale: nothing']);
    expect(shopify.exchanges).toHaveLength(2);
    await recordIn(shopify);
    expect(shopify.exchanges).toHaveLength(3);

    forget(shopify, shopify.world, []);
    expect(driftOf(await recordIn(shopify))).toEqual(['locale: nothing']);
    now += 11 * MINUTE;
    for (const _ of [1, 2]) {
      const record = await recordIn(shopify);
      expect([record.attributes.locale, record.drift]).toEqual(['en', undefined]);
    }
    expect(shopify.exchanges).toHaveLength(6);
  });

  test('who cannot be told from others without it is found by nobody, with the cause', async () => {
    const { connector } = await without('Customer.defaultEmailAddress');
    const fault = { state: 'SCHEMA_DRIFT', message: 'defaultEmailAddress: expected object, received nothing' };
    await expect(connector.find.EMAIL!.fetch(['ann@example.com'], undefined, context)).rejects.toMatchObject({ fault });
  });
});

describe('an order', () => {
  test.each([
    ['Order.displayFinancialStatus', 'displayFinancialStatus', ['paymentStatus', 'nativePaymentStatus']],
    ['Order.totalPriceSet', 'totalPriceSet', ['total']],
    ['Order.cancelledAt', 'cancelledAt', ['status', 'nativeStatus']],
    ['Order.lineItems', 'lineItems', ['lines']],
  ])('without %s loses what is made of it', async (field, told, lost) => {
    const whole = await ordersIn(await without());
    const orders = await ordersIn(await without(field));
    expect(orders.map(driftOf)).toEqual(whole.map(() => [`${told}: nothing`]));
    orders.forEach(({ drift: _drift, ...one }, i) => {
      expect(one).toEqual(Object.fromEntries(Object.entries(whole[i]!).filter(([name]) => !lost.includes(name))));
    });
  });

  test('keeps its lines without one of their fields, also those that are read on', async () => {
    const orders = await ordersIn(await without('LineItem.sku'));
    expect(orders.map(({ lines: some }) => some?.map(({ title, sku }) => [title !== undefined, sku]))).toEqual([
      [[true, undefined]],
      Array.from({ length: 12 }, () => [true, undefined]),
    ]);
    expect(new Set(orders.flatMap(driftOf))).toEqual(new Set(['lineItems.sku: nothing']));
  });

  test('by number and further down a list is read without it as well', async () => {
    const shopify = await without('Order.name', 'Order.closedAt');
    const { connector } = shopify;
    const options = { first: 1, detail: 'summary' } as const;
    await connector.parts.ORDERS!.fetch([{ id: customerId(1) }], options, context);
    type Answered = { nodes: { orders: { edges: { cursor: string }[] } }[] };
    const { nodes } = shopify.exchanges.at(-1)!.body.data as Answered;
    const after = nodes[0]!.orders.edges[0]!.cursor;
    const [older] = await connector.parts.ORDERS!.fetch([{ id: customerId(1), after }], options, context);
    expect(pageOf(older).items.map(driftOf)).toEqual([['name: nothing', 'closedAt: nothing']]);
    // Without its name an order cannot be told from a fuzzy hit: nothing is taken for it.
    const slots = await connector.byNumber.ORDERS!.fetch(['1001'], undefined, context);
    const fault = { state: 'SCHEMA_DRIFT', message: 'name: expected text, received nothing' };
    expect(slots).toEqual([{ state: 'failed', fault }]);
  });
});

describe('a document that says nothing without the field', () => {
  test.each([
    ['Customer.orders', 'orders'],
    ['Order.id', 'id'],
    ['Order.processedAt', 'processedAt'],
    ['PageInfo.endCursor', 'endCursor'],
  ])('fails without %s, naming it, after one call', async (field, name) => {
    const shopify = await without(field);
    const [slot] = await shopify.connector.parts.ORDERS!.fetch(
      [{ id: customerId(1) }],
      { first: 5, detail: 'summary' },
      context,
    );
    const fault = { state: 'SCHEMA_DRIFT', message: `GraphQL error undefinedField (${name})` };
    expect(slot).toEqual({ state: 'failed', fault });
    expect(shopify.exchanges).toHaveLength(1);
  });

  test('a check says so of any field', async () => {
    const { connector } = await without('Customer.locale');
    expect(await connector.check(context)).toMatchObject({
      ok: false,
      message: 'no check: GraphQL error undefinedField (locale)',
    });
  });
});

test('a shop that finds another unknown field each time is asked three times and no more', async () => {
  const shopify = await without();
  const names = ['firstName', 'lastName', 'locale', 'tags', 'createdAt'];
  shopify.intercept = () => {
    const fieldName = names.shift();
    const path = ['query CustomersById', 'nodes', '... on Customer', fieldName];
    const extensions = { code: 'undefinedField', typeName: 'Customer', fieldName };
    return { status: 200, body: { errors: [{ message: 'x', path, extensions }] } };
  };
  const [slot] = await shopify.connector.records.fetch([customerId(1)], 'full', context);
  expect(slot).toMatchObject({ state: 'failed', fault: { state: 'SCHEMA_DRIFT' } });
  expect(shopify.exchanges).toHaveLength(3);
});

test.each([
  ['no way', undefined],
  ['a way to nothing in the document', ['query CustomersById', 'nodes', '... on Customer', 'unheardOf']],
  ['a way that is no list', 'nodes.locale'],
])('an unknown field with %s is a fault of the call', async (_, path) => {
  const shopify = await without();
  const extensions = { code: 'undefinedField', typeName: 'Customer', fieldName: 'ann@example.com' };
  shopify.intercept = () => ({ status: 200, body: { errors: [{ message: 'x', path, extensions }] } });
  const [slot] = await shopify.connector.records.fetch([customerId(1)], 'full', context);
  expect(slot).toEqual({
    state: 'failed',
    fault: { state: 'SCHEMA_DRIFT', message: 'GraphQL error undefinedField' },
  });
  expect(shopify.exchanges).toHaveLength(1);
});

test('whatever is taken out of a document, the rest is valid, or it is left as it is', () => {
  const documents = [
    ...Object.values(CUSTOMERS_BY_ID),
    ...Object.values(NEWEST_ORDERS),
    CUSTOMERS_CHANGED,
    CUSTOMERS_FOUND,
    ORDERS_NAMED,
    olderOrders('full', 2),
    furtherLines(2),
  ];
  const some = fc
    .constantFrom(...documents)
    .chain((document) =>
      fc.record({ document: fc.constant(document), fields: fc.subarray(waysIn(parse(document)), { minLength: 1 }) }),
    );
  fc.assert(
    fc.property(some, ({ document, fields }) => {
      const reduced = new ReducedDocuments(() => 0);
      const told = reduced.refused(document, document, fields);
      const sent = reduced.toSend(document);
      expect(validate(SHOPIFY_SCHEMA, parse(sent))).toEqual([]);
      if (!told) return expect(sent).toBe(document);
      const left = waysIn(parse(sent)).map((way) => way.join('.'));
      expect(left.filter((way) => fields.some((field) => field.join('.') === way))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

/** The ways to all fields of a document. */
function waysIn(document: DocumentNode): string[][] {
  const below = ({ selections }: SelectionSetNode, way: readonly string[]): string[][] =>
    selections.flatMap((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
      if (selection.kind === Kind.INLINE_FRAGMENT) return below(selection.selectionSet, way);
      const here = [...way, selection.alias?.value ?? selection.name.value];
      return [here, ...(selection.selectionSet ? below(selection.selectionSet, here) : [])];
    });
  return document.definitions.flatMap((one) =>
    one.kind === Kind.OPERATION_DEFINITION ? below(one.selectionSet, []) : [],
  );
}
