/** Whatever is written in a connector file, it is a definition that reads, or complaints. */
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import type { HttpClient } from '../../../src/remote/client';
import { SourceError } from '../../../src/remote/fault';
import { readConnector } from '../../../src/sources/declarative/connector-file';
import { createDeclarativeConnector } from '../../../src/sources/declarative/declarative';
import { GRAPHQL, REST } from './mistakes';

const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(
    '',
    '$',
    'a.b',
    'a[*]',
    '{{key}}',
    '{{keys}}',
    '{{secrets.token}}',
    '{{x',
    'a{{key}}b',
    '__proto__',
    'constructor',
    '/x',
    '//x',
    'https://evil.example',
    '.*',
    '(a+)+$',
    '((a{50}){50}){50}',
    { path: 'a', equals: 1 },
    { keys: 'comma' },
    { keys: 'repeat' },
    { eachKey: '{{key}}' },
    { type: 'none' },
    { type: 'cursor', param: 'a.b.c', cursor: 'x', in: 'body', size: { param: 'n', value: 1 } },
    { type: 'next', url: 'x', size: { param: 'n', value: 1 } },
    { template: '{{a}} {{b}}' },
    { path: ['a', 'b'], convert: ['first', 'lower'] },
    { constant: 'x' },
    { path: '$', convert: { take: '$' } },
    'nested',
    'fanOut',
    'one',
    'entries',
    1,
    0,
    50,
    true,
    null,
    [],
  ),
);

/** A file with another value somewhere, or without one. */
function changed(text: string): fc.Arbitrary<unknown> {
  const whole = parse(text) as unknown;
  const places = placesOf(whole, []);
  // Most leaves of maps and look-ups are paths: another one is a file that passes, and finds other things.
  const leaves = places.filter(
    (place) => /^(map|lookups)$/.test(String(place[0])) && typeof valueAt(whole, place) === 'string',
  );
  const path = fc.constantFrom(
    '$',
    'id',
    'email',
    'items',
    'items[0]',
    'items[*].id',
    'data',
    'data.k0',
    'next',
    'nothing',
    '__proto__',
    'length',
  );
  const anywhere = fc.tuple(fc.constantFrom(...places), fc.option(odd, { nil: undefined }));
  const another = fc.tuple(fc.constantFrom(...leaves), path);
  return fc
    .oneof(
      { weight: 1, arbitrary: fc.array(anywhere, { minLength: 1, maxLength: 3 }) },
      { weight: 2, arbitrary: fc.array(another, { minLength: 1, maxLength: 2 }) },
    )
    .map((changes) => changes.reduce((file, [place, value]) => replaced(file, place, value), whole));
}

function valueAt(value: unknown, [step, ...rest]: Place): unknown {
  return step === undefined ? value : valueAt((value as Record<string, unknown>)[step], rest);
}

type Place = readonly (string | number)[];

function placesOf(value: unknown, at: Place): Place[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [
    at,
    ...Object.entries(value).flatMap(([key, one]) => placesOf(one, [...at, Array.isArray(value) ? Number(key) : key])),
  ];
}

function replaced(value: unknown, [step, ...rest]: Place, by: unknown): unknown {
  if (step === undefined) return by;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value))
    return value.map((one, i) => (i === step ? replaced(one, rest, by) : one)).filter((one) => one !== undefined);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => {
      const now = key === step ? replaced(one, rest, by) : one;
      return now === undefined ? [] : [[key, now]];
    }),
  );
}

const BODIES: readonly unknown[] = [
  { items: [{ id: 1, email: 'a@b.example', customer_id: 1, placed: '2026-01-01T00:00:00Z' }], next: 'n' },
  { data: { people: [{ id: 1, first: 'A', tickets: [{ id: 1, opened: '2026-01-01T00:00:00Z' }] }], k0: { id: 1 } } },
  {},
];

test('a changed file gives complaints with lines, or a source whose reads end in slots or a SourceError', async () => {
  let read = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(changed(REST), changed(GRAPHQL)), fc.constantFrom(...BODIES), async (file, body) => {
      const result = readConnector(stringify(file ?? null), 'connector.yml');
      if ('complaints' in result) {
        for (const { file: named, line, message } of result.complaints) {
          expect([named, line! >= 1]).toEqual(['connector.yml', true]);
          expect(message).not.toBe('');
        }
        return;
      }
      read += 1;
      let requests = 0;
      const http: HttpClient = {
        async request({ path }) {
          expect(path).toMatch(/^\/(?!\/)/);
          requests += 1;
          if (requests > 2000) throw new Error('asks without end');
          return { status: 200, headers: {}, body: path === '/token' ? { access_token: 't' } : body };
        },
        relative: (url) => ({ path: new URL(url, 'http://x/').pathname, query: {} }),
        close: async () => undefined,
      };
      const { definition } = result;
      const variables = Object.fromEntries(Object.keys(definition.variables).map((name) => [name, 'x']));
      const secrets = Object.fromEntries(Object.keys(definition.secrets).map((name) => [name, 'x']));
      const connector = createDeclarativeConnector({ source: 's', http, definition, variables, secrets });
      const context = { signal: new AbortController().signal };
      const reads = [
        () => connector.records.fetch(['1', '2'].slice(0, connector.records.maxBatch), 'full', context),
        () => connector.find.EMAIL?.fetch(['a@b.example'], undefined, context),
        () => connector.parts.ORDERS?.fetch([{ id: '1' }], { first: 5, detail: 'full' }, context),
        () =>
          connector.parts.TICKETS?.fetch(
            [{ id: '1' }, { id: '2' }].slice(0, connector.parts.TICKETS.maxBatch),
            { first: 5, detail: 'full' },
            context,
          ),
        () => connector.byNumber.TICKETS?.fetch(['1'], undefined, context),
        () => connector.check(context),
      ];
      for (const one of reads) {
        try {
          await one();
        } catch (error) {
          if (!(error instanceof SourceError)) throw error;
        }
      }
    }),
    { numRuns: 120 },
  );
  // Enough of them pass the checks, or nothing was tried.
  expect(read).toBeGreaterThan(20);
});

test.each([
  [
    'aliases of aliases',
    `a: &a [x,x,x,x,x,x,x,x,x]\n${['b:a', 'c:b', 'd:c'].map((pair) => `${pair[0]}: &${pair[0]} [${`*${pair[2]},`.repeat(9)}]`).join('\n')}`,
  ],
  ['an alias of itself', 'a: &a [*a]'],
  ['a list', '- a\n- b'],
  ['text', 'connector'],
  ['nothing', ''],
  ['a prototype', '__proto__: { connector: x }\nconstructor: { prototype: 1 }'],
  ['a tag', 'connector: !!js/function "x"'],
  ['two documents', 'a: 1\n---\nb: 2'],
])('%s gives complaints', (_, text) => {
  const result = readConnector(text, 'connector.yml');
  expect('complaints' in result && result.complaints.length).toBeGreaterThan(0);
});

test('any text gives complaints', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      expect('complaints' in readConnector(text, 'connector.yml')).toBe(true);
    }),
  );
});
