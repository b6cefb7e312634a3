import fc from 'fast-check';
import { dirtyPeople } from '../../../scripts/dirty-people';
import type { RecordRef } from '../../../src/customer/source-record';
import { Matching, matchRecords } from '../../../src/identity/matching/matching';
import type { MatchFields, MatchRecord } from '../../../src/identity/matching/record';
import { DEFAULT_SETTINGS } from '../../../src/identity/matching/settings';
import { written } from './clusters';

const people = [...dirtyPeople(300, 5)];
const trained = new Matching();
for (const record of people) trained.add(record);
const { model } = trained;
const result = trained.result();

const record = (id: string, fields: MatchFields, source = 'crm'): MatchRecord => ({ ref: { source, id }, fields });
const ada: MatchFields = {
  names: [{ firstName: 'Ada', lastName: 'Lovelace' }],
  birthDate: '1975-12-10',
  identifiers: [{ type: 'EMAIL', value: 'ada.lovelace@engines.example' }],
};

function clustersOf(records: readonly MatchRecord[], input: ConstructorParameters<typeof Matching>[0] = {}) {
  return written(matchRecords(records, { model, ...input }).clusters);
}

test('every record is in exactly one cluster', () => {
  const refs = result.clusters.flat();
  expect(refs).toHaveLength(people.length);
  expect(new Set(refs.map(({ id }) => id)).size).toBe(people.length);
});

test('most duplicates are found, and nearly nobody is joined with another', () => {
  const pairs = (groups: readonly (readonly RecordRef[])[]): Set<string> =>
    new Set(
      groups.flatMap((refs) =>
        refs.flatMap(({ id: a }, at) => refs.slice(at + 1).map(({ id: b }) => [a, b].sort().join())),
      ),
    );
  const truth = new Map<number, RecordRef[]>();
  for (const { ref, person: number } of people) truth.set(number, [...(truth.get(number) ?? []), ref]);
  const [found, there] = [pairs(result.clusters), pairs([...truth.values()])];
  const right = [...found].filter((pair) => there.has(pair)).length;
  expect(right / there.size).toBeGreaterThan(0.9);
  expect(right / found.size).toBeGreaterThan(0.95);
});

test('a never-link holds whatever speaks for one person', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: result.joins.length - 1 }), (at) => {
      const { a, b } = result.joins[at]!;
      const { clusters } = matchRecords(people, { model, never: [[b, a]] });
      const cluster = clusters.find((members) => members.includes(a))!;
      expect(cluster.some(({ source, id }) => source === b.source && id === b.id)).toBe(false);
    }),
    { numRuns: 6 },
  );
});

test('a decision joins what nothing else would, unless a never-link stands against it', () => {
  const [a, b] = [record('1', ada), record('2', { names: [{ firstName: 'Grace', lastName: 'Hopper' }] }, 'shop')];
  expect(clustersOf([a, b])).toEqual(['crm:1', 'shop:2']);
  expect(clustersOf([a, b], { same: [[a.ref, b.ref]] })).toEqual(['crm:1 shop:2']);
  expect(clustersOf([a, b], { same: [[a.ref, b.ref]], never: [[a.ref, b.ref]] })).toEqual(['crm:1', 'shop:2']);
});

test('an id that one source issued for another joins', () => {
  const a = record('1', ada);
  const b = record('9', { names: [{ firstName: 'Augusta', lastName: 'King' }], issuedIds: [a.ref] }, 'shop');
  expect(clustersOf([a, b])).toEqual(['crm:1 shop:9']);
});

describe('an e-mail', () => {
  const email = (value: string, proof?: 'ASSERTED' | 'VERIFIED') => [{ type: 'EMAIL', value, proof }];
  const a = record('1', { identifiers: email('kit@engines.example') });
  const b = record('2', { identifiers: email('KIT@engines.example') }, 'shop');

  test('joins by rule where both sources vouch for it', () => {
    const { joins } = matchRecords([a, b], { model });
    expect(joins).toMatchObject([{ rule: 'SAME_EMAIL' }]);
  });

  test('with too little proof is evidence, and no rule', () => {
    const weak = record('2', { identifiers: email('kit@engines.example', 'ASSERTED') }, 'shop');
    const matching = new Matching({ model });
    for (const one of [a, weak]) matching.add(one);
    expect(matching.explain(a.ref, weak.ref)).toMatchObject({ rule: 'NONE', comparisons: [{ level: 'EXACT' }] });
    expect(clustersOf([a, b], { settings: { trust: { shop: 'ASSERTED' } } })).toBeDefined();
    const distrusted = new Matching({ model, settings: { trust: { shop: 'ASSERTED' } } });
    for (const one of [a, b]) distrusted.add(one);
    expect(distrusted.explain(a.ref, b.ref).rule).toBe('NONE');
  });

  test('that is blocked, by value or pattern, or is a role’s, says nothing', () => {
    const blocked = { settings: { blocked: { EMAIL: ['*@engines.example'] } } };
    expect(clustersOf([a, b], blocked)).toEqual(['crm:1', 'shop:2']);
    const role = (id: string) => record(id, { identifiers: email('info@engines.example') });
    expect(clustersOf([role('1'), role('2')])).toEqual(['crm:1', 'crm:2']);
  });

  test('that more records carry than its limit is shared: no evidence, and reported', () => {
    const crowd = Array.from({ length: 4 }, (_, at) =>
      record(String(at), {
        names: [{ firstName: 'Kit', lastName: 'Marlowe' }],
        identifiers: email('kit@engines.example'),
      }),
    );
    const matching = new Matching({ model, settings: { limits: { EMAIL: 3 } } });
    for (const one of crowd) matching.add(one);
    expect(matching.explain(crowd[0]!.ref, crowd[1]!.ref).comparisons.map(({ comparison }) => comparison)).toEqual([
      'givenName',
      'familyName',
    ]);
  });

  test('on several people is reported as shared', () => {
    const family = ['Ada', 'Byron'].map((firstName, at) =>
      record(String(at), { names: [{ firstName, lastName: 'King' }], identifiers: email('home@king.example') }),
    );
    expect(matchRecords(family, { model }).sharedIdentifiers).toEqual([
      { type: 'EMAIL', value: 'home@king.example', records: 2, clusters: 2, overLimit: false },
    ]);
  });
});

test('one name between two people does not chain them', () => {
  const phone = [{ type: 'PHONE', value: '+12025550123' }];
  const address = [{ line1: '12 High Street', city: 'Ockham', postalCode: '20001' }];
  const family = (firstName: string, birthDate: string) =>
    ({ names: [{ firstName, lastName: 'Lovelace' }], identifiers: phone, addresses: address, birthDate }) as const;
  const records = [
    record('john', family('John', '1970-03-04')),
    record('j', { ...family('J', '1970-03-04'), birthDate: '' }),
    record('jane', family('Jane', '1972-11-30')),
  ];
  const cluster = clustersOf(records).find((one) => one.includes('crm:john'))!;
  expect(cluster).not.toContain('crm:jane');
});

test('father and son of one name are two where they say so', () => {
  const one = (id: string, lastName: string) => record(id, { ...ada, names: [{ firstName: 'Ada', lastName }] });
  expect(clustersOf([one('1', 'Lovelace Jr'), one('2', 'Lovelace Sr')])).toEqual(['crm:1', 'crm:2']);
});

test('agreeing in more never makes one person less likely', () => {
  const several = fc.constantFrom<keyof MatchFields>('birthDate', 'identifiers', 'addresses', 'names');
  const one = fc.integer({ min: 0, max: people.length - 1 });
  fc.assert(
    fc.property(one, one, several, (i, j, field) => {
      fc.pre(i !== j);
      const [a, b] = [people[i]!, people[j]!];
      const value = a.fields[field];
      fc.pre(
        Array.isArray(value) ? value.some((part) => Object.values(part).some((text) => text !== '')) : value !== '',
      );
      const nearer = { ref: b.ref, fields: { ...b.fields, [field]: value } };
      const likely = (other: MatchRecord): number => {
        const matching = new Matching({ model, population: people.length });
        for (const each of [a, other]) matching.add(each);
        return matching.explain(a.ref, b.ref).probability;
      };
      expect(likely(nearer)).toBeGreaterThanOrEqual(likely(b) - 1e-9);
    }),
    { numRuns: 150 },
  );
});

test('explains a link by comparisons whose weights add up, and a non-link by what would flip it', () => {
  const matching = new Matching({ model });
  const [a, b] = [record('1', ada), record('2', { ...ada, birthDate: '1931-01-02', identifiers: [] }, 'shop')];
  for (const one of [a, b]) matching.add(one);
  const why = matching.explain(a.ref, b.ref);
  const sum = why.comparisons.reduce((total, { bits }) => total + bits, why.priorBits + why.householdBits);
  expect(why.probability).toBeCloseTo(1 / (1 + 2 ** -sum), 9);
  expect(why.comparisons).toContainEqual(
    expect.objectContaining({ comparison: 'birthDate', level: 'DIFFERENT', sentence: 'have different birth dates' }),
  );
  expect(why.verdict).not.toBe('LINK');
  const flips = matching.whatWouldLink(a.ref, b.ref);
  expect(flips.map(({ comparison }) => comparison)).toContain('identifiers');
  for (const { probability } of flips) expect(probability).toBeGreaterThanOrEqual(DEFAULT_SETTINGS.link);
});

test('two records of one ref are refused', () => {
  const matching = new Matching({ model });
  matching.add(record('1', ada));
  expect(() => matching.add(record('1', ada))).toThrow('the record 1 of crm was added before');
});
