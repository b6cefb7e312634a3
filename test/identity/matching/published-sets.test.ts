/** How well the small published sets are matched; `npm run bench:matching` does them all. */
import { matchNames, qualityOf, recordsOf, type SetName, setsFolder, truthOf } from '../../../scripts/matching-sets';
import { matchRecords } from '../../../src/identity/matching/matching';

const folder = setsFolder();
if (folder === undefined) {
  if (process.env.CI) throw new Error('the sets are missing: set ONEFOLD_SHARED to the folder that holds er/');
  console.warn('SKIPPED: the published sets are not on this machine (set ONEFOLD_SHARED to the folder that holds er/)');
}
const there = folder === undefined ? test.skip : test;

const floors: readonly (readonly [SetName, { f1: number; precision: number }])[] = [
  ['rldata500', { f1: 0.98, precision: 0.98 }],
  ['senzing_customers', { f1: 0.85, precision: 0.95 }],
];

for (const [set, { f1, precision }] of floors) {
  there(`${set}: F1 of ${f1} and precision of ${precision} at least, without labels`, async () => {
    const { clusters } = matchRecords(await recordsOf(folder!, set));
    const quality = qualityOf(truthOf(folder!, set), clusters);
    expect(quality.f1).toBeGreaterThanOrEqual(f1);
    expect(quality.precision).toBeGreaterThanOrEqual(precision);
  });
}

there('names alone: better than the answers published with them', () => {
  expect(matchNames(folder!).f1).toBeGreaterThan(0.748);
});
