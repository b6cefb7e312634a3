/**
 * The page to write queries in, as one document that loads nothing: scripts and styles are in it, workers are made from
 * text in it. The content security policy says so too: scripts by their hash, connections to this server alone.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';

export interface GraphiqlOptions {
  /** Put into the page's header editor. Only ever the demo's key: the page is open to everybody. */
  readonly apiKey?: string;
  /** What the editor shows at first. */
  readonly query?: string;
}

interface Page {
  readonly html: Buffer;
  readonly zipped: Buffer;
  readonly etag: string;
  readonly policy: string;
}

const DEFAULT_QUERY = `# Welcome to Onefold. Put an API key under "Headers" below, then press the play button.

query Who($email: String!) {
  customerByIdentifier(identifier: { email: $email }) {
    status
    customer {
      id
      displayName
      email
      phone
      sourceStatus { source part state }
    }
  }
}
`;

export function addGraphiqlPage(app: FastifyInstance, options: GraphiqlOptions): void {
  // Nine megabytes of text that most processes never serve: made when somebody asks.
  let page: Promise<Page> | undefined;

  app.get('/', async (request, reply) => {
    page ??= makePage(options);
    const { html, zipped, etag, policy } = await page;
    reply.header('content-security-policy', policy).header('cache-control', 'no-cache').header('etag', etag);
    reply.header('vary', 'accept-encoding').type('text/html; charset=utf-8');
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    if (/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) {
      return reply.header('content-encoding', 'gzip').send(zipped);
    }
    return reply.send(html);
  });
}

/** The document and the policy that fits it. */
async function renderPage(options: GraphiqlOptions): Promise<{ readonly html: string; readonly policy: string }> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const html = renderGraphiQL({
    title: 'Onefold',
    endpoint: '/graphql',
    headers: forScript(JSON.stringify({ 'x-api-key': options.apiKey ?? '' }, null, 2)),
    defaultQuery: forScript(options.query ?? DEFAULT_QUERY),
    defaultEditorToolsVisibility: 'headers',
    shouldPersistHeaders: false,
    credentials: 'same-origin',
  });
  return { html, policy: policyFor(html) };
}

async function makePage(options: GraphiqlOptions): Promise<Page> {
  const { html, policy } = await renderPage(options);
  const body = Buffer.from(html, 'utf8');
  return { html: body, zipped: await promisify(gzip)(body), etag: `"${sha256(html).slice(0, 22)}"`, policy };
}

function policyFor(html: string): string {
  const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
    ([, text]) => `'sha256-${sha256(text ?? '')}'`,
  );
  return [
    "default-src 'none'",
    `script-src ${scripts.join(' ')}`,
    // The editor writes style elements while it runs.
    "style-src 'unsafe-inline'",
    "img-src 'self' data:",
    'font-src data:',
    "connect-src 'self'",
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('base64');
}

/** Text that stands in a script element cannot end it. */
function forScript(text: string): string {
  return text.replaceAll('</', '< /');
}
