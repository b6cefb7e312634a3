/** What a survivorship rule is. A new rule is one file here and one line in `rules.ts`. */
import type { Claim, SurvivorshipRule } from '../claim';

/** What one record brings to one decision: its claim on a field, or its claims on the fields of a group. */
export interface Candidate {
  readonly claims: readonly Claim[];
  /** Of the group: the claims' normal forms together. Equal means that it does not matter who wins. */
  readonly normal: string;
  /** Place of the source in the policy's ranking, 0 best; sources that are not named share the last place. */
  readonly rank: number;
  /** The claim's clock in ms since the epoch; undefined where the source gives none that can be believed. */
  readonly time: number | undefined;
}

export interface RuleContext {
  /** Two clocks of different sources that differ by no more are not told apart. */
  readonly skewMs: number;
  /** The value is itself the time (`createdAt`): exact, whatever the clocks; and what cannot be true yields. */
  readonly timeIsValue: boolean;
  /** How many fields the decision is about, apart from those that follow from others. */
  readonly fieldCount: number;
}

/**
 * Chooses among claims of a single value. The law: `keep` answers a part of what it is given, in the same order, never
 * nothing; all of it means that the rule cannot tell. It looks at no more than its arguments, and their order does not
 * change the answer as a set.
 */
export interface ChoiceRule {
  readonly name: SurvivorshipRule;
  keep(candidates: readonly Candidate[], context: RuleContext): readonly Candidate[];
  /** The rest of a sentence about the one that was dropped. No value in it. */
  whyLost(loser: Candidate, winner: Candidate): string;
  /** Whether a source that could not be asked might have beaten the winner here; `tie` leaves it to the next rule. */
  couldBeat(absentRank: number, winner: Candidate, context: RuleContext): 'yes' | 'no' | 'tie';
}

/** Puts the lists of all records together. Claims come best-ranked first; the answer is one claim's value and normal. */
export interface ListRule {
  readonly name: SurvivorshipRule;
  combine(claims: readonly Claim<readonly unknown[]>[]): readonly unknown[];
}

/** Keeps the candidates with the largest score. */
export function keepLargest(
  candidates: readonly Candidate[],
  score: (candidate: Candidate) => number,
): readonly Candidate[] {
  let largest = -Infinity;
  for (const candidate of candidates) largest = Math.max(largest, score(candidate));
  return candidates.filter((candidate) => score(candidate) === largest);
}

/** How much later `a` is than `b`, as far as it can be told: NaN where it cannot. */
export function leadOf(a: Candidate, b: Candidate, { skewMs, timeIsValue }: RuleContext): number {
  if (a.time === undefined || b.time === undefined) return Number.NaN;
  const lead = a.time - b.time;
  const isExact = timeIsValue || sourceOf(a) === sourceOf(b);
  return isExact || Math.abs(lead) > skewMs ? lead : Number.NaN;
}

/** Where the value is the time, one that cannot be true or be read yields to one that can. */
export function yieldsTo(a: Candidate, b: Candidate, { timeIsValue }: RuleContext): boolean {
  return timeIsValue && a.time === undefined && b.time !== undefined;
}

export function sourceOf(candidate: Candidate): string {
  return candidate.claims[0]!.record.source;
}
