/** A small HTTP server of the tests that writes down what it was asked. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Answered {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Sent as JSON; text as it is. */
  readonly body?: unknown;
}

export interface LoopbackServer {
  readonly url: string;
  readonly asked: Asked[];
  /** How often a path was asked for. */
  count(path: string | RegExp): number;
  close(): Promise<void>;
}

export async function startServer(
  answer: (asked: Asked, origin: string) => Answered | Promise<Answered>,
): Promise<LoopbackServer> {
  const asked: Asked[] = [];
  let origin = '';
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', async () => {
      const url = new URL(req.url ?? '/', 'http://loopback');
      const one: Asked = {
        method: req.method ?? 'GET',
        path: url.pathname,
        query: url.searchParams,
        headers: req.headers,
        text: Buffer.concat(chunks).toString('utf8'),
      };
      asked.push(one);
      const { status = 200, headers, body } = await answer(one, origin);
      res.writeHead(status, { 'content-type': 'application/json', ...withoutUndefined(headers) });
      res.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: origin,
    asked,
    count: (path) => asked.filter((one) => (typeof path === 'string' ? one.path === path : path.test(one.path))).length,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function withoutUndefined(headers: Answered['headers'] = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
