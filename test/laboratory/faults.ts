/** The faults of the laboratory, and what a source may be said to be while it has one. */
import { gzipBomb, type HttpFault } from './fault-proxy';

export interface LaboratoryFault {
  readonly name: string;
  /** @param ids digits of the asked person's record id in this source, and of somebody else's. */
  readonly fault: (ids: { readonly own: string; readonly other: string }) => HttpFault;
  /** States that the faulty part may be reported in. */
  readonly states: readonly string[];
  /** What one part meets holds for the whole source. */
  readonly spreads?: true;
}

const answer = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): HttpFault => ({
  kind: 'answer',
  status,
  headers,
  body: () => body,
});
const HTML = '<!doctype html><title>Please stand by</title>';
const html = { 'content-type': 'text/html; charset=utf-8' };

/** Slower than any deadline of the laboratory. */
const TOO_SLOW_MS = 60_000;

const faults = (table: Readonly<Record<string, readonly [HttpFault, ...string[]]>>): LaboratoryFault[] =>
  Object.entries(table).map(([name, [fault, ...states]]) => ({ name, fault: () => fault, states }));

const bomb = gzipBomb();

/** After enough failures a breaker speaks in place of the source. */
const OPEN = 'CIRCUIT_OPEN';

export const FAULTS: readonly LaboratoryFault[] = [
  ...faults({
    latency: [{ kind: 'latency', ms: TOO_SLOW_MS }, 'TIMEOUT', OPEN],
    hang: [{ kind: 'hang' }, 'TIMEOUT', OPEN],
    'half-open connection': [{ kind: 'halfOpen' }, 'TIMEOUT', OPEN],
    'slow body': [{ kind: 'drip', everyMs: 100 }, 'TIMEOUT', OPEN],
    'connection refused': [{ kind: 'refused' }, 'UNAVAILABLE', OPEN],
    'connection reset': [{ kind: 'reset' }, 'UNAVAILABLE', OPEN],
    'reset in the body': [{ kind: 'resetMidBody' }, 'UNAVAILABLE', 'INVALID_RESPONSE', OPEN],
    flapping: [{ kind: 'flapping', fault: { kind: 'reset' } }, 'UNAVAILABLE', 'FRESH', OPEN],
    '500': [answer(500, '{"message":"internal"}'), 'UNAVAILABLE', OPEN],
    '503': [answer(503, '{"message":"unavailable"}'), 'UNAVAILABLE', OPEN],
    '401': [answer(401, '{"message":"who are you"}'), 'UNAUTHORISED'],
    '404 in HTML': [answer(404, HTML, html), 'INVALID_RESPONSE', OPEN],
    redirect: [answer(302, '', { location: 'http://127.0.0.1:9/elsewhere' }), 'INVALID_RESPONSE', OPEN],
    '200 in HTML': [answer(200, HTML, html), 'INVALID_RESPONSE', OPEN],
    '200 and nothing': [answer(200, ''), 'INVALID_RESPONSE', OPEN],
    '200 and null': [answer(200, 'null'), 'INVALID_RESPONSE', OPEN],
    '200 and an empty list': [answer(200, '[]'), 'INVALID_RESPONSE', OPEN],
    'another shape': [answer(200, '{"ok":true,"items":[1,2]}'), 'INVALID_RESPONSE', 'SCHEMA_DRIFT', OPEN],
    truncated: [
      { kind: 'distort', body: (body) => body.subarray(0, Math.floor(body.length / 2)) },
      'INVALID_RESPONSE',
      OPEN,
    ],
    'broken JSON': [
      { kind: 'distort', body: (body) => Buffer.from(`{${body.toString('utf8')}`) },
      'INVALID_RESPONSE',
      OPEN,
    ],
    'broken gzip': [
      { kind: 'distort', headers: { 'content-encoding': 'gzip' }, body: (body) => body },
      'INVALID_RESPONSE',
      OPEN,
    ],
    '64 MiB of body': [
      { kind: 'answer', status: 200, headers: { 'content-encoding': 'gzip' }, body: () => bomb },
      'INVALID_RESPONSE',
      OPEN,
    ],
  }),
  {
    name: '429 with Retry-After',
    fault: () => answer(429, '{"message":"slow down"}', { 'retry-after': '1' }),
    states: ['RATE_LIMITED', 'FRESH'],
    spreads: true,
  },
  {
    name: 'somebody else’s record',
    fault: ({ own, other }) => ({
      kind: 'distort',
      body: (body) => Buffer.from(body.toString('utf8').replaceAll(own, other)),
    }),
    // Parts whose answers do not repeat the person's id are read as ever.
    states: ['INVALID_RESPONSE', 'FRESH', OPEN],
  },
];

export type LaboratorySource = 'crm' | 'shop' | 'support';

/** How to know a request by the part it is made for. */
export const PARTS: Readonly<
  Record<LaboratorySource, Readonly<Record<string, (request: { path: string; body: string }) => boolean>>>
> = {
  crm: {
    PROFILE: ({ path }) => /objects\/contacts\/batch\/read/.test(path),
    DEALS: ({ path }) => /deals/.test(path),
    ACTIVITIES: ({ path }) => /calls|emails|meetings|notes/.test(path),
    TASKS: ({ path }) => /tasks/.test(path),
  },
  shop: {
    PROFILE: ({ body }) => /query CustomersById/.test(body),
    ORDERS: ({ body }) => /query \w*Orders/.test(body),
  },
  support: {
    PROFILE: ({ path }) => /users\/show_many/.test(path),
    TICKETS: ({ path }) => /tickets|\/search\?/.test(path),
  },
};
