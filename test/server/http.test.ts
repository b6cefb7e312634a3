import { request as httpRequest } from 'node:http';
import { ADA } from '../api/fake-view';
import { KEYS, readAnswer, startTestGateway, type TestGateway } from '../api/gateway';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ limits: { tokens: 2000 } });
});
afterAll(() => gateway.close());

const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': KEYS.reader, ...headers },
    body,
  });

describe('closed by default', () => {
  it.each([
    ['no key', {}],
    ['an unknown key', { 'x-api-key': 'of_who_knows' }],
    ['another scheme', { authorization: 'Basic eDp5' }],
  ])('refuses %s with 401 in the shape of GraphQL', async (_, headers) => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: '{ __typename }' }),
    });
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    const { status, data, errors } = await readAnswer(response);
    expect({ status, data }).toEqual({ status: 401, data: undefined });
    expect(errors[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED', retryable: false });
  });

  it('refuses strangers before their body is read', async () => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{ this is not JSON',
    });
    expect(response.status).toBe(401);
  });
});

describe('GraphQL over HTTP', () => {
  it('answers a GET with the header that browsers cannot forge, and refuses one without', async () => {
    const url = `${gateway.url}/graphql?query=${encodeURIComponent('{viewer{role}}')}`;
    const safe = await fetch(url, { headers: { 'x-api-key': KEYS.reader, 'apollo-require-preflight': 'yes' } });
    expect((await readAnswer(safe)).data).toEqual({ viewer: { role: 'READER' } });
    const forged = await readAnswer(await fetch(url, { headers: { 'x-api-key': KEYS.reader } }));
    expect([forged.status, forged.errors[0]?.extensions.code]).toEqual([400, 'BAD_REQUEST']);
  });

  it.each([
    ['a body that is not JSON', '{', 400, 'BAD_REQUEST'],
    ['an empty body', '', 400, 'BAD_REQUEST'],
    ['a body without a document', '{}', 400, 'BAD_REQUEST'],
    ['a batch', '[{"query":"{viewer{id}}"},{"query":"{viewer{id}}"}]', 400, 'BAD_REQUEST'],
    ['a prototype in the body', '{"query":"{viewer{id}}","__proto__":{"x":1}}', 400, 'BAD_REQUEST'],
    ['an operation that is not there', '{"query":"query A{viewer{id}}","operationName":"B"}', 400, 'BAD_REQUEST'],
    ['a document that is not GraphQL', '{"query":"{ viewer "}', 400, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{"query":"{ nothing }"}', 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a mutation', '{"query":"mutation { x }"}', 400, 'GRAPHQL_VALIDATION_FAILED'],
  ])('refuses %s', async (_, body, status, code) => {
    const answer = await readAnswer(await post(body));
    expect([answer.status, answer.errors[0]?.extensions.code]).toEqual([status, code]);
    expect(answer.errors[0]?.extensions).not.toHaveProperty('stacktrace');
  });

  it('refuses another content type', async () => {
    const answer = await readAnswer(await post('x', { 'content-type': 'application/xml' }));
    expect([answer.status, answer.errors[0]?.extensions.code]).toEqual([415, 'BAD_REQUEST']);
  });

  it('refuses a body that is too large, in the shape of GraphQL', async () => {
    const answer = await readAnswer(await post(JSON.stringify({ query: '{viewer{id}}', x: 'x'.repeat(70_000) })));
    expect([answer.status, answer.errors[0]?.extensions.code]).toEqual([413, 'REQUEST_TOO_LARGE']);
  });

  it('tells clients of persisted queries to send the document', async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } };
    const answer = await readAnswer(await post(JSON.stringify({ extensions })));
    expect(answer.errors[0]).toMatchObject({
      message: 'PersistedQueryNotSupported',
      extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' },
    });
  });

  it('gives every answer a request id of its own and the headers of a quiet API', async () => {
    const response = await post('{"query":"{viewer{id}}"}', { 'x-request-id': 'ada@example.com' });
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f]{16}$/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'/);
  });

  it('stays quick for others while hostile documents come', async () => {
    const hostile = JSON.stringify({ query: `{ ${'viewer { id name role rights } '.repeat(300)} }` });
    const storm = Promise.all(Array.from({ length: 20 }, () => post(hostile).then((response) => response.status)));
    const started = performance.now();
    expect((await readAnswer(await post('{"query":"{viewer{id}}"}'))).errors).toEqual([]);
    expect(performance.now() - started).toBeLessThan(1000);
    expect(new Set(await storm)).toEqual(new Set([400]));
  });
});

it('answers the same for paths it does not have, with no word of what it is', async () => {
  const response = await fetch(`${gateway.url}/admin`);
  expect([response.status, await response.json()]).toEqual([404, { error: 'not found' }]);
  expect(response.headers.get('server')).toBeNull();
});

it('refuses a header block that never ends', async () => {
  const status = await new Promise((resolve, reject) => {
    const asking = httpRequest(`${gateway.url}/graphql`, { headers: { 'x-long': 'x'.repeat(32_000) } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asking.on('error', reject);
    asking.end();
  });
  expect(status).toBe(431);
});

it('says plainly when the port is taken', async () => {
  await expect(startTestGateway({ port: gateway.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect((await gateway.ask('query ($id: ID!) { customer(id: $id) { id } }', { id: ADA })).errors).toEqual([]);
});
