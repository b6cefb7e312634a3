/**
 * What a comparison is: it looks at one thing about two records and answers with a level, from "the same" to
 * "different". A level says how often it is met among records of one person (`m`) and among records of two (`u`); the
 * logarithm of their ratio is what it weighs. `m` and `u` here are where training starts from, and what holds where there
 * is too little to train on.
 */
import type { FeatureTable } from './features';

export interface Level {
  /** Stable: models name it. */
  readonly name: string;
  /** For people: completes "The two records …". */
  readonly sentence: string;
  readonly m: number;
  readonly u: number;
  /** How often it is met among two of one household; by default as `m` where a household shares it, else as `u`. */
  readonly h?: number;
  /** `m` is what it is here, and is not trained: data that holds families would unlearn it. */
  readonly fixed?: true;
  /** Agreement on a rare value weighs more: the value's own frequency stands for `u`. */
  readonly byFrequency?: true;
}

export interface Comparison {
  readonly name: string;
  /** From strict to loose. A looser level never weighs more than a stricter one. */
  readonly levels: readonly Level[];
  /**
   * Whether a household shares it: family name, address, telephone. What such evidence can say together has a limit,
   * since it cannot tell those of one household apart.
   */
  readonly household?: true;
  /** Whether one person has several: of two clusters the best agreement then counts, else the average. */
  readonly several?: true;
  /** Fixed weights, for what cannot be counted. */
  readonly untrained?: true;
  compare(table: FeatureTable, a: number, b: number, outcome: Outcome): void;
}

/** What `compare` writes its answer into, so that millions of pairs need no millions of objects. */
export interface Outcome {
  /** Index into `levels`; `NOT_COMPARED` where one of the records does not say. */
  level: number;
  /**
   * How rare the value agreed on is, in bits, at a level that goes by frequency; at a looser one the less rare of the two
   * values, if that is known: being alike to a frequent value cannot weigh more than being equal to it. Else 0.
   */
  rarity: number;
}

export const NOT_COMPARED = -1;
