import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAuthenticator } from '../../src/access/authenticate';
import { runCli } from '../../src/cli/program';
import { loadConfig } from '../../src/config';
import { openStore } from '../../src/gateway';
import { capturedTerminal } from './captured-terminal';

const env = {
  SECRET: Buffer.alloc(32, 1).toString('base64'),
  TOKEN: 'token',
  CONFIGURED_KEY: 'of_website_0123456789',
};
const CONFIG = `
identity: { store: { type: embedded, path: identity }, pepper: { env: SECRET }, encryptionKey: { env: SECRET } }
sources: { crm: { type: hubspot, credentials: { token: { env: TOKEN } } } }
access: { keys: [{ id: website, name: Website, role: reader, secret: { env: CONFIGURED_KEY } }] }
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'onefold-keys-'));
  writeFileSync(path.join(folder, 'onefold.yml'), CONFIG);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function keys(...args: string[]) {
  const terminal = capturedTerminal({ cwd: folder, env });
  const code = await runCli(['keys', ...args], terminal);
  return { code, output: terminal.output.join('\n'), complaints: terminal.complaints.join('\n') };
}

async function callerOf(key: string): Promise<unknown> {
  const store = await openStore(loadConfig({ cwd: folder, env }));
  try {
    const authenticator = createAuthenticator({
      configured: [],
      stored: () => store.apiKeys(),
      rights: { linkingRoles: ['steward'], openSchema: false },
    });
    return await authenticator.authenticate({ authorization: `Bearer ${key}` });
  } finally {
    await store.close();
  }
}

test('a key that was created lets its holder in with its role, until it is revoked', async () => {
  const created = await keys('create', '--name', 'Data team', '--role', 'steward');
  expect(created.code).toBe(0);
  const key = created.output.trim();
  expect(await callerOf(key)).toMatchObject({ name: 'Data team', role: 'steward' });

  const id = /^of_([0-9a-f]+)_/.exec(key)?.[1] as string;
  expect((await keys('revoke', id)).code).toBe(0);
  await expect(callerOf(key)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  expect((await keys('list')).output).toMatch(new RegExp(`${id} +steward +revoked \\d{4}-\\d{2}-\\d{2} +Data team`));
});

test('the key stands alone on standard output, and is shown once', async () => {
  const created = await keys('create', '--name', 'app');
  expect(created.output).toMatch(/^of_[0-9a-f]+_[\w-]{43}$/);
  expect(created.complaints).toContain('shown this once');
  expect((await keys('list')).output).not.toContain(created.output.trim());
});

test('keys of the config are listed beside those of the store, and cannot be revoked here', async () => {
  expect((await keys('list')).output).toMatch(/website +reader +in the config +Website/);
  const { code, complaints } = await keys('revoke', 'website');
  expect([code, complaints]).toEqual([1, expect.stringContaining('take it out of access.keys')]);
});

test('a key that there is not cannot be revoked', async () => {
  const { code, complaints } = await keys('revoke', 'nobody');
  expect([code, complaints]).toEqual([1, 'There is no key nobody. onefold keys list shows those there are.']);
});
