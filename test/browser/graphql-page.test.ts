/**
 * The GraphQL page as a newcomer meets it: in a real browser, on the demo. Needs Chromium (`CHROMIUM`, or the usual
 * places); without one it is skipped aloud, and fails where CI says that there must be one.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

jest.setTimeout(90_000);

const executablePath = [process.env.CHROMIUM ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (path) => path !== '' && existsSync(path),
);
if (!executablePath) console.warn('no Chromium here: the GraphQL page is not tried in a browser');
const withBrowser = executablePath || process.env.ONEFOLD_BROWSER === 'required' ? test : test.skip;

let folder: string;
let demo: ChildProcess | undefined;
let browser: Browser | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onefold-browser-'));
});
afterEach(async () => {
  await browser?.close();
  if (demo) {
    const ended = new Promise((done) => demo?.once('exit', done));
    demo.kill('SIGINT');
    await ended;
  }
  await rm(folder, { recursive: true, force: true });
});

async function startDemo(): Promise<string> {
  const child = spawn(process.execPath, [resolve(__dirname, '../../dist/main.js')], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, PORT: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  demo = child;
  return new Promise((done, fail) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const url = /ready at (http:\/\/[\w.:]+)/.exec(text)?.[1];
      if (url) done(url);
    });
    child.once('exit', (code) => fail(new Error(`the demo ended with ${code}`)));
  });
}

withBrowser(
  'the page loads nothing from elsewhere, and its first query is answered at the press of a button',
  async () => {
    const url = await startDemo();
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
    });
    const page = await browser.newPage();
    const foreign: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== url) foreign.push(origin);
    });
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));

    await page.goto(url);
    await page.getByRole('button', { name: /execute query/i }).click();
    await page.getByRole('menuitem', { name: 'OneCustomer' }).click();
    await page.locator('.result-window', { hasText: 'FOUND' }).waitFor({ timeout: 30_000 });

    expect(foreign).toEqual([]);
    // A browser asks for an icon of its own accord.
    expect(complaints.filter((text) => !/favicon|404/.test(text))).toEqual([]);
  },
);
