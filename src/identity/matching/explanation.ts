/** Why two records are thought to be one person, or not: each comparison with its level, weight and sentence. */
import { NOT_COMPARED } from './comparison';
import { COMPARISONS } from './comparisons/register';
import type { FeatureTable } from './features';
import { isContradicted, RULE_BITS, type Rule, ruleOf } from './rules';
import { probability, type Scorer, weigh } from './scoring';

interface ComparedField {
  readonly comparison: string;
  readonly level: string;
  /** Completes "The two records …". */
  readonly sentence: string;
  /** The weight in bits: above 0 speaks for one person, below against. */
  readonly bits: number;
}

export interface Explanation {
  readonly verdict: 'LINK' | 'REVIEW' | 'APART';
  readonly probability: number;
  /** What is assumed before looking: how likely two records of so many are one person, in bits. */
  readonly priorBits: number;
  /** Taken off because two of one household would agree in this as well. */
  readonly householdBits: number;
  readonly comparisons: readonly ComparedField[];
  readonly rule: Rule;
  /** Why the two must never be joined, if so. */
  readonly forbidden?: 'NEVER' | 'GENERATION';
}

/** One thing that, were it otherwise, would have the two linked. */
export interface Flip {
  readonly comparison: string;
  readonly level: string;
  readonly sentence: string;
  readonly probability: number;
}

export interface Bounds {
  readonly link: number;
  readonly review: number;
}

export function explainPair(
  table: FeatureTable,
  scorer: Scorer,
  a: number,
  b: number,
  bounds: Bounds,
  forbidden: Explanation['forbidden'],
): Explanation {
  const weighed = scorer.score(a, b);
  const contradicted = isContradicted(scorer);
  const found = ruleOf(table, a, b);
  const rule = contradicted && RULE_BITS[found] < RULE_BITS.ISSUED_ID ? 'NONE' : found;
  const bits = Math.max(weighed, RULE_BITS[rule]);
  const likely = probability(bits);
  const plain = scorer.priors.person + scorer.bits.reduce((sum, one) => sum + one, 0);
  const comparisons = COMPARISONS.flatMap(({ name, levels }, c): ComparedField[] => {
    const level = scorer.levels[c]!;
    if (level === NOT_COMPARED) return [];
    return [{ comparison: name, level: levels[level]!.name, sentence: levels[level]!.sentence, bits: scorer.bits[c]! }];
  });
  const verdict =
    forbidden !== undefined || likely < bounds.review ? 'APART' : likely < bounds.link ? 'REVIEW' : 'LINK';
  return {
    verdict,
    probability: likely,
    priorBits: scorer.priors.person,
    householdBits: weighed - plain,
    comparisons,
    rule,
    forbidden,
  };
}

/** What would have two records linked that are not: each comparison that at a stricter level would do it, the loosest. */
export function flips(table: FeatureTable, scorer: Scorer, a: number, b: number, bounds: Bounds): readonly Flip[] {
  scorer.score(a, b);
  const persons = table.isNamed(a) && table.isNamed(b);
  const [bits, household] = [scorer.bits.slice(), scorer.householdBits.slice()];
  const levels = scorer.levels.slice();
  return COMPARISONS.flatMap((comparison, c): Flip[] => {
    const best = levels[c] === NOT_COMPARED ? comparison.levels.length : levels[c]!;
    for (let level = best - 1; level >= 0; level--) {
      const [changed, changedHousehold] = [bits.slice(), household.slice()];
      changed[c] = scorer.usualBits(c, level);
      changedHousehold[c] = scorer.usualHouseholdBits(c, level);
      const likely = probability(weigh(scorer.priors, changed, changedHousehold, persons));
      if (likely < bounds.link) continue;
      const { name, sentence } = comparison.levels[level]!;
      return [{ comparison: comparison.name, level: name, sentence, probability: likely }];
    }
    return [];
  });
}
