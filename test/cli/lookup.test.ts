import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { buildClientSchema, buildSchema, introspectionFromSchema, parse, validate } from 'graphql';
import { runCli } from '../../src/cli/program';
import { capturedTerminal } from './captured-terminal';

let gateway: Server;
let url: string;
let asked: { url?: string; authorization?: string; body: { query: string; variables: unknown } }[];
let answer: { status: number; body: string };

const nobody = {
  data: {
    customerByIdentifier: { status: 'NOT_FOUND', matchedBy: null, customer: null, candidates: [], sourceStatus: [] },
  },
};

beforeEach(async () => {
  asked = [];
  answer = { status: 200, body: JSON.stringify(nobody) };
  gateway = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push({ url: request.url, authorization: request.headers.authorization, body: JSON.parse(body) });
      response.writeHead(answer.status, { 'content-type': 'application/json', location: '/elsewhere' });
      response.end(answer.body);
    });
  });
  await new Promise<void>((done) => gateway.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
});

afterEach(async () => {
  gateway.closeAllConnections();
  await new Promise((done) => gateway.close(done));
});

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function lookup(...args: string[]) {
  const terminal = capturedTerminal({ env: { ONEFOLD_URL: url, ONEFOLD_KEY: 'of_key' } });
  const code = await runCli(['lookup', ...args], terminal);
  return { code, output: terminal.output.join('\n'), complaints: terminal.complaints.join('\n') };
}

test('asks the gateway of the environment, with its key, for what was written', async () => {
  const { code, output } = await lookup('order:shop:#1042');
  expect(code).toBe(0);
  expect(output).toContain('Nobody has this identifier.');
  expect(asked).toEqual([
    {
      url: '/graphql',
      authorization: 'Bearer of_key',
      body: {
        query: expect.stringContaining('query LookUpCustomer'),
        variables: { identifier: { order: { source: 'shop', number: '#1042' } } },
      },
    },
  ]);
});

test('options outrank the environment, and a path of the address is kept', async () => {
  await lookup('ada@example.com', '--url', `${url}/customers/`, '--key', 'of_other');
  expect(asked[0]).toMatchObject({ url: '/customers/graphql', authorization: 'Bearer of_other' });
});

test('the query fits the schema that is published', async () => {
  await lookup('ada@example.com');
  const schema = buildSchema(readFileSync(path.resolve(__dirname, '../../schema/schema.graphql'), 'utf8'));
  const client = buildClientSchema(introspectionFromSchema(schema, { oneOf: true }));
  expect(validate(client, parse(asked[0]?.body.query ?? ''))).toEqual([]);
});

test('--json prints the answer as it came', async () => {
  const { output } = await lookup('ada@example.com', '--json');
  expect(JSON.parse(output)).toEqual(nobody);
});

test('errors beside a result are told on standard error, and the result is shown', async () => {
  const errors = [{ message: 'crm could not answer', extensions: { code: 'SOURCE_UNAVAILABLE' } }];
  answer = { status: 200, body: JSON.stringify({ ...nobody, errors }) };
  const { code, output, complaints } = await lookup('ada@example.com');
  expect(code).toBe(0);
  expect(complaints).toBe('SOURCE_UNAVAILABLE: crm could not answer');
  expect(output).toContain('Nobody');
});

test('a refusal is told with its code, and the exit code is 1', async () => {
  const errors = [{ message: 'An API key is needed', extensions: { code: 'UNAUTHENTICATED' } }];
  answer = { status: 401, body: JSON.stringify({ errors }) };
  const { code, complaints } = await lookup('ada@example.com');
  expect(code).toBe(1);
  expect(complaints).toContain('UNAUTHENTICATED: An API key is needed');
});

test.each([
  ['is no gateway', { status: 200, body: '<html>' }],
  ['answers something else', { status: 404, body: '{"ok":false}' }],
])('what %s is told so', async (_, given) => {
  answer = given;
  const { code, complaints } = await lookup('ada@example.com');
  expect(code).toBe(1);
  expect(complaints).toBe(`What answers at ${url} is no Onefold gateway (HTTP ${given.status}).`);
});

test('a key is not carried to where an answer redirects', async () => {
  answer = { status: 307, body: '' };
  const { code } = await lookup('ada@example.com');
  expect(code).toBe(1);
  expect(asked).toHaveLength(1);
});

test('no gateway is one sentence with the address', async () => {
  gateway.closeAllConnections();
  await new Promise((done) => gateway.close(done));
  const { code, complaints } = await lookup('ada@example.com');
  expect(code).toBe(1);
  expect(complaints).toBe(`No gateway answers at ${url} (ECONNREFUSED).`);
  gateway.listen(0, '127.0.0.1');
});

test.each([
  ['an identifier that is none', ['Ada Lovelace']],
  ['no identifier', []],
  ['an address that is none', ['ada@example.com', '--url', 'localhost:4000']],
])('%s is a wrong command line', async (_, args) => {
  const { code } = await lookup(...args);
  expect(code).toBe(2);
  expect(asked).toEqual([]);
});
