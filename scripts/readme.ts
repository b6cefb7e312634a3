/**
 * Writes the README's answer: starts the demo as a newcomer would, in an empty folder, sends the README's query and puts
 * what came back under it. With `--check` it only compares, and exits 1 on a difference.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..');
const README = join(ROOT, 'README.md');
const QUERY = /<!-- query -->\n```graphql\n([\s\S]*?)```\n<!-- answer -->\n[\s\S]*?<!-- end -->/;

async function main(): Promise<void> {
  const readme = await readFile(README, 'utf8');
  const query = QUERY.exec(readme)?.[1];
  if (!query) throw new Error('README.md: no query between <!-- query --> and <!-- answer -->');
  const answer = print(await askDemo(query));
  const block = `<!-- query -->\n\`\`\`graphql\n${query}\`\`\`\n<!-- answer -->\n\`\`\`json\n${answer}\n\`\`\`\n<!-- end -->`;
  const written = readme.replace(QUERY, () => block);
  if (!process.argv.includes('--check')) return writeFile(README, written);
  if (written !== readme) {
    console.error(`README.md: the demo now answers\n${answer}\nRun npm run docs:readme.`);
    process.exitCode = 1;
  }
}

/** JSON as a person would write it: what fits a line stays on one. */
function print(value: unknown, indent = ''): string {
  const line = JSON.stringify(value);
  if (typeof value !== 'object' || value === null || indent.length + line.length <= 100) {
    return line.replace(/([,:])(?=["{[\w-])(?=(?:[^"]*"[^"]*")*[^"]*$)/g, '$1 ');
  }
  const deeper = `${indent}  `;
  const items = Array.isArray(value)
    ? value.map((item) => print(item, deeper))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${print(item, deeper)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${items.map((item) => deeper + item).join(',\n')}\n${indent}${close}`;
}

async function askDemo(query: string): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'onefold-readme-'));
  const demo = spawn(process.execPath, [join(ROOT, 'dist/main.js')], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((done) => demo.once('exit', done));
  try {
    const url = await new Promise<string>((done, fail) => {
      let text = '';
      demo.stdout.on('data', (chunk) => {
        text += chunk;
        const found = /ready at (http:\/\/[\w.:]+)/.exec(text)?.[1];
        if (found) done(found);
      });
      void ended.then(() => fail(new Error(`the demo ended before it was ready:\n${text}`)));
    });
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    // What it cost (`extensions`) differs from run to run.
    const { data, errors } = (await response.json()) as { readonly data?: unknown; readonly errors?: unknown };
    return errors === undefined ? { data } : { errors, data };
  } finally {
    demo.kill('SIGINT');
    await ended;
    await rm(folder, { recursive: true, force: true });
  }
}

void main();
