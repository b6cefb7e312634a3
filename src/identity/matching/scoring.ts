/**
 * The weight of evidence that two records are one person, in bits (Fellegi and Sunter): what is known before looking,
 * plus log2(m / u) for each comparison. `p = 2^w / (1 + 2^w)`.
 *
 * There is a third way to be beside "one person" and "two strangers": two of one household. They share what a household
 * shares as one person does (family name, address, telephone), and in everything else are as unlike as strangers. How
 * many such pairs there are is trained like the rest; where there are many, sharing an address proves little.
 */
import { type Level, NOT_COMPARED, type Outcome } from './comparison';
import { COMPARISONS } from './comparisons/register';
import type { FeatureTable } from './features';
import type { LevelShares, Model } from './model';

export class Scorer {
  /** Of the pair scored last, by comparison. */
  readonly levels = new Int8Array(COMPARISONS.length);
  readonly bits = new Float64Array(COMPARISONS.length);
  /** The same for "two of one household" against "two strangers". */
  readonly householdBits = new Float64Array(COMPARISONS.length);
  readonly rarities = new Float64Array(COMPARISONS.length);
  readonly priors: Priors;
  private readonly weights: Weights;
  private readonly outcome: Outcome = { level: NOT_COMPARED, rarity: 0 };

  constructor(
    private readonly table: FeatureTable,
    model: Pick<Model, 'pairsPerRecord' | 'householdPairsPerRecord' | 'comparisons'>,
    /** Of how many records the two may be any. */
    population: number,
  ) {
    this.weights = new Weights(model.comparisons);
    this.priors = priorsOf(model, population);
  }

  /** Symmetric: of a pair the same record always comes first. */
  score(one: number, other: number): number {
    const { table, outcome } = this;
    const [a, b] = table.comesFirst(one, other) ? [one, other] : [other, one];
    for (let c = 0; c < COMPARISONS.length; c++) {
      outcome.level = NOT_COMPARED;
      outcome.rarity = 0;
      COMPARISONS[c]!.compare(table, a, b, outcome);
      this.levels[c] = outcome.level;
      this.rarities[c] = outcome.rarity;
      this.bits[c] = this.weights.of(c, outcome.level, outcome.rarity);
      this.householdBits[c] = this.weights.household(c, outcome.level, outcome.rarity, this.bits[c]!);
    }
    return weigh(this.priors, this.bits, this.householdBits, table.isNamed(a) && table.isNamed(b));
  }

  /** What a level weighs with a value of no unusual frequency. */
  usualBits(comparison: number, level: number): number {
    return this.weights.of(comparison, level, usualRarity(comparison, level));
  }

  usualHouseholdBits(comparison: number, level: number): number {
    const rarity = usualRarity(comparison, level);
    return this.weights.household(comparison, level, rarity, this.usualBits(comparison, level));
  }
}

function usualRarity(comparison: number, level: number): number {
  const { byFrequency, u } = COMPARISONS[comparison]!.levels[level]!;
  return byFrequency ? -Math.log2(u) : 0;
}

/** Weights by comparison and level. */
export class Weights {
  private readonly fixed: readonly Float64Array[];
  private readonly households: readonly Float64Array[];
  /** Of each comparison and level, log2(m). */
  private readonly m: readonly Float64Array[];

  constructor(shares: Readonly<Record<string, readonly LevelShares[]>>) {
    this.m = COMPARISONS.map(({ name }) => Float64Array.from(shares[name]!, ({ m }) => Math.log2(m)));
    this.fixed = COMPARISONS.map(({ name, levels }) => falling(shares[name]!, levels));
    this.households = COMPARISONS.map(({ name, levels }) =>
      Float64Array.from(levels, ({ h, byFrequency }, level) =>
        h === undefined ? Number.NaN : Math.log2(byFrequency ? h : h / shares[name]![level]!.u),
      ),
    );
  }

  of(comparison: number, level: number, rarity: number): number {
    if (level === NOT_COMPARED) return 0;
    const { levels } = COMPARISONS[comparison]!;
    const fixed = this.fixed[comparison]!;
    if (!levels[level]!.byFrequency) {
      return rarity > 0 ? Math.min(fixed[level]!, this.m[comparison]![0]! + rarity) : fixed[level]!;
    }
    const weight = this.m[comparison]![level]! + rarity;
    return level > 0 ? Math.min(weight, fixed[level - 1]!) : weight;
  }

  /** @param bits what `of` said. */
  household(comparison: number, level: number, rarity: number, bits: number): number {
    if (level === NOT_COMPARED) return 0;
    const { household, levels } = COMPARISONS[comparison]!;
    const { h, byFrequency } = levels[level]!;
    if (h === undefined) return household ? bits : 0;
    return this.households[comparison]![level]! + (byFrequency ? rarity : 0);
  }
}

/**
 * Weights that fall from strict to loose. Levels that a table has in the wrong order it is too small to order, and count
 * as one (pooled, as isotonic regression does). Levels that go by frequency stand apart.
 */
function falling(shares: readonly LevelShares[], levels: readonly Level[]): Float64Array {
  const weights = Float64Array.from(shares, ({ m, u }) => Math.log2(m / u));
  const pools: { levels: number[]; m: number; u: number }[] = [];
  for (const [level, { m, u }] of shares.entries()) {
    if (levels[level]!.byFrequency) continue;
    let pool = { levels: [level], m, u };
    for (let last = pools.at(-1); last !== undefined && last.m / last.u < pool.m / pool.u; last = pools.at(-1)) {
      pool = { levels: [...last.levels, ...pool.levels], m: last.m + pool.m, u: last.u + pool.u };
      pools.pop();
    }
    pools.push(pool);
  }
  for (const { levels: pooled, m, u } of pools) for (const level of pooled) weights[level] = Math.log2(m / u);
  return weights;
}

/** The odds in bits, against two strangers, that two of so many records are one person, or of one household. */
export interface Priors {
  readonly person: number;
  readonly household: number;
}

export function priorsOf(
  { pairsPerRecord, householdPairsPerRecord }: Pick<Model, 'pairsPerRecord' | 'householdPairsPerRecord'>,
  population: number,
): Priors {
  // Of n records each may be any of n - 1 others.
  const share = (perRecord: number): number => Math.min((2 * perRecord) / Math.max(population - 1, 1), 0.45);
  const strangers = 1 - share(pairsPerRecord) - share(householdPairsPerRecord);
  return {
    person: Math.log2(share(pairsPerRecord) / strangers),
    household: Math.log2(share(householdPairsPerRecord) / strangers),
  };
}

/** Odds that change nothing when they are added to one. */
const NEGLIGIBLE = -30;

/**
 * The odds in bits that two are one person and neither strangers nor merely of one household.
 *
 * @param persons whether both are of persons: companies have no household.
 */
export function weigh(
  priors: Priors,
  bits: ArrayLike<number>,
  householdBits: ArrayLike<number>,
  persons: boolean,
): number {
  let person = priors.person;
  let household = priors.household;
  for (let c = 0; c < COMPARISONS.length; c++) {
    person += bits[c]!;
    household += householdBits[c]!;
  }
  return persons && household > NEGLIGIBLE ? person - Math.log2(1 + 2 ** household) : person;
}

/** How likely it is that two are merely of one household. */
export function householdProbability(
  priors: Priors,
  bits: ArrayLike<number>,
  householdBits: ArrayLike<number>,
): number {
  let person = priors.person;
  let household = priors.household;
  for (let c = 0; c < COMPARISONS.length; c++) {
    person += bits[c]!;
    household += householdBits[c]!;
  }
  return household > NEGLIGIBLE ? 1 / (1 + 2 ** -household + 2 ** (person - household)) : 0;
}

export function probability(bits: number): number {
  return 1 / (1 + 2 ** -bits);
}

export function bitsOf(probabilityValue: number): number {
  return Math.log2(probabilityValue / (1 - probabilityValue));
}
