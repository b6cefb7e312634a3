import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../src/cli/program';
import { SYSTEMS } from '../sources/declarative/described';
import { CLIENTS, type Ledgerline, PASSWORD, startLedgerline, USER } from '../sources/declarative/systems/ledgerline';
import { capturedTerminal } from './captured-terminal';

let ledgerline: Ledgerline;
let folder: string;

beforeAll(async () => {
  ledgerline = await startLedgerline();
  folder = mkdtempSync(join(tmpdir(), 'onefold-preview-'));
  const file = readFileSync(join(SYSTEMS, 'ledgerline.yml'), 'utf8');
  writeFileSync(join(folder, 'ledgerline.yml'), file.replace('    locale: language\n', ''));
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
`,
  );
});
afterAll(async () => {
  await ledgerline.close();
  rmSync(folder, { recursive: true, force: true });
});

async function preview(...args: string[]) {
  const env = { SECRET: Buffer.alloc(32, 1).toString('base64'), LEDGER_USER: USER, LEDGER_PASSWORD: PASSWORD };
  const terminal = capturedTerminal({ cwd: folder, env });
  const code = await runCli(['source', 'preview', ...args], terminal);
  return { code, text: terminal.output.join('\n'), complaints: terminal.complaints };
}

test('shows what was asked, what came, what became of it, what nobody reads, and what it cost', async () => {
  const { code, text } = await preview('shop', '--ids', '1001,1003,999999,abc');
  expect(code).toBe(0);
  const lines = text.split('\n');
  for (const line of [
    '→ POST /session',
    // An id of another form is never sent.
    '→ GET /v3/clients?client=1001|1003|999999&detail=all&size=40',
    '  displayName        Ada Moser',
    '  email              ada.moser@example.com (OBSERVED, primary, written ADA.MOSER@EXAMPLE.COM)',
    '999999  nobody, or nothing',
    'abc  nobody, or nothing',
    'left unmapped: language',
    '→ PUT /v3/orders/query',
    '  status             OPEN',
    '  customersById          1 call; for fifty: 2 calls (multiGet, 40 a call)',
  ]) {
    expect(lines).toContain(line);
  }
  expect(lines.filter((line) => /^← HTTP 200/.test(line)).length).toBeGreaterThanOrEqual(3);
  // What signs in is not shown, neither what we send nor what we get.
  for (const secret of [USER, PASSWORD, 's-1']) expect(text).not.toContain(secret);
});

test('finds somebody by e-mail, and says so where there is nobody', async () => {
  const { text } = await preview('shop', '--email', CLIENTS[2]!.email.toUpperCase());
  expect(text).toContain(`→ GET /v3/clients/find?mail=${CLIENTS[2]!.email}`);
  expect(text).toContain('1003\n  createdAt');
  expect((await preview('shop', '--email', 'nobody@example.com')).text).toContain(
    'nobody@example.com  nobody, or nothing',
  );
});

test('a failure is shown as what a caller would be told', async () => {
  ledgerline.intercept = () => ({ status: 420, body: { wait_ms: 1500 } });
  const { code, text } = await preview('shop', '--ids', '1001');
  ledgerline.intercept = undefined;
  expect(code).toBe(0);
  expect(text).toContain('← HTTP 420');
  expect(text).toContain('1001  RATE_LIMITED: HTTP 420, rate limited');
});

test.each([
  ['no such source', ['shops', '--ids', '1'], 'There is no source shops; there are shop.'],
  ['nobody to ask for', ['shop'], 'Say whom to ask for: --ids 1,2 or --email ada@example.com.'],
  ['no address', ['shop', '--email', 'ada'], '--email takes an e-mail address.'],
])('%s is told, and nothing is asked', async (_, args, complaint) => {
  const before = ledgerline.asked.length;
  expect(await preview(...args)).toMatchObject({ code: 2, complaints: [complaint] });
  expect(ledgerline.asked.length).toBe(before);
});
