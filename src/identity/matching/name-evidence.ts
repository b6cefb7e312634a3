/** What names alone say: for lists of names without anything else. */
import { FeatureTable } from './features';
import { untrainedShares } from './model';
import type { MatchFields } from './record';
import { Scorer } from './scoring';
import { DEFAULT_SETTINGS } from './settings';

/** Sixteen to one: a name alone has to agree in nearly all of it. */
const ENOUGH_BITS = 4;

/** Whether two names, of persons or of companies, are likely one, as far as names tell. */
export function namesAgree(a: MatchFields, b: MatchFields): boolean {
  const table = new FeatureTable(DEFAULT_SETTINGS);
  const rows = [a, b].map(({ names, company }, at) =>
    table.add({ ref: { source: 'name', id: String(at) }, fields: { names, company } }),
  );
  const model = { pairsPerRecord: 0.5, householdPairsPerRecord: Number.MIN_VALUE, comparisons: untrainedShares() };
  const scorer = new Scorer(table, model, table.size);
  scorer.score(rows[0]!, rows[1]!);
  return scorer.bits.reduce((sum, bits) => sum + bits, 0) >= ENOUGH_BITS;
}
