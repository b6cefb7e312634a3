import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCli } from '../../src/cli/program';
import { type DemoSources, startDemoSources } from '../../src/demo/demo-sources';
import { capturedTerminal } from './captured-terminal';

let demo: DemoSources;
let folder: string;

beforeAll(async () => {
  demo = await startDemoSources({ seed: 7, persons: 20 });
});
afterAll(() => demo.close());
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'onefold-check-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function check(tokens: Record<string, string> = {}, extra = '') {
  const baseUrl = (name: string): string =>
    `baseUrl: "${demo.sources.find((source) => source.name === name)?.baseUrl}"`;
  const { hubspotToken, shopifyToken, zendesk } = demo.credentials;
  writeFileSync(
    path.join(folder, 'onefold.yml'),
    `identity: { pepper: { env: SECRET }, encryptionKey: { env: SECRET } }
sources:
  crm: { type: hubspot, ${baseUrl('crm')}, credentials: { token: { env: HUBSPOT_TOKEN } } }
  shop: { type: shopify, shop: demo, ${baseUrl('shop')}, credentials: { accessToken: { env: SHOPIFY_TOKEN } } }
  support: { type: zendesk, subdomain: demo, ${baseUrl('support')}, credentials: { email: ${zendesk.email}, apiToken: { env: ZENDESK_TOKEN } }${extra} }
`,
  );
  const env = {
    SECRET: Buffer.alloc(32, 1).toString('base64'),
    HUBSPOT_TOKEN: hubspotToken,
    SHOPIFY_TOKEN: shopifyToken,
    ZENDESK_TOKEN: zendesk.token,
    ...tokens,
  };
  const terminal = capturedTerminal({ cwd: folder, env });
  const code = await runCli(['check'], terminal);
  return { code, output: terminal.output, complaints: terminal.complaints };
}

test('says of the config, the store and each source that all is well', async () => {
  const { code, output } = await check();
  expect(output.map((line) => line.split(/ {2,}/).slice(0, 2).join(' '))).toEqual([
    'ok config',
    'ok identity',
    'ok crm',
    'ok shop',
    'ok support',
  ]);
  expect(code).toBe(0);
});

test('names the sources that refuse their credential, tries the others, and fails', async () => {
  const wrong = 'pat-wrong-0123456789';
  const { code, output, complaints } = await check({ HUBSPOT_TOKEN: wrong, ZENDESK_TOKEN: wrong });
  const verdicts = Object.fromEntries(output.map((line) => line.split(/ {2,}/).slice(0, 2).reverse()));
  expect(verdicts).toMatchObject({ crm: 'FAIL', shop: 'ok', support: 'FAIL' });
  expect([code, complaints]).toEqual([1, ['2 sources failed.']]);
  expect(output.join('\n')).not.toContain(wrong);
});

test('leaves out a source that is not enabled, and says so', async () => {
  const { code, output } = await check({ ZENDESK_TOKEN: 'wrong' }, ', enabled: false');
  expect(output.at(-1)).toMatch(/^off +support +not enabled$/);
  expect(code).toBe(0);
});
