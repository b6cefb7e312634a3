/** `onefold backfill` as a person or a script meets it. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCli } from '../../src/cli/program';
import { capturedTerminal } from './captured-terminal';

const env = { SECRET: Buffer.alloc(32, 1).toString('base64'), TOKEN: 'token' };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'onefold-backfill-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

jest.setTimeout(60_000);

function writeConfig(source: string): void {
  writeFileSync(
    path.join(folder, 'onefold.yml'),
    `identity: { store: { type: embedded, path: identity }, pepper: { env: SECRET }, encryptionKey: { env: SECRET } }
sources: { crm: { type: hubspot, ${source} baseUrl: "http://127.0.0.1:9", credentials: { token: { env: TOKEN } } } }
`,
  );
}

test('a dry run of the demo prints lines of JSON for a script, the report last, and leaves no working file', async () => {
  const terminal = capturedTerminal({ cwd: folder });
  expect(await runCli(['backfill', '--dry-run'], terminal)).toBe(0);
  const lines = terminal.output.map((line) => JSON.parse(line));
  expect(new Set(lines.slice(0, -1).map(({ event }) => event))).toEqual(new Set(['progress']));
  expect(lines.at(-1)).toMatchObject({ event: 'report', dryRun: true, sources: { crm: {}, shop: {}, support: {} } });
  expect(lines.at(-1).customers).toBeGreaterThan(100);
  expect(terminal.complaints).toEqual(['There is no onefold.yml here: the demo is walked, invented people.']);
  expect(readdirSync(path.join(folder, '.onefold'))).toEqual(['demo']);
});

test('on a terminal it shows a bar and tells the report in words; Ctrl-C stops it, and it goes on from there', async () => {
  const bars: string[] = [];
  const first = capturedTerminal({ cwd: folder });
  const live = (terminal: typeof first, from: (line: string) => void) => ({ ...terminal, live: from });
  expect(
    await runCli(
      ['backfill'],
      live(first, (line) => /^linking/.test(line) && first.interrupt()),
    ),
  ).toBe(1);
  expect(first.complaints.at(-1)).toBe('Interrupted. The same command goes on from there.');
  expect(existsSync(path.join(folder, '.onefold', 'backfill'))).toBe(true);

  const second = capturedTerminal({ cwd: folder });
  expect(
    await runCli(
      ['backfill'],
      live(second, (line) => bars.push(line)),
    ),
  ).toBe(0);
  expect(bars.filter((line) => line.startsWith('reading'))).toEqual([]);
  expect(bars.some((line) => /^linking {2}\[#+\.*\] \d+ of \d+$/.test(line))).toBe(true);
  expect(bars.at(-1)).toBe('');
  expect(second.output[0]).toBe('Backfill');
  expect(second.output.join('\n')).toMatch(/\d+ records read, \d+ customers; .*\n.*the same e-mail \d+\./);
  expect(second.output.join('\n')).toMatch(/a phone on \d+ records with \d+ names/);
  expect(existsSync(path.join(folder, '.onefold', 'backfill'))).toBe(false);
});

test('a source that is unknown, or not enabled, is one sentence and exit code 2', async () => {
  writeConfig('');
  const terminal = capturedTerminal({ cwd: folder, env });
  expect(await runCli(['backfill', 'crn'], terminal)).toBe(2);
  expect(terminal.complaints).toEqual([
    'Expected the name of an enabled source, received "crn"; those that can be walked: crm',
  ]);
  writeConfig('enabled: false,');
  const another = capturedTerminal({ cwd: folder, env });
  expect(await runCli(['backfill'], another)).toBe(2);
  expect(another.complaints).toEqual(['There is no source to walk: none is enabled that can list its records']);
});

test('without a config file that was named it is the mistake of the command line', async () => {
  const terminal = capturedTerminal({ cwd: folder });
  expect(await runCli(['backfill', '--config', 'elsewhere.yml'], terminal)).toBe(2);
  expect(terminal.complaints.join(' ')).toContain('there is no such file');
});
