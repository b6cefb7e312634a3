/** Fifty persons with three records each, and views of them that overlap, for processes that work on them at once. */
import type { SourceRecord } from '../../src/customer/source-record';
import { randomOf } from './interleaving';
import { record } from './records';

const PERSONS = 50;
const AT_ONCE = 10;

/** Of each person the records a-b, b-c and a-c share an e-mail each, so any two views together join all three. */
export const CROWD: readonly (readonly SourceRecord[])[] = Array.from({ length: PERSONS }, (_, i) => [
  record({ ref: `crm:${i}`, emails: [`ab${i}@example.com`, `ac${i}@example.com VERIFIED`] }),
  record({ ref: `shop:${i}`, emails: [`ab${i}@example.com`, `bc${i}@example.com`] }),
  record({ ref: `desk:${i}`, emails: [`ac${i}@example.com`, `bc${i}@example.com VERIFIED`] }),
]);

/** Views in the order that the seed decides, a few at a time; all together join each person. */
export function interleavedViews(seed: number): readonly (readonly (readonly SourceRecord[])[])[] {
  const random = randomOf(seed);
  const views = CROWD.flatMap(([a, b, c]) => [[a!, b!], [b!, c!], [c!, a!], [a!]]);
  for (let i = views.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [views[i], views[j]] = [views[j]!, views[i]!];
  }
  return Array.from({ length: Math.ceil(views.length / AT_ONCE) }, (_, i) =>
    views.slice(i * AT_ONCE, (i + 1) * AT_ONCE),
  );
}
