import fc from 'fast-check';
import { normalAddress } from '../../../src/customer/normal-forms/address';
import { normalLocale } from '../../../src/customer/normal-forms/locale';
import { normalCompany, normalText, normalWords } from '../../../src/customer/normal-forms/text';

describe('plain text', () => {
  it('folds case, marks and white space, and keeps punctuation', () => {
    expect(normalText('  Öresund\u00a0 KORK ')).toBe('oresund kork');
    expect(normalText('C++')).not.toBe(normalText('c'));
  });

  it('words lose their punctuation too', () => {
    expect(normalWords('Vice-President, R&D')).toBe('vice president r d');
  });

  it.each([
    ['Acme, Inc.', 'acme'],
    ['ACME GmbH & Co. KG', 'acme'],
    ['Inc', 'inc'],
    ['Marrowgate Freight', 'marrowgate freight'],
  ])('company %s is %s', (text, normal) => {
    expect(normalCompany(text)).toBe(normal);
  });

  it.each([normalText, normalWords, normalCompany, normalLocale])('%p is idempotent', (normalise) => {
    const words = fc.array(fc.constantFrom('Inc', 'GmbH', 'İ', 'ß', 'ﬁ', 'Σ', '-', "'", 'de_AT', '@', 'Ω̈'), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          words.map((list) => list.join(' ')),
        ),
        (text) => {
          const normal = normalise(text);
          expect(normalise(normal)).toBe(normal);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('locale', () => {
  it.each([
    ['de_at', 'de-AT'],
    ['DE-at', 'de-AT'],
    ['zh_hant_tw', 'zh-Hant-TW'],
    ['en', 'en'],
    ['es-419', 'es-419'],
    ['de_DE.UTF-8', 'de-DE'],
    ['fr_FR@euro', 'fr-FR'],
    ['en-US', 'en-US'],
  ])('%s is %s', (text, normal) => {
    expect(normalLocale(text)).toBe(normal);
  });
});

describe('postal address', () => {
  const home = {
    line1: '12 High Street',
    line2: 'Flat 3',
    city: 'Leeds',
    region: 'West Yorkshire',
    postalCode: 'LS1 1AA',
    country: 'GB',
  };

  it.each([
    [{ ...home, line1: '12 HIGH ST.', postalCode: 'ls11aa' }],
    [{ ...home, line1: '12 High Street, Flat 3', line2: undefined }],
    [{ ...home, country: 'United Kingdom', region: undefined }],
  ])('is one place in %j', (other) => {
    expect(normalAddress(other)).toBe(normalAddress(home));
  });

  it.each([
    ['Hauptstraße 1', 'Hauptstr. 1'],
    ['Kalverstraat 9', 'Kalverstr 9'],
    ['5 North Oak Avenue', '5 N. Oak Ave'],
    ['1 Café Road', '1 cafe rd'],
  ])('reads %s and %s alike', (a, b) => {
    expect(normalAddress({ ...home, line1: a })).toBe(normalAddress({ ...home, line1: b }));
  });

  it.each([
    [{ ...home, line1: '13 High Street' }],
    [{ ...home, line2: 'Flat 4' }],
    [{ ...home, postalCode: 'LS1 1AB' }],
    [{ ...home, line1: 'Flat 12', line2: '3 High Street' }],
  ])('is another place in %j', (other) => {
    expect(normalAddress(other)).not.toBe(normalAddress(home));
  });

  it('needs region and country where there is no postal code', () => {
    const springfield = { line1: '1 Main St', city: 'Springfield' };
    expect(normalAddress({ ...springfield, region: 'IL' })).not.toBe(normalAddress({ ...springfield, region: 'MA' }));
  });

  it('is empty where nothing is said', () => {
    expect(normalAddress({})).toBe('');
    expect(normalAddress({ line1: ' ', city: '-' })).toBe('');
  });
});
