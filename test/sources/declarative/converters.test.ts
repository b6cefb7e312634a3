import fc from 'fast-check';
import { isMisfit } from '../../../src/sources/declarative/condition';
import { convert, parseConverter } from '../../../src/sources/declarative/converters';
import { Unreadable } from '../../../src/sources/declarative/json-path';

function apply(written: unknown, value: unknown): unknown {
  const list = (Array.isArray(written) ? written : [written]).map((one) => {
    const parsed = parseConverter(one);
    if (isMisfit(parsed)) throw new Error(parsed.expected);
    return parsed;
  });
  const result = convert(value, list, { defaultRegion: 'AT' });
  return result instanceof Unreadable ? `unreadable: ${result.expected}` : result;
}

const CONTACTS = [
  { kind: 'mail', value: 'A@B.example', main: true },
  { kind: 'tel', value: '01 234' },
  { kind: 'mail', value: 'c@d.example' },
];

test.each<[name: string, written: unknown, value: unknown, result: unknown]>([
  ['first', 'first', [1, 2], 1],
  ['first of none', 'first', [], undefined],
  ['first of what is no list', 'first', 'a', 'a'],
  ['last', 'last', [1, 2], 2],
  ['flatten', 'flatten', [[1], [2, 3], 4], [1, 2, 3, 4]],
  ['lower', 'lower', ' ÄB ', 'äb'],
  ['lower, each of a list', 'lower', ['A', null, 'B'], ['a', 'b']],
  ['lower of no text', 'lower', { a: 1 }, 'unreadable: text'],
  ['upper', 'upper', 'at', 'AT'],
  ['text', 'text', true, 'true'],
  ['email', 'email', 'Ada <Ada@Example.COM>', 'ada@example.com'],
  ['email of none', 'email', 'no address', undefined],
  ['phone', 'phone', '0664 1234567', '+436641234567'],
  ['phone of none', 'phone', 'call me', undefined],
  ['decimalComma', 'decimalComma', '1.234,50', '1234.50'],
  ['join', { join: ', ' }, ['a', '', null, 'b'], 'a, b'],
  ['join of what is no text', { join: ', ' }, [{}], 'unreadable: text'],
  ['split', { split: ';' }, 'a; b;;c', ['a', 'b', 'c']],
  ['minorUnits', { minorUnits: 2 }, 1250, '12.50'],
  ['minorUnits below one', { minorUnits: 2 }, '-5', '-0.05'],
  ['minorUnits of none', { minorUnits: 0 }, 1250, '1250'],
  ['minorUnits of three', { minorUnits: 3 }, 1250, '1.250'],
  ['minorUnits beyond floats', { minorUnits: 2 }, '123456789012345678901', '1234567890123456789.01'],
  ['minorUnits of a fraction', { minorUnits: 2 }, 12.5, 'unreadable: whole number'],
  ['enum, in whatever case', { enum: { Open: 'OPEN' } }, 'open', 'OPEN'],
  ['enum of a number', { enum: { 1: 'LOW' } }, 1, 'LOW'],
  ['enum of another', { enum: { open: 'OPEN' } }, 'closed', undefined],
  ['enum with default', { enum: { open: 'OPEN' }, default: 'UNKNOWN' }, 'constructor', 'UNKNOWN'],
  ['enum of an object', { enum: { open: 'OPEN' }, default: 'UNKNOWN' }, {}, 'unreadable: text'],
  ['pick', { pick: { path: 'kind', equals: 'mail' }, take: 'value' }, CONTACTS, ['A@B.example', 'c@d.example']],
  ['pick where it exists', { pick: { path: 'main', exists: true } }, CONTACTS, [CONTACTS[0]]],
  ['pick one of', { pick: { path: 'kind', in: ['fax', 'tel'] }, take: 'value' }, CONTACTS, ['01 234']],
  ['pick of no list', { pick: { path: 'kind', equals: 'mail' } }, 'x', 'unreadable: list'],
  ['take', { take: 'kind' }, CONTACTS[1], 'tel'],
  ['prefix', { prefix: '#' }, 12, '#12'],
  ['cut', { cut: 'shop:' }, 'shop:12', '12'],
  ['cut of another', { cut: 'shop:' }, 'crm:12', undefined],
  [
    'one after the other',
    [{ pick: { path: 'kind', equals: 'mail' }, take: 'value' }, 'first', 'lower'],
    CONTACTS,
    'a@b.example',
  ],
])('%s', (_, written, value, result) => expect(apply(written, value)).toEqual(result));

describe('dates', () => {
  test.each<[form: unknown, value: unknown, time: unknown]>([
    [{ date: 'iso' }, '2026-01-31', '2026-01-31T00:00:00.000Z'],
    [{ date: 'iso' }, '2026-01-31T10:20:30Z', '2026-01-31T10:20:30.000Z'],
    [{ date: 'iso' }, '2026-01-31 10:20:30.1234567+0200', '2026-01-31T08:20:30.123Z'],
    [{ date: 'iso', offset: '-05:00' }, '2026-01-31T10:20', '2026-01-31T15:20:00.000Z'],
    [{ date: 'iso' }, '2026-02-31', 'unreadable: time'],
    [{ date: 'iso' }, '31.01.2026', 'unreadable: time'],
    [{ date: 'iso' }, 1_769_854_830, 'unreadable: time'],
    [{ date: 'unix' }, 1_769_854_830, '2026-01-31T10:20:30.000Z'],
    [{ date: 'unix' }, '1769854830.5', '2026-01-31T10:20:30.500Z'],
    [{ date: 'unixMs' }, 1_769_854_830_123, '2026-01-31T10:20:30.123Z'],
    [{ date: 'unix' }, 1e15, 'unreadable: time'],
    [{ date: 'DD.MM.YYYY' }, '31.01.2026', '2026-01-31T00:00:00.000Z'],
    [{ date: 'D.M.YYYY' }, '1.2.2026', '2026-02-01T00:00:00.000Z'],
    [{ date: 'MM/DD/YYYY HH:mm', offset: '+01:00' }, '01/31/2026 10:20', '2026-01-31T09:20:00.000Z'],
    [{ date: 'YYYYMMDDHHmmss' }, '20260131102030', '2026-01-31T10:20:30.000Z'],
    [{ date: 'DD.MM.YYYY' }, '31.01.2026 10:20', 'unreadable: time'],
    [{ date: 'DD.MM.YYYY' }, '2026-01-31', 'unreadable: time'],
    [{ date: 'DD.MM.YYYY' }, '', undefined],
  ])('%j of %j', (form, value, time) => expect(apply(form, value)).toBe(time));

  test('a moment written in a form is read as itself', () => {
    const forms = { 'YYYY-MM-DDTHH:mm:ss.SSS': 'T', 'YYYY/MM/DD HH:mm:ss,SSS': ' ' };
    fc.assert(
      fc.property(fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), (at) => {
        const iso = at.toISOString();
        expect(apply({ date: 'iso' }, iso)).toBe(iso);
        expect(apply({ date: 'unixMs' }, at.getTime())).toBe(iso);
        for (const form of Object.keys(forms)) {
          const [date, time] = iso.slice(0, -1).split('T') as [string, string];
          const written = form.startsWith('YYYY-')
            ? `${date}T${time}`
            : `${date.replaceAll('-', '/')} ${time.replace('.', ',')}`;
          expect(apply({ date: form }, written)).toBe(iso);
        }
      }),
    );
  });
});

test('whatever a value is, a converter reads it or says that it cannot', () => {
  const all = [
    'first',
    'last',
    'flatten',
    'lower',
    'upper',
    'text',
    'email',
    'phone',
    'decimalComma',
    { join: ',' },
    { split: ',' },
    { date: 'iso' },
    { date: 'unix' },
    { date: 'DD.MM.YYYY' },
    { minorUnits: 2 },
    { enum: { a: 'B' } },
    { pick: { path: 'a', exists: true }, take: 'b' },
    { take: 'a[*].b' },
    { prefix: 'x' },
    { cut: 'x' },
  ];
  fc.assert(
    fc.property(fc.jsonValue(), fc.subarray(all, { maxLength: 3 }), (value, some) => {
      if (value !== null) apply(some, value);
    }),
  );
});
