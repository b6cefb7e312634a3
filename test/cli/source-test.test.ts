import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../src/cli/program';
import { SYSTEMS } from '../sources/declarative/described';
import { type Ledgerline, PASSWORD, startLedgerline, USER } from '../sources/declarative/systems/ledgerline';
import { CLIENT_ID, CLIENT_SECRET, type Parley, PEOPLE, startParley } from '../sources/declarative/systems/parley';
import { capturedTerminal } from './captured-terminal';

let ledgerline: Ledgerline;
let parley: Parley;
let folder: string;

beforeAll(async () => {
  [ledgerline, parley] = await Promise.all([startLedgerline(), startParley()]);
  folder = mkdtempSync(join(tmpdir(), 'onefold-law-'));
  writeFileSync(
    join(folder, 'onefold.yml'),
    `identity: { pepper: { env: SECRET }, encryptionKey: { env: SECRET } }
sources:
  shop:
    type: declarative
    file: ledgerline.yml
    baseUrl: ${ledgerline.url}/api
    variables: { company: demo }
    secrets: { user: { env: LEDGER_USER }, password: { env: LEDGER_PASSWORD } }
  desk:
    type: declarative
    file: parley.yml
    baseUrl: ${parley.url}
    secrets: { clientId: { env: PARLEY_ID }, clientSecret: { env: PARLEY_SECRET } }
`,
  );
});
afterAll(async () => {
  await Promise.all([ledgerline.close(), parley.close()]);
  rmSync(folder, { recursive: true, force: true });
});

/** @param change of the connector files, as somebody could have written them. */
async function law(name: string, ids: readonly string[], change: (file: string) => string = (file) => file) {
  for (const file of ['ledgerline.yml', 'parley.yml']) {
    writeFileSync(join(folder, file), change(readFileSync(join(SYSTEMS, file), 'utf8')));
  }
  const env = {
    SECRET: Buffer.alloc(32, 1).toString('base64'),
    LEDGER_USER: USER,
    LEDGER_PASSWORD: PASSWORD,
    PARLEY_ID: CLIENT_ID,
    PARLEY_SECRET: CLIENT_SECRET,
  };
  const terminal = capturedTerminal({ cwd: folder, env });
  const code = await runCli(['source', 'test', name, '--ids', ids.join(',')], terminal);
  const failing = terminal.output.filter((line) => /^(FAIL| {6})/.test(line)).map((line) => line.trim());
  return { code, output: terminal.output, failing, complaints: terminal.complaints };
}

test('a source that keeps the law passes, and is asked each thing once', async () => {
  ledgerline.asked.length = 0;
  const { code, output, failing } = await law('shop', ['1001', '1003', '1004', '1005']);
  expect([code, failing]).toEqual([0, []]);
  expect(output).toHaveLength(12);
  expect(output.every((line) => line.startsWith('ok  '))).toBe(true);
  // What is tried with answers turned over, failing or odd costs the API nothing.
  expect(ledgerline.asked.length).toBeLessThan(60);
  const desk = await law('desk', [PEOPLE[0]!.id, PEOPLE[2]!.id, PEOPLE[3]!.id]);
  expect([desk.code, desk.failing]).toEqual([0, []]);
  expect(desk.output.filter((line) => line.startsWith('skip'))).toHaveLength(1);
});

test.each<[name: string, from: string, to: string, failing: readonly string[]]>([
  [
    'search hits that are taken for whole records',
    'records: { path: clients.list }\n    hits: ids',
    'records: { path: clients.list }',
    [
      'FAIL  a search by e-mail finds whole records, and only those that carry it',
      'expected 1001 among the hits, received SCHEMA_DRIFT (since: expected a value or null, received nothing; contacts: expected a value or null, received nothing; person.firm: expected a value or null, received nothing)',
    ],
  ],
  [
    'a date in another form',
    'placed, convert: { date: "DD.MM.YYYY HH:mm:ss"',
    'placed, convert: { date: "YYYY-MM-DD HH:mm:ss"',
    [
      'FAIL  orders page to the end, newest first, none lost or twice',
      'the list of 1001: SCHEMA_DRIFT (placed: expected time, received text)',
    ],
  ],
])('%s do not pass', async (_, from, to, failing) => {
  const {
    code,
    failing: found,
    complaints,
  } = await law('shop', ['1001', '1003', '1004'], (file) => file.replace(from, to));
  expect(code).toBe(1);
  expect(found).toEqual(expect.arrayContaining([...failing]));
  expect(complaints[0]).toMatch(/not hold\.$/);
});

test('an id that is not there is told', async () => {
  const { code, failing } = await law('shop', ['1001', '9999']);
  expect(code).toBe(1);
  expect(failing).toContain('expected a record for each id, received 9999: none');
});

test('fewer than two ids are no test', async () => {
  const { code, complaints } = await law('shop', ['1001']);
  expect([code, complaints]).toEqual([
    2,
    ['Name 2 to 20 ids of records that are there, of people with some orders or tickets: --ids 1,2,3.'],
  ]);
});
