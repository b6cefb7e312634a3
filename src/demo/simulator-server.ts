/**
 * Serves a vendor's dialect over HTTP on a loopback port, with faults on demand. Sockets, keep-alive, faults and the
 * control endpoint (`control.ts`) are the same for every vendor; what is said is the dialect's.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CallLog, type CallRecord } from './call-log';
import { CONTROL_PATH, type Controls, control, isControl } from './control';
import {
  ArmedFault,
  type FaultRule,
  renameField,
  retypeField,
  type WireAnswer,
  wireAnswer,
  wrongBody,
} from './fault-rule';
import type { Dialect, Fault, SimulatedRequest, SimulatedResponse } from './simulator';

export interface SimulatorOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** Default: 127.0.0.1. A simulator is no server for strangers. */
  readonly host?: string;
  /** Sees what the dialect was asked and what it answered, before any fault distorts it. For checks of the traffic. */
  readonly onExchange?: (request: SimulatedRequest, response: SimulatedResponse) => void;
}

export interface RunningSimulator {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly controlUrl: string;
  /** The newest calls (control calls are none), oldest first. */
  calls(): readonly CallRecord[];
  clearCalls(): void;
  /** In place of any other; null switches it off. */
  setFault(rule: FaultRule | null): void;
  /** Ends everything, hanging requests too. */
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 5_000_000;
/** Longer than any client keeps an idle socket, so that it is never the server who closes it first. */
const KEEP_ALIVE_MS = 65_000;

/** @throws NodeJS.ErrnoException when the port is taken. */
export async function startSimulator(dialect: Dialect, options: SimulatorOptions = {}): Promise<RunningSimulator> {
  const host = options.host ?? '127.0.0.1';
  const simulation: Simulation = {
    dialect,
    fault: new ArmedFault(),
    calls: new CallLog(),
    onExchange: options.onExchange ?? (() => undefined),
  };
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (incoming, outgoing) => {
    serve(incoming, outgoing, simulation).catch((error: unknown) => {
      // A defect of the simulator: it must not pass for a fault that was asked for.
      console.error(`The ${dialect.vendor} simulator failed.`, error);
      if (outgoing.headersSent) outgoing.destroy();
      else send(outgoing, wireAnswer(dialect.failure(500)));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    baseUrl,
    controlUrl: `${baseUrl}${CONTROL_PATH}`,
    calls: () => simulation.calls.list(),
    clearCalls: () => simulation.calls.clear(),
    setFault: (rule) => simulation.fault.set(rule),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Simulation extends Controls {
  readonly onExchange: NonNullable<SimulatorOptions['onExchange']>;
}

async function serve(incoming: IncomingMessage, outgoing: ServerResponse, simulation: Simulation): Promise<void> {
  const read = await readRequest(incoming);
  if (read.state === 'gone') return;
  if (read.state === 'refused') return send(outgoing, wireAnswer(read.response));
  const { request } = read;
  if (isControl(request.path)) return send(outgoing, wireAnswer(control(request, simulation)));

  const call = simulation.calls.begin({ ...request, query: [...request.query] });
  outgoing.once('close', () => {
    call.endedAt = performance.now();
    call.aborted = !outgoing.writableFinished && call.status === null && call.fault !== 'reset';
  });
  const fault = simulation.fault.take(request);
  call.fault = fault?.kind ?? null;
  await answer(request, outgoing, fault, call, simulation);
}

async function answer(
  request: SimulatedRequest,
  outgoing: ServerResponse,
  fault: Fault | null,
  call: CallRecord,
  simulation: Simulation,
): Promise<void> {
  const { dialect } = simulation;
  const ask = (): SimulatedResponse => {
    const response = dialect.handle(request);
    simulation.onExchange(request, response);
    return response;
  };
  const reply = (wire: WireAnswer): void => {
    call.status = wire.status;
    send(outgoing, wire);
  };
  switch (fault?.kind) {
    case undefined:
      return reply(wireAnswer(ask()));
    case 'latency':
      return (await pause(fault.ms, outgoing)) ? reply(wireAnswer(ask())) : undefined;
    case 'hang':
      return;
    case 'reset':
      outgoing.socket?.resetAndDestroy();
      return;
    case 'rateLimit':
      return reply(wireAnswer(dialect.rateLimited(fault.retryAfterSeconds, request)));
    case 'status':
      return reply(wireAnswer(dialect.failure(fault.status)));
    case 'wrongBody':
      return reply(wrongBody(fault.body));
    case 'renamedField': {
      const response = ask();
      return reply(wireAnswer({ ...response, body: renameField(response.body, fault.from, fault.to) }));
    }
    case 'retypedField': {
      const response = ask();
      return reply(wireAnswer({ ...response, body: retypeField(response.body, fault.field) }));
    }
    case 'truncated': {
      const wire = wireAnswer(ask());
      call.status = wire.status;
      return sendHalf(outgoing, wire);
    }
  }
}

type Read =
  | { readonly state: 'read'; readonly request: SimulatedRequest }
  | { readonly state: 'refused'; readonly response: SimulatedResponse }
  /** The caller went away while still sending. */
  | { readonly state: 'gone' };

async function readRequest(incoming: IncomingMessage): Promise<Read> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      // Read to the end, though not kept: a caller who is still sending does not hear an answer.
      if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
    }
  } catch (error) {
    if (incoming.errored !== null || incoming.destroyed) return { state: 'gone' };
    throw error;
  }
  if (bytes > MAX_BODY_BYTES) return refused(413, 'The body is too large.');
  const text = Buffer.concat(chunks).toString('utf8');
  let body: unknown;
  try {
    body = text === '' ? undefined : JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return refused(400, 'The body is not JSON.');
    throw error;
  }
  const target = incoming.url ?? '/';
  const mark = target.indexOf('?');
  return {
    state: 'read',
    request: {
      method: incoming.method ?? 'GET',
      path: mark < 0 ? target : target.slice(0, mark),
      query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)),
      headers: Object.fromEntries(
        Object.entries(incoming.headers).map(([name, value]) => [
          name,
          Array.isArray(value) ? value.join(', ') : value,
        ]),
      ),
      body,
    },
  };
}

function refused(status: number, message: string): Read {
  return { state: 'refused', response: { status, headers: { connection: 'close' }, body: { message } } };
}

/** True after the time, false as soon as the caller went away. */
function pause(ms: number, outgoing: ServerResponse): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(true), ms);
    outgoing.once('close', () => {
      clearTimeout(timer);
      resolve(false);
    });
  });
}

function send(outgoing: ServerResponse, { status, headers, text }: WireAnswer): void {
  if (status === 204 || status === 304) {
    const { 'content-type': _none, ...others } = headers;
    outgoing.writeHead(status, others).end();
    return;
  }
  outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) }).end(text);
}

/** Promises the whole, sends the half, and hangs up. */
function sendHalf(outgoing: ServerResponse, { status, headers, text }: WireAnswer): void {
  const bytes = Buffer.from(text, 'utf8');
  outgoing.writeHead(status, { ...headers, 'content-length': bytes.length });
  outgoing.write(bytes.subarray(0, bytes.length >> 1), () => outgoing.socket?.destroySoon());
}
