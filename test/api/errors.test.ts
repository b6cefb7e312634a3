import { OnefoldError } from '../../src/errors';
import { ADA, OFFICE_PHONE } from './fake-view';
import { startTestGateway, type TestGateway } from './gateway';

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await startTestGateway();
});
afterEach(() => gateway.close());

const customer = (selection: string) => `query ($id: ID!) { customer(id: $id) { ${selection} } }`;

it('adds one error for a source and part that nulled selected fields, at the first of them', async () => {
  gateway.view.failing.set('shop/ORDERS', 'RATE_LIMITED');
  const { status, data, errors } = await gateway.ask(
    customer('displayName mine: orders { edges { cursor } } orderSummary { count } sourceStatus { source part state }'),
    { id: ADA },
  );

  expect(status).toBe(200);
  expect(data?.customer).toMatchObject({ displayName: 'Ada Lovelace', mine: null, orderSummary: null });
  expect(errors).toEqual([
    {
      message: 'Source shop did not answer for ORDERS: HTTP 503',
      path: ['customer', 'mine'],
      extensions: {
        code: 'SOURCE_UNAVAILABLE',
        source: 'shop',
        part: 'ORDERS',
        state: 'RATE_LIMITED',
        retryable: true,
        retryAfterMs: 3000,
      },
    },
  ]);
});

it('adds no error where other sources settled every selected field', async () => {
  gateway.view.failing.set('help/PROFILE', 'TIMEOUT');
  const { data, errors } = await gateway.ask(customer('displayName email'), { id: ADA });
  expect(data?.customer).toEqual({ displayName: 'Ada Lovelace', email: 'ada@example.com' });
  expect(errors).toEqual([]);
});

it('says null, not an empty list, where a source failed that might have had members', async () => {
  const whole = await gateway.ask(customer('phones'), { id: ADA });
  expect(whole.data).toEqual({ customer: { phones: [] } });

  gateway.view.failing.set('crm/PROFILE', 'UNAUTHORISED');
  const { data, errors } = await gateway.ask(customer('phones'), { id: ADA });
  expect(data).toEqual({ customer: { phones: null } });
  expect(errors).toMatchObject([{ path: ['customer', 'phones'], extensions: { source: 'crm', retryable: false } }]);
});

it('nulls what a source’s drift may have cost and nothing else, and says so', async () => {
  gateway.view.drifting.set('crm', ['birthDate']);
  const spared = await gateway.ask(customer('phones crm { lifecycleStage }'), { id: ADA });
  expect(spared.data?.customer).toMatchObject({ phones: [], crm: {} });
  expect(spared.errors).toEqual([]);

  gateway.view.drifting.set('crm', ['phones']);
  const { data, errors } = await gateway.ask(customer('phones'), { id: ADA });
  expect(data?.customer).toEqual({ phones: null });
  expect(errors).toEqual([
    {
      message: 'Source crm answered other than its vendor promises for PROFILE: expected text',
      path: ['customer', 'phones'],
      extensions: expect.objectContaining({ state: 'SCHEMA_DRIFT', source: 'crm', retryable: false }),
    },
  ]);
});

it('points at a field of an item that drift nulled, where it was selected', async () => {
  gateway.view.driftingItems.set('ORDERS', ['status', 'lines.title']).set('TICKETS', ['status']);
  const spared = await gateway.ask(customer('orders { edges { node { number lines { quantity } } } }'), { id: ADA });
  expect(spared.errors).toEqual([]);

  const { data, errors } = await gateway.ask(
    customer('mine: orders(first: 2) { e: edges { n: node { stand: status number } } }'),
    { id: ADA },
  );
  const nodes = [{ n: { stand: null, number: '#1' } }, { n: { stand: 'OPEN', number: '#2' } }];
  expect(data?.customer).toEqual({ mine: { e: nodes } });
  expect(errors).toEqual([
    {
      message: 'Source shop answered other than its vendor promises for ORDERS: expected text',
      path: ['customer', 'mine', 'e', 0, 'n', 'stand'],
      extensions: expect.objectContaining({ state: 'SCHEMA_DRIFT', source: 'shop', part: 'ORDERS', retryable: false }),
    },
  ]);

  const pathsOf = async (query: string) => (await gateway.ask(query, { id: ADA })).errors.map(({ path }) => path);
  expect(await pathsOf(customer('orders(first: 2) { edges { node { lines { title } } } }'))).toEqual([
    ['customer', 'orders', 'edges', 0, 'node', 'lines'],
  ]);
  const timeline = 'timeline(kinds: [TICKET]) { edges { node { item { ... on Ticket { status } } } } }';
  expect(await pathsOf(customer(timeline))).toEqual([['customer', 'timeline', 'edges', 0, 'node', 'item', 'status']]);
  expect(await pathsOf('{ order(source: "shop", number: "#1") { number status } }')).toEqual([['order', 'status']]);
  expect(await pathsOf('{ ticket(source: "help", number: "1") { subject } }')).toEqual([]);
});

it('nulls crm as a whole when every CRM failed', async () => {
  gateway.view.failing.set('crm/PROFILE', 'UNAVAILABLE').set('crm/DEALS', 'TIMEOUT');
  const { data, errors } = await gateway.ask(customer('tags crm { owner { name } deals { edges { cursor } } }'), {
    id: ADA,
  });
  expect(data?.customer).toEqual({ tags: ['vip'], crm: null });
  expect(errors.map(({ path, extensions }) => [path, extensions.part])).toEqual([
    [['customer', 'crm'], 'DEALS'],
    [['customer', 'crm'], 'PROFILE'],
  ]);
});

it('keeps the rest of crm when only one of its lists failed', async () => {
  gateway.view.failing.set('crm/DEALS', 'TIMEOUT');
  const { data, errors } = await gateway.ask(customer('crm { lifecycleStage deals { edges { cursor } } }'), {
    id: ADA,
  });
  expect(data?.customer).toEqual({ crm: { lifecycleStage: 'customer', deals: null } });
  expect(errors.map(({ path }) => path)).toEqual([['customer', 'crm', 'deals']]);
});

it('points into lists and candidates, once for each source and part of the operation', async () => {
  gateway.view.failing.set('help/TICKETS', 'UNAVAILABLE');
  const { errors } = await gateway.ask(
    `query ($phone: String!, $id: ID!) {
      zed: customers(ids: [$id]) { tickets { edges { cursor } } }
      look: customerByIdentifier(identifier: { phone: $phone }) { who: candidates { tickets { edges { cursor } } } }
    }`,
    { phone: OFFICE_PHONE, id: ADA },
  );
  expect(errors.map(({ path }) => path)).toEqual([['look', 'who', 0, 'tickets']]);
});

it('tells why a look-up is incomplete', async () => {
  gateway.view.failing.set('help/SEARCH', 'TIMEOUT');
  const { data, errors } = await gateway.ask(
    '{ customerByIdentifier(identifier: { email: "zoe@example.com" }) { status customer { id } sourceStatus { source state } } }',
  );
  expect(data?.customerByIdentifier).toMatchObject({ status: 'INCOMPLETE', customer: null });
  expect(errors).toMatchObject([
    { path: ['customerByIdentifier', 'customer'], extensions: { source: 'help', part: 'SEARCH' } },
  ]);
});

it('tells why an order by its number is null', async () => {
  gateway.view.failing.set('shop/ORDERS', 'CIRCUIT_OPEN');
  const { data, errors } = await gateway.ask('{ it: order(source: "shop", number: "#1") { id } }');
  expect(data).toEqual({ it: null });
  expect(errors).toMatchObject([{ path: ['it'], extensions: { code: 'SOURCE_UNAVAILABLE', state: 'CIRCUIT_OPEN' } }]);
});

it('keeps the code of the gateway’s own errors', async () => {
  gateway.view.before = async () => {
    throw new OnefoldError('IDENTITY_UNAVAILABLE', 'The identity store cannot be reached');
  };
  const { status, data, errors } = await gateway.ask(customer('id'), { id: ADA });
  expect(status).toBe(200);
  expect(data).toEqual({ customer: null });
  expect(errors).toMatchObject([
    { message: 'The identity store cannot be reached', extensions: { code: 'IDENTITY_UNAVAILABLE', retryable: true } },
  ]);
});

it('lets nothing of a defect out but the request id, and nothing of its message into the log', async () => {
  gateway.view.before = async () => {
    throw new Error('cannot parse {"email":"ada@example.com"} from https://token@vendor.example/');
  };
  const { data, errors, headers } = await gateway.ask(customer('id'), { id: ADA });
  const requestId = headers.get('x-request-id');
  expect(data).toEqual({ customer: null });
  expect(errors).toEqual([
    {
      message: 'Internal server error',
      path: ['customer'],
      extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: false, requestId },
    },
  ]);
  const defect = gateway.logLines.map((line) => JSON.parse(line)).find(({ event }) => event === 'defect');
  expect(defect).toMatchObject({ requestId, error: { name: 'Error', frames: expect.any(Array) } });
  expect(gateway.logLines.join('')).not.toMatch(/ada@|vendor\.example/);
});
