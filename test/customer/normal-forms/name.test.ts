import fc from 'fast-check';
import {
  familyNamesRelated,
  givenNameRelation,
  namesContradict,
  normalFullName,
  normalGivenName,
  normalName,
  type PersonName,
} from '../../../src/customer/normal-forms/name';
import { referenceRows } from '../reference-data';

const shown = (displayName: string): PersonName => ({ displayName });
const parts = (firstName?: string, lastName?: string): PersonName => ({ firstName, lastName });

describe('normal form of a name', () => {
  it.each([
    ['  Zoë  O’Brien ', 'zoe obrien'],
    ['Jean-Luc', 'jean luc'],
    ['J.R.R.', 'j r r'],
    ['Łukasz Strauß', 'lukasz strauss'],
    ['İpek IŞIK', 'ipek isik'],
    ['Ὀδυσσεύς', 'οδυσσευσ'],
    ['Юлия Йорданова', 'юлия иорданова'],
    ['山田 太郎', '山田 太郎'],
    ['がぎ', 'がぎ'],
    ['हिन्दी', 'हिन्दी'],
    ['한국', '한국'],
    ['مُحَمَّد', 'محمد'],
    ['ＡＤＡ', 'ada'],
  ])('writes %s as %s', (text, normal) => {
    expect(normalName(text)).toBe(normal);
  });

  it('is idempotent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const normal = normalName(text);
        expect(normalName(normal)).toBe(normal);
      }),
      { numRuns: 2000 },
    );
  });

  it('drops titles and degrees, in either order of the parts', () => {
    expect(normalGivenName('Prof. Dr. Anna')).toBe('anna');
    expect(normalFullName('Dyk, Dr. Anna')).toBe('anna dyk');
    expect(normalFullName('Dr Anna Dyk, PhD')).toBe('anna dyk');
    expect(normalFullName('Anna Dyk (ACME)')).toBe('anna dyk');
    expect(normalFullName('Anna')).toBe('anna');
  });
});

describe('how given names relate', () => {
  it.each([
    ['Zoë', 'zoe', 'EQUAL'],
    ['Mary Ann', 'Maryann', 'EQUAL'],
    ['Robert', 'Bob', 'NICKNAME'],
    ['Bob', 'Rob', 'NICKNAME'],
    ['Kate', 'Katherine', 'NICKNAME'],
    ['Kate', 'Caitlin', 'NICKNAME'],
    ['Katherine', 'Caitlin', 'UNRELATED'],
    ['Robert', 'R.', 'INITIAL'],
    ['Robert', 'B.', 'INITIAL'],
    ['JC', 'Jean-Claude', 'INITIAL'],
    ['Robert', 'X', 'UNRELATED'],
    ['Wolfgang', 'Wolgfang', 'TYPO'],
    ['Thorvald', 'Torvald', 'TYPO'],
    ['James Robert', 'Robert', 'EQUAL'],
    ['Anna Maria', 'Eva Maria', 'UNRELATED'],
    ['Paul', 'Paula', 'UNRELATED'],
    ['Daniel', 'Daniela', 'UNRELATED'],
    ['Andreas', 'Andrea', 'UNRELATED'],
    ['', 'Ada', 'UNRELATED'],
  ] as const)('%s and %s: %s', (a, b, relation) => {
    expect([givenNameRelation(a, b), givenNameRelation(b, a)]).toEqual([relation, relation]);
  });

  it('family names relate by a part, a slip or an initial', () => {
    expect(familyNamesRelated('Smith-Jones', 'Jones')).toBe(true);
    expect(familyNamesRelated('García López', 'Garcia')).toBe(true);
    expect(familyNamesRelated('Scholz', 'Schulze')).toBe(true);
    expect(familyNamesRelated('Smith', 'S.')).toBe(true);
    expect(familyNamesRelated('van Dyk', 'van Gogh')).toBe(false);
    expect(familyNamesRelated('Smith', 'Jones')).toBe(false);
  });
});

describe('names that contradict each other', () => {
  it.each<[string, PersonName, PersonName]>([
    ['two given names', parts('Bob', 'Smith'), parts('Alice', 'Smith')],
    ['told in other fields', shown('Bob Smith'), parts('Alice', 'Smith')],
    ['father and son', shown('John Smith Sr.'), shown('John Smith Jr.')],
    ['generations', parts('John', 'Smith II'), parts('John', 'Smith III')],
    ['a couple with like names', parts('Paul', 'Meier'), parts('Paula', 'Meier')],
    ['no given name, and other family names', parts(undefined, 'Smith'), parts('Ada', 'Lovelace')],
    ['sisters with one second name', shown('Anna Maria Rossi'), shown('Eva Maria Rossi')],
    ['Katherine is not Caitlin', parts('Katherine', 'Byrne'), parts('Caitlin', 'Byrne')],
    ['a comma before the given name', shown('Smith, Bob'), shown('Alice Smith')],
  ])('%s', (_what, a, b) => {
    expect([namesContradict(a, b), namesContradict(b, a)]).toEqual([true, true]);
  });

  it.each<[string, PersonName, PersonName]>([
    ['marriage', parts('Ada', 'Byron'), parts('Ada', 'Lovelace')],
    ['a nickname', parts('Robert', 'Smith'), shown('Bob Smith')],
    ['an initial', parts('R.', 'Smith'), parts('Robert', 'Smith')],
    ['a slip', parts('Wolgfang', 'Amadeus'), parts('Wolfgang', 'Amadeus')],
    ['swapped', parts('Lindqvist', 'Astrid'), parts('Astrid', 'Lindqvist')],
    ['swapped and misspelt', parts('Lindquist', 'Astrid'), parts('Astrid', 'Lindqvist')],
    ['the last name first', shown('Lindqvist Astrid'), shown('Astrid Lindqvist')],
    ['titles', shown('Prof. Dr. Ada Lovelace'), shown('Mrs Ada Lovelace')],
    ['only one has a generation', shown('John Smith Jr'), shown('John Smith')],
    ['a given name in the wrong field', parts(undefined, 'Ada'), parts('Ada', 'Lovelace')],
    ['nothing known', {}, parts('Ada', 'Lovelace')],
    ['half known', parts('Ada'), parts(undefined, 'Lovelace')],
    ['no given name, like family names', parts(undefined, 'Smith'), parts('Ada', 'Smith-Jones')],
    ['another script', parts('Юлия', 'Иванова'), parts('Julia', 'Ivanova')],
    ['one word that may be anything', shown('Lovelace'), shown('Ada Byron')],
    ['an address for a name', shown('ada@x.example'), shown('Bob Smith')],
    ['a company', shown('Smith Trading Ltd'), shown('Ada Lovelace')],
    ['the second given name', parts('James Robert', 'Smith'), parts('Robert', 'Smith')],
    ['a particle', shown('Ludwig van Beethoven'), parts('Ludwig', 'van Beethoven')],
    ['kanji', parts('太郎', '山田'), shown('山田 太郎')],
  ])('are not these: %s', (_what, a, b) => {
    expect([namesContradict(a, b), namesContradict(b, a)]).toEqual([false, false]);
  });

  it('a one-word display name speaks only where it is a known given name', () => {
    expect(namesContradict(shown('Bob'), shown('Alice Jones'))).toBe(true);
    expect(namesContradict(shown('Grumbold'), shown('Alice Jones'))).toBe(false);
  });

  const word = fc.oneof(
    fc.constantFrom('Ada', 'Bob', 'Robert', 'Jr', 'Dr', 'van', 'Smith', 'Katherine', 'Кот', ',', 'x@y'),
    fc.string(),
  );
  const text = fc.array(word, { maxLength: 4 }).map((words) => words.join(' '));
  const person = fc.record({ firstName: text, lastName: text, displayName: text }, { requiredKeys: [] });

  it('is symmetric, and never true of a name and itself', () => {
    fc.assert(
      fc.property(person, person, (a, b) => {
        expect(namesContradict(a, b)).toBe(namesContradict(b, a));
        expect(namesContradict(a, a)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no time to speak of over hostile text', () => {
    const long = 'ab '.repeat(100_000);
    expect(namesContradict(shown(long), shown('Ada Lovelace'))).toBe(false);
    const words = 'abc '.repeat(63);
    const started = process.hrtime.bigint();
    for (let i = 0; i < 100; i++) namesContradict(parts(words, words), parts(words.replaceAll('a', 'z'), words));
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(2000);
  });
});

const pairs = referenceRows('name_pairs/pairs.csv');
const withPairs = pairs ? it : it.skip;

withPairs('most pairs that are one person in the public name bench do not contradict each other', () => {
  const people = pairs!.filter(({ schema }) => schema === 'Person');
  const contradicting = (is: string) =>
    people.filter(({ is_match, name1, name2 }) => is_match === is && namesContradict(shown(name1!), shown(name2!)));
  const same = people.filter(({ is_match }) => is_match === 'true').length;
  console.info(
    `name bench: ${contradicting('true').length} of ${same} matching pairs contradict, ` +
      `${contradicting('false').length} of ${people.length - same} others do`,
  );
  expect(contradicting('true').length / same).toBeLessThan(0.15);
});
