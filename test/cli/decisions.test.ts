/** Commands of stewards before a gateway that answers as told: what they ask, print, and exit with. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { buildClientSchema, buildSchema, introspectionFromSchema, parse, validate } from 'graphql';
import { runCli } from '../../src/cli/program';
import { capturedTerminal } from './captured-terminal';

const [ADA, BOB] = ['a', 'b'].map((letter) => `cus_${letter.repeat(26)}`) as [string, string];
const DECIDED = {
  __typename: 'DecisionMade',
  event: `${ADA}:7`,
  customers: [{ id: ADA, records: [{ source: 'crm', id: '1' }] }],
};

let gateway: Server;
let url: string;
let asked: { query: string; variables: { input: Record<string, unknown> } & Record<string, unknown> }[];
/** Nothing: the connection is cut. */
let answer: object | undefined;

beforeEach(async () => {
  asked = [];
  answer = { data: { decided: DECIDED } };
  gateway = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    asked.push(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    if (answer) response.end(JSON.stringify(answer));
    else response.destroy();
  });
  await new Promise<void>((done) => gateway.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
});

afterEach(async () => {
  gateway.closeAllConnections();
  await new Promise((done) => gateway.close(done));
});

async function onefold(...args: string[]) {
  const terminal = capturedTerminal({ env: { ONEFOLD_URL: url, ONEFOLD_KEY: 'of_key' } });
  const code = await runCli(args, terminal);
  return { code, output: terminal.output.join('\n'), complaints: terminal.complaints.join('\n') };
}

const RECORD = { source: 'shop', id: 'gid://shopify/Customer/7' };
const WRITTEN = 'shop:gid://shopify/Customer/7';

test.each([
  [['merge', ADA, BOB, '--expected', 'x'], { survivor: ADA, other: BOB, expected: 'x' }],
  [['split', ADA, 'crm:1', WRITTEN], { customer: ADA, records: [{ source: 'crm', id: '1' }, RECORD] }],
  [['link', WRITTEN, ADA], { record: RECORD, customer: ADA }],
  [['unlink', WRITTEN], { record: RECORD }],
  [['undo', `${ADA}:7`], { event: `${ADA}:7` }],
])('%j orders what was written, and says how to take it back', async (args, input) => {
  const { code, output } = await onefold(...args, '--reason', 'called in', '--idempotency-key', 'click-1');
  expect(asked[0]?.variables).toEqual({ input: { ...input, reason: 'called in', idempotencyKey: 'click-1' } });
  expect({ code, output }).toEqual({
    code: 0,
    output: `Done: ${ADA}:7\n  ${ADA}  crm:1\nTo take it back: onefold undo ${ADA}:7`,
  });
  const schema = buildSchema(readFileSync(path.resolve(__dirname, '../../schema/schema.graphql'), 'utf8'));
  const client = buildClientSchema(introspectionFromSchema(schema, { oneOf: true }));
  expect(validate(client, parse(asked[0]?.query ?? ''))).toEqual([]);
});

test('each order has a key of its own', async () => {
  await onefold('unlink', 'crm:1');
  await onefold('unlink', 'crm:1');
  const keys = asked.map(({ variables }) => variables.input.idempotencyKey);
  expect(new Set(keys).size).toBe(2);
});

test('a refusal is one sentence with the events in the way, and the exit code is 1', async () => {
  const refused = { __typename: 'DecisionRefused', reason: 'NEVER_LINKED', message: 'No.', because: [`${BOB}:2`] };
  answer = { data: { decided: refused } };
  expect(await onefold('merge', ADA, BOB)).toEqual({
    code: 1,
    output: '',
    complaints: `NEVER_LINKED: No.\n  in the way: ${BOB}:2`,
  });
});

test.each([
  ['the answer is lost', undefined],
  ['the store was away', { data: null, errors: [{ message: 'no', extensions: { code: 'IDENTITY_UNAVAILABLE' } }] }],
])('where %s, the key to find out with is told', async (_, given) => {
  answer = given;
  const { code, complaints } = await onefold('merge', ADA, BOB);
  expect(code).toBe(1);
  expect(complaints).toContain(`--idempotency-key ${asked[0]?.variables.input.idempotencyKey}`);
});

test('what was decided is told newest first, page by page, as far as was asked for', async () => {
  const node = { id: `${ADA}:7`, type: 'MERGED', at: '2026-11-24T19:48:00Z', who: 'ada', why: 'called\u001b[2J in' };
  const full = { ...node, came: [{ source: 'crm', id: '1' }, null], left: [], others: [BOB], undoes: null };
  const pageInfo = { hasNextPage: true, endCursor: 'next' };
  answer = { data: { identityHistory: { edges: [{ node: full }], pageInfo } } };
  const { code, output, complaints } = await onefold('history', ADA, '--limit', '150');
  expect(asked.map(({ variables }) => variables)).toEqual([
    { id: ADA, first: 100, after: null },
    { id: ADA, first: 50, after: 'next' },
  ]);
  const event = `MERGED  2026-11-24T19:48:00Z  ${ADA}:7\n  by ada: called [2J in\n  came: crm:1  (erased)\n  with: ${BOB}`;
  expect({ code, output }).toEqual({ code: 0, output: `${event}\n${event}` });
  expect(complaints).toBe('There are older events: --limit 300 shows more.');
});

test.each([
  [['merge', ADA, 'ada']],
  [['merge', ADA]],
  [['split', ADA]],
  [['split', ADA, 'ada@example.com']],
  [['link', 'order:shop:#1', ADA]],
  [['unlink', ADA]],
  [['undo', ADA]],
  [['history', 'crm:1']],
  [['history', ADA, '--limit', '0']],
])('%j is a wrong command line, and nothing is asked', async (args) => {
  expect((await onefold(...args)).code).toBe(2);
  expect(asked).toEqual([]);
});
