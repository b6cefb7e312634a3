/**
 * Training without labels. All pairs of the table are taken for a mixture of pairs of one person and pairs of two
 * (expectation maximisation); pairs that share no blocking key are taken for pairs of two. `u` comes from random pairs,
 * `m` from candidates, each pair counted by how likely it is the one or the other.
 *
 * The result does not depend on the order of records: samples are taken by hashes of refs, and counts are whole numbers,
 * whose sums are the same in any order.
 */
import { type Blocks, eachCandidate } from './blocks';
import { NOT_COMPARED } from './comparison';
import { COMPARISONS } from './comparisons/register';
import type { FeatureTable, TermKind } from './features';
import { type LevelShares, MODEL_VERSION, type Model, untrainedShares } from './model';
import { householdProbability, type Priors, priorsOf, probability, Scorer, Weights, weigh } from './scoring';
import { mix, type TermFrequencies } from './terms';

/** Records whose pairs with each other are the random pairs. */
const RANDOM_RECORDS = 500;
const MAX_CANDIDATES = 150_000;
const ROUNDS = 25;
/** How many pairs the shares of one person that training starts from count for. */
const M_STRENGTH = 30;
/** How many sightings of a level the share among two that training starts from counts for. */
const U_SIGHTINGS = 0.5;
/** The same for the number of duplicates, in pairs. */
const DUPLICATES_STRENGTH = 10;
const DUPLICATES = 0.3;
const HOUSEHOLDS = 0.1;
/** More than any comparison has. */
const LEVELS = 12;
/** A share of a pair, as whole numbers. */
const UNIT = 2 ** 20;
/** Texts that fewer records carry are not kept in a model, and weigh as the rarest do. */
const LEAST_FREQUENT = 3;
/** Of these a model keeps none, however frequent: each belongs to somebody. */
const IDENTIFYING: ReadonlySet<string> = new Set<TermKind>(['email', 'phone', 'place', 'id']);

/** Counts the texts of a table, and has the table go by these counts from now on. */
export function countFrequencies(table: FeatureTable): Readonly<Record<TermKind, TermFrequencies>> {
  const frequencies = Object.fromEntries(
    Object.entries(table.counted).map(([kind, terms]) => [
      kind,
      terms.frequencies(IDENTIFYING.has(kind) ? Number.POSITIVE_INFINITY : LEAST_FREQUENT),
    ]),
  ) as Record<TermKind, TermFrequencies>;
  table.freeze(frequencies);
  return frequencies;
}

export function train(
  table: FeatureTable,
  blocks: Blocks,
  frequencies: Readonly<Record<TermKind, TermFrequencies>>,
): Model {
  const random = randomPairs(table);
  const { pairs: candidates, share } = candidatePairs(table, blocks);
  let shares: Record<string, LevelShares[]> = untrainedShares();
  let duplicates = { pairsPerRecord: DUPLICATES, householdPairsPerRecord: HOUSEHOLDS };
  for (let round = 0; round < ROUNDS; round++) {
    const priors = priorsOf(duplicates, table.size);
    const weights = new Weights(shares);
    const m = candidates.count(weights, priors, true);
    const u = random.count(weights, priors, false);
    duplicates = {
      pairsPerRecord: perRecord(m.pairs / share, DUPLICATES, table.size),
      householdPairsPerRecord: perRecord(m.households / share, HOUSEHOLDS, table.size),
    };
    shares = Object.fromEntries(
      COMPARISONS.map(({ name, levels, untrained }, c) => [
        name,
        untrained
          ? shares[name]!
          : levels.map((level, l) => ({
              level: level.name,
              m: level.fixed ? level.m : smoothed(m.levels[c]!, l, level.m),
              u: rate(u.levels[c]!, l, level.u),
            })),
      ]),
    );
  }
  return { version: MODEL_VERSION, records: table.size, ...duplicates, comparisons: shares, frequencies };
}

function perRecord(pairs: number, start: number, records: number): number {
  return (pairs + DUPLICATES_STRENGTH * start) / (records + DUPLICATES_STRENGTH);
}

function smoothed(counts: Float64Array, level: number, start: number): number {
  return (counts[level]! + M_STRENGTH * start) / (sum(counts) + M_STRENGTH);
}

/** That a level was not met in some thousand pairs does not make it one in a million. */
function rate(counts: Float64Array, level: number, start: number): number {
  return (counts[level]! + U_SIGHTINGS) / (sum(counts) + U_SIGHTINGS / start);
}

function sum(counts: Float64Array): number {
  return counts.reduce((total, count) => total + count, 0);
}

interface Counts {
  readonly pairs: number;
  readonly households: number;
  /** By comparison and level. */
  readonly levels: readonly Float64Array[];
}

/** Pairs with their levels, kept so that each round only weighs them anew. */
class Pairs {
  private readonly levels: Int8Array;
  private readonly rarities: Float32Array;
  private readonly persons: Uint8Array;
  /** How many pairs an entry stands for: those that differ in nothing that weighs are one entry. */
  private readonly times: Uint32Array;
  private readonly entries = new Map<number, number>();
  private length = 0;

  constructor(private readonly capacity: number) {
    this.levels = new Int8Array(capacity * COMPARISONS.length);
    this.rarities = new Float32Array(capacity * COMPARISONS.length);
    this.persons = new Uint8Array(capacity);
    this.times = new Uint32Array(capacity);
  }

  add(table: FeatureTable, scorer: Scorer, a: number, b: number): void {
    if (this.length === this.capacity) return;
    scorer.score(a, b);
    const persons = table.isNamed(a) && table.isNamed(b) ? 1 : 0;
    let pattern = persons;
    let valued = false;
    for (let c = 0; c < COMPARISONS.length; c++) {
      pattern = pattern * LEVELS + scorer.levels[c]! + 1;
      valued ||= scorer.rarities[c]! > 0;
    }
    const known = valued ? undefined : this.entries.get(pattern);
    if (known !== undefined) {
      this.times[known]!++;
      return;
    }
    if (!valued) this.entries.set(pattern, this.length);
    this.levels.set(scorer.levels, this.length * COMPARISONS.length);
    this.rarities.set(scorer.rarities, this.length * COMPARISONS.length);
    this.persons[this.length] = persons;
    this.times[this.length] = 1;
    this.length++;
  }

  /** Each pair counted by the probability that it is of one person (`same`), or of two. */
  count(weights: Weights, priors: Priors, same: boolean): Counts {
    const levels = COMPARISONS.map((comparison) => new Float64Array(comparison.levels.length));
    const bits = new Float64Array(COMPARISONS.length);
    const householdBits = new Float64Array(COMPARISONS.length);
    let pairs = 0;
    let households = 0;
    for (let pair = 0; pair < this.length; pair++) {
      const at = pair * COMPARISONS.length;
      for (let c = 0; c < COMPARISONS.length; c++) {
        const [level, rarity] = [this.levels[at + c]!, this.rarities[at + c]!];
        bits[c] = weights.of(c, level, rarity);
        householdBits[c] = weights.household(c, level, rarity, bits[c]!);
      }
      const persons = this.persons[pair] === 1;
      const likely = probability(weigh(priors, bits, householdBits, persons));
      if (persons)
        households += Math.round(householdProbability(priors, bits, householdBits) * UNIT) * this.times[pair]!;
      const count = Math.round((same ? likely : 1 - likely) * UNIT) * this.times[pair]!;
      pairs += count;
      for (let c = 0; c < COMPARISONS.length; c++) {
        const level = this.levels[at + c]!;
        if (level !== NOT_COMPARED) levels[c]![level]! += count;
      }
    }
    return {
      pairs: pairs / UNIT,
      households: households / UNIT,
      levels: levels.map((counts) => counts.map((count) => count / UNIT)),
    };
  }
}

function randomPairs(table: FeatureTable): Pairs {
  const rows = Array.from({ length: table.size }, (_, row) => row)
    .sort((a, b) => refHash(table, a) - refHash(table, b) || (refText(table, a) < refText(table, b) ? -1 : 1))
    .slice(0, RANDOM_RECORDS);
  const pairs = new Pairs((rows.length * (rows.length - 1)) / 2);
  const scorer = untrainedScorer(table);
  for (const [i, a] of rows.entries()) for (const b of rows.slice(i + 1)) pairs.add(table, scorer, a, b);
  return pairs;
}

/** Candidates, or a share of them where there are very many. */
function candidatePairs(table: FeatureTable, blocks: Blocks): { pairs: Pairs; share: number } {
  let most = 0;
  for (let block = 0; block + 1 < blocks.starts.length; block++) {
    const members = blocks.starts[block + 1]! - blocks.starts[block]!;
    most += (members * (members - 1)) / 2;
  }
  const share = Math.min(1, MAX_CANDIDATES / Math.max(most, 1));
  const pairs = new Pairs(Math.min(most, MAX_CANDIDATES * 2));
  const scorer = untrainedScorer(table);
  const limit = share * 2 ** 32;
  eachCandidate(blocks, table.size, (a, b) => {
    if (share < 1) {
      const [hashA, hashB] = [refHash(table, a), refHash(table, b)];
      if (mix(Math.min(hashA, hashB), Math.max(hashA, hashB)) >>> 0 >= limit) return;
    }
    pairs.add(table, scorer, a, b);
  });
  return { pairs, share };
}

function untrainedScorer(table: FeatureTable): Scorer {
  return new Scorer(
    table,
    { pairsPerRecord: DUPLICATES, householdPairsPerRecord: HOUSEHOLDS, comparisons: untrainedShares() },
    table.size,
  );
}

function refHash(table: FeatureTable, row: number): number {
  return table.refTexts.hash(table.ownRef.at(row));
}

function refText(table: FeatureTable, row: number): string {
  return table.refTexts.text(table.ownRef.at(row));
}
