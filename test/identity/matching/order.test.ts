/** The answer depends on the records, not on when they come. */
import fc from 'fast-check';
import { dirtyPeople } from '../../../scripts/dirty-people';
import { IncrementalMatching } from '../../../src/identity/matching/incremental';
import { Matching, matchRecords } from '../../../src/identity/matching/matching';
import { type Model, modelText } from '../../../src/identity/matching/model';
import type { MatchRecord } from '../../../src/identity/matching/record';
import { written } from './clusters';

const SETTINGS = { maxBlock: 4, limit: 3 };
const people: readonly MatchRecord[] = [...dirtyPeople(120, 11)];

function trainedOn(records: readonly MatchRecord[]): Model {
  const matching = new Matching({ settings: SETTINGS });
  for (const record of records) matching.add(record);
  return matching.model;
}

const model = trainedOn(people);
const orders = fc.shuffledSubarray(people as MatchRecord[], { minLength: people.length });

test('ten orders of the same records give the same clusters', () => {
  const expected = written(matchRecords(people, { settings: SETTINGS, model }).clusters);
  expect(expected.length).toBeLessThan(people.length);
  fc.assert(
    fc.property(orders, (order) => {
      expect(written(matchRecords(order, { settings: SETTINGS, model }).clusters)).toEqual(expected);
    }),
    { numRuns: 10 },
  );
});

test('training finds the same in any order, to the last digit', () => {
  fc.assert(
    fc.property(orders, (order) => expect(modelText(trainedOn(order))).toBe(modelText(model))),
    { numRuns: 3 },
  );
});

test('records that come one by one, in any order, end in the clusters of all at once', () => {
  fc.assert(
    fc.property(orders, fc.integer({ min: 1, max: people.length }), (order, arrived) => {
      const matching = new IncrementalMatching({ settings: SETTINGS, model });
      for (const record of order.slice(0, arrived)) matching.add(record);
      const some = matchRecords(order.slice(0, arrived), { settings: SETTINGS, model, population: model.records });
      expect(written(matching.clusters())).toEqual(written(some.clusters));
      for (const record of order.slice(arrived)) matching.add(record);
      const all = matchRecords(people, { settings: SETTINGS, model, population: model.records });
      expect(written(matching.clusters())).toEqual(written(all.clusters));
    }),
    { numRuns: 10 },
  );
});

test('arrivals split as well as join, and say what they changed', () => {
  const now = new Map<string, string>();
  const matching = new IncrementalMatching({ settings: SETTINGS, model });
  let splits = 0;
  const crowd = [...dirtyPeople(60, 3), ...sharing('kit@hotel.example', 5)];
  for (const record of crowd) {
    const { before, after } = matching.add(record);
    for (const cluster of written(before)) {
      now.delete(cluster);
      if (
        cluster.includes(' ') &&
        !written(after).some((other) => cluster.split(' ').every((ref) => other.includes(ref)))
      ) {
        splits++;
      }
    }
    for (const cluster of written(after)) now.set(cluster, cluster);
  }
  expect([...now.keys()].sort()).toEqual(written(matching.clusters()));
  expect(splits).toBeGreaterThan(0);
});

/** People who say nothing of themselves but one e-mail: one person until too many carry it. */
function sharing(email: string, records: number): MatchRecord[] {
  return Array.from({ length: records }, (_, at) => ({
    ref: { source: 'desk', id: `d${at}` },
    fields: { identifiers: [{ type: 'EMAIL', value: email }] },
  }));
}
