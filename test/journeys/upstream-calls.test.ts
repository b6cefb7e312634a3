/** What a query costs the vendors: calls counted at the simulators, caches off. */
import { connect, type Socket } from 'node:net';
import { print } from 'graphql';
import { groundTruth, type TrueCustomer } from '../../src/demo/truth';
import {
  CustomerCardDocument,
  type CustomerIdentifierInput,
  CustomerListDocument,
  LinkedByDocument,
} from './generated/graphql';
import { type Gateway, READER_KEY, type Stage, startStage } from './stage';

jest.setTimeout(120_000);

let stage: Stage;
let ids: readonly string[];

beforeAll(async () => {
  stage = await startStage({ config: { cache: { maxAgeMs: 0 } } });
  // People whom all three systems know, then those whom two do; linked beforehand, so that only reading is counted.
  const systems = ({ records }: TrueCustomer): number => new Set(records.map(({ source }) => source)).size;
  const everywhere = groundTruth(stage.demo.population)
    .customers.filter((customer) => systems(customer) > 1 && customer.orders.length < 100)
    .sort((a, b) => systems(b) - systems(a))
    .slice(0, 220);
  const identifiers = everywhere.map(({ records }) => ({ record: records[0]! }));
  // Twice: a record that joined while its customer was searched for leaves a search to be made.
  await linkAll(identifiers);
  ids = await linkAll(identifiers);
});

afterAll(() => stage?.close());
beforeEach(() => {
  for (const source of stage.demo.sources) source.clearCalls();
});

async function linkAll(identifiers: readonly CustomerIdentifierInput[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (let i = 0; i < identifiers.length; i += 10) {
    const { data, errors } = await stage.gateways[0]!.query(LinkedByDocument, {
      identifiers: identifiers.slice(i, i + 10),
    });
    if (!data) throw new Error(`no data: ${JSON.stringify(errors)}`);
    for (const { customer } of data.customersByIdentifiers) if (customer) found.add(customer.id);
  }
  return [...found];
}

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
  const { data } = await stage.gateways[0]!.query(CustomerListDocument, { ids: ids.slice(0, 50) });
  for (const source of stage.demo.sources) source.setFault(null);
  expect(data.customers).toHaveLength(50);
  expect(data.customers.every((customer) => customer?.orders && customer.tickets)).toBe(true);
  expect(callTable()).toMatchInlineSnapshot(`
{
  "crm POST /crm/v3/objects/contacts/batch/read": 1,
  "shop POST /admin/api/2025-10/graphql.json CustomersById": 1,
  "shop POST /admin/api/2025-10/graphql.json NewestOrders": 2,
  "support GET /api/v2/search": 3,
  "support GET /api/v2/users/show_many": 1,
}
`);
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
  const asked = ids.slice(0, 200);
  expect(new Set(asked).size).toBe(200);
  const answers = await atOnce(
    stage.gateways[0]!,
    asked.map((id) => ({ query: print(CustomerCardDocument), variables: { id } })),
  );
  expect(answers.filter((answer) => !JSON.parse(answer).data?.customer)).toEqual([]);
  const byPart: Record<string, number> = {};
  for (const [call, count] of Object.entries(callTable())) {
    const part = `${call.split(' ')[0]} ${/tickets|search/.test(call) ? 'TICKETS' : /Orders/.test(call) ? 'ORDERS' : 'PROFILE'}`;
    byPart[part] = (byPart[part] ?? 0) + count;
  }
  console.info(`200 concurrent queries cost ${JSON.stringify(byPart)}`);
  expect(Object.keys(byPart).sort()).toEqual([
    'crm PROFILE',
    'shop ORDERS',
    'shop PROFILE',
    'support PROFILE',
    'support TICKETS',
  ]);
  expect(Object.entries(byPart).filter(([, count]) => count > 20)).toEqual([]);
});

/**
 * A connection each. The gateway stands still while they are written: how many queries are under way at once must not
 * depend on whether this process or the gateway gets the processor meanwhile.
 */
async function atOnce(gateway: Gateway, requests: readonly object[]): Promise<string[]> {
  const { hostname, port } = new URL(gateway.url);
  const sockets = await Promise.all(
    requests.map(
      () =>
        new Promise<Socket>((done, fail) => {
          const socket = connect(Number(port), hostname, () => done(socket)).once('error', fail);
        }),
    ),
  );
  const answers = sockets.map(
    (socket) =>
      new Promise<string>((done, fail) => {
        let text = '';
        socket.on('data', (chunk) => {
          text += chunk;
        });
        socket.once('end', () => done(text.slice(text.indexOf('\r\n\r\n') + 4)));
        socket.once('error', fail);
      }),
  );
  gateway.freeze();
  const written = sockets.map((socket, i) => {
    const body = JSON.stringify(requests[i]);
    const head = ['POST /graphql HTTP/1.1', `host: ${hostname}`, 'connection: close', 'content-type: application/json'];
    const text = [...head, `authorization: Bearer ${READER_KEY}`, `content-length: ${body.length}`, '', body].join(
      '\r\n',
    );
    return new Promise((done) => socket.write(text, done));
  });
  await Promise.all(written);
  gateway.thaw();
  return Promise.all(answers);
}
