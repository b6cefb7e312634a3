import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { type HttpClient, path } from '../../src/remote/client';
import { SourceError } from '../../src/remote/fault';
import { createHttpClient } from '../../src/remote/http-client';

let server: Server;
let client: HttpClient;
const calls: { status: number | undefined }[] = [];
const live = (): AbortSignal => new AbortController().signal;

async function upstream(listener: RequestListener, prefix = ''): Promise<HttpClient> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  client = createHttpClient({
    baseUrl: `http://127.0.0.1:${port}${prefix}`,
    headers: { authorization: 'Bearer secret-token' },
    maxBodyBytes: 1000,
    onCall: (call) => calls.push(call),
  });
  return client;
}

afterEach(async () => {
  await client.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  calls.length = 0;
});

async function faultOf(promise: Promise<unknown>) {
  const error = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(SourceError);
  return (error as SourceError).fault;
}

test('sends the credential, the query and a JSON body, and parses the answer', async () => {
  const http = await upstream((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (c) => chunks.push(c));
    req.on('end', () => {
      res.setHeader('content-type', 'application/json');
      res.end(
        JSON.stringify({
          url: req.url,
          method: req.method,
          auth: req.headers.authorization,
          body: JSON.parse(Buffer.concat(chunks).toString() || 'null'),
        }),
      );
    });
  }, '/v1');
  const answer = await http.request({
    method: 'POST',
    path: '/things',
    query: { a: 'x y', skipped: undefined, n: 2 },
    body: { ids: ['1'] },
    signal: live(),
  });
  expect(answer.body).toEqual({
    url: '/v1/things?a=x+y&n=2',
    method: 'POST',
    auth: 'Bearer secret-token',
    body: { ids: ['1'] },
  });
  expect(calls).toEqual([expect.objectContaining({ status: 200 })]);
});

test.each([
  [401, {}, { state: 'UNAUTHORISED', message: 'HTTP 401' }],
  [403, {}, { state: 'UNAUTHORISED', message: 'HTTP 403' }],
  [429, { 'retry-after': '3' }, { state: 'RATE_LIMITED', message: 'HTTP 429', retryAfterMs: 3000 }],
  [503, { 'retry-after': '1' }, { state: 'UNAVAILABLE', message: 'HTTP 503', retryAfterMs: 1000 }],
  [302, { location: 'http://127.0.0.1:1/' }, { state: 'INVALID_RESPONSE', message: 'HTTP 302' }],
  [404, {}, { state: 'INVALID_RESPONSE', message: 'HTTP 404' }],
])('HTTP %s is a typed fault', async (status, headers, fault) => {
  const http = await upstream((_req, res) => {
    res.writeHead(status, headers as Record<string, string>);
    res.end('{"secret":"body"}');
  });
  expect(await faultOf(http.request({ method: 'GET', path: '/', signal: live() }))).toEqual(fault);
});

test('a status that the caller accepts is an answer', async () => {
  const http = await upstream((_req, res) => {
    res.writeHead(404);
    res.end();
  });
  const answer = await http.request({ method: 'GET', path: '/', signal: live(), accept: [404] });
  expect(answer).toMatchObject({ status: 404, body: undefined });
});

test.each([
  ['HTML', '<html>', {}, /not JSON/],
  ['a truncated body', '{"a":', {}, /not JSON/],
  ['more than the limit', JSON.stringify('x'.repeat(2000)), {}, /more than 1000 bytes/],
  [
    'a gzip bomb',
    gzipSync(JSON.stringify('x'.repeat(500_000))),
    { 'content-encoding': 'gzip' },
    /more than 1000 bytes/,
  ],
  ['damaged gzip', 'no gzip', { 'content-encoding': 'gzip' }, /damaged/],
  ['an unknown encoding', 'x', { 'content-encoding': 'zip' }, /not supported/],
])('%s is INVALID_RESPONSE', async (_name, body, headers, message) => {
  const http = await upstream((_req, res) => {
    res.writeHead(200, headers as Record<string, string>);
    res.end(body);
  });
  const fault = await faultOf(http.request({ method: 'GET', path: '/', signal: live() }));
  expect(fault.state).toBe('INVALID_RESPONSE');
  expect(fault.message).toMatch(message);
});

test('reads compressed answers', async () => {
  const http = await upstream((_req, res) => {
    res.writeHead(200, { 'content-encoding': 'gzip' });
    res.end(gzipSync('{"ok":true}'));
  });
  expect((await http.request({ method: 'GET', path: '/', signal: live() })).body).toEqual({ ok: true });
});

test('a wait until a date is counted by the clock of the vendor, who named it', async () => {
  const http = await upstream((_req, res) => {
    res.writeHead(429, { date: 'Tue, 01 Jan 2030 10:00:00 GMT', 'retry-after': 'Tue, 01 Jan 2030 10:00:07 GMT' }).end();
  });
  const fault = await faultOf(http.request({ method: 'GET', path: '/', signal: live() }));
  expect(fault).toMatchObject({ state: 'RATE_LIMITED', retryAfterMs: 7_000 });
});

test('a reset connection is UNAVAILABLE and says nothing of the address', async () => {
  const http = await upstream((req) => req.socket.destroy());
  const fault = await faultOf(http.request({ method: 'GET', path: '/', signal: live() }));
  expect(fault.state).toBe('UNAVAILABLE');
  expect(fault.message).not.toMatch(/127|localhost|http:/);
});

test('an abort while hanging is TIMEOUT, and an aborted signal makes no call', async () => {
  const controller = new AbortController();
  let seen = 0;
  const http = await upstream(() => {
    seen += 1;
    controller.abort();
  });
  expect((await faultOf(http.request({ method: 'GET', path: '/', signal: controller.signal }))).state).toBe('TIMEOUT');
  expect((await faultOf(http.request({ method: 'GET', path: '/', signal: controller.signal }))).state).toBe('TIMEOUT');
  expect(seen).toBe(1);
});

test('an id is data: it cannot change the path', () => {
  expect(path`/users/${'../admin'}`).toBe('/users/..%2Fadmin');
  expect(path`/users/${'..'}`).toBe('/users/%2E%2E');
  expect(path`/users/${'a?b#c\r\n'}`).toBe('/users/a%3Fb%23c%0D%0A');
});

test('next links are followed on the configured origin and path only', async () => {
  const http = await upstream((_req, res) => res.end(), '/api/v2');
  const { port } = server.address() as AddressInfo;
  expect(http.relative(`http://127.0.0.1:${port}/api/v2/users?page=2`)).toEqual({
    path: '/users',
    query: { page: '2' },
  });
  for (const url of ['http://evil.example/api/v2/users', `http://127.0.0.1:${port}/other`, 'http://[']) {
    expect(() => http.relative(url)).toThrow(SourceError);
  }
});

test('sends a form, repeated parameters and headers of its own', async () => {
  const http = await upstream((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (c) => chunks.push(c));
    req.on('end', () => {
      const { url, method, headers } = req;
      const type = headers['content-type'];
      res.end(
        JSON.stringify({ url, method, type, session: headers['x-session'], text: Buffer.concat(chunks).toString() }),
      );
    });
  });
  const { body } = await http.request({
    method: 'PUT',
    path: '/login',
    query: { id: ['1', '2&3'], one: 1 },
    form: { user: 'a b', pass: '&=' },
    headers: { 'x-session': 's' },
    signal: live(),
  });
  expect(body).toEqual({
    url: '/login?id=1&id=2%263&one=1',
    method: 'PUT',
    type: 'application/x-www-form-urlencoded',
    session: 's',
    text: 'user=a+b&pass=%26%3D',
  });
  expect(http.relative('/next?id=1&id=2&one=1')).toEqual({ path: '/next', query: { id: ['1', '2'], one: '1' } });
});

test('leaves every status to a caller that judges itself; what is no JSON is then no body, unless it should be one', async () => {
  const http = await upstream((req, res) => {
    res.statusCode = Number(req.url?.slice(1));
    res.end(req.url === '/404' ? '{"code":1}' : '<html>');
  });
  const ask = (path: string) => http.request({ method: 'GET', path, accept: 'any', signal: live() });
  expect(await ask('/404')).toMatchObject({ status: 404, body: { code: 1 } });
  expect(await ask('/503')).toMatchObject({ status: 503, body: undefined });
  expect(await ask('/302')).toMatchObject({ status: 302 });
  expect((await faultOf(ask('/200'))).state).toBe('INVALID_RESPONSE');
});
