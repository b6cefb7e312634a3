import fc from 'fast-check';
import { parsePath, readPath, Unreadable } from '../../../src/sources/declarative/json-path';

const read = (path: string, value: unknown): unknown => {
  const parsed = parsePath(path);
  if (!parsed) throw new Error(`${path} is no path`);
  const found = readPath(value, parsed);
  return found instanceof Unreadable ? `unreadable: ${found.expected}` : found;
};

const VALUE = {
  id: 7,
  person: { name: { given: 'Ada' }, none: null },
  mails: [{ to: 'a' }, { to: null }, {}, { to: 'b' }],
  nested: [[1, 2], [3], null],
  'odd.name': { '[x]': 1 },
  text: 'text',
};

test.each([
  ['id', 7],
  ['person.name.given', 'Ada'],
  ['person.none', null],
  ['person.none.deeper', null],
  ['person.nothing.deeper', undefined],
  ['mails[0].to', 'a'],
  ['mails[9].to', undefined],
  ['mails[*].to', ['a', 'b']],
  ['nested[*][*]', [1, 2, 3]],
  ['["odd.name"]["[x]"]', 1],
  ['$', VALUE],
  ['$.id', 7],
  ['text.length', 'unreadable: object'],
  ['mails.length', 'unreadable: object'],
  ['person[0]', 'unreadable: list'],
  ['person[*]', 'unreadable: list'],
])('%s', (path, expected) => expect(read(path, VALUE)).toEqual(expected));

test.each([
  '',
  '.',
  'a.',
  '.a',
  'a..b',
  'a[',
  'a[-1]',
  'a[x]',
  'a[?(@.b)]',
  'a b',
  'a[*][*][*][*]',
  '$$',
  'a["b]',
  '{{a}}',
  'a|b',
  "a['b']",
  `a${'.a'.repeat(16)}`,
  'a'.repeat(301),
])('%p is no path', (text) => expect(parsePath(text)).toBeUndefined());

test('nothing that an object inherits is ever read', () => {
  const values: readonly unknown[] = [
    {},
    [],
    'text',
    7,
    true,
    Object.create({ inherited: 1 }),
    JSON.parse('{"__proto__":{"a":1}}'),
  ];
  for (const value of values) {
    for (const name of ['constructor', 'toString', 'hasOwnProperty', 'inherited', 'length', 'valueOf']) {
      expect([undefined, 'unreadable: object']).toContain(read(name, value));
    }
  }
  // Unless it is the JSON's own.
  expect(read('__proto__.a', values.at(-1))).toBe(1);
  expect(read('__proto__', {})).toBeUndefined();
});

test('any text is a path or none, and any path reads any JSON', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 30 }), fc.jsonValue(), (text, value) => {
      const parsed = parsePath(text);
      if (parsed) readPath(value, parsed);
    }),
  );
});
