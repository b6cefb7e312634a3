import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery, isInputObjectType } from 'graphql';
import { ADA } from './fake-view';
import { type Answer, startTestGateway, type TestGateway } from './gateway';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ limits: { tokens: 1500, aliases: 30, rootFields: 20, estimatedSize: 50_000 } });
});
afterAll(() => gateway.close());

function expectTooComplex({ status, errors, data }: Answer, what: RegExp): void {
  expect(data).toBeUndefined();
  expect({ status, code: errors[0]?.extensions.code }).toEqual({ status: 400, code: 'DOCUMENT_TOO_COMPLEX' });
  expect(errors[0]?.message).toMatch(what);
}

it('refuses nesting of fields beyond the limit, also through fragments, and not the nesting of fragments', async () => {
  const chain = Array.from({ length: 13 }, (_, i) => `fragment F${i} on Node { id ${i < 12 ? `...F${i + 1}` : ''} }`);
  const flat = await gateway.ask(`{ node(id: "${ADA}") { ...F0 } } ${chain.join(' ')}`);
  expect(flat.errors).toEqual([]);

  const tight = await startTestGateway({ limits: { depth: 4 } });
  try {
    const query = `{ customer(id: "${ADA}") { ...A } } fragment A on Customer { orders { ...B } } fragment B on OrderConnection { edges { node { number } } }`;
    expectTooComplex(await tight.ask(query), /at most 4 fields nested/);
  } finally {
    await tight.close();
  }
});

it('refuses too many aliases, also of __typename and by spreading fragments', async () => {
  const aliases = Array.from({ length: 31 }, (_, i) => `a${i}: __typename`).join(' ');
  expectTooComplex(await gateway.ask(`{ ${aliases} }`), /aliases/);
  const bomb = `fragment A on Customer { x: id y: email } fragment B on Customer { ...A ...A2 } fragment A2 on Customer { ...A z: phone }`;
  const spreads = `{ ${Array.from({ length: 7 }, (_, i) => `c${i}: customer(id: "${ADA}") { ...B }`).join(' ')} }`;
  expectTooComplex(await gateway.ask(`${spreads} ${bomb}`), /aliases/);
});

it('refuses too many root fields', async () => {
  expectTooComplex(await gateway.ask(`{ ${'viewer { id } '.repeat(21)} }`), /root fields/);
});

it('refuses a document of too many tokens before it is parsed to the end', async () => {
  expectTooComplex(await gateway.ask(`{ ${'__typename '.repeat(1600)} }`), /tokens/);
});

it('refuses lists that are too long, as literals and as variables', async () => {
  const ids = Array.from({ length: 101 }, () => ADA);
  const query = 'query ($ids: [ID!]!) { customers(ids: $ids) { id } }';
  expectTooComplex(await gateway.ask(query, { ids }), /at most 100 members of ids/);
  const identifiers = Array.from({ length: 101 }, (_, i) => ({ email: `p${i}@example.com` }));
  const lookups = 'query ($i: [CustomerIdentifierInput!]!) { customersByIdentifiers(identifiers: $i) { status } }';
  expectTooComplex(await gateway.ask(lookups, { i: identifiers }), /at most 100 members of identifiers/);
  expect((await gateway.ask(query, { ids: ids.slice(1) })).errors).toEqual([]);
});

it('refuses an answer that could come to too much, by pages times customers', async () => {
  const query = (first: number) =>
    `query ($ids: [ID!]!, $n: Int = ${first}) { customers(ids: $ids) { orders(first: $n) { edges { node { number total { amount } } } } } }`;
  const ids = Array.from({ length: 100 }, () => ADA);
  expectTooComplex(await gateway.ask(query(10), { ids, n: 100 }), /values that the answer could come to/);
  expect((await gateway.ask(query(10), { ids: ids.slice(90), n: 100 })).errors).toEqual([]);
});

it('refuses hostile documents quickly, and a fragment bomb costs no more than its text', async () => {
  const fragments = Array.from(
    { length: 25 },
    (_, i) => `fragment F${i} on Customer { ${i < 24 ? `...F${i + 1} ... on Customer { ...F${i + 1} }` : 'a: id'} }`,
  );
  const started = performance.now();
  expectTooComplex(await gateway.ask(`{ customer(id: "${ADA}") { ...F0 } } ${fragments.join(' ')}`), /aliases/);
  expect(performance.now() - started).toBeLessThan(1000);
});

describe('introspection', () => {
  const SCHEMA = '{ __schema { queryType { name } } }';

  it('needs the right, whatever the caller before had', async () => {
    expect((await gateway.ask(SCHEMA, {}, 'operator')).data).toEqual({ __schema: { queryType: { name: 'Query' } } });
    const refused = await gateway.ask(SCHEMA, {}, 'reader');
    expect(refused.status).toBe(403);
    expect(refused.data).toBeUndefined();
    expect(refused.errors[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('gives the whole schema to tools', async () => {
    const query = getIntrospectionQuery({ oneOf: true, specifiedByUrl: true, inputValueDeprecation: true });
    const { data, errors } = await gateway.ask(query, {}, 'steward');
    expect(errors).toEqual([]);
    const schema = buildClientSchema(data as unknown as IntrospectionQuery);
    const input = schema.getType('CustomerIdentifierInput');
    expect(isInputObjectType(input) && input.isOneOf).toBe(true);
  });

  it.each([
    '{ __type(name: "Customer") { name } }',
    '{ s: __schema { queryType { name } } }',
    '{ _service { sdl } }',
    '{ ...__schema } fragment __schema on Query { __type(name: "Query") { name } }',
    '{ ... on Query { ... on Query { _service { sdl } } } }',
  ])('is refused by every way: %s', async (query) => {
    expect((await gateway.ask(query)).errors[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await gateway.ask(query, {}, 'steward')).errors).toEqual([]);
  });

  it('is not meant by __typename, or by a fragment that is only called so', async () => {
    const { errors } = await gateway.ask('{ __typename ...__schema } fragment __schema on Query { viewer { id } }');
    expect(errors).toEqual([]);
  });
});

it('tells strangers nothing of the schema in complaints', async () => {
  const { errors } = await gateway.ask(`{ customer(id: "${ADA}") { displayNam } }`);
  expect(errors[0]?.message).not.toMatch(/did you mean/i);
  expect(errors[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
});
