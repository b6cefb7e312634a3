import { ADA, ADA_OLD, BOB, NOBODY, OFFICE_PHONE } from './fake-view';
import { startTestGateway, type TestGateway } from './gateway';

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await startTestGateway();
});
afterEach(() => gateway.close());

it('answers a customer’s profile, lists, summaries and provenance in one call of the view', async () => {
  const { status, data, errors } = await gateway.ask(
    `query ($id: ID!) {
      customer(id: $id) {
        __typename id requestedId displayName email emails phone tags company
        defaultAddress { line1 city country }
        consents { channel state nativeStatus }
        crm { lifecycleStage owner { name } deals { edges { node { name status nativeStatus createdAt } } } }
        orders(first: 1) { edges { cursor node { id source nativeId number placedAt status total { amount currencyCode } lines { title } } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } gaps { source } }
        orderSummary { count total { amount } exact missing }
        tickets(first: 1) { edges { node { subject priority createdAt } } }
        ticketSummary { count open }
        lastContactAt
        records { source id kind state createdAt }
        provenance(fields: [COMPANY]) { field source rule missing pinned alternatives { value whyLost record { source id } } }
        conflicts { field severity values { value records { id } } }
        sourceStatus { source part state fetchedAt ageMs }
        masks { field }
      }
    }`,
    { id: ADA },
  );

  expect(errors).toEqual([]);
  expect(status).toBe(200);
  expect(gateway.view.calls).toHaveLength(1);
  expect(data?.customer).toMatchObject({
    __typename: 'Customer',
    id: ADA,
    requestedId: ADA,
    displayName: 'Ada Lovelace',
    emails: ['ada@example.com', 'ada@work.example'],
    defaultAddress: { line1: 'Ring 1', city: 'Wien', country: 'AT' },
    consents: [{ channel: 'EMAIL', state: 'GRANTED', nativeStatus: 'SUBSCRIBED' }],
    crm: {
      lifecycleStage: 'customer',
      owner: { name: 'Grace' },
      deals: { edges: [{ node: { name: 'Engine', status: 'OPEN', nativeStatus: 'closing' } }, { node: {} }] },
    },
    orders: {
      edges: [
        {
          cursor: 'cursor-0',
          node: {
            id: 'shop:100',
            source: 'shop',
            nativeId: '100',
            number: '#1',
            placedAt: '2026-01-30T00:00:00.000Z',
            total: { amount: '10.00', currencyCode: 'EUR' },
            lines: [{ title: 'Punch card' }],
          },
        },
      ],
      pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: 'cursor-0', endCursor: 'cursor-0' },
      gaps: [],
    },
    orderSummary: { count: 25, total: [{ amount: '250.00' }], exact: true, missing: [] },
    ticketSummary: { count: 2, open: 1 },
    provenance: [
      {
        field: 'COMPANY',
        source: 'crm',
        rule: 'MOST_RECENT',
        missing: [],
        pinned: false,
        alternatives: [{ value: 'Babbage & Co', record: { source: 'help', id: 'help-1' } }],
      },
    ],
    conflicts: [{ field: 'COMPANY', severity: 'MEDIUM' }],
    masks: [],
  });
});

it('wants of the view only what is selected', async () => {
  await gateway.ask('query ($id: ID!) { customer(id: $id) { id records { source id } } }', { id: ADA });
  await gateway.ask('query ($id: ID!) { customer(id: $id) { email } }', { id: ADA });
  await gateway.ask('query ($id: ID!) { customer(id: $id) { birthDate records { createdAt } } }', { id: ADA });

  const wants = gateway.view.calls.map(({ want }) => ({ fields: [...(want?.fields ?? [])], shape: want?.shape }));
  expect(wants).toEqual([
    { fields: [], shape: undefined },
    { fields: ['email'], shape: 'summary' },
    { fields: ['birthDate'], shape: 'profile' },
  ]);
  expect(gateway.view.calls[0]?.want).toMatchObject({ connections: [], orderSummary: false, lastContactAt: false });
});

it('tells two aliases of one list apart, and lets equal pages share', async () => {
  const { data } = await gateway.ask(
    `query ($id: ID!, $n: Int) { customer(id: $id) {
      newest: orders(first: 1) { edges { node { number } } }
      same: orders(first: $n) { edges { node { number lines { title } } } }
      next: orders(first: 2, after: "cursor-0") { edges { node { number } } }
    } }`,
    { id: ADA, n: 1 },
  );

  const want = gateway.view.calls[0]?.want;
  expect(want?.connections.map(({ first, after, detail }) => ({ first, after, detail }))).toEqual([
    { first: 1, after: undefined, detail: 'full' },
    { first: 2, after: 'cursor-0', detail: 'summary' },
  ]);
  expect(data?.customer).toMatchObject({
    newest: { edges: [{ node: { number: '#1' } }] },
    same: { edges: [{ node: { number: '#1', lines: [{ title: 'Punch card' }] } }] },
    next: { edges: [{ node: { number: '#2' } }, { node: { number: '#3' } }] },
  });
});

it('reads fragments, and leaves out what @skip and @include leave out', async () => {
  const { data } = await gateway.ask(
    `query ($id: ID!, $no: Boolean!) { node(id: $id) { id ...Card } }
     fragment Card on Customer { ...Name ... on Customer { phone @skip(if: $no) orders(first: 3) @include(if: $no) { edges { cursor } } } tags @include(if: false) }
     fragment Name on Node { ... on Customer { displayName } }`,
    { id: ADA, no: false },
  );

  expect(data?.node).toEqual({ id: ADA, displayName: 'Ada Lovelace', phone: '+431234567' });
  const want = gateway.view.calls[0]?.want;
  expect([...(want?.fields ?? [])]).toEqual(['displayName', 'phone']);
  expect(want?.connections).toEqual([]);
});

it('seals only cursors that are selected', async () => {
  await gateway.ask('query ($id: ID!) { customer(id: $id) { orders { edges { node { number } } } } }', { id: ADA });
  expect(gateway.view.sealed).toBe(0);
});

it('asks for all root fields in one tick, with one read context', async () => {
  const open = deferred();
  let arrived = 0;
  gateway.view.before = async () => {
    arrived += 1;
    if (arrived === 4) open.resolve();
    await open.promise;
  };
  const { data } = await gateway.ask(
    `query ($a: ID!, $b: ID!) {
      a: customer(id: $a) { id } b: customer(id: $b) { id }
      both: customers(ids: [$a, $b]) { id }
      look: customerByIdentifier(identifier: { email: "ada@example.com" }) { status }
    }`,
    { a: ADA, b: BOB },
  );

  expect(data).toMatchObject({ a: { id: ADA }, b: { id: BOB }, both: [{ id: ADA }, { id: BOB }] });
  expect(new Set(gateway.view.calls.map(({ read }) => read)).size).toBe(1);
});

it('keeps the order of many ids and identifiers, with null for an unknown id', async () => {
  const { data } = await gateway.ask(
    `query ($ids: [ID!]!, $identifiers: [CustomerIdentifierInput!]!) {
      customers(ids: $ids) { id requestedId }
      customersByIdentifiers(identifiers: $identifiers) { status matchedBy customer { id } }
    }`,
    {
      ids: [BOB, NOBODY, ADA_OLD],
      identifiers: [{ email: 'BOB@example.com' }, { email: 'nobody@example.com' }, { id: ADA }],
    },
  );

  expect(data).toEqual({
    customers: [{ id: BOB, requestedId: BOB }, null, { id: ADA, requestedId: ADA_OLD }],
    customersByIdentifiers: [
      { status: 'FOUND', matchedBy: 'EMAIL', customer: { id: BOB } },
      { status: 'NOT_FOUND', matchedBy: null, customer: null },
      { status: 'FOUND', matchedBy: 'ID', customer: { id: ADA } },
    ],
  });
});

it('answers several people who share an identifier as candidates, never as a guess', async () => {
  const { data, errors } = await gateway.ask(
    `query ($phone: String!) { customerByIdentifier(identifier: { phone: $phone }) {
      status matchedBy customer { displayName } candidates { id email }
    } }`,
    { phone: '+43 1 40400' },
  );

  expect(errors).toEqual([]);
  expect(gateway.view.calls[0]?.keys).toMatchObject([{ by: 'PHONE', normal: OFFICE_PHONE }]);
  expect(data?.customerByIdentifier).toEqual({
    status: 'AMBIGUOUS',
    matchedBy: 'PHONE',
    customer: null,
    candidates: [
      { id: ADA, email: 'ada@example.com' },
      { id: BOB, email: 'bob@example.com' },
    ],
  });
});

it('searches by words', async () => {
  const { data } = await gateway.ask(
    'query ($q: String!) { searchCustomers(query: $q, first: 1) { customers { displayName } sourceStatus { source part state } } }',
    { q: ' ada ' },
  );
  expect(gateway.view.calls[0]?.keys).toEqual(['ada', 1]);
  expect(data?.searchCustomers).toMatchObject({ customers: [{ displayName: 'Ada Lovelace' }] });
});

it('finds orders and tickets by number, lists sources, and says who asks', async () => {
  const { data, errors } = await gateway.ask(`{
    order(source: "shop", number: "#1") { id number placedAt }
    none: order(source: "shop", number: "#404") { id }
    ticket(source: "help", number: "0") { id subject }
    sources { name vendor kind parts quota { unit limit remaining } }
    viewer { id name role rights }
  }`);

  expect(errors).toEqual([]);
  expect(data).toMatchObject({
    order: { id: 'shop:100', number: '#1' },
    none: null,
    ticket: { id: 'help:100', subject: 'Help' },
    sources: [{ name: 'crm', quota: null }, { name: 'shop', quota: { unit: 'points' } }, { name: 'help' }],
    viewer: { id: 'reader', name: 'reader', role: 'READER', rights: ['READ', 'LINK'] },
  });
});

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
