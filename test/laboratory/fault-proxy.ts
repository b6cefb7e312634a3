/**
 * Stands between the gateway and an HTTP upstream and makes of its answers what networks, proxies and vendors make of
 * them. What the fault does not touch passes through unchanged.
 */
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** What a fault makes of an exchange. */
export type HttpFault =
  /** Passes on after a pause. */
  | { readonly kind: 'latency'; readonly ms: number }
  /** Takes the request and never answers. */
  | { readonly kind: 'hang' }
  /** Passes on when it is told to. */
  | { readonly kind: 'held' }
  /** Reads nothing any more from an open connection. */
  | { readonly kind: 'halfOpen' }
  | { readonly kind: 'reset' }
  /** Ends the connection when half of the body is out. */
  | { readonly kind: 'resetMidBody' }
  /** Sends the body a byte at a time. */
  | { readonly kind: 'drip'; readonly everyMs: number }
  /** Nobody listens. */
  | { readonly kind: 'refused' }
  /** Answers this in place of the upstream. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: () => Buffer | string;
    }
  /** Sends something else than the upstream's body. */
  | {
      readonly kind: 'distort';
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: (body: Buffer) => Buffer;
    }
  /** Every second request meets the fault. */
  | { readonly kind: 'flapping'; readonly fault: HttpFault };

interface FaultyRequest {
  readonly path: string;
  readonly body: string;
}

/** A request that was read, and when its connection or its answer came to an end (`performance.now()`). */
interface SeenRequest extends FaultyRequest {
  closedAt?: number;
  /** The gateway got the whole answer. */
  answered: boolean;
}

export interface FaultProxy {
  readonly url: string;
  /** Which requests meet the fault; default: all. Null switches it off. */
  set(fault: HttpFault | null, hits?: (request: FaultyRequest) => boolean): Promise<void>;
  /** Requests that met a fault since it was set. */
  hits(): number;
  /** Requests since the fault was set, in the order in which they came. */
  requests(): readonly SeenRequest[];
  /** Resolves when a request has come or ended. */
  changed(): Promise<void>;
  /** Passes on what is held. */
  release(): void;
  close(): Promise<void>;
}

/** 64 MiB of body in 64 KiB on the wire. Make it beforehand: compressing holds up every proxy of this process. */
export const gzipBomb = (): Buffer => gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));

export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const upstream = new URL(target);
  let fault: HttpFault | null = null;
  let meets: (request: FaultyRequest) => boolean = () => true;
  let hits = 0;
  const open = new Set<ServerResponse>();
  const held = new Set<() => void>();
  let seen: SeenRequest[] = [];
  const watchers = new Set<() => void>();
  const change = (): void => {
    for (const tell of watchers) tell();
    watchers.clear();
  };

  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    open.add(outgoing);
    outgoing.once('close', () => open.delete(outgoing));
    if (fault?.kind === 'halfOpen' && meets({ path: incoming.url ?? '/', body: '' })) {
      hits += 1;
      incoming.pause();
      return;
    }
    const body = await read(incoming);
    const path = incoming.url ?? '/';
    const request: SeenRequest = { path, body: body.toString('utf8'), answered: false };
    seen.push(request);
    outgoing.once('close', () => {
      request.closedAt = performance.now();
      request.answered = outgoing.writableFinished;
      change();
    });
    change();
    let met = fault !== null && meets({ path, body: body.toString('utf8') }) ? fault : null;
    if (met) {
      hits += 1;
      if (met.kind === 'flapping') met = hits % 2 === 1 ? met.fault : null;
    }
    await exchange(incoming, body, outgoing, met);
  };

  const exchange = async (
    incoming: IncomingMessage,
    body: Buffer,
    outgoing: ServerResponse,
    met: HttpFault | null,
  ): Promise<void> => {
    switch (met?.kind) {
      case 'hang':
      case 'halfOpen':
      case 'flapping':
        return;
      case 'refused':
      case 'reset':
        outgoing.socket?.resetAndDestroy();
        return;
      case 'answer': {
        const text = met.body();
        outgoing
          .writeHead(met.status, {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(text),
            ...met.headers,
          })
          .end(text);
        return;
      }
      case 'latency':
        await new Promise<void>((done) => {
          const timer = setTimeout(done, met.ms);
          outgoing.once('close', () => {
            clearTimeout(timer);
            done();
          });
        });
        if (outgoing.destroyed) return;
    }
    if (met?.kind === 'held') {
      await new Promise<void>((done) => {
        held.add(done);
        outgoing.once('close', done);
      });
      if (outgoing.destroyed) return;
    }
    const answer = await forward(upstream, incoming, body);
    if (outgoing.destroyed) return;
    const { 'transfer-encoding': _chunked, connection: _connection, ...headers } = answer.headers;
    if (met?.kind === 'distort') {
      const distorted = met.body(answer.body);
      outgoing.writeHead(answer.status, { ...headers, ...met.headers, 'content-length': distorted.length });
      outgoing.end(distorted);
      return;
    }
    outgoing.writeHead(answer.status, { ...headers, 'content-length': answer.body.length });
    if (met?.kind === 'resetMidBody') {
      outgoing.write(answer.body.subarray(0, answer.body.length >> 1), () => outgoing.socket?.resetAndDestroy());
    } else if (met?.kind === 'drip') {
      drip(outgoing, answer.body, met.everyMs);
    } else outgoing.end(answer.body);
  };

  const server = createServer({ keepAliveTimeout: 65_000 }, (incoming, outgoing) => {
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  });
  const listen = (port: number): Promise<void> =>
    new Promise((done, fail) => {
      server.once('error', fail);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', fail);
        done();
      });
    });
  const end = (): Promise<void> =>
    new Promise((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}${upstream.pathname.replace(/\/$/, '')}`,
    async set(next, which = () => true) {
      fault = next;
      meets = which;
      hits = 0;
      seen = [];
      if (next?.kind === 'refused') {
        if (server.listening) await end();
      } else if (!server.listening) await listen(port);
      // What hung has nothing to wait for any more.
      if (next === null) for (const outgoing of open) outgoing.socket?.destroy();
    },
    hits: () => hits,
    requests: () => seen,
    changed: () => new Promise((done) => watchers.add(done)),
    release() {
      for (const go of held) go();
      held.clear();
    },
    close: () => (server.listening ? end() : Promise.resolve()),
  };
}

async function read(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

function forward(upstream: URL, incoming: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((done, fail) => {
    const headers = { ...incoming.headers, host: upstream.host };
    const { method, url: path } = incoming;
    const outgoing = send({ host: upstream.hostname, port: upstream.port, method, path, headers }, (answer) => {
      read(answer).then(
        (text) => done({ status: answer.statusCode ?? 502, headers: answer.headers, body: text }),
        fail,
      );
    });
    outgoing.once('error', fail);
    outgoing.end(body);
  });
}

function drip(outgoing: ServerResponse, body: Buffer, everyMs: number): void {
  let sent = 0;
  const timer = setInterval(() => {
    if (sent >= body.length) {
      clearInterval(timer);
      outgoing.end();
    } else outgoing.write(body.subarray(sent, ++sent));
  }, everyMs);
  outgoing.once('close', () => clearInterval(timer));
}
