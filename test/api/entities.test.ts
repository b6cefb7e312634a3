import { ADA, ADA_OLD, BOB } from './fake-view';
import { startTestGateway, type TestGateway } from './gateway';

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await startTestGateway();
});
afterEach(() => gateway.close());

const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { __typename ... on Customer { id requestedId lookupEmail displayName orders(first: 1) { edges { node { number } } } } }
}`;
const byId = (id: string) => ({ __typename: 'Customer', id });
const byEmail = (lookupEmail: string) => ({ __typename: 'Customer', lookupEmail });

it('resolves references by id and by e-mail, in order, with one call of the view for each kind', async () => {
  const representations = [byId(BOB), byEmail('Ada@Example.com'), byId(ADA_OLD), byEmail('nobody@example.com')];
  const { data, errors } = await gateway.ask(ENTITIES, { representations });

  expect(errors).toEqual([]);
  expect(data?._entities).toMatchObject([
    { __typename: 'Customer', id: BOB, lookupEmail: null, displayName: 'Bob' },
    { id: ADA, lookupEmail: 'Ada@Example.com', orders: { edges: [{ node: { number: '#1' } }] } },
    { id: ADA, requestedId: ADA_OLD },
    null,
  ]);
  expect(gateway.view.calls.map(({ method, keys }) => [method, keys.length])).toEqual([
    ['customers', 2],
    ['lookup', 2],
  ]);
  expect([...(gateway.view.calls[0]?.want?.fields ?? [])]).toEqual(['displayName']);
});

it('answers null with a cause for an e-mail that several people share', async () => {
  const { data, errors } = await gateway.ask(ENTITIES, {
    representations: [byEmail('office@example.com'), byId(ADA)],
  });
  expect(data?._entities).toMatchObject([null, { id: ADA }]);
  expect(errors).toMatchObject([
    { path: ['_entities', 0], extensions: { code: 'AMBIGUOUS_IDENTIFIER', candidates: 2 } },
  ]);
});

it('lets a malformed reference cost its own place only', async () => {
  const { data, errors } = await gateway.ask(ENTITIES, {
    representations: [byId('cus_1'), byEmail('not an address'), { __typename: 'Customer' }, byId(ADA)],
  });
  expect(data?._entities).toMatchObject([null, null, null, { id: ADA }]);
  expect(errors.map(({ path, extensions }) => [path, extensions.code])).toEqual([
    [['_entities', 0], 'BAD_USER_INPUT'],
    [['_entities', 1], 'BAD_USER_INPUT'],
    [['_entities', 2], 'BAD_USER_INPUT'],
  ]);
});

it('tells which source nulled an entity’s field, and where', async () => {
  gateway.view.failing.set('shop/ORDERS', 'TIMEOUT');
  const { errors } = await gateway.ask(ENTITIES, { representations: [byEmail('nobody@example.com'), byId(ADA)] });
  expect(errors).toMatchObject([{ path: ['_entities', 1, 'orders'], extensions: { source: 'shop', part: 'ORDERS' } }]);
});

it('hands its SDL, with the link to the federation, to those who may read the schema', async () => {
  const { data } = await gateway.ask('{ _service { sdl } }', {}, 'steward');
  const sdl = (data as { _service: { sdl: string } })._service.sdl;
  expect(sdl).toContain('https://specs.apollo.dev/federation/v2.9');
  expect(sdl).toContain('type Customer implements Node @key(fields: "id") @key(fields: "lookupEmail")');
  expect(sdl).toContain('lookupEmail: String @inaccessible');
  expect(sdl).toContain('input CustomerIdentifierInput @oneOf');
});
