import { ADA } from './fake-view';
import { startTestGateway, type TestGateway } from './gateway';

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await startTestGateway();
});
afterEach(() => gateway.close());

const ask = (timeline: string) => gateway.ask(`query ($id: ID!) { customer(id: $id) { ${timeline} } }`, { id: ADA });
const wanted = () => gateway.view.calls.at(-1)?.want;

it('shows items as their own lists do, by kind, each with its time and source', async () => {
  const { data, errors } = await ask(`
    timeline(first: 4, kinds: [ORDER, TICKET, CONSENT]) { edges { node { at kind source record { id } item {
      __typename
      ... on Order { id number placedAt }
      ... on Ticket { id subject createdAt }
      ... on Consent { channel state }
    } } } }
    orders(first: 1) { edges { node { id number placedAt } } }`);
  expect(errors).toEqual([]);
  const customer = data?.customer as { timeline: { edges: { node: Record<string, unknown> }[] }; orders: unknown };
  const entries = customer.timeline.edges.map(({ node }) => node);
  expect(entries.map(({ kind }) => kind).sort()).toEqual(['ORDER', 'ORDER', 'TICKET', 'TICKET']);
  const order = entries.find(({ kind }) => kind === 'ORDER')!;
  const { __typename, ...item } = order.item as Record<string, unknown>;
  expect(__typename).toBe('Order');
  expect(customer.orders).toEqual({ edges: [{ node: item }] });
  expect(order).toMatchObject({ source: 'shop', record: { id: 'shop-1' }, at: item.placedAt });
});

it('asks for all kinds unless told, and for lines of orders only where they are selected', async () => {
  await ask('timeline { edges { cursor } }');
  expect(wanted()?.timelines).toEqual([
    {
      key: 'ORDERS+TICKETS+DEALS+ACTIVITIES+CONSENTS|10|',
      parts: ['ORDERS', 'TICKETS', 'DEALS', 'ACTIVITIES', 'CONSENTS'],
      first: 10,
      after: undefined,
      detail: 'summary',
    },
  ]);
  expect(wanted()?.shape).toBe('profile');
  await ask('timeline(kinds: [ORDER]) { edges { node { item { ... on Order { lines { title } } } } } }');
  expect(wanted()?.timelines).toMatchObject([{ parts: ['ORDERS'], detail: 'full' }]);
  expect(wanted()?.shape).toBeUndefined();
});

it('reads equal selections once, in whatever order their kinds are named', async () => {
  const { data } = await ask(
    'a: timeline(kinds: [TICKET, ORDER]) { edges { cursor } } b: timeline(kinds: [ORDER, TICKET]) { edges { cursor } }',
  );
  expect(wanted()?.timelines).toHaveLength(1);
  const customer = data?.customer as Record<string, unknown>;
  expect(customer.a).toEqual(customer.b);
});

it('is null only where nothing could be said, with an entry for each part that failed', async () => {
  gateway.view.failing.set('shop/ORDERS', 'TIMEOUT');
  const partly = await ask('timeline(kinds: [ORDER, TICKET]) { edges { node { kind } } }');
  expect(partly.errors).toEqual([]);
  const lost = await ask('timeline(kinds: [ORDER]) { edges { node { kind } } }');
  expect(lost.data?.customer).toEqual({ timeline: null });
  expect(lost.errors).toMatchObject([
    { path: ['customer', 'timeline'], extensions: { code: 'SOURCE_UNAVAILABLE', source: 'shop', part: 'ORDERS' } },
  ]);
});

it.each([
  ['timeline(kinds: [])', 'timeline.kinds: expected at least one kind, or nothing for all, received an empty list'],
  ['timeline(first: 0)', 'timeline.first: expected a whole number from 1 to 100, received 0'],
  ['timeline(kinds: [TASK])', 'kinds: expected TimelineKind, received a name'],
])('refuses %s', async (field, message) => {
  const { errors } = await ask(`${field} { edges { cursor } }`);
  expect(errors[0]).toMatchObject({ message, extensions: { code: 'BAD_USER_INPUT' } });
});
