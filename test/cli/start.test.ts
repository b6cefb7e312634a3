import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCli } from '../../src/cli/program';
import { type CapturedTerminal, capturedTerminal } from './captured-terminal';

const KEY = 'of_website_0123456789';
const env = { SECRET: Buffer.alloc(32, 1).toString('base64'), TOKEN: 'token', CONFIGURED_KEY: KEY };

let folder: string;
let terminal: CapturedTerminal;
let running: Promise<number> | undefined;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'onefold-start-'));
});
afterEach(async () => {
  terminal.interrupt();
  await running;
  rmSync(folder, { recursive: true, force: true });
});

function start(config: { store?: string; port?: number; env?: Record<string, string> } = {}): Promise<number> {
  const store = config.store ?? `{ type: embedded, path: ${path.join(folder, 'identity')} }`;
  writeFileSync(
    path.join(folder, 'onefold.yml'),
    `server: { port: ${config.port ?? 0} }
log: { level: silent }
identity: { store: ${store}, pepper: { env: SECRET }, encryptionKey: { env: SECRET } }
sources: { crm: { type: hubspot, baseUrl: "http://127.0.0.1:9", credentials: { token: { env: TOKEN } } } }
access: { keys: [{ id: website, name: Website, role: reader, secret: { env: CONFIGURED_KEY } }] }
`,
  );
  terminal = capturedTerminal({ cwd: folder, env: { ...env, ...config.env } });
  running = runCli(['start'], terminal);
  return running;
}

async function ask(url: string, headers: Record<string, string>) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: '{ viewer { id role } }' }),
  });
  return { status: response.status, body: (await response.json()) as unknown };
}

test('starts though no source answers, lets in who has a key and nobody else, and ends with code 0', async () => {
  const ended = start();
  const url = /http:\S+/.exec(await terminal.line(/ready/))?.[0] as string;
  expect(await ask(url, { authorization: `Bearer ${KEY}` })).toEqual({
    status: 200,
    body: { data: { viewer: { id: 'website', role: 'READER' } } },
  });
  expect(await ask(url, {})).toMatchObject({
    status: 401,
    body: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
  });
  terminal.interrupt();
  expect(await ended).toBe(0);
  await expect(ask(url, {})).rejects.toThrow();
});

test('a port in use is one sentence and exit code 1', async () => {
  const other = createServer();
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  const { port } = other.address() as AddressInfo;
  try {
    expect(await start({ port })).toBe(1);
    expect(terminal.complaints).toEqual([
      `Port ${port} is in use. Stop what uses it, or take another: PORT=4001, or server.port in onefold.yml.`,
    ]);
  } finally {
    await new Promise((done) => other.close(done));
  }
});

test('a store that cannot be written is one sentence and exit code 1', async () => {
  writeFileSync(path.join(folder, 'file'), '');
  expect(await start({ store: `{ type: embedded, path: ${path.join(folder, 'file', 'identity')} }` })).toBe(1);
  expect(terminal.complaints).toHaveLength(1);
  expect(terminal.complaints[0]).toContain(path.join(folder, 'file'));
  expect(terminal.complaints[0]).not.toMatch(/\bat .*\.ts/);
});

test('a MongoDB that does not answer is one sentence without the credentials, and exit code 1', async () => {
  const MONGODB_URI = 'mongodb://onefold:hunter2@127.0.0.1:9/?serverSelectionTimeoutMS=200';
  expect(await start({ store: '{ type: mongodb }', env: { MONGODB_URI } })).toBe(1);
  expect(terminal.complaints).toEqual(['MongoDB at 127.0.0.1:9 cannot be reached']);
});
