/** Two systems that nobody wrote TypeScript for, behind a real gateway: its config, its store, its GraphQL over HTTP. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { serve } from '../../../src/cli/serve';
import { loadConfig } from '../../../src/config';
import { SYSTEMS } from './described';
import { CLIENTS, type Ledgerline, ordersOf, PASSWORD, startLedgerline, USER } from './systems/ledgerline';
import { CLIENT_ID, CLIENT_SECRET, type Parley, PEOPLE, startParley } from './systems/parley';

const KEY = `of_reader_${'r'.repeat(43)}`;
const ENV = {
  PEPPER: Buffer.alloc(32, 1).toString('base64'),
  ENCRYPTION_KEY: Buffer.alloc(32, 2).toString('base64'),
  KEY,
  LEDGER_USER: USER,
  LEDGER_PASSWORD: PASSWORD,
  PARLEY_ID: CLIENT_ID,
  PARLEY_SECRET: CLIENT_SECRET,
};

let ledgerline: Ledgerline;
let parley: Parley;
let folder: string;
let url: string;
const end = new AbortController();
let ended: Promise<void>;

beforeAll(async () => {
  [ledgerline, parley] = await Promise.all([startLedgerline(), startParley()]);
  folder = mkdtempSync(join(tmpdir(), 'onefold-described-'));
  for (const name of ['ledgerline.yml', 'parley.yml']) copyFileSync(join(SYSTEMS, name), join(folder, name));
  const config = {
    server: { port: 0, graphiql: false },
    log: { level: 'silent' },
    budget: { deadlineMs: 30_000 },
    cache: { maxAgeMs: 0, staleIfErrorMs: 0 },
    identity: {
      store: { type: 'embedded', path: join(folder, 'identity') },
      pepper: { env: 'PEPPER' },
      encryptionKey: { env: 'ENCRYPTION_KEY' },
    },
    sources: {
      shop: {
        type: 'declarative',
        file: 'ledgerline.yml',
        baseUrl: `${ledgerline.url}/api`,
        variables: { company: 'demo' },
        secrets: { user: { env: 'LEDGER_USER' }, password: { env: 'LEDGER_PASSWORD' } },
      },
      desk: {
        type: 'declarative',
        file: 'parley.yml',
        baseUrl: parley.url,
        secrets: { clientId: { env: 'PARLEY_ID' }, clientSecret: { env: 'PARLEY_SECRET' } },
        issuedIds: { issuedBy: 'shop' },
      },
    },
    access: { keys: [{ id: 'test', name: 'Test', role: 'reader', secret: { env: 'KEY' } }] },
  };
  writeFileSync(join(folder, 'onefold.yml'), stringify(config));
  url = await new Promise((ready, fail) => {
    ended = serve(loadConfig({ cwd: folder, env: ENV }), {
      interrupted: end.signal,
      drainTimeoutMs: 1000,
      onReady: ready,
    });
    ended.catch(fail);
  });
});

afterAll(async () => {
  end.abort();
  await ended;
  await Promise.all([ledgerline.close(), parley.close()]);
  rmSync(folder, { recursive: true, force: true });
});

afterEach(() => {
  ledgerline.intercept = undefined;
  parley.intercept = undefined;
});

interface Listed<Node> {
  readonly edges: readonly { readonly node: Node }[];
}
interface Card {
  readonly id: string;
  readonly records: readonly { readonly source: string; readonly id: string }[];
  readonly orders: Listed<Readonly<Record<string, unknown>>> | null;
  readonly orderSummary: object | null;
  readonly tickets: Listed<Readonly<Record<string, unknown>>> | null;
  readonly sourceStatus: readonly {
    readonly source: string;
    readonly part: string;
    readonly state: string;
    readonly retryAfterMs: number | null;
  }[];
}

async function ask<Data>(query: string, variables: object = {}) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': KEY },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  // Whatever happens, nothing that signs in comes out.
  for (const secret of [PASSWORD, CLIENT_SECRET, 'Session s-', 'token-']) expect(text).not.toContain(secret);
  return JSON.parse(text) as { readonly data: Data; readonly errors?: readonly object[] };
}

const forget = (): void => {
  ledgerline.asked.length = 0;
  parley.asked.length = 0;
};

const CARD = `
  fragment Card on Customer {
    id displayName firstName lastName email phone company jobTitle locale timeZone birthDate tags
    defaultAddress { line1 city country }
    records { source id }
    orders(first: 100) { edges { node {
      number status nativeStatus paymentStatus placedAt total { amount currencyCode } lines { title sku quantity unitPrice { amount } }
    } } }
    orderSummary { count exact total { amount currencyCode } }
    tickets(first: 100) { edges { node { number subject status nativeStatus priority tags createdAt } } }
    sourceStatus { source part state retryAfterMs message }
  }`;

const BY_EMAIL = `query ($email: String!) { customerByIdentifier(identifier: { email: $email }) { status customer { ...Card } } } ${CARD}`;
const BY_IDS = `query ($ids: [ID!]!) { customers(ids: $ids) { ...Card } } ${CARD}`;

async function cardOf(email: string): Promise<Card> {
  const { data, errors } = await ask<{ customerByIdentifier: { status: string; customer: Card } }>(BY_EMAIL, { email });
  expect([errors, data.customerByIdentifier.status]).toEqual([undefined, 'FOUND']);
  return data.customerByIdentifier.customer;
}

test('one person of both, found by e-mail in an empty store, with all that both know', async () => {
  const card = await cardOf(CLIENTS[0]!.email);
  expect(card).toMatchObject({
    displayName: 'Ada Moser',
    firstName: 'Ada',
    lastName: 'Moser',
    email: CLIENTS[0]!.email,
    phone: CLIENTS[0]!.phone,
    company: null,
    jobTitle: 'Buyer',
    locale: 'de-AT',
    timeZone: 'Europe/Vienna',
    birthDate: '1980-12-24',
    tags: ['vip', 'newsletter'],
    defaultAddress: { line1: 'Ring 1', city: 'Wien', country: 'AT' },
    orderSummary: { count: 31, exact: true, total: [{ amount: '387.50', currencyCode: 'EUR' }] },
  });
  expect([...card.records].sort((a, b) => (a.source < b.source ? -1 : 1))).toEqual([
    { source: 'desk', id: PEOPLE[0]!.id },
    { source: 'shop', id: '1001' },
  ]);
  const orders = card.orders?.edges.map(({ node }) => node) ?? [];
  expect(orders).toHaveLength(31);
  expect(orders[0]).toEqual({
    number: '1001/30',
    status: 'CANCELLED',
    nativeStatus: 'storno',
    paymentStatus: 'PAID',
    placedAt: '2025-01-11T12:00:00.000Z',
    total: { amount: '12.50', currencyCode: 'EUR' },
    lines: [{ title: 'Pencil', sku: 'P-1', quantity: 5, unitPrice: { amount: '2.50' } }],
  });
  expect(new Set(orders.map(({ number }) => number))).toEqual(
    new Set(ordersOf(1001).map(({ reference }) => reference)),
  );
  // A word that the map does not know is UNKNOWN, and kept.
  expect(
    orders.filter(({ status }) => status === 'UNKNOWN').every(({ nativeStatus }) => nativeStatus === 'limbo'),
  ).toBe(true);
  const tickets = card.tickets?.edges.map(({ node }) => node) ?? [];
  expect(tickets).toHaveLength(23);
  expect(tickets[0]).toEqual({
    number: '#217.0',
    subject: 'Question 0',
    status: 'NEW',
    nativeStatus: 'FRESH',
    priority: 'LOW',
    tags: ['web'],
    createdAt: '2025-06-30T08:00:00.000Z',
  });
  expect(new Set(card.sourceStatus.map(({ state }) => state))).toEqual(new Set(['FRESH']));
});

test('people whom only one of them has, linked by e-mail or by the id that the shop issued', async () => {
  const onlyShop = await cardOf(CLIENTS[35]!.email);
  expect(onlyShop.records.map(({ source }) => source)).toEqual(['shop']);
  const onlyDesk = await cardOf(PEOPLE[33]!.email);
  expect(onlyDesk.records.map(({ source }) => source)).toEqual(['desk']);
});

test('an order and a ticket by their numbers', async () => {
  const { data } = await ask<{ order: unknown; ticket: unknown; none: unknown; odd: unknown }>(`{
    order(source: "shop", number: "1003/1") { number status record { id } }
    ticket(source: "desk", number: "#${PEOPLE[0]!.id.slice(4)}.3") { number subject }
    none: order(source: "shop", number: "1003/99") { number }
    odd: order(source: "shop", number: "../../session") { number }
  }`);
  expect(data).toEqual({
    order: { number: '1003/1', status: 'COMPLETED', record: { id: '1003' } },
    ticket: { number: '#217.3', subject: 'Question 3' },
    none: null,
    odd: null,
  });
});

test('thirty customers with orders and tickets cost a handful of calls', async () => {
  const shared = CLIENTS.slice(0, 30).map(({ email }) => email);
  const ids: string[] = [];
  for (let at = 0; at < shared.length; at += 10) {
    const { data } = await ask<{ customersByIdentifiers: { customer: { id: string } }[] }>(
      'query ($who: [CustomerIdentifierInput!]!) { customersByIdentifiers(identifiers: $who) { customer { id } } }',
      { who: shared.slice(at, at + 10).map((email) => ({ email })) },
    );
    ids.push(...data.customersByIdentifiers.map(({ customer }) => customer.id));
  }
  expect(new Set(ids).size).toBe(30);
  forget();
  const { data, errors } = await ask<{ customers: Card[] }>(BY_IDS, { ids });
  expect(errors).toBeUndefined();
  expect(data.customers.map((card) => card.orders?.edges.length)).toEqual(
    CLIENTS.slice(0, 30).map(({ orders }) => orders),
  );
  expect(data.customers.map((card) => card.tickets?.edges.length)).toEqual(
    PEOPLE.slice(0, 30).map(({ tickets }) => tickets),
  );
  const orderCount = CLIENTS.slice(0, 30).reduce((sum, { orders }) => sum + orders, 0);
  expect({
    clients: ledgerline.count('/api/v3/clients'),
    // The API’s pages hold 25 orders, whosever they are.
    orders: ledgerline.count('/api/v3/orders/query'),
    logins: ledgerline.logins(),
    tokens: parley.count('/oauth/token'),
  }).toEqual({ clients: 1, orders: Math.ceil(orderCount / 25), logins: 0, tokens: 0 });
  const [people, tickets] = ['query People', 'tickets(first'].map((text) =>
    parley.asked.filter((asked) => asked.text.includes(text)),
  );
  // Thirty people are more than the 25 of a batch; one of them has more tickets than come with the people.
  expect(people).toHaveLength(2);
  expect(tickets?.length).toBeLessThanOrEqual(5);
});

describe('a credential that is refused in the API’s own way', () => {
  test('is renewed once, by one call, however many requests meet the refusal', async () => {
    await cardOf(CLIENTS[2]!.email);
    ledgerline.endSessions();
    parley.expireTokens();
    forget();
    const cards = await Promise.all(CLIENTS.slice(2, 8).map(({ email }) => cardOf(email)));
    expect(cards.every(({ orders }) => orders !== null)).toBe(true);
    expect([ledgerline.logins(), parley.count('/oauth/token')]).toEqual([1, 1]);
  });

  test('and refused for good is UNAUTHORISED, without a call for each request', async () => {
    const { id } = await cardOf(CLIENTS[2]!.email);
    forget();
    ledgerline.intercept = () => ({ body: { status: 'error', code: 'SESSION_EXPIRED' } });
    const { data } = await ask<{ customers: Card[] }>(BY_IDS, { ids: [id] });
    expect(data.customers[0]?.orders).toBeNull();
    const states = data.customers[0]?.sourceStatus.filter(({ source }) => source === 'shop').map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(['UNAUTHORISED']));
    expect(data.customers[0]?.tickets).not.toBeNull();
    expect(ledgerline.logins()).toBeLessThanOrEqual(2);
  });
});

test('rate limits say how long, from a header or a body, in whatever unit, and are obeyed', async () => {
  const { id } = await cardOf(CLIENTS[4]!.email);
  ledgerline.intercept = () => ({ status: 420, body: { wait_ms: 700 } });
  parley.intercept = () => ({
    body: { data: null, errors: [{ message: 'slow down', extensions: { code: 'TOO_FAST', waitSeconds: 0.9 } }] },
  });
  forget();
  const { data } = await ask<{ customers: Card[] }>(BY_IDS, {
    ids: [id],
  });
  const waits = data.customers[0]!.sourceStatus.map(({ source, state, retryAfterMs }) => [source, state, retryAfterMs]);
  for (const [source, state, wait] of waits) {
    expect([source, state]).toEqual([source, 'RATE_LIMITED']);
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(source === 'shop' ? 700 : 900);
  }
  const asked = ledgerline.asked.length + parley.asked.length;
  await ask(BY_IDS, { ids: [id] });
  expect(ledgerline.asked.length + parley.asked.length).toBe(asked);
});
