/** Whatever an API answers, nothing but a SourceError leaves a described connector, and nothing of ours is touched. */
import fc from 'fast-check';
import type { HttpClient, HttpRequest } from '../../../src/remote/client';
import { SourceError } from '../../../src/remote/fault';
import { createHttpClient } from '../../../src/remote/http-client';
import type { Connector, Slot } from '../../../src/sources/contract';
import { createDeclarativeConnector } from '../../../src/sources/declarative/declarative';
import { toItem, toSourceRecord } from '../../../src/sources/declarative/mapping';
import { systemDefinition } from './described';

const DEFINITIONS = { ledgerline: systemDefinition('ledgerline'), parley: systemDefinition('parley') };
const SECRETS = { user: 'u', password: 'p', clientId: 'i', clientSecret: 's' };

/** Names that mean something to JavaScript, and those that the maps read. */
const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'length',
  'then',
  'toJSON',
  'client_no',
  'id',
  'since',
  'changed',
  'person',
  'given',
  'family',
  'contacts',
  'kind',
  'value',
  'places',
  'stats',
  'orders',
  'spent_cents',
  'status',
  'moved_to',
  'labels',
  'clients',
  'list',
  'found',
  'order',
  'placed',
  'cents',
  'currency',
  'rows',
  'code',
  'data',
  'errors',
  'extensions',
  'people',
  'tickets',
  'nodes',
  'pageInfo',
  'hasNextPage',
  'endCursor',
  'addresses',
  'address',
  'confirmed',
  'mailing',
  'state',
  'at',
  'opened',
  'ref',
  'k0',
  'k1',
  'access_token',
  'expires_in',
  'wait_ms',
  'path',
];
const name = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...NAMES) }, fc.string({ maxLength: 8 }));
const scalar = fc.oneof(
  fc.constantFrom(
    null,
    true,
    false,
    0,
    -1,
    1e21,
    2 ** 53,
    Number.MAX_VALUE,
    '',
    ' ',
    'mail',
    'tel',
    'SESSION_EXPIRED',
    'TOKEN_EXPIRED',
    '1001',
    '12.31.2020',
    '31.12.2020',
    '31.12.2020 10:00:00',
    '{{key}}',
    '\r\nset-cookie: a',
    'https://evil.example/',
    '__proto__',
  ),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    { weight: 3, arbitrary: scalar },
    { weight: 2, arbitrary: fc.array(tie('value'), { maxLength: 4 }) },
    {
      weight: 4,
      // Own members, whatever they are called: as JSON.parse makes them.
      arbitrary: fc.array(fc.tuple(name, tie('value')), { maxLength: 6 }).map((entries) => Object.fromEntries(entries)),
    },
  ),
})).value;

/** A body such as the API answers, with something else in one place. */
const LIKELY: readonly unknown[] = [
  {
    clients: { list: [{ client_no: 1001, since: '01.01.2020', contacts: [{ kind: 'mail', value: 'a@b.example' }] }] },
    found: 1,
  },
  {
    orders: [
      { id: 'o', client_no: 1001, placed: '01.01.2020 00:00:00', cents: 1, currency: 'EUR', rows: [{ pieces: 1 }] },
    ],
  },
  { order: { id: 'o', client_no: 1001, reference: '1001/1', placed: '01.01.2020 00:00:00' } },
  {
    data: {
      people: [
        {
          id: '1001',
          createdAt: '2020-01-01T00:00:00Z',
          addresses: [{ address: 'a@b.example' }],
          tickets: {
            nodes: [{ id: 't', opened: '2020-01-01T00:00:00Z', person: { id: '1001' }, labels: [{ name: 'x' }] }],
            pageInfo: { hasNextPage: true, endCursor: 'c' },
          },
        },
      ],
    },
  },
  { data: { k0: [{ id: '1001', addresses: [] }], k1: null }, errors: [{ path: ['k1'], extensions: { code: 'ODD' } }] },
  { access_token: 't', expires_in: 5 },
];
const likely = fc
  .tuple(fc.constantFrom(...LIKELY), fc.nat(40), json)
  .map(([body, at, odd]) => replacedAt(JSON.parse(JSON.stringify(body)), { left: at }, odd));

function replacedAt(value: unknown, at: { left: number }, odd: unknown): unknown {
  if (at.left-- === 0) return odd;
  if (Array.isArray(value)) return value.map((one) => replacedAt(one, at, odd));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, replacedAt(one, at, odd)]));
}

const body = fc.oneof({ weight: 2, arbitrary: likely }, { weight: 1, arbitrary: json });

/** What a prototype that was written to would show. */
function prototypes(): string {
  return JSON.stringify(
    [Object.prototype, Array.prototype, Function.prototype, String.prototype].map((one) =>
      Object.getOwnPropertyNames(one).sort(),
    ),
  );
}

test('a map makes of any record one of ours, nothing, or a SourceError', () => {
  const before = prototypes();
  for (const { map } of Object.values(DEFINITIONS)) {
    const mapping = { source: 's', maps: map, defaultRegion: 'AT', issuedIds: { issuedBy: 'x', idPrefix: '' } };
    fc.assert(
      fc.property(body, (row) => {
        const candidates = [row, ...Object.values((row ?? {}) as object)].flat();
        for (const candidate of candidates) {
          const record = toSourceRecord(candidate, mapping);
          if (record) {
            expect(record.ref.id).toMatch(/\S/);
            expect(Object.getPrototypeOf(record.attributes)).toBe(Object.prototype);
            // Plain data, in which absent is absent.
            expect(JSON.parse(JSON.stringify(record))).toEqual(record);
          }
          for (const part of ['ORDERS', 'TICKETS'] as const) {
            if (part === 'ORDERS' ? !map.order : !map.ticket) continue;
            try {
              const item = toItem(part, candidate, 'asked', mapping);
              expect(JSON.parse(JSON.stringify(item))).toEqual(item);
              expect(new Date(item.at).toISOString()).toBe(item.at);
            } catch (error) {
              if (!(error instanceof SourceError)) throw error;
              // Names of fields and types, never a value.
              expect(error.message).not.toContain('evil');
            }
          }
        }
      }),
      { numRuns: 200 },
    );
  }
  expect(prototypes()).toBe(before);
});

const response = fc.record({
  status: fc.constantFrom(200, 200, 200, 200, 201, 204, 301, 302, 400, 401, 403, 404, 410, 420, 429, 500, 503),
  body,
  headers: fc.dictionary(
    fc.constantFrom('link', 'x-pages', 'x-session-token', 'retry-after', 'x-calls-left', 'x-calls-allowed', 'location'),
    fc.oneof(
      fc.constantFrom(
        '<https://evil.example/x>; rel="next"',
        '<//evil.example/x>; rel=next',
        '</api/v3/x?a=1&a=2>; rel="next"',
        '3',
        '-1',
        '1e9',
        's-1',
        '\u0007',
      ),
      fc.string({ maxLength: 20 }),
    ),
  ),
});

const BASE = 'http://127.0.0.1:9/api';

async function everyRead(connector: Connector, key: string): Promise<void> {
  const context = { signal: new AbortController().signal };
  const reads: (() => Promise<readonly Slot<unknown>[]>)[] = [
    () => connector.records.fetch(['1001', key], 'full', context),
    ...Object.values(connector.find).map(
      (lookup) => () => lookup.fetch(['a@b.example', '+4317123400'].slice(0, lookup.maxBatch), undefined, context),
    ),
    ...(connector.findIssued ? [() => connector.findIssued!.lookup.fetch(['1001', key], undefined, context)] : []),
    ...Object.values(connector.parts).map(
      (lookup) => () =>
        lookup.fetch(
          [{ id: '1001' }, { id: key }, { id: '1002', after: key }] as never,
          { first: 5, detail: 'full' },
          context,
        ),
    ),
    ...Object.values(connector.byNumber).map((lookup) => () => lookup.fetch(['1001/1', key], undefined, context)),
  ];
  const rest = [
    () => connector.search?.(key, 5, context),
    () => connector.listSince?.(undefined, key, context),
    () => connector.listSince?.('2024-01-01T00:00:00Z', undefined, context),
    () => connector.check(context),
  ];
  for (const read of [...reads, ...rest]) {
    try {
      const slots = await read();
      if (Array.isArray(slots)) for (const slot of slots) expect(slot).toBeDefined();
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
    }
  }
  connector.quota();
}

test.each(['ledgerline', 'parley'] as const)(
  '%s: any answers, and any keys, come to slots or a SourceError, and ask no other origin',
  async (system) => {
    const before = prototypes();
    const real = createHttpClient({ baseUrl: BASE, headers: {} });
    await fc.assert(
      fc.asyncProperty(
        fc.array(response, { minLength: 1, maxLength: 6 }),
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 12 }),
          fc.constantFrom('../x', '__proto__', '$ne', '{"position":"https://evil.example/"}', '{"at":"x"}'),
        ),
        async (responses, key) => {
          let n = 0;
          const http: HttpClient = {
            ...real,
            async request(request: HttpRequest) {
              const target = new URL(`${BASE}${request.path}`);
              expect([target.origin, target.pathname.startsWith('/api/')]).toEqual(['http://127.0.0.1:9', true]);
              expect(request.path).toMatch(/^\/[^?#\s]*$/);
              for (const value of Object.values(request.headers ?? {})) expect(value).toMatch(/^[\x20-\x7e]*$/);
              n += 1;
              if (n > 400) throw new Error('a connector asks without end');
              return responses[n % responses.length]!;
            },
          };
          const connector = createDeclarativeConnector({
            source: 's',
            http,
            definition: DEFINITIONS[system],
            variables: { company: 'demo' },
            secrets: SECRETS,
            issuedIds: { issuedBy: 'shop', idPrefix: '' },
          });
          await everyRead(connector, key);
        },
      ),
      { numRuns: 80 },
    );
    await real.close();
    expect(prototypes()).toBe(before);
  },
);
