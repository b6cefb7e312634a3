/** What a described source asks over HTTP: how it signs, how keys and pages are written, and that keys stay data. */
import fc from 'fast-check';
import { stringify } from 'yaml';
import type { HttpClient } from '../../../src/remote/client';
import { createHttpClient } from '../../../src/remote/http-client';
import type { Slot } from '../../../src/sources/contract';
import { type Described, definitionOf, describedSource } from './described';
import { type Answered, type Asked, type LoopbackServer, startServer } from './systems/loopback-server';

let server: LoopbackServer;
let answer: (asked: Asked, origin: string) => Answered;
const open: Described[] = [];

beforeAll(async () => {
  server = await startServer((asked, origin) => answer(asked, origin));
});
afterAll(() => server.close());
afterEach(async () => {
  server.asked.length = 0;
  await Promise.all(open.splice(0).map((source) => source.close()));
});

const BY_ID = {
  mode: 'multiGet',
  batch: 3,
  request: { path: '/people', query: { ids: { keys: 'comma' } } },
  page: { type: 'none' },
  records: { path: 'items' },
};

/** A source that is described by these parts, and asks for its people. */
function source(
  file: {
    readonly auth?: object;
    readonly answers?: readonly object[];
    readonly secrets?: Record<string, string>;
    readonly byId?: object;
    readonly lookups?: object;
    readonly map?: object;
    readonly parts?: readonly string[];
    readonly more?: object;
  } = {},
  options: { readonly now?: () => number; readonly signInHttp?: HttpClient } = {},
) {
  const text = stringify({
    connector: 'Acme',
    kind: 'COMMERCE',
    secrets: Object.fromEntries(Object.keys(file.secrets ?? {}).map((name) => [name, 'a secret'])),
    baseUrl: 'https://acme.example',
    auth: file.auth ?? { type: 'none' },
    answers: file.answers ?? [],
    permissions: [{ permission: 'read', parts: ['PROFILE', ...(file.parts ?? [])] }],
    map: { customer: { id: 'id', emails: 'email' }, ...file.map },
    lookups: { customersById: { ...BY_ID, ...file.byId }, ...file.lookups },
    ...file.more,
  });
  const described = describedSource({
    definition: definitionOf(text),
    baseUrl: server.url,
    secrets: file.secrets,
    ...options,
  });
  open.push(described);
  return described.connector;
}

const live = () => ({ signal: new AbortController().signal });
const everybody = ({ query }: Asked): Answered => ({
  body: { items: (query.get('ids') ?? '').split(',').map((id) => ({ id, email: `p${id}@example.com` })) },
});
const states = (slots: readonly Slot<unknown>[]) =>
  slots.map((slot) => (slot.state === 'failed' ? slot.fault.state : slot.state));
const last = () => server.asked.at(-1)!;

describe('signing', () => {
  test.each<[name: string, auth: object, secrets: Record<string, string>, sent: object]>([
    ['none', { type: 'none' }, {}, {}],
    ['a bearer token', { type: 'bearer', token: '{{secrets.token}}' }, { token: 't' }, { authorization: 'Bearer t' }],
    [
      'HTTP Basic',
      { type: 'basic', user: '{{secrets.user}}/token', password: '{{secrets.key}}' },
      { user: 'ü', key: 'k:k' },
      { authorization: `Basic ${Buffer.from('ü/token:k:k').toString('base64')}` },
    ],
    [
      'a key in a header',
      { type: 'apiKey', in: 'header', name: 'X-Key', value: 'v1 {{secrets.key}}' },
      { key: 'k' },
      { 'x-key': 'v1 k' },
    ],
    [
      'a key in the query',
      { type: 'apiKey', in: 'query', name: 'api_key', value: '{{secrets.key}}' },
      { key: 'k&x=1' },
      { query: 'k&x=1' },
    ],
  ])('%s', async (_, auth, secrets, sent) => {
    answer = everybody;
    expect(states(await source({ auth, secrets }).records.fetch(['1'], 'full', live()))).toEqual(['found']);
    const { headers, query } = last();
    const { query: parameter, ...expected } = sent as { query?: string };
    expect(headers).toMatchObject(expected);
    expect(query.get('api_key')).toBe(parameter ?? null);
    if (!('authorization' in sent)) expect(headers.authorization).toBeUndefined();
  });

  const oauth2 = (more: object) => ({
    auth: { type: 'oauth2', path: '/token', clientId: '{{secrets.id}}', clientSecret: '{{secrets.secret}}', ...more },
    secrets: { id: 'id', secret: 's', ...('refreshToken' in more ? { first: 'first' } : {}) },
  });

  test('OAuth 2 with a refresh token uses the new one that comes with each token, and renews before it runs out', async () => {
    let now = 1_000_000;
    const refreshed: (string | null)[] = [];
    answer = (asked) => {
      if (asked.path !== '/token') return everybody(asked);
      const form = new URLSearchParams(asked.text);
      expect([form.get('grant_type'), form.get('client_id'), form.get('client_secret')]).toEqual([
        'refresh_token',
        'id',
        's',
      ]);
      refreshed.push(form.get('refresh_token'));
      return { body: { access_token: `t${refreshed.length}`, refresh_token: `r${refreshed.length}`, expires_in: 600 } };
    };
    const connector = source(oauth2({ grant: 'refreshToken', refreshToken: '{{secrets.first}}', client: 'form' }), {
      now: () => now,
    });
    for (const passed of [0, 500_000, 80_000, 580_000]) {
      now += passed;
      await connector.records.fetch(['1'], 'full', live());
    }
    expect(refreshed).toEqual(['first', 'r1', 'r2']);
    expect(last().headers.authorization).toBe('Bearer t3');
  });

  test('a token from another host goes to the API alone', async () => {
    const identity = await startServer(() => ({ body: { access_token: 'from-afar', expires_in: 600 } }));
    const signInHttp = createHttpClient({ baseUrl: identity.url, headers: {} });
    answer = everybody;
    const file = oauth2({ grant: 'clientCredentials', baseUrl: 'https://identity.example' });
    expect(states(await source(file, { signInHttp }).records.fetch(['1'], 'full', live()))).toEqual(['found']);
    expect([identity.count('/token'), server.count('/token')]).toEqual([1, 0]);
    expect(last().headers.authorization).toBe('Bearer from-afar');
    await signInHttp.close();
    await identity.close();
  });

  test('a refused sign-in is told as such, and not tried again at once', async () => {
    let now = 1_000_000;
    answer = () => ({ status: 401, body: { error: 'invalid_client' } });
    const connector = source(oauth2({ grant: 'clientCredentials' }), { now: () => now });
    const read = async () => connector.records.fetch(['1'], 'full', live());
    expect(await read()).toEqual([
      { state: 'failed', fault: { state: 'UNAUTHORISED', message: 'signing in was refused' } },
    ]);
    await Promise.all([read(), read()]);
    expect(server.count('/token')).toBe(1);
    now += 31_000;
    await read();
    expect(server.count('/token')).toBe(2);
  });

  test('a login whose token comes in the body and runs out by what it says, sent in the query', async () => {
    let now = 0;
    answer = (asked) =>
      asked.path === '/login' ? { body: { session: { key: `k${now}`, seconds: 100 } } } : everybody(asked);
    const auth = {
      type: 'login',
      request: { path: '/login', body: { user: '{{secrets.user}}', nested: [{ pass: '{{secrets.pass}}' }] } },
      token: { body: 'session.key' },
      expiresIn: 'session.seconds',
      send: { query: 'sid', value: '{{token}}' },
    };
    const connector = source({ auth, secrets: { user: 'u"', pass: 'p' } }, { now: () => now });
    await connector.records.fetch(['1'], 'full', live());
    expect(JSON.parse(server.asked[0]!.text)).toEqual({ user: 'u"', nested: [{ pass: 'p' }] });
    now = 80_000;
    await connector.records.fetch(['1'], 'full', live());
    expect([server.count('/login'), last().query.get('sid')]).toEqual([2, 'k80000']);
  });

  test('a caller that leaves during a login ends it only if nobody else waits', async () => {
    let arrived: () => void = () => undefined;
    let release: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const slow = await startServer(async (asked) => {
      if (asked.path !== '/login') return everybody(asked);
      arrived();
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return { body: { token: 't' } };
    });
    const text = stringify({
      connector: 'Acme',
      kind: 'CRM',
      baseUrl: 'https://acme.example',
      auth: { type: 'login', request: { path: '/login' }, token: { body: 'token' } },
      permissions: [{ permission: 'read', parts: ['PROFILE'] }],
      map: { customer: { id: 'id' } },
      lookups: { customersById: BY_ID },
    });
    const described = describedSource({ definition: definitionOf(text), baseUrl: slow.url });
    open.push(described);
    const leaving = new AbortController();
    const first = described.connector.records.fetch(['1'], 'full', { signal: leaving.signal });
    const second = described.connector.records.fetch(['2'], 'full', live());
    await waiting;
    leaving.abort();
    expect(states(await first)).toEqual(['TIMEOUT']);
    release();
    expect(states(await second)).toEqual(['found']);
    expect(slow.count('/login')).toBe(1);
    await slow.close();
  });
});

describe('keys', () => {
  test.each<[style: unknown, search: string]>([
    [{ keys: 'comma' }, 'ids=1%2C2'],
    [{ keys: 'pipe' }, 'ids=1%7C2'],
    [{ keys: 'space' }, 'ids=1+2'],
    [{ keys: 'repeat' }, 'ids=1&ids=2'],
    [{ keys: 'brackets' }, 'ids%5B%5D=1&ids%5B%5D=2'],
    [{ keys: 'indexed' }, 'ids%5B0%5D=1&ids%5B1%5D=2'],
    ['id in ({{keys:sql}})', 'ids=id+in+%28%271%27%2C%272%27%29'],
    ['{{keys:json}}', 'ids=%221%22%2C%222%22'],
  ])('written as %j', async (ids, search) => {
    answer = () => ({ body: { items: [{ id: 2 }, { id: '1' }] } });
    const slots = await source({ byId: { request: { path: '/people', query: { ids } } } }).records.fetch(
      ['1', '2'],
      'full',
      live(),
    );
    expect(states(slots)).toEqual(['found', 'found']);
    expect(last().query.toString()).toBe(search);
  });

  test.each<[method: string, body: object, sent: object]>([
    ['POST', { ids: '{{keys}}' }, { ids: ['1', '2'] }],
    ['PUT', { ids: '{{keys:number}}' }, { ids: [1, 2] }],
    [
      'SEARCH',
      { inputs: { eachKey: { id: '{{key}}', all: true } } },
      {
        inputs: [
          { id: '1', all: true },
          { id: '2', all: true },
        ],
      },
    ],
    ['REPORT', { where: ['id in ({{keys:soql}})'] }, { where: ["id in ('1','2')"] }],
  ])('in a %s body', async (method, body, sent) => {
    answer = () => ({ body: { items: [{ id: 2 }, { id: '1' }] } });
    const request = { path: '/people', body, ...(method !== 'POST' && { method }) };
    const slots = await source({ byId: { request } }).records.fetch(['1', '2'], 'full', live());
    expect(states(slots)).toEqual(['found', 'found']);
    expect([last().method, JSON.parse(last().text)]).toEqual([method, sent]);
  });

  test('too many for one URL go in two', async () => {
    answer = everybody;
    const ids = Array.from({ length: 60 }, (_, i) => String(10_000 + i));
    const connector = source({ byId: { batch: 100 }, more: { maxUrlLength: 200 } });
    expect(new Set(states(await connector.records.fetch(ids, 'full', live())))).toEqual(new Set(['found']));
    expect(server.asked.length).toBeGreaterThan(1);
    for (const { path, query } of server.asked) expect(`${path}?${query}`.length).toBeLessThanOrEqual(200);
  });

  test('one record a request, an object of records by key, one record or null', async () => {
    answer = ({ path }) => (path === '/people/1' ? { body: { person: { id: 1 } } } : { body: { person: null } });
    const one = {
      mode: 'fanOut',
      batch: 1,
      request: { path: '/people/{{key}}' },
      records: { path: 'person', as: 'one' },
    };
    expect(states(await source({ byId: one }).records.fetch(['1', '2'], 'full', live()))).toEqual(['found', 'none']);
    answer = () => ({ body: { people: { 2: { id: 2 }, 3: null } } });
    const entries = { records: { path: 'people', as: 'entries' } };
    expect(states(await source({ byId: entries }).records.fetch(['1', '2', '3'], 'full', live()))).toEqual([
      'none',
      'found',
      'none',
    ]);
    answer = () => ({ body: { people: { 2: { id: 1 } } } });
    expect(states(await source({ byId: entries }).records.fetch(['1', '2'], 'full', live()))).toEqual([
      'INVALID_RESPONSE',
      'INVALID_RESPONSE',
    ]);
  });

  test('an answer about somebody else says nothing of who was asked for', async () => {
    answer = () => ({ body: { items: [{ id: 1 }, { id: 9 }] } });
    expect(states(await source().records.fetch(['1', '2'], 'full', live()))).toEqual(['found', 'INVALID_RESPONSE']);
  });

  test('records that are gone or merged say so', async () => {
    answer = () => ({
      body: {
        items: [
          { id: 1, deleted: true },
          { id: 2, into: 7 },
          { id: 3, into: null },
        ],
      },
    });
    const byId = { gone: { path: 'deleted', equals: true }, mergedInto: 'into' };
    expect(await source({ byId }).records.fetch(['1', '2', '3'], 'full', live())).toMatchObject([
      { state: 'gone' },
      { state: 'merged', into: '7' },
      { state: 'found' },
    ]);
  });
});

describe('a search for several at once', () => {
  const people = [
    { id: 1, email: 'Ada@Example.com', phone: '+43 1 7123400' },
    { id: 2, email: 'ada.b@example.com', phone: '017123401' },
    { id: 3, email: 'ben@example.com', phone: '+4317123400' },
  ];
  const searching = (lookup: object, more: object = {}) =>
    source({
      parts: ['SEARCH'],
      map: { customer: { id: 'id', emails: 'email', phones: 'phone' } },
      lookups: { customersByEmail: { ...lookup, page: { type: 'none' }, records: { path: 'items' }, ...more } },
    });
  const ids = (slots: readonly Slot<readonly { ref: { id: string } }[]>[]) =>
    slots.map((slot) => (slot.state === 'found' ? slot.value.map(({ ref }) => ref.id) : slot.state));

  test('is one request, whose hits each find the key that they carry', async () => {
    answer = () => ({ body: { items: [...people].reverse() } });
    const connector = searching({
      mode: 'searchIn',
      batch: 10,
      request: { path: '/find', query: { mail: { keys: 'repeat' } } },
    });
    const keys = ['ada@example.com', 'ben@example.com', 'cleo@example.com'];
    expect(ids(await connector.find.EMAIL!.fetch(keys, undefined, live()))).toEqual([['1'], ['3'], 'none']);
    expect(server.asked.map(({ query }) => query.getAll('mail'))).toEqual([keys]);
  });

  test('an address that an API’s list would cut in two is a fault, never nobody', async () => {
    answer = () => ({ body: { items: [] } });
    const connector = searching({
      mode: 'searchIn',
      batch: 10,
      request: { path: '/find', query: { mail: { keys: 'pipe' } } },
    });
    const [odd, plain] = await connector.find.EMAIL!.fetch(['a|b@example.com', 'ada@example.com'], undefined, live());
    expect([odd?.state, plain?.state]).toEqual(['failed', 'none']);
    expect(last().query.get('mail')).toBe('ada@example.com');
  });

  test('a hit whose addresses cannot be read leaves open who it is', async () => {
    answer = () => ({ body: { items: [{ id: 1, email: { work: 'ada@example.com' } }] } });
    const connector = searching({ mode: 'fanOut', request: { path: '/find', query: { mail: '{{key}}' } } });
    const [slot] = await connector.find.EMAIL!.fetch(['ada@example.com'], undefined, live());
    expect(slot).toEqual({
      state: 'failed',
      fault: { state: 'SCHEMA_DRIFT', message: 'email: expected list of texts, received object' },
    });
  });

  test('phone numbers are asked in each spelling and compared by normal form', async () => {
    answer = ({ query }) => {
      const asked = query.getAll('tel').map((tel) => tel.replace(/\D/g, ''));
      return { body: { items: people.filter(({ phone }) => asked.includes(phone.replace(/\D/g, ''))) } };
    };
    const byPhone = {
      mode: 'searchIn',
      batch: 8,
      spellings: ['e164', 'national', 'international'],
      request: { path: '/find', query: { tel: { keys: 'repeat' } } },
      page: { type: 'none' },
      records: { path: 'items' },
    };
    const connector = source({
      parts: ['SEARCH'],
      map: { customer: { id: 'id', phones: { value: { path: 'phone' }, proof: 'OBSERVED' } } },
      lookups: { customersByPhone: byPhone },
    });
    const lookup = connector.find.PHONE!;
    // Each number is asked in three spellings.
    expect(lookup.maxBatch).toBe(2);
    expect(ids(await lookup.fetch(['+4317123400', '+4317123499'], undefined, live()))).toEqual([['1', '3'], 'none']);
    expect(last().query.getAll('tel')).toHaveLength(6);
  });
});

test('what the API says of its quota is known', async () => {
  answer = (asked) => ({ ...everybody(asked), headers: { 'x-limit': '100', 'x-left': '7', 'x-reset': '30' } });
  const quota = { limit: 'X-Limit', remaining: 'X-Left', reset: 'X-Reset' };
  const connector = source({ more: { quota } }, { now: () => 5000 });
  expect(connector.quota()).toBeUndefined();
  await connector.records.fetch(['1'], 'full', live());
  expect(connector.quota()).toEqual({ unit: 'requests', limit: 100, remaining: 7, windowMs: 30_000, observedAt: 5000 });
});

describe('a GraphQL error', () => {
  const error = (path?: readonly unknown[]) => ({
    message: 'with ada@example.com in it',
    ...(path && { path }),
    extensions: { code: 'TOO_ODD' },
  });
  const graphql = (more: object) => ({
    byId: {
      request: { path: '/graphql', graphql: more },
      records: { path: 'each' in more ? '$' : 'data.people', ...('each' in more && { as: 'one' }) },
    },
  });
  const EACH = graphql({ each: 'person(id: {{key}}) { id }' });
  const LIST = graphql({
    document: 'query ($ids: [ID!]!) { people(ids: $ids) { id } }',
    variables: { ids: '{{keys}}' },
  });
  const fault = { state: 'failed', fault: { state: 'INVALID_RESPONSE', message: 'GraphQL error TOO_ODD' } };

  test('below an alias costs its key; null without one is nobody', async () => {
    answer = () => ({ body: { data: { k0: { id: 1 }, k1: null, k2: null }, errors: [error(['k1', 'id'])] } });
    const slots = await source(EACH).records.fetch(['1', '2', '3'], 'full', live());
    expect(slots).toMatchObject([{ state: 'found' }, fault, { state: 'none' }]);
    expect(JSON.parse(last().text).variables).toEqual({ k0: '1', k1: '2', k2: '3' });
  });

  test.each<[name: string, file: object, body: object]>([
    ['of no field', EACH, { data: { k0: { id: 1 } }, errors: [error()] }],
    ['without data', EACH, { data: null, errors: [error(['other'])] }],
    ['in a list', LIST, { data: { people: [{ id: 1 }, null] }, errors: [error(['people', 1])] }],
  ])('%s costs the answer', async (_, file, body) => {
    answer = () => ({ body });
    expect(await source(file).records.fetch(['1', '2'], 'full', live())).toMatchObject([fault, fault]);
  });

  test('an alias that an answer lacks is no nobody, and a record under another’s alias is nobody’s', async () => {
    answer = () => ({ body: { data: { k0: { id: 1 } } } });
    expect(states(await source(EACH).records.fetch(['1', '2'], 'full', live()))).toEqual([
      'INVALID_RESPONSE',
      'INVALID_RESPONSE',
    ]);
    answer = () => ({ body: { data: { k0: { id: 2 }, k1: { id: 1 } } } });
    expect(states(await source(EACH).records.fetch(['1', '2'], 'full', live()))).toEqual([
      'INVALID_RESPONSE',
      'INVALID_RESPONSE',
    ]);
  });
});

describe('an id is data', () => {
  const HOSTILE = [
    '../admin',
    '..',
    '.',
    '%2e%2e',
    '%2f..%2f',
    'a/../../b',
    '/etc',
    '//evil.example',
    'https://evil.example/x',
    '1?x=1',
    '1#x',
    '1;x',
    '1\\..\\x',
    '1\r\nx-evil: 1',
    '1\u0000',
    '1 OR 1=1',
    "1' OR '1'='1",
    '1") OR ("',
    '{"$ne":null}',
    '$ne',
    '__proto__',
    'constructor',
    '1,2',
    '1|2',
    '*',
    '1&admin=1',
    '\ud800',
    'x'.repeat(600),
  ];
  const places: Record<string, object> = {
    path: {
      mode: 'fanOut',
      batch: 1,
      request: { path: '/people/{{key}}/card' },
      records: { path: 'person', as: 'one' },
    },
    query: { request: { path: '/people', query: { ids: { keys: 'repeat' }, fixed: 'yes' } } },
    list: { request: { path: '/people', query: { ids: { keys: 'comma' }, fixed: 'yes' } } },
    text: { request: { path: '/people', query: { q: 'type:person id in ({{keys:json}})', fixed: 'yes' } } },
    body: { request: { path: '/people', body: { filter: { ids: '{{keys}}' }, each: { eachKey: { id: '{{key}}' } } } } },
    graphql: {
      request: { path: '/graphql', graphql: { each: 'person(id: {{key}}) { id }' } },
      records: { path: '$', as: 'one' },
    },
  };

  test.each(Object.keys(places))('in a %s', async (place) => {
    answer = ({ path }) =>
      path === '/graphql' ? { body: { data: { k0: null } } } : { body: { items: [], person: null } };
    const connector = source({ byId: places[place] });
    const arbitrary = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 20 }));
    await fc.assert(
      fc.asyncProperty(arbitrary, async (id) => {
        server.asked.length = 0;
        expect(states(await connector.records.fetch([id], 'full', live()))).toEqual(['none']);
        for (const asked of server.asked) {
          expect(asked.headers.host).toBe(server.url.slice('http://'.length));
          expect(asked.headers).not.toHaveProperty('x-evil');
          if (place === 'path') {
            // One segment, whatever is in it.
            expect(asked.path.split('/')).toHaveLength(4);
            expect(decodeURIComponent(asked.path.split('/')[2]!)).toBe(id);
          } else if (place === 'body' || place === 'graphql') {
            const sent = JSON.parse(asked.text);
            expect(asked.path).toBe(place === 'body' ? '/people' : '/graphql');
            expect(sent).toEqual(
              place === 'body'
                ? { filter: { ids: [id] }, each: [{ id }] }
                : { query: 'query ($k0: ID!) {\nk0: person(id: $k0) { id }\n}', variables: { k0: id } },
            );
          } else {
            expect(asked.path).toBe('/people');
            expect([...new Set(asked.query.keys())].sort()).toEqual(
              place === 'text' ? ['fixed', 'q'] : ['fixed', 'ids'],
            );
            if (place === 'text')
              expect(JSON.parse(asked.query.get('q')!.slice('type:person id in ('.length, -1))).toBe(id);
            else expect(asked.query.getAll('ids')).toEqual([id]);
            if (place === 'list') expect(id).not.toContain(',');
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a list', () => {
  const ORDERS = Array.from({ length: 23 }, (_, i) => ({
    id: `o${i}`,
    who: '1',
    at: new Date(Date.UTC(2025, 0, 30 - i)).toISOString(),
  }));
  const lists = (
    page: object,
    request: object = { path: '/orders', query: { who: '{{key}}' } },
    order = 'newestFirst',
  ) =>
    source({
      parts: ['ORDERS'],
      map: { order: { id: 'id', customer: 'who', at: 'at' } },
      lookups: { ordersByCustomer: { mode: 'fanOut', order, request, page, records: { path: 'rows' } } },
    }).parts.ORDERS!;
  const size = { param: 'limit', value: 10 };
  const slice = (from: number, count = 10) => ORDERS.slice(from, from + count);
  const whole = async (lookup: ReturnType<typeof lists>) => {
    const [slot] = await lookup.fetch([{ id: '1' }], { first: 1000, detail: 'full' }, live());
    return slot?.state === 'found' ? slot.value.items.map(({ id }) => id) : slot;
  };
  const ALL = ORDERS.map(({ id }) => id);

  test.each<[name: string, page: object, answer: (asked: Asked, origin: string) => Answered, calls: number]>([
    [
      'by cursor in the body',
      { type: 'cursor', param: 'after', cursor: 'next', size },
      ({ query }) => {
        const from = Number(query.get('after') ?? 0);
        return { body: { rows: slice(from), next: from + 10 < 23 ? from + 10 : null } };
      },
      3,
    ],
    [
      'by cursor in a header',
      { type: 'cursor', param: 'page[after]', header: 'X-Next', size },
      ({ query }) => {
        const from = Number(query.get('page[after]') ?? 0);
        return { headers: from + 10 < 23 ? { 'x-next': String(from + 10) } : {}, body: { rows: slice(from) } };
      },
      3,
    ],
    [
      'by number, until a page is empty, though the API caps its size',
      { type: 'page', param: 'page', size: { param: 'limit', value: 50 } },
      ({ query }) => ({ body: { rows: slice((Number(query.get('page')) - 1) * 10) } }),
      4,
    ],
    [
      'by number, as many as the answer says',
      { type: 'page', param: 'page', start: 0, pages: 'of', size },
      ({ query }) => ({ body: { rows: slice(Number(query.get('page')) * 10), of: 3 } }),
      3,
    ],
    [
      'by offset, to a total in a header',
      { type: 'offset', param: 'skip', totalHeader: 'X-Total', size },
      ({ query }) => ({ headers: { 'x-total': '23' }, body: { rows: slice(Number(query.get('skip'))) } }),
      3,
    ],
    [
      'by offset, until a page is not full, where the file says so',
      { type: 'offset', param: 'skip', lastIsShort: true, size },
      ({ query }) => ({ body: { rows: slice(Number(query.get('skip'))) } }),
      3,
    ],
    [
      'by the header Link',
      { type: 'link', size },
      ({ query }) => {
        const from = Number(query.get('from') ?? 0);
        const link = `</orders?from=0&a=1&a=2>; rel="first prev", </orders?from=${from + 10}&a=1&a=2>; rel="last next"`;
        if (from > 0) expect(query.getAll('a')).toEqual(['1', '2']);
        return { headers: from + 10 < 23 ? { link } : {}, body: { rows: slice(from) } };
      },
      3,
    ],
    [
      'by a next URL',
      { type: 'next', url: 'links.next', more: { path: 'links.next', exists: true }, size },
      ({ query }, origin) => {
        const from = Number(query.get('from') ?? 0);
        return {
          body: { rows: slice(from), links: { next: from + 10 < 23 ? `${origin}/orders?from=${from + 10}` : null } },
        };
      },
      3,
    ],
  ])('%s', async (_, page, reply, calls) => {
    answer = reply;
    expect(await whole(lists(page))).toEqual(ALL);
    expect(server.asked).toHaveLength(calls);
    // The size is said aloud: no default cuts an answer short.
    expect(server.asked[0]!.query.get('limit')).toMatch(/^(10|50)$/);
  });

  test.each<[name: string, page: object, answer: () => Answered]>([
    [
      'a next URL on another origin',
      { type: 'next', url: 'next', size },
      () => ({ body: { rows: slice(0), next: 'https://evil.example/orders' } }),
    ],
    [
      'a next URL that hides its host',
      { type: 'next', url: 'next', size },
      () => ({ body: { rows: slice(0), next: '//evil.example/orders' } }),
    ],
    [
      'a Link to another origin',
      { type: 'link', size },
      () => ({ headers: { link: '<https://evil.example/>; rel=next' }, body: { rows: slice(0) } }),
    ],
    [
      'a cursor that goes round',
      { type: 'cursor', param: 'c', cursor: 'c', size },
      () => ({ body: { rows: slice(0), c: 'same' } }),
    ],
    [
      'more without a cursor',
      { type: 'cursor', param: 'c', cursor: 'c', more: { path: 'more', equals: true }, size },
      () => ({ body: { rows: slice(0), more: true } }),
    ],
    ['pages without end', { type: 'page', param: 'p', maxPages: 3, size }, () => ({ body: { rows: slice(0) } })],
    [
      'an offset that ends before the total',
      { type: 'offset', param: 'o', total: 'n', size },
      () => ({ body: { rows: [], n: 5 } }),
    ],
    [
      'no total where one was promised',
      { type: 'offset', param: 'o', total: 'n', size },
      () => ({ body: { rows: slice(0) } }),
    ],
    [
      'rows out of order',
      { type: 'cursor', param: 'c', cursor: 'c', size },
      () => ({ body: { rows: slice(0).reverse(), c: 'x' } }),
    ],
    ['rows of somebody else', { type: 'none' }, () => ({ body: { rows: [{ ...ORDERS[0], who: '2' }] } })],
    ['a row without a time', { type: 'none' }, () => ({ body: { rows: [{ id: 'o', who: '1' }] } })],
  ])('is refused for %s, never cut short', async (_, page, reply) => {
    answer = reply;
    const [slot] = await lists(page).fetch([{ id: '1' }], { first: 1000, detail: 'full' }, live());
    expect(['INVALID_RESPONSE', 'SCHEMA_DRIFT']).toContain(slot?.state === 'failed' && slot.fault.state);
    for (const { headers } of server.asked) expect(headers.host).toBe(server.url.slice('http://'.length));
  });

  test('of several in one request is each their own; whoever it leaves short is read alone', async () => {
    const rows = [...ORDERS, ...ORDERS.slice(0, 4).map((order) => ({ ...order, id: `b${order.id}`, who: '2' }))].sort(
      (a, b) => (a.at < b.at ? 1 : -1),
    );
    answer = ({ query }) => {
      const who = query.getAll('who');
      const own = rows.filter((row) => who.includes(row.who));
      const from = Number(query.get('skip'));
      return { body: { rows: own.slice(from, from + 10), n: own.length } };
    };
    const lookup = source({
      parts: ['ORDERS'],
      map: { order: { id: 'id', customer: 'who', at: 'at' } },
      lookups: {
        ordersByCustomer: {
          mode: 'searchIn',
          batch: 10,
          order: 'newestFirst',
          request: { path: '/orders', query: { who: { keys: 'repeat' } } },
          page: { type: 'offset', param: 'skip', total: 'n', size },
          records: { path: 'rows' },
        },
      },
    }).parts.ORDERS!;
    const read = async (first: number) => {
      server.asked.length = 0;
      const slots = await lookup.fetch([{ id: '1' }, { id: '2' }, { id: '3' }], { first, detail: 'full' }, live());
      return slots.map((slot) => (slot.state === 'found' ? slot.value.items.length : slot.state));
    };
    // Two pages hold enough of everybody; nobody is asked for alone but whoever has nothing on them.
    expect((await read(3)).map((n, i) => (i < 2 ? Number(n) >= 3 : n))).toEqual([true, true, 0]);
    expect(server.asked.length).toBeLessThanOrEqual(3);
    expect(await read(1000)).toEqual([23, 4, 0]);
    expect(server.asked.filter(({ query }) => query.getAll('who').length === 3)).toHaveLength(3);
  });

  test('in no order is read to its end and sorted', async () => {
    answer = ({ query }) => ({
      body: { rows: [...ORDERS].reverse().slice(Number(query.get('skip')), Number(query.get('skip')) + 10), n: 23 },
    });
    expect(await whole(lists({ type: 'offset', param: 'skip', total: 'n', size }, undefined, 'any'))).toEqual(ALL);
  });
});

describe('what an answer means', () => {
  /** The API’s clock, by which it says until when to wait. */
  const DATE = { date: new Date(1_700_000_000_000).toUTCString() };
  const read = async (answers: readonly object[], reply: Answered) => {
    answer = () => reply;
    const one = {
      mode: 'fanOut',
      batch: 1,
      request: { path: '/people/{{key}}' },
      records: { path: 'person', as: 'one' },
    };
    const connector = source({ answers, byId: one }, { now: () => 1_700_000_000_000 });
    const [slot] = await connector.records.fetch(['1'], 'full', live());
    return slot;
  };
  const failed = (state: string, more: object = {}) => ({ state: 'failed', fault: { state, ...more } });

  test.each<[name: string, answers: readonly object[], reply: Answered, slot: object]>([
    [
      'a 404 is none only where a rule says so',
      [{ when: { status: [404] }, cause: 'none' }],
      { status: 404 },
      { state: 'none' },
    ],
    ['without a rule it is no answer', [], { status: 404, body: '<html>' }, failed('INVALID_RESPONSE')],
    ['204 is none', [], { status: 204 }, { state: 'none' }],
    ['403 is a refusal', [], { status: 403 }, failed('UNAUTHORISED')],
    [
      '503 with Retry-After',
      [],
      { status: 503, headers: { 'retry-after': '2' } },
      failed('UNAVAILABLE', { retryAfterMs: 2000 }),
    ],
    [
      'a redirect is not followed',
      [],
      { status: 302, headers: { location: 'https://evil.example/' } },
      failed('INVALID_RESPONSE'),
    ],
    ['HTML is no answer', [], { body: '<html>busy</html>' }, failed('INVALID_RESPONSE')],
    [
      'gone',
      [{ when: { status: ['4xx'], body: { path: 'code', equals: 'DELETED' } }, cause: 'gone' }],
      { status: 410, body: { code: 'DELETED' } },
      { state: 'gone' },
    ],
    [
      'merged',
      [{ when: { header: { name: 'X-State', equals: 'merged' } }, cause: 'merged', into: 'to' }],
      { headers: { 'x-state': 'merged' }, body: { to: 7 } },
      { state: 'merged', into: '7' },
    ],
    [
      'merged without saying into which',
      [{ when: { status: [301] }, cause: 'merged', into: 'to' }],
      { status: 301, body: {} },
      failed('INVALID_RESPONSE'),
    ],
    [
      'a permission that is lacking, by name',
      [{ when: { body: { path: 'errors[*].code', in: [7, 8] } }, cause: 'forbidden', permission: 'people.read' }],
      { body: { errors: [{ code: 8 }] } },
      failed('UNAUTHORISED', { permission: 'people.read' }),
    ],
    [
      'a wait until a moment in the body',
      [
        {
          when: { body: { path: 'message', contains: 'slow' } },
          cause: 'rateLimited',
          wait: { body: 'until', unit: 'unix' },
        },
      ],
      { headers: DATE, body: { message: 'slow down', until: 1_700_000_005 } },
      failed('RATE_LIMITED', { retryAfterMs: 5000 }),
    ],
    [
      'a wait until a moment in a header',
      [{ when: { status: [429] }, cause: 'rateLimited', wait: { header: 'X-Reset', unit: 'unixMs' } }],
      { status: 429, headers: { ...DATE, 'x-reset': '1700000000250' } },
      failed('RATE_LIMITED', { retryAfterMs: 250 }),
    ],
    [
      'an error in the first rule that fits',
      [
        { when: { status: [500] }, cause: 'none' },
        { when: { status: ['5xx'] }, cause: 'invalid' },
      ],
      { status: 500 },
      { state: 'none' },
    ],
    [
      'an answer under a status that is none',
      [{ when: { status: [400] }, cause: 'fine' }],
      { status: 400, body: { person: { id: 1 } } },
      { state: 'found' },
    ],
    [
      'a credential refused for good',
      [{ when: { body: { path: 'error', exists: true } }, cause: 'unauthorised' }],
      { body: { error: 'x' } },
      failed('UNAUTHORISED'),
    ],
  ])('%s', async (_, answers, reply, slot) => {
    expect(await read(answers, reply)).toMatchObject(slot);
    expect(server.asked).toHaveLength(1);
  });
});
