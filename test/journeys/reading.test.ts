/** Reading a customer as a front end does: search, lists to their end, totals, single orders and tickets. */
import { groundTruth, type TrueCustomer } from '../../src/demo/truth';
import { LinkedByDocument } from './generated/graphql';
import { type Stage, startStage } from './stage';

jest.setTimeout(120_000);

let stage: Stage;
let customers: readonly TrueCustomer[];

beforeAll(async () => {
  stage = await startStage({ persons: 130 });
  customers = groundTruth(stage.demo.population).customers;
});
afterAll(() => stage?.close());

async function ask<Data>(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
  const { data, errors } = await stage.gateways[0]!.query<Data>(query, variables);
  expect(errors ?? []).toEqual([]);
  return data;
}

/** Every record is seen first: a vendor's text search alone may miss the same mailbox in another spelling. */
async function idOf({ records }: TrueCustomer): Promise<string> {
  const identifiers = [...records, records[0]!].map((record) => ({ record }));
  const { data } = await stage.gateways[0]!.query(LinkedByDocument, { identifiers });
  const again = await ask<{ customer: { id: string } }>('query($id: ID!) { customer(id: $id) { id } }', {
    id: data.customersByIdentifiers[0]?.customer?.id,
  });
  return again.customer.id;
}

interface Page {
  readonly edges: readonly { readonly node: { readonly number: string }; readonly cursor: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly gaps: readonly unknown[];
}

async function walk(id: string, list: 'orders' | 'tickets', first: number): Promise<string[]> {
  const numbers: string[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < 200; pages++) {
    const data: { customer: Record<string, Page> } = await ask(
      `query($id: ID!, $first: Int, $after: String) { customer(id: $id) {
        ${list}(first: $first, after: $after) { edges { node { number } cursor } pageInfo { hasNextPage endCursor } gaps { source } }
      } }`,
      { id, first, after },
    );
    const page = data.customer[list]!;
    expect(page.gaps).toEqual([]);
    numbers.push(...page.edges.map(({ node }) => node.number));
    if (!page.pageInfo.hasNextPage) return numbers;
    after = page.pageInfo.endCursor;
  }
  throw new Error('the list does not end');
}

test('a person with hundreds of orders pages through all of them, once each, newest first', async () => {
  const busiest = [...customers].sort((a, b) => b.orders.length - a.orders.length)[0]!;
  expect(busiest.orders.length).toBeGreaterThan(300);
  expect(await walk(await idOf(busiest), 'orders', 100)).toEqual(busiest.orders);
});

test('small pages give the same list, and every cursor on a page goes on right after its row', async () => {
  const buyer = customers.find(({ orders }) => orders.length > 4 && orders.length < 60)!;
  const id = await idOf(buyer);
  expect(await walk(id, 'orders', 3)).toEqual(buyer.orders);
  const asker = [...customers].sort((a, b) => b.tickets.length - a.tickets.length)[0]!;
  expect((await walk(await idOf(asker), 'tickets', 2)).sort()).toEqual([...asker.tickets].sort());
  const { customer } = await ask<{ customer: { orders: Page } }>(
    'query($id: ID!) { customer(id: $id) { orders(first: 4) { edges { node { number } cursor } pageInfo { hasNextPage endCursor } gaps { source } } } }',
    { id },
  );
  for (const [i, { cursor }] of customer.orders.edges.entries()) {
    const next = await ask<{ customer: { orders: Page } }>(
      'query($id: ID!, $after: String) { customer(id: $id) { orders(first: 1, after: $after) { edges { node { number } } pageInfo { hasNextPage } gaps { source } } } }',
      { id, after: cursor },
    );
    expect(next.customer.orders.edges[0]?.node.number).toBe(buyer.orders[i + 1]);
  }
});

test('totals, deals, activities and tasks are what the systems hold', async () => {
  const busy = customers.filter(
    ({ orders, tickets, deals, activities }) => orders.length > 0 && tickets.length > 0 && deals > 0 && activities > 0,
  );
  expect(busy.length).toBeGreaterThan(3);
  for (const expected of busy.slice(0, 12)) {
    const { customer } = await ask<{
      customer: {
        orderSummary: { count: number; total: { amount: string; currencyCode: string }[]; exact: boolean };
        ticketSummary: { count: number; open: number; exact: boolean };
        crm: Record<'deals' | 'activities' | 'tasks', { edges: unknown[] }>;
        lastContactAt: string | null;
      };
    }>(
      `query($id: ID!) { customer(id: $id) {
        orderSummary { count total { amount currencyCode } exact }
        ticketSummary { count open exact }
        lastContactAt
        crm { deals(first: 100) { edges { node { id } } } activities(first: 100) { edges { node { id } } } tasks(first: 100) { edges { node { id } } } }
      } }`,
      { id: await idOf(expected) },
    );
    expect({
      ...customer.orderSummary,
      total: Object.fromEntries(customer.orderSummary.total.map(({ currencyCode, amount }) => [currencyCode, amount])),
    }).toEqual({ count: expected.orders.length, exact: true, total: expected.orderTotals });
    expect(customer.ticketSummary).toEqual({ count: expected.tickets.length, open: expected.openTickets, exact: true });
    expect(customer.crm.deals.edges).toHaveLength(expected.deals);
    expect(customer.crm.activities.edges).toHaveLength(Math.min(100, expected.activities));
    expect(customer.crm.tasks.edges).toHaveLength(expected.tasks);
    expect(customer.lastContactAt).not.toBeNull();
  }
});

test('words find people, each of them once; words that are query language to a vendor are only words', async () => {
  const person = customers.find(
    ({ records, settled }) => records.length === 3 && settled.lastName && settled.firstName,
  )!;
  const family = String(person.settled.lastName?.value);
  const { searchCustomers } = await ask<{ searchCustomers: { customers: { id: string; displayName: string }[] } }>(
    'query($words: String!) { searchCustomers(query: $words, first: 50) { customers { id displayName } } }',
    { words: family },
  );
  const ids = searchCustomers.customers.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toContain(await idOf(person));
  for (const words of ['" OR email:*', 'type:ticket', '(', 'a:b AND NOT c', '*', '\\']) {
    const odd = await ask<{ searchCustomers: { customers: unknown[]; sourceStatus: { state: string }[] } }>(
      'query($words: String!) { searchCustomers(query: $words, first: 5) { customers { id } sourceStatus { state } } }',
      { words },
    );
    for (const { state } of odd.searchCustomers.sourceStatus) expect([words, state]).toEqual([words, 'FRESH']);
  }
});

test('an order and a ticket by number, a node by id, the sources and the viewer', async () => {
  const buyer = customers.find(({ orders, tickets }) => orders.length > 0 && tickets.length > 0)!;
  const id = await idOf(buyer);
  const answer = await ask<Record<string, { number?: string; id?: string; name?: string }>>(
    `query($order: String!, $ticket: String!, $id: ID!) {
      order(source: "shop", number: $order) { number lines { title quantity } }
      ticket(source: "support", number: $ticket) { number }
      node(id: $id) { id ... on Customer { displayName } }
      none: customer(id: "cus_00000000000000000000000000") { id }
      unknown: order(source: "shop", number: "#999999999") { number }
      viewer { id role }
      sources { name vendor kind parts }
    }`,
    { order: buyer.orders[0], ticket: buyer.tickets[0], id },
  );
  expect(answer.order?.number).toBe(buyer.orders[0]);
  expect(answer.ticket?.number).toBe(buyer.tickets[0]);
  expect(answer.node?.id).toBe(id);
  expect(answer.none).toBeNull();
  expect(answer.unknown).toBeNull();
  expect(answer.viewer).toEqual({ id: 'reader', role: 'READER' });
  expect(answer.sources).toHaveLength(3);
});

test('a cursor of another list, or made up, is refused by name', async () => {
  const id = await idOf(customers[0]!);
  for (const after of ['made-up', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA']) {
    const { errors } = await stage.gateways[0]!.query(
      'query($id: ID!, $after: String) { customer(id: $id) { orders(after: $after) { edges { cursor } } } }',
      { id, after },
    );
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
    expect(errors?.[0]?.message).toMatch(/after: expected a cursor/);
  }
});
