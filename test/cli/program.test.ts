import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCli } from '../../src/cli/program';
import { capturedTerminal } from './captured-terminal';

const ROOT = path.resolve(__dirname, '../..');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'onefold-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: string[]) {
  const terminal = capturedTerminal({ cwd: folder });
  const code = await runCli(args, terminal);
  return { code, output: terminal.output.join('\n'), complaints: terminal.complaints.join('\n') };
}

test('help is a result', async () => {
  const { code, output } = await run('--help');
  expect(code).toBe(0);
  for (const command of ['start', 'demo', 'check', 'schema', 'lookup', 'keys']) expect(output).toContain(command);
});

test.each([
  ['an unknown command', ['strat'], /unknown command 'strat'[\s\S]*Did you mean start\?/],
  ['an unknown option', ['start', '--conf', 'x'], /unknown option '--conf'/],
  ['a port that is none', ['demo', '--port', '70000'], /Expected a port from 0 to 65535/],
  ['a seed that is none', ['demo', '--seed', 'x'], /Expected a whole number/],
  ['a key without a name', ['keys', 'create'], /required option '--name <name>'/],
  ['a role that there is not', ['keys', 'create', '--name', 'a', '--role', 'admin'], /reader, steward, operator/],
])('%s is a wrong command line: exit code 2', async (_, args, complaint) => {
  const { code, output, complaints } = await run(...args);
  expect(complaints).toMatch(complaint);
  expect([code, output]).toEqual([2, '']);
});

describe('a wrong config is told with all its mistakes, exit code 2, by', () => {
  test.each([
    [['start', '--config', 'mine.yml']],
    [['check', '--config', 'mine.yml']],
    [['keys', 'list', '--config', 'mine.yml']],
  ])('%s', async (args) => {
    writeFileSync(path.join(folder, 'mine.yml'), 'server: { prot: 1 }\nsources: {}\n');
    const { code, complaints } = await run(...args);
    expect(code).toBe(2);
    expect(complaints).toMatch(/^The configuration has 3 mistakes:/);
    expect(complaints).toContain('mine.yml:1 server.prot: unknown key; did you mean port?');
    expect(complaints).toContain('mine.yml:2 sources: expected at least one source, received none');
  });

  test('start, of a file that is not there', async () => {
    const { code, complaints } = await run('start', '--config', 'nowhere.yml');
    expect([code, complaints]).toEqual([2, 'The configuration has a mistake:\n  nowhere.yml there is no such file']);
  });
});

test.each([
  ['the GraphQL schema', ['schema'], 'schema.graphql'],
  ['the subgraph', ['schema', '--federation'], 'subgraph.graphql'],
  ['the JSON Schema of the config', ['schema', '--config-schema'], 'onefold.schema.json'],
])('schema prints %s as schema/ has it', async (_, args, file) => {
  const { code, output } = await run(...args);
  expect(code).toBe(0);
  expect(`${output.trim()}\n`).toBe(readFileSync(path.join(ROOT, 'schema', file), 'utf8'));
});
