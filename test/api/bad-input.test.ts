import { ADA } from './fake-view';
import { type Answer, startTestGateway, type TestGateway } from './gateway';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

function refusedInput({ errors }: Answer): { message: string; code: unknown } {
  expect(errors).toHaveLength(1);
  return { message: errors[0]?.message ?? '', code: errors[0]?.extensions.code };
}

const LOOK = 'query ($i: CustomerIdentifierInput!) { customerByIdentifier(identifier: $i) { status } }';

it.each([
  ['an e-mail', { email: 'ada(at)example.com' }, /^identifier\.email: expected an e-mail address/],
  ['a phone', { phone: 'call me' }, /^identifier\.phone: expected a phone number/],
  ['an id', { id: 'cus_1' }, /^identifier\.id: expected a customer id/],
  ['an e-mail hash', { emailHash: 'abc' }, /^identifier\.emailHash: expected the SHA-256/],
  [
    'a source',
    { record: { source: 'nowhere', id: '1' } },
    /^identifier\.record\.source: expected the name of a source/,
  ],
  ['an order number', { order: { source: 'shop', number: ' ' } }, /^identifier\.order\.number: expected/],
])('refuses %s that is malformed, naming argument and expectation, without the value', async (_, i, message) => {
  const answer = await gateway.ask(LOOK, { i });
  const refused = refusedInput(answer);
  expect(refused.code).toBe('BAD_USER_INPUT');
  expect(refused.message).toMatch(message);
  for (const value of Object.values(i)) {
    if (typeof value === 'string') expect(refused.message).not.toContain(value);
  }
});

it('names the place of a malformed member of a list', async () => {
  const query = 'query ($ids: [ID!]!) { customers(ids: $ids) { id } }';
  expect(refusedInput(await gateway.ask(query, { ids: [ADA, 'x'] })).message).toMatch(
    /^ids\[1\]: expected a customer id/,
  );
});

it.each(['customer(id: "x")', 'node(id: "x")'])('refuses a malformed id in %s', async (field) => {
  const refused = refusedInput(await gateway.ask(`{ ${field} { id } }`));
  expect(refused).toEqual({ code: 'BAD_USER_INPUT', message: expect.stringMatching(/^id: expected a customer id/) });
});

it('refuses a cursor that is not ours', async () => {
  const query = 'query ($id: ID!) { customer(id: $id) { orders(after: "mine") { gaps { source } } } }';
  expect(refusedInput(await gateway.ask(query, { id: ADA }))).toEqual({
    code: 'BAD_USER_INPUT',
    message: expect.stringMatching(/^after: expected a cursor/),
  });
});

it.each([
  ['orders(first: 0)', 'orders.first'],
  ['orders(first: 101)', 'orders.first'],
  ['crm { deals(first: -1) { gaps { source } } }', 'crm.deals.first'],
])('refuses a page size out of range: %s', async (field, argument) => {
  const selection = field.includes('{') ? field : `${field} { gaps { source } }`;
  const refused = refusedInput(
    await gateway.ask(`query ($id: ID!) { customer(id: $id) { ${selection} } }`, { id: ADA }),
  );
  expect(refused.code).toBe('BAD_USER_INPUT');
  expect(refused.message).toBe(
    `${argument}: expected a whole number from 1 to 100, received ${/-?\d+/.exec(field)?.[0]}`,
  );
});

it('refuses a page size that is no number, naming the argument', async () => {
  const query = 'query ($id: ID!) { customer(id: $id) { orders(first: "ten") { gaps { source } } } }';
  expect(refusedInput(await gateway.ask(query, { id: ADA }))).toEqual({
    code: 'BAD_USER_INPUT',
    message: 'first: expected Int, received text',
  });
});

it.each([
  ['order(source: "nowhere", number: "1")', /^source: expected the name of a source: crm, shop, help/],
  ['ticket(source: "help", number: " ")', /^number: expected a number that is not empty/],
])('refuses %s', async (field, message) => {
  const refused = refusedInput(await gateway.ask(`{ ${field} { id } }`));
  expect(refused).toEqual({ code: 'BAD_USER_INPUT', message: expect.stringMatching(message) });
});

it('refuses a search for nothing, and one that is far too long', async () => {
  for (const q of ['  ', 'x'.repeat(257), 'a\u0000b']) {
    const refused = refusedInput(
      await gateway.ask('query ($q: String!) { searchCustomers(query: $q) { customers { id } } }', { q }),
    );
    expect(refused).toEqual({ code: 'BAD_USER_INPUT', message: expect.stringMatching(/^query: expected words/) });
  }
});

it.each<[unknown, string]>([
  ['private', 'text'],
  [1.5, 'a number'],
  [true, 'a boolean'],
  [{ secret: 'private' }, 'an object'],
  [[1, 2], 'a list'],
])('says of what kind a variable came, and not what it said: %j', async (first, received) => {
  const query = 'query ($id: ID!, $n: Int!) { customer(id: $id) { orders(first: $n) { gaps { source } } } }';
  const refused = refusedInput(await gateway.ask(query, { id: ADA, n: first }));
  expect(refused.message).toBe(`$n: expected Int, received ${received}`);
});

it('says so where a variable is missing or null', async () => {
  const query = 'query ($id: ID!) { customer(id: $id) { id } }';
  expect(refusedInput(await gateway.ask(query, {})).message).toBe('$id: expected ID!, received nothing');
  expect(refusedInput(await gateway.ask(query, { id: null })).message).toBe('$id: expected ID!, received null');
});

describe('two keys in a oneOf', () => {
  const secret = 'private.person@example.com';

  it('are refused in a literal', async () => {
    const answer = await gateway.ask(
      `{ customerByIdentifier(identifier: { email: "${secret}", phone: "+431" }) { status } }`,
    );
    expect(answer.status).toBe(400);
    expect(refusedInput(answer)).toEqual({
      code: 'BAD_USER_INPUT',
      message: 'identifier: expected exactly one key of CustomerIdentifierInput, received an object with 2 keys',
    });
  });

  it('are refused in a variable', async () => {
    const answer = await gateway.ask(LOOK, { i: { email: secret, phone: '+431' } });
    expect(answer.status).toBe(400);
    expect(refusedInput(answer)).toEqual({
      code: 'BAD_USER_INPUT',
      message: '$i: expected exactly one key of CustomerIdentifierInput, received an object',
    });
    expect(JSON.stringify(answer)).not.toContain(secret);
  });

  it('are refused in a member of a list, and none at all too', async () => {
    const query = 'query ($i: [CustomerIdentifierInput!]!) { customersByIdentifiers(identifiers: $i) { status } }';
    expect(refusedInput(await gateway.ask(query, { i: [{ email: secret, id: ADA }] })).code).toBe('BAD_USER_INPUT');
    expect(refusedInput(await gateway.ask(query, { i: [{}] })).code).toBe('BAD_USER_INPUT');
    expect(refusedInput(await gateway.ask(query, { i: [{ email: null }] })).code).toBe('BAD_USER_INPUT');
  });

  it('may still be optional variables of which one is given', async () => {
    const query = 'query ($e: String!) { customerByIdentifier(identifier: { email: $e }) { status } }';
    expect((await gateway.ask(query, { e: 'ada@example.com' })).data).toEqual({
      customerByIdentifier: { status: 'FOUND' },
    });
  });
});

it('never quotes a value of the wrong kind', async () => {
  const answers = [
    await gateway.ask('query ($n: Int) { searchCustomers(query: "x", first: $n) { customers { id } } }', {
      n: 'private.person@example.com',
    }),
    await gateway.ask('{ searchCustomers(query: "x", first: "private.person@example.com") { customers { id } } }'),
    await gateway.ask('{ customerByIdentifier(identifier: "private.person@example.com") { status } }'),
    await gateway.ask('{ "private.person@example.com" }'),
    await gateway.ask(`{ customer(id: "${ADA}") { provenance(fields: [private_person]) { field } } }`),
  ];
  expect(answers.map(({ errors }) => errors[0]?.extensions.code)).toEqual([
    'BAD_USER_INPUT',
    'BAD_USER_INPUT',
    'BAD_USER_INPUT',
    'GRAPHQL_PARSE_FAILED',
    'BAD_USER_INPUT',
  ]);
  expect(JSON.stringify(answers)).not.toMatch(/private.person/);
});

it('keeps personal values out of its log lines, whatever goes wrong', async () => {
  await gateway.ask('query Ada_Lovelace ($e: String!) { customerByIdentifier(identifier: { email: $e }) { status } }', {
    e: 'ada@example.com',
  });
  expect(gateway.logLines.length).toBeGreaterThan(5);
  expect(gateway.logLines.join('')).not.toMatch(/\bada\b|lovelace|private|example\.com/i);
});
