import fc from 'fast-check';
import { normalPhone, phoneSpellings } from '../../../src/customer/normal-forms/phone';
import { referenceRows } from '../reference-data';

const vectors = referenceRows('reference/phone_vectors.csv');
const withVectors = vectors ? it : it.skip;

describe('normal form of a phone number', () => {
  withVectors('agrees with all reference vectors (rate 1.0 over 245 regions)', () => {
    const wrong = vectors!.filter(({ input, default_region, e164 }) => normalPhone(input!, default_region) !== e164);
    expect(vectors!.length).toBeGreaterThan(3000);
    expect({ rate: 1 - wrong.length / vectors!.length, wrong }).toEqual({ rate: 1, wrong: [] });
  });

  it.each([
    ['+44 (0)20 7946 0958', undefined, '+442079460958'],
    ['0044 20 7946 0958', undefined, '+442079460958'],
    ['00 44 20 7946 0958', 'US', '+442079460958'],
    ['tel:+1-201-555-0123', undefined, '+12015550123'],
    ['tel:+1-201-555-0123;ext=55', undefined, '+12015550123'],
    ['(201) 555-0123 ext. 55', 'US', '+12015550123'],
    ['201 555 0123 x55', 'us', '+12015550123'],
    ['030 12345678', 'DE', '+493012345678'],
    ['(030) 1234-5678', 'DE', '+493012345678'],
    ['030.12345678', 'DE', '+493012345678'],
    ['+49.30.12345678', undefined, '+493012345678'],
    ['０３０ １２３４５６７８', 'DE', '+493012345678'],
    [' +1\u00a0201\u2011555\u20110123 ', undefined, '+12015550123'],
  ])('reads %j in %s as %s', (raw, region, e164) => {
    expect(normalPhone(raw, region)).toBe(e164);
  });

  it.each([
    ['', 'US'],
    ['   ', 'US'],
    ['n/a', 'US'],
    ['-', 'US'],
    ['12', 'US'],
    ['030 12345678', undefined],
    ['030 12345678', 'ZZ'],
    ['call 201 555 0123 after six', 'US'],
    ['+999 123456789', undefined],
    ['1'.repeat(65), 'US'],
  ])('finds no number in %j in %s', (raw, region) => {
    expect(normalPhone(raw, region)).toBeNull();
  });

  const digits = fc.stringMatching(/^[1-9][0-9]{6,13}$/);

  it('is idempotent and free of the region once the country is known', () => {
    const region = fc.constantFrom('US', 'DE', 'GB', 'IT', 'BR', 'AR', 'MX', 'CI');
    const raw = fc.oneof(
      digits,
      digits.map((text) => `+${text}`),
      digits.map((text) => `0${text}`),
    );
    fc.assert(
      fc.property(raw, region, region, (text, from, elsewhere) => {
        const normal = normalPhone(text, from);
        if (normal !== null) expect(normalPhone(normal, elsewhere)).toBe(normal);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('spellings of a phone number', () => {
  it('lists what vendors store, the normal form first, without repeats', () => {
    const spellings = phoneSpellings('+12015550123');
    expect(spellings[0]).toBe('+12015550123');
    expect(spellings).toEqual(
      expect.arrayContaining([
        '12015550123',
        '+1 201 555 0123',
        '(201) 555-0123',
        '2015550123',
        '0012015550123',
        '201-555-0123',
      ]),
    );
    expect(new Set(spellings).size).toBe(spellings.length);
    expect(phoneSpellings('+493012345678')).toEqual(
      expect.arrayContaining([
        '+493012345678',
        '493012345678',
        '+49 30 12345678',
        '030 12345678',
        '03012345678',
        '3012345678',
      ]),
    );
  });

  withVectors('are all read back as the number they spell, in its own country', () => {
    for (const { e164, default_region, form } of vectors!) {
      if (form !== 'e164') continue;
      for (const spelling of phoneSpellings(e164!)) {
        const read = new Set([
          normalPhone(spelling, default_region),
          normalPhone(`+${spelling.replace(/^\+|^00/, '')}`),
        ]);
        expect({ spelling, read: read.has(e164!) }).toEqual({ spelling, read: true });
      }
    }
  });
});

test('00 dials out even where the region has another prefix', () => {
  expect(normalPhone('0061 2 5550 0003', 'AU')).toBe('+61255500003');
  expect(normalPhone('0044 20 7946 0958', 'US')).toBe('+442079460958');
});
