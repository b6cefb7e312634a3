import { createHash } from 'node:crypto';
import { startTestGateway, type TestGateway } from '../api/gateway';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ graphiql: { apiKey: 'of_demo_key', query: '{ viewer { name } } # </script>' } });
});
afterAll(() => gateway.close());

async function page(): Promise<{ html: string; policy: string }> {
  const response = await fetch(`${gateway.url}/`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^text\/html/);
  return { html: await response.text(), policy: response.headers.get('content-security-policy') ?? '' };
}

it('is one document: no script, style, image, font or frame from anywhere', async () => {
  const { html } = await page();
  const [markup, scripts] = split(html);
  // Matches are cut short: the page has nine megabytes, and a failing test would print them.
  const outside = [
    ...markup.matchAll(/(?:src|href)\s*=\s*["']?(?!["']?data:)[^\s"'>][^>]{0,40}/g),
    ...markup.matchAll(/@import[^;]{0,40}|url\((?!\s*["']?(?:data:|#))[^)]{0,40}/g),
  ].map(([found]) => found);
  expect(outside).toEqual([]);
  expect(scripts.length).toBe(1);
});

it('may by its policy run its own script, and speak to its own server, and nothing else', async () => {
  const { html, policy } = await page();
  const hash = createHash('sha256')
    .update(split(html)[1][0] ?? '')
    .digest('base64');
  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    `script-src 'sha256-${hash}'`,
    "style-src 'unsafe-inline'",
    "img-src 'self' data:",
    'font-src data:',
    "connect-src 'self'",
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]);
});

it('speaks to /graphql, with the key of the demo in its header editor', async () => {
  const { html } = await page();
  const options = html.slice(html.lastIndexOf('renderYogaGraphiQL('));
  expect(options).toContain('"endpoint":"/graphql"');
  expect(options).toContain('of_demo_key');
  expect(options).toContain('viewer');
});

it('is sent small, and not at all to those who have it', async () => {
  const zipped = await fetch(`${gateway.url}/`, { headers: { 'accept-encoding': 'gzip' } });
  expect(zipped.headers.get('content-encoding')).toBe('gzip');
  await zipped.arrayBuffer();
  const again = await fetch(`${gateway.url}/`, { headers: { 'if-none-match': zipped.headers.get('etag') ?? '' } });
  expect(again.status).toBe(304);
});

it('is not there unless it is wanted', async () => {
  const bare = await startTestGateway();
  try {
    expect((await fetch(`${bare.url}/`)).status).toBe(404);
  } finally {
    await bare.close();
  }
});

/** What a browser takes for markup and style, and the texts of its scripts. */
function split(html: string): [string, string[]] {
  const scripts: string[] = [];
  const markup = html.replace(/<script>([\s\S]*?)<\/script>/g, (_, text: string) => {
    scripts.push(text);
    return '';
  });
  return [markup, scripts];
}
