/** Decisions, previews and histories in GraphQL: who may, what is well formed, and how outcomes are told. */
import { ADA, ADA_OLD, BOB } from './fake-view';
import { KEYS, readAnswer, startTestGateway, type TestGateway } from './gateway';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.view.decisions.length = 0;
  gateway.view.calls.length = 0;
  gateway.view.refusal = undefined;
});

const RESULT = `{
  __typename
  ... on DecisionMade { event customers { id displayName } }
  ... on DecisionRefused { reason message because }
}`;
const MERGE = `mutation ($input: MergeCustomersInput!) { mergeCustomers(input: $input) ${RESULT} }`;
const SPLIT = `mutation ($input: SplitCustomerInput!) { splitCustomer(input: $input) ${RESULT} }`;
const LINK = `mutation ($input: LinkRecordInput!) { linkRecord(input: $input) ${RESULT} }`;
const UNLINK = `mutation ($input: UnlinkRecordInput!) { unlinkRecord(input: $input) ${RESULT} }`;
const UNDO = `mutation ($input: UndoIdentityEventInput!) { undoIdentityEvent(input: $input) ${RESULT} }`;

const KEY = { idempotencyKey: 'click-1' };
const RECORD = { source: 'crm', id: '7' };
const merge = (more: object = {}) => ({ input: { survivor: ADA, other: BOB, ...KEY, ...more } });

it.each([
  ['a merge', MERGE, { survivor: ADA, other: BOB }, { type: 'MERGE', survivor: ADA, other: BOB }],
  ['a split', SPLIT, { customer: ADA, records: [RECORD] }, { type: 'SPLIT', customer: ADA, records: [RECORD] }],
  ['a link', LINK, { customer: ADA, record: RECORD }, { type: 'LINK', customer: ADA, record: RECORD }],
  ['an unlink', UNLINK, { record: RECORD }, { type: 'UNLINK', record: RECORD }],
  ['an undoing', UNDO, { event: `${ADA}:12` }, { type: 'UNDO', event: `${ADA}:12` }],
])('%s is one order, answered with the event and the customers concerned', async (_, query, input, decision) => {
  const reason = 'called in';
  const { data, errors } = await gateway.ask(query, { input: { ...input, ...KEY, reason } }, 'steward');
  expect(errors).toEqual([]);
  expect(gateway.view.decisions).toEqual([{ decision, order: { ...KEY, why: reason } }]);
  expect(Object.values(data!)).toEqual([
    {
      __typename: 'DecisionMade',
      event: `${ADA}:7`,
      customers: [
        { id: ADA, displayName: 'Ada Lovelace' },
        { id: BOB, displayName: 'Bob' },
      ],
    },
  ]);
});

it('hands on what a preview expected', async () => {
  await gateway.ask(MERGE, merge({ expected: `${ADA}:7,${BOB}:2` }), 'steward');
  expect(gateway.view.decisions[0]?.order.expected).toEqual([`${ADA}:7`, `${BOB}:2`]);
});

it('tells a refusal as data: reason, sentence, and the events in the way', async () => {
  gateway.view.refusal = 'NEVER_LINKED';
  const { data, errors } = await gateway.ask(MERGE, merge(), 'steward');
  expect(errors).toEqual([]);
  expect(data?.mergeCustomers).toEqual({
    __typename: 'DecisionRefused',
    reason: 'NEVER_LINKED',
    message: 'It was decided that they are different persons. That decision has to be undone first.',
    because: [`${BOB}:4`],
  });
});

it('carries decisions of one operation out one after the other', async () => {
  const input = `{ survivor: "${ADA}", other: "${BOB}", idempotencyKey: "a" }`;
  const undo = `{ event: "${ADA}:7", idempotencyKey: "b" }`;
  await gateway.ask(
    `mutation { mergeCustomers(input: ${input}) { __typename } undoIdentityEvent(input: ${undo}) { __typename } }`,
    {},
    'steward',
  );
  expect(gateway.view.decisions.map(({ decision }) => decision.type)).toEqual(['MERGE', 'UNDO']);
});

it.each([
  ['survivor', MERGE, { ...merge().input, survivor: 'ada' }, /^input\.survivor: expected a customer id/],
  ['other', MERGE, { ...merge().input, other: 'cus_' }, /^input\.other: expected a customer id/],
  ['key', MERGE, { ...merge().input, idempotencyKey: ' ' }, /^input\.idempotencyKey: expected a key, 1 to 128/],
  ['long key', MERGE, { ...merge().input, idempotencyKey: 'k'.repeat(129) }, /received other text of 129 characters/],
  ['long reason', MERGE, { ...merge().input, reason: 'r'.repeat(81) }, /^input\.reason: expected a few words, 1 to 80/],
  ['address', MERGE, { ...merge().input, reason: 'is ada@example.com' }, /^input\.reason: .*without anything personal/],
  ['number', MERGE, { ...merge().input, reason: 'call +43 1 404 00' }, /^input\.reason: .*without anything personal/],
  ['expectation', MERGE, { ...merge().input, expected: 'mine' }, /^input\.expected: expected the id of an event/],
  [
    'source',
    LINK,
    { record: { source: 'x', id: '1' }, customer: ADA, ...KEY },
    /^input\.record\.source: expected the name of a source: crm/,
  ],
  [
    'record',
    SPLIT,
    { customer: ADA, records: [{ source: 'crm', id: ' ' }], ...KEY },
    /^input\.records\[0\]\.id: expected an? id/,
  ],
  [
    'many records',
    SPLIT,
    { customer: ADA, records: Array(101).fill(RECORD), ...KEY },
    /^input\.records: expected at most 100/,
  ],
  [
    'event',
    UNDO,
    { event: ADA, ...KEY },
    /^input\.event: expected the id of an event \(a customer id, a colon and a number\)/,
  ],
  ['negative event', UNDO, { event: `${ADA}:-1`, ...KEY }, /^input\.event: expected the id of an event/],
])('refuses a malformed %s before anything is decided, without quoting it', async (_, query, input, message) => {
  const { errors, data } = await gateway.ask(query, { input }, 'steward');
  expect(data).toBeNull();
  expect(errors.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
  expect(errors[0]?.message).toMatch(message);
  expect(errors[0]?.message).not.toMatch(/ada@|43 1/);
  expect(gateway.view.decisions).toEqual([]);
});

it.each([
  ['a page size', 'customers { orders(first: 0) { gaps { source } } }', /^orders\.first/],
  ['a page of history', 'customers { identityHistory(after: "x") { edges { cursor } } }', /^identityHistory\.after/],
])('refuses %s in what it shall answer before anything is decided', async (_, selection, message) => {
  const query = `mutation ($input: MergeCustomersInput!) { mergeCustomers(input: $input) { ... on DecisionMade { ${selection} } } }`;
  const { errors } = await gateway.ask(query, merge(), 'steward');
  expect(errors[0]?.message).toMatch(message);
  expect(gateway.view.decisions).toEqual([]);
});

describe('callers who are no stewards', () => {
  const refusal = (ids: readonly [string, string]) => {
    const [a, b] = ids;
    const key = 'idempotencyKey: "k"';
    return [
      `mutation { mergeCustomers(input: { survivor: "${a}", other: "${b}", ${key} }) { __typename } }`,
      `mutation { splitCustomer(input: { customer: "${a}", records: [], ${key} }) { __typename } }`,
      `mutation { linkRecord(input: { record: { source: "crm", id: "${b}" }, customer: "${a}", ${key} }) { __typename } }`,
      `mutation { unlinkRecord(input: { record: { source: "crm", id: "${b}" }, ${key} }) { __typename } }`,
      `mutation { undoIdentityEvent(input: { event: "${a}:0", ${key} }) { __typename } }`,
      `{ previewMerge(survivor: "${a}", other: "${b}") { __typename } }`,
      `{ previewSplit(customer: "${a}", records: []) { __typename } }`,
      `{ identityHistory(id: "${a}") { edges { cursor } } }`,
      `{ customer(id: "${a}", at: "2026-01-01T00:00:00Z") { id } }`,
      `{ customer(id: "${a}") { id identityHistory { edges { cursor } } } }`,
      `{ node(id: "${a}") { id ...H } } fragment H on Customer { identityHistory { edges { cursor } } }`,
      `{ searchCustomers(query: "ada") { customers { ... on Customer { h: identityHistory { edges { cursor } } } } } }`,
      `{ _entities(representations: [{ __typename: "Customer", id: "${a}" }]) { ...H } } fragment H on Customer { identityHistory { edges { cursor } } }`,
    ];
  };

  it('get one and the same answer, byte for byte, whoever it is about, and nobody is asked', async () => {
    const answers = new Set<string>();
    for (const ids of [
      [ADA, BOB],
      [ADA_OLD, 'nonsense'],
    ] as const) {
      for (const query of refusal(ids)) {
        const response = await fetch(`${gateway.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-api-key': KEYS.reader },
          body: JSON.stringify({ query }),
        });
        answers.add(`${response.status} ${await response.text()}`);
      }
    }
    expect([...answers]).toEqual([
      '403 {"errors":[{"message":"This API key may not decide who is who","extensions":{"code":"FORBIDDEN","retryable":false}}]}\n',
    ]);
    expect([gateway.view.decisions, gateway.view.calls]).toEqual([[], []]);
  });

  it('may go on reading customers as of now', async () => {
    const { data } = await gateway.ask('query ($id: ID!) { customer(id: $id) { id } }', { id: ADA });
    expect(data).toEqual({ customer: { id: ADA } });
  });
});

describe('a mutation', () => {
  const query = `mutation { undoIdentityEvent(input: { event: "${ADA}:7", idempotencyKey: "k" }) { __typename } }`;

  it.each([
    [
      'by GET',
      `?query=${encodeURIComponent(query)}`,
      { method: 'GET', headers: { 'apollo-require-preflight': 'yes' } },
    ],
    [
      'as a browser form',
      '',
      { method: 'POST', headers: { 'content-type': 'text/plain' }, body: JSON.stringify({ query }) },
    ],
    [
      'as a form with fields',
      '',
      { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: `query=${query}` },
    ],
  ])('is not taken %s', async (_, search, init) => {
    const headers = { ...init.headers, 'x-api-key': KEYS.steward };
    const answer = await readAnswer(await fetch(`${gateway.url}/graphql${search}`, { ...init, headers }));
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.errors[0]?.extensions.code).toBe('BAD_REQUEST');
    expect(gateway.view.decisions).toEqual([]);
  });
});

it('previews show changed fields and counts, and ask for no more than is selected', async () => {
  const query = `query ($a: ID!, $b: ID!) { previewMerge(survivor: $a, other: $b) { ... on DecisionPreview {
    expected
    customers { id recordsBefore { id } recordsAfter { id } changes { field before after } orders { before after exact } tickets { before after } }
  } } }`;
  const { data, errors } = await gateway.ask(query, { a: BOB, b: ADA }, 'steward');
  expect(errors).toEqual([]);
  const preview = data?.previewMerge as { expected: string; customers: { changes: { field: string }[] }[] };
  expect(preview.expected).toBe(`${ADA}:7,${BOB}:2`);
  expect(preview.customers[0]).toMatchObject({
    id: BOB,
    recordsBefore: [{ id: 'crm-1' }],
    recordsAfter: [{ id: 'crm-1' }, { id: 'shop-1' }, { id: 'help-1' }],
    orders: { before: 25, after: 25, exact: true },
    tickets: { before: 2, after: 2 },
  });
  expect(preview.customers[0]?.changes).toContainEqual({ field: 'DISPLAY_NAME', before: 'Bob', after: 'Ada Lovelace' });
  expect(preview.customers[1]).toMatchObject({ id: null, recordsBefore: [], orders: { before: 0, after: 25 } });
  expect(preview.customers[1]?.changes).toContainEqual({ field: 'EMAIL', before: null, after: 'bob@example.com' });
  const split = `query ($a: ID!) { previewSplit(customer: $a, records: [{ source: "crm", id: "1" }]) {
    ... on DecisionPreview { customers { changes { field } orders { before } } } ... on DecisionRefused { reason because }
  } }`;
  gateway.view.refusal = 'NOT_A_MEMBER';
  expect((await gateway.ask(split, { a: ADA }, 'steward')).data).toEqual({
    previewSplit: { reason: 'NOT_A_MEMBER', because: [] },
  });
});

it('histories are pages of events, of an id and of a customer', async () => {
  const query = `query ($id: ID!, $after: String) { identityHistory(id: $id, first: 2, after: $after) {
    edges { cursor node { id type at who why came { source id } left { id } others undoes } }
    pageInfo { hasNextPage endCursor }
  } }`;
  type Page = { edges: { node: { id: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
  const first = (await gateway.ask(query, { id: ADA }, 'steward')).data?.identityHistory as Page;
  expect(first.pageInfo).toEqual({ hasNextPage: true, endCursor: `${ADA}:1` });
  expect(first.edges[0]?.node).toEqual({
    id: `${ADA}:2`,
    type: 'LINKED',
    at: '2026-05-28T20:26:40.000Z',
    who: 'ada',
    why: 'EMAIL',
    came: [{ source: 'crm', id: 'crm-1' }, null],
    left: [],
    others: [],
    undoes: null,
  });
  const rest = (await gateway.ask(query, { id: ADA, after: first.pageInfo.endCursor }, 'steward')).data
    ?.identityHistory;
  expect((rest as Page).edges.map(({ node }) => node.id)).toEqual([`${ADA}:0`]);
  const own = 'query ($id: ID!) { customer(id: $id) { a: identityHistory { edges { node { id } } } } }';
  expect((await gateway.ask(own, { id: ADA }, 'operator')).data).toEqual({
    customer: { a: { edges: [{ node: { id: `${ADA}:7` } }] } },
  });
});

it('customers as of a time: whoever cannot be shown is null with the cause', async () => {
  const query = 'query ($id: ID!, $at: DateTime) { customer(id: $id, at: $at) { id displayName } }';
  const at = '2026-06-01T00:00:00+02:00';
  expect((await gateway.ask(query, { id: ADA, at }, 'steward')).data).toEqual({
    customer: { id: ADA, displayName: 'Ada Lovelace' },
  });
  for (const [id, moment, cause] of [
    [ADA, '2025-01-01T00:00:00Z', 'UNKNOWN'],
    [ADA_OLD, at, 'ERASED'],
  ] as const) {
    const { data, errors } = await gateway.ask(query, { id, at: moment }, 'steward');
    expect(data).toEqual({ customer: null });
    expect(errors.map(({ path, extensions }) => ({ path, ...extensions }))).toEqual([
      { path: ['customer'], code: 'NO_CUSTOMER_THEN', cause, retryable: false },
    ]);
  }
  const bad = await gateway.ask(query, { id: ADA, at: '2026-13-01T00:00:00Z' }, 'steward');
  expect(bad.errors[0]?.message).toMatch(/^at: expected a moment/);
});
