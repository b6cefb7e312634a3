/** A client that goes away: what was asked for its sake alone is stopped at the vendors, what others share goes on. */
import { request } from 'node:http';
import { groundTruth } from '../../src/demo/truth';
import { type FaultProxy, startFaultProxy } from '../laboratory/fault-proxy';
import { LinkedByDocument } from './generated/graphql';
import { READER_KEY, type Stage, startStage } from './stage';

jest.setTimeout(120_000);

/** The promise is a second; a machine that does six other things may take longer. */
const MARGIN_MS = 10_000;

const SOURCES = ['crm', 'shop', 'support'] as const;
const ORDERS = 'orders(first: 3) { edges { node { number } } }';
const TICKETS = 'tickets(first: 3) { edges { node { subject } } }';
const CRM = 'crm { deals(first: 3) { edges { node { name } } } tasks(first: 3) { edges { node { subject } } } }';
const ROWS = 'sourceStatus { source part state }';
/** Cached answers are too old, calls under way may be joined. */
const ask = (fields: string): string => `query ($id: ID!) @budget(maxAgeMs: 1) { customer(id: $id) { ${fields} } }`;

let stage: Stage;
let id: string;
const proxies = new Map<string, FaultProxy>();
const proxy = (name: (typeof SOURCES)[number]): FaultProxy => proxies.get(name)!;

beforeAll(async () => {
  stage = await startStage({
    persons: 130,
    async route(source, baseUrl) {
      const between = await startFaultProxy(baseUrl);
      proxies.set(source, between);
      return between.url;
    },
  });
  const person = groundTruth(stage.demo.population).customers.find(
    ({ records, orders, tickets, deals }) =>
      SOURCES.every((source) => records.filter((record) => record.source === source).length === 1) &&
      orders.length > 0 &&
      tickets.length > 0 &&
      deals > 0,
  )!;
  const linked = () => stage.gateways[0]!.query(LinkedByDocument, { identifiers: [{ record: person.records[0]! }] });
  await linked();
  id = (await linked()).data.customersByIdentifiers[0]!.customer!.id;
});
beforeEach(() => Promise.all([...proxies.values()].map((between) => between.set({ kind: 'held' }))));
afterEach(() => Promise.all([...proxies.values()].map((between) => between.set(null))));
afterAll(async () => {
  await stage?.close();
  await Promise.all([...proxies.values()].map((between) => between.close()));
});

/** Asks, and can go away. */
function client(query: string): { leave(): void } {
  const asking = request(`${stage.gateways[0]!.url}/graphql`, {
    method: 'POST',
    agent: false,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${READER_KEY}` },
  });
  // That it was cut off is what it wants.
  asking.on('error', () => undefined);
  asking.end(JSON.stringify({ query, variables: { id } }));
  return { leave: () => asking.destroy() };
}

async function until(between: FaultProxy, condition: () => boolean): Promise<void> {
  while (!condition()) await between.changed();
}

const asked = (name: (typeof SOURCES)[number], what: RegExp) =>
  proxy(name)
    .requests()
    .filter(({ path, body }) => what.test(path) || what.test(body));
const underWay = (name: (typeof SOURCES)[number], what: RegExp): Promise<void> =>
  until(proxy(name), () => asked(name, what).length > 0);

/** Waits until all requests of a source have ended; when the last one did. */
async function ended(name: (typeof SOURCES)[number], what = /./): Promise<number> {
  await until(proxy(name), () => asked(name, what).every(({ closedAt }) => closedAt !== undefined));
  return Math.max(...asked(name, what).map(({ closedAt }) => closedAt!));
}

test('all that was asked for a client is stopped at every vendor once the client is gone', async () => {
  const { leave } = client(ask(`displayName ${ORDERS} ${TICKETS} ${CRM}`));
  await Promise.all([
    underWay('crm', /contacts\/batch\/read/),
    underWay('crm', /deals/),
    underWay('crm', /tasks/),
    underWay('shop', /CustomersById/),
    underWay('shop', /Orders/),
    underWay('support', /show_many/),
    underWay('support', /tickets/),
  ]);
  const counts = SOURCES.map((name) => proxy(name).requests().length);
  const leftAt = performance.now();
  leave();
  const tookMs = Math.max(...(await Promise.all(SOURCES.map((name) => ended(name))))) - leftAt;
  console.log(`${counts.reduce((a, b) => a + b)} calls were stopped within ${Math.ceil(tookMs)} ms`);
  expect(tookMs).toBeLessThan(MARGIN_MS);
  for (const name of SOURCES)
    expect(
      proxy(name)
        .requests()
        .some(({ answered }) => answered),
    ).toBe(false);
  expect(SOURCES.map((name) => proxy(name).requests().length)).toEqual(counts);
});

test('a call that somebody else waits for goes on, and they get everything', async () => {
  const shared = `${ORDERS} ${TICKETS} ${ROWS}`;
  await Promise.all(SOURCES.map((name) => proxy(name).set(null)));
  const whole = await stage.gateways[0]!.query(ask(shared), { id });
  await Promise.all(SOURCES.map((name) => proxy(name).set({ kind: 'held' })));

  // The one who leaves has begun the call for orders; the other has joined it once their own call for tickets is out.
  const leaver = client(ask(`${ORDERS} ${CRM}`));
  await Promise.all([underWay('shop', /Orders/), underWay('crm', /deals/), underWay('crm', /tasks/)]);
  const answer = stage.gateways[0]!.query(ask(shared), { id });
  await underWay('support', /tickets/);
  const leftAt = performance.now();
  leaver.leave();
  const tookMs = (await ended('crm', /deals|tasks/)) - leftAt;
  console.log(`the calls of one who left were stopped within ${Math.ceil(tookMs)} ms`);
  expect(tookMs).toBeLessThan(MARGIN_MS);
  expect(asked('shop', /Orders/).map(({ closedAt }) => closedAt)).toEqual([undefined]);

  for (const name of SOURCES) proxy(name).release();
  expect(await answer).toEqual(whole);
  expect(asked('shop', /Orders/)).toMatchObject([{ answered: true }]);
});
