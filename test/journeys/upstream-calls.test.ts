/** What a query costs the vendors: calls counted at the simulators, caches off. */
import { groundTruth } from '../../src/demo/truth';
import { type Stage, startStage } from './stage';

jest.setTimeout(120_000);

let stage: Stage;
let ids: readonly string[];

const FIFTY = `query Fifty($ids: [ID!]!) {
  customers(ids: $ids) {
    id displayName email
    orders(first: 10) { edges { node { number status } } }
    tickets(first: 10) { edges { node { subject status } } }
    sourceStatus { source part state }
  }
}`;

beforeAll(async () => {
  stage = await startStage({ config: { cache: { maxAgeMs: 0 } } });
  // People whom all three systems know; linked beforehand, so that only reading them is counted.
  const everywhere = groundTruth(stage.demo.population).customers.filter(
    ({ records, orders }) => new Set(records.map(({ source }) => source)).size === 3 && orders.length < 100,
  );
  const identifiers = everywhere.map(({ records: [record] }) => ({ record }));
  const found = new Set<string>();
  for (let i = 0; i < identifiers.length; i += 50) {
    const { data } = await stage.gateways[0]!.query<{ customersByIdentifiers: { customer: { id: string } | null }[] }>(
      'query($identifiers: [CustomerIdentifierInput!]!) { customersByIdentifiers(identifiers: $identifiers) { customer { id email } } }',
      { identifiers: identifiers.slice(i, i + 50) },
    );
    for (const { customer } of data.customersByIdentifiers) if (customer) found.add(customer.id);
  }
  ids = [...found];
});

afterAll(() => stage?.close());
beforeEach(() => {
  for (const source of stage.demo.sources) source.clearCalls();
});

/** Calls by source and path; GraphQL calls by the operation's name. */
function callTable(): Record<string, number> {
  const table: Record<string, number> = {};
  for (const source of stage.demo.sources) {
    for (const { method, path, body } of source.calls()) {
      const document = (body as { query?: string } | undefined)?.query;
      const operation = document && /(?:query|mutation)\s+(\w+)/.exec(document)?.[1];
      const key = `${source.name} ${method} ${path}${operation ? ` ${operation}` : ''}`;
      table[key] = (table[key] ?? 0) + 1;
    }
  }
  return table;
}

test('fifty distinct customers with orders and tickets: batches of the vendors’ size, in one wave', async () => {
  for (const source of stage.demo.sources) source.setFault({ fault: { kind: 'latency', ms: 60 } });
  const { data } = await stage.gateways[0]!.query<{ customers: { orders: object; tickets: object }[] }>(FIFTY, {
    ids: ids.slice(0, 50),
  });
  for (const source of stage.demo.sources) source.setFault(null);
  expect(data.customers).toHaveLength(50);
  expect(data.customers.every(({ orders, tickets }) => orders && tickets)).toBe(true);
  expect(callTable()).toMatchInlineSnapshot();
  // One wave: whatever does not page starts before the first answer is there.
  const calls = stage.demo.sources.flatMap((source) => source.calls());
  const firstAnswer = Math.min(...calls.map(({ endedAt }) => endedAt ?? Number.POSITIVE_INFINITY));
  const late = stage.demo.sources.flatMap(({ name, calls }) =>
    calls()
      .filter(({ startedAt }) => startedAt > firstAnswer)
      .map(({ path, query }) => `${name} ${path} ${query.find(([key]) => key === 'page')?.join('=') ?? ''}`),
  );
  expect(late.filter((call) => !call.includes('page='))).toEqual([]);
});

test('200 distinct customers asked by 200 queries at once share at most 20 calls a source and part', async () => {
  const asked = Array.from({ length: 200 }, (_, i) => ids[i % ids.length]!);
  const answers = await Promise.all(
    asked.map((id) =>
      stage.gateways[0]!.query<{ customer: { id: string } | null }>(
        '{ customer(id: "ID") { id displayName orders(first: 5) { edges { node { number } } } tickets(first: 5) { edges { node { subject } } } } }'.replace(
          'ID',
          id,
        ),
      ),
    ),
  );
  expect(answers.every(({ data }) => data.customer)).toBe(true);
  expect(new Set(asked).size).toBe(200);
  const table = callTable();
  console.info(`200 concurrent queries: ${JSON.stringify(table)}`);
  for (const [call, count] of Object.entries(table)) expect([call, count <= 20]).toEqual([call, true]);
});
