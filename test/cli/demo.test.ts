import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCli } from '../../src/cli/program';
import { capturedTerminal } from './captured-terminal';

const ROOT = path.resolve(__dirname, '../..');
let folder: string;
let build: string;

beforeAll(() => {
  build = mkdtempSync(path.join(tmpdir(), 'onefold-build-'));
  const swc = path.join(ROOT, 'node_modules/.bin/swc');
  const built = spawnSync(swc, ['src', '--out-dir', build, '--strip-leading-paths', '--quiet'], { cwd: ROOT });
  if (built.status !== 0) throw new Error(String(built.stderr));
}, 60_000);
afterAll(() => rmSync(build, { recursive: true, force: true }));

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'onefold-demo-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `npm start` in an empty folder, as a process of its own. */
function startDemo() {
  const child = spawn(process.execPath, [path.join(build, 'main.js')], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, PORT: '0', NODE_PATH: path.join(ROOT, 'node_modules') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const ready = new Promise<string>((done, fail) => {
    const take = (chunk: Buffer): void => {
      text += chunk;
      const line = /^.*ready at.*$/m.exec(text)?.[0];
      if (line && text.includes('Ctrl-C ends everything.')) done(line);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('exit', (code) => fail(new Error(`ended with ${code}:\n${text}`)));
  });
  const exited = new Promise<number | null>((done) => child.once('exit', done));
  return { child, ready, exited, text: () => text };
}

async function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return {
    status: response.status,
    body: (await response.json()) as { data?: Record<string, unknown>; errors?: unknown },
  };
}

test('starts without a config, says so in one line with address and key, answers its own queries, ends on Ctrl-C', async () => {
  const { child, ready, exited, text } = startDemo();
  try {
    const line = await ready;
    const [, url, key] = /(http:\S+).* key (of_\S+)/.exec(line) as unknown as [string, string, string];

    expect(await post(url, { query: '{ __typename }' })).toEqual({
      status: 200,
      body: { data: { __typename: 'Query' } },
    });
    const bearer = { authorization: `Bearer ${key}` };
    expect((await post(url, { query: '{ viewer { role } }' }, bearer)).body.data).toEqual({
      viewer: { role: 'OPERATOR' },
    });

    const bodies = [...text().matchAll(/^curl .* -d '(.*)'$/gm)].map(([, body]) => JSON.parse(body as string));
    expect(bodies).toHaveLength(3);
    const answers = await Promise.all(bodies.map((body) => post(url, body)));
    expect(answers.map(({ body }) => body.errors)).toEqual([undefined, undefined, undefined]);
    const statuses = answers.map(
      ({ body }) => (body.data as { customerByIdentifier: { status: string } }).customerByIdentifier.status,
    );
    expect(statuses).toEqual(['FOUND', 'AMBIGUOUS', 'FOUND']);
  } finally {
    child.kill('SIGINT');
  }
  expect(await exited).toBe(0);
}, 40_000);

test('keeps its key and its store in an ignored folder of the working directory, over restarts', async () => {
  const keys: (string | undefined)[] = [];
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const { child, ready, exited } = startDemo();
    keys.push(/of_\S+/.exec(await ready)?.[0]);
    child.kill(signal);
    expect(await exited).toBe(0);
  }
  expect(keys[0]).toBe(keys[1]);
  expect(readdirSync(folder)).toEqual(['.onefold']);
  expect(readFileSync(path.join(ROOT, '.gitignore'), 'utf8')).toContain('.onefold/');
}, 40_000);

test('--truth prints what is true of the population, the same for the same seed', async () => {
  const truthOf = async (seed: string): Promise<string> => {
    const terminal = capturedTerminal({ cwd: folder });
    expect(await runCli(['demo', '--truth', '--seed', seed], terminal)).toBe(0);
    return terminal.output.join('\n');
  };
  const seven = await truthOf('7');
  expect(JSON.parse(seven)).toMatchObject({ seed: 7, persons: expect.any(Array), identifiers: expect.any(Array) });
  expect(await truthOf('7')).toBe(seven);
  expect(await truthOf('8')).not.toBe(seven);
  expect(readdirSync(folder)).toEqual([]);
});
