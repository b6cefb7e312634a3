import fc from 'fast-check';
import { edits, jaroWinkler, lettersOf, mayBeAlike, mayBeWithin } from '../../../src/identity/matching/similarity';

const word = fc.string({ unit: fc.constantFrom(...'abcdes 1é'), minLength: 1, maxLength: 12 });

test.each([
  ['martha', 'marhta', 0.961],
  ['dwayne', 'duane', 0.84],
  ['dixon', 'dicksonx', 0.813],
  ['abc', 'xyz', 0],
  ['same', 'same', 1],
])('%s and %s are alike by %d', (a, b, likeness) => expect(jaroWinkler(a, b)).toBeCloseTo(likeness, 2));

test.each([
  ['kitten', 'sitting', 3],
  ['smith', 'smtih', 1],
  ['lloyd', 'loyd', 1],
  ['same', 'same', 0],
])('%s and %s are %d edits apart', (a, b, count) => {
  expect(edits(a, b, 5)).toBe(count);
  if (count > 0) expect(edits(a, b, count - 1)).toBe(count);
});

test('neither depends on which of two comes first', () => {
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(edits(a, b, 4)).toBe(edits(b, a, 4));
      expect(jaroWinkler(a, b)).toBeGreaterThanOrEqual(0);
      expect(jaroWinkler(a, b)).toBeLessThanOrEqual(1);
    }),
  );
});

test('what letters rule out is never so', () => {
  fc.assert(
    fc.property(
      word,
      word,
      fc.integer({ min: 0, max: 4 }),
      fc.double({ min: 0.6, max: 1, noNaN: true }),
      (a, b, limit, least) => {
        const [lettersA, lettersB] = [lettersOf(a), lettersOf(b)];
        if (edits(a, b, limit) <= limit) expect(mayBeWithin(lettersA, lettersB, limit)).toBe(true);
        if (jaroWinkler(a, b) >= least) expect(mayBeAlike(a, lettersA, b, lettersB, least)).toBe(true);
      },
    ),
    { numRuns: 3_000 },
  );
});
