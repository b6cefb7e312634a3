/** The tutorial of docs/sources/declarative.md, as a newcomer would follow it: its files, its commands, what they show. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../src/cli/program';
import { type CapturedTerminal, capturedTerminal } from '../cli/captured-terminal';

const PAGE = join(__dirname, '../../docs/sources/declarative.md');

interface Step {
  /** What the comment before the block says: `file acme.yml`, `run`, `shows`… */
  readonly what: string;
  readonly text: string;
}

function steps(): readonly Step[] {
  const tutorial = readFileSync(PAGE, 'utf8').split('\n## What a file says')[0]!;
  const blocks = tutorial.matchAll(/<!-- ([^>]+) -->\n```\w+\n([\s\S]*?)```/g);
  return [...blocks].map(([, what, text]) => ({ what: what!, text: text! }));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

let folder: string;
let api: ChildProcess | undefined;
let gateway: CapturedTerminal | undefined;
let ended: Promise<unknown> | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onefold-tutorial-'));
});
afterEach(async () => {
  gateway?.interrupt();
  await ended;
  api?.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts what the tutorial starts with `node acme-api.mjs &`, and waits until it answers. */
async function startApi(port: number): Promise<void> {
  api = spawn(process.execPath, [join(folder, 'acme-api.mjs')], { stdio: 'inherit' });
  for (;;) {
    const answers = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (answers) return;
    if (api.exitCode !== null) throw new Error('the API of the tutorial does not start');
  }
}

test('the tutorial leads to a working source', async () => {
  const port = await freePort();
  const env: Record<string, string> = {};
  let shown = '';
  const edit = (file: string, change: (text: string) => string): void => {
    const path = join(folder, file);
    const before = readFileSync(path, 'utf8');
    const after = change(before);
    expect(after).not.toBe(before);
    writeFileSync(path, after);
  };
  const cli = async (line: string): Promise<string> => {
    const terminal = capturedTerminal({ cwd: folder, env });
    const code = await runCli(line.replace('npx onefold ', '').split(' '), terminal);
    expect([line, code, terminal.complaints]).toEqual([line, 0, []]);
    return terminal.output.join('\n');
  };
  const all = steps();
  expect(all.length).toBeGreaterThan(10);
  for (const { what, text } of all) {
    const [verb, ...rest] = what.split(' ');
    if (verb === 'file') {
      writeFileSync(join(folder, rest[0]!), text.replaceAll('4600', String(port)));
      if (rest[0] === 'acme-api.mjs') await startApi(port);
    } else if (verb === 'environment') {
      for (const [, name, value] of text.matchAll(/(\w+)=(\S+(?: rand [^)]*\))?)/g)) {
        env[name!] = value!.startsWith('$(') ? Buffer.alloc(32, 5).toString('base64') : value!;
      }
    } else if (verb === 'below') {
      // `map.customer`: after its last key; the keys of a block keep the block's own indentation.
      const [place, , file] = rest as [string, string, string];
      const key = place.split('.').at(-1)!;
      edit(file, (before) => before.replace(new RegExp(`^( *)${key}:\n`, 'm'), (head) => head + text));
    } else if (verb === 'instead') {
      const [, old, file] = /^instead of (.*) in (\S+)$/.exec(what)!;
      edit(file!, (before) => before.replace(old!, text.trim()));
    } else if (verb === 'run') {
      shown = '';
      for (const line of text.trim().split('\n')) shown += `${await cli(line)}\n`;
    } else if (verb === 'serve') {
      const [start, lookup] = text.trim().split('\n') as [string, string];
      expect(start).toBe('npx onefold start &');
      gateway = capturedTerminal({ cwd: folder, env: { ...env, PORT: '0' } });
      ended = runCli(['start'], gateway);
      const ready = await Promise.race([gateway.line(/ready at/), ended.then(() => 'ended')]);
      env.ONEFOLD_URL = /http:\S+?(?=\/graphql)/.exec(ready)?.[0] ?? `no address in: ${ready} ${gateway.complaints}`;
      shown = await cli(lookup);
    } else if (verb === 'shows') {
      for (const line of text.trimEnd().split('\n')) expect(shown).toContain(line.trimStart());
    } else throw new Error(`no such step: ${what}`);
  }
}, 60_000);
