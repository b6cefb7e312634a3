/**
 * From scored pairs to clusters. Clusters are compared as wholes, with all that is known of them, and joined from the
 * surest pair of clusters on; a join changes what is known and so the odds of all further joins. One false link between
 * two large clusters is outweighed by all that speaks against it, so nothing chains.
 *
 * Of things a person has several of (e-mail, telephone, address) the best agreement counts, of things that stay (name,
 * birth date, ids) the average over all pairs of records that say them.
 *
 * The result depends on the records and edges alone, not on the order of either.
 */
import { NOT_COMPARED } from './comparison';
import { COMPARISONS } from './comparisons/register';
import type { Decisions } from './decisions';
import type { FeatureTable } from './features';
import { isContradicted, RULE_BITS, type Rule, ruleOf } from './rules';
import { bitsOf, type Scorer, weigh } from './scoring';
import type { MatchSettings } from './settings';

export interface Edge {
  readonly a: number;
  readonly b: number;
}

export interface ClusterLimits {
  /** Bits from which on clusters are joined. */
  readonly link: number;
  /** Bits from which on two clusters that were not joined are told of. */
  readonly review: number;
  readonly maxCluster: number;
  /** Whether two records must never be in one cluster. */
  readonly forbidden: (a: number, b: number) => boolean;
  /** Whether a person has decided that two records are one. */
  readonly decided: (a: number, b: number) => boolean;
}

export function clusterLimits(settings: MatchSettings, decisions: Decisions): ClusterLimits {
  return {
    link: bitsOf(settings.link),
    review: bitsOf(settings.review),
    maxCluster: settings.maxCluster,
    forbidden: (a, b) => decisions.forbids(a, b) !== undefined,
    decided: (a, b) => decisions.isSame(a, b),
  };
}

/** Evidence below this is not carried into a cluster: what else is known there could hardly make up for it. */
const LEAST_BITS = -4;

/** Whether two records are an edge: likely enough for their clusters to be compared. */
export function isWorthKeeping(table: FeatureTable, scorer: Scorer, a: number, b: number): boolean {
  return scorer.score(a, b) >= LEAST_BITS || ruleOf(table, a, b) !== 'NONE';
}

/** Two clusters that were joined, or nearly so, with the pair of records that speaks most for it. */
export interface ClusterPair {
  readonly a: number;
  readonly b: number;
  readonly bits: number;
  /** The rule that joins them; `NONE` where the evidence was weighed. */
  readonly rule: Rule;
}

export interface Clustering {
  /** Each in the canonical order of its records. */
  readonly clusters: readonly (readonly number[])[];
  readonly joins: readonly ClusterPair[];
  readonly suggestions: readonly ClusterPair[];
}

/** @param rows all rows of one component. @param edges all its edges, in any order. */
export function clusterComponent(
  table: FeatureTable,
  scorer: Scorer,
  rows: readonly number[],
  edges: readonly Edge[],
  limits: ClusterLimits,
): Clustering {
  return new Agglomeration(table, scorer, rows, edges, limits).run();
}

interface Cluster {
  readonly members: readonly number[];
  readonly named: boolean;
  readonly neighbours: Map<Cluster, Evidence>;
  /** Place of its first record in the canonical order. */
  readonly rank: number;
  gone: boolean;
}

/** What the records of two clusters say of each other. */
class Evidence {
  readonly sums = new Float64Array(COMPARISONS.length);
  readonly counts = new Uint32Array(COMPARISONS.length);
  readonly bests = new Float64Array(COMPARISONS.length).fill(Number.NEGATIVE_INFINITY);
  /** The same for "merely of one household". */
  readonly householdSums = new Float64Array(COMPARISONS.length);
  readonly householdBests = new Float64Array(COMPARISONS.length);
  a = -1;
  b = -1;
  best = Number.NEGATIVE_INFINITY;
  forbidden = false;
  /** Some pair of records contradicts: rules that go by what a household may share do not hold. */
  contradicted = false;
  rule: Rule = 'NONE';
  bits = 0;

  take(table: FeatureTable, scorer: Scorer, a: number, b: number, decided: boolean): void {
    const bits = scorer.score(a, b);
    if (isContradicted(scorer)) this.contradicted = true;
    this.keepRule(decided ? 'DECIDED' : ruleOf(table, a, b));
    for (let c = 0; c < COMPARISONS.length; c++) {
      if (scorer.levels[c] === NOT_COMPARED) continue;
      this.sums[c]! += scorer.bits[c]!;
      this.counts[c]!++;
      this.householdSums[c]! += scorer.householdBits[c]!;
      if (scorer.bits[c]! <= this.bests[c]!) continue;
      this.bests[c] = scorer.bits[c]!;
      this.householdBests[c] = scorer.householdBits[c]!;
    }
    this.keepBest(a, b, bits);
  }

  add(other: Evidence): void {
    for (let c = 0; c < COMPARISONS.length; c++) {
      this.sums[c]! += other.sums[c]!;
      this.counts[c]! += other.counts[c]!;
      this.householdSums[c]! += other.householdSums[c]!;
      if (other.bests[c]! <= this.bests[c]!) continue;
      this.bests[c] = other.bests[c]!;
      this.householdBests[c] = other.householdBests[c]!;
    }
    this.forbidden ||= other.forbidden;
    this.contradicted ||= other.contradicted;
    this.keepRule(other.rule);
    this.keepBest(other.a, other.b, other.best);
  }

  private keepRule(rule: Rule): void {
    if (RULE_BITS[rule] > RULE_BITS[this.rule]) this.rule = rule;
  }

  private keepBest(a: number, b: number, bits: number): void {
    if (bits <= this.best) return;
    this.best = bits;
    this.a = a;
    this.b = b;
  }
}

const bits = new Float64Array(COMPARISONS.length);
const householdBits = new Float64Array(COMPARISONS.length);

class Agglomeration {
  private readonly heap: { readonly bits: number; readonly x: Cluster; readonly y: Cluster; readonly of: Evidence }[] =
    [];
  private readonly joins: ClusterPair[] = [];
  private readonly clusters = new Set<Cluster>();

  constructor(
    private readonly table: FeatureTable,
    private readonly scorer: Scorer,
    rows: readonly number[],
    edges: readonly Edge[],
    private readonly limits: ClusterLimits,
  ) {
    const ordered = [...rows].sort((a, b) => (table.comesFirst(a, b) ? -1 : 1));
    const of = new Map<number, Cluster>();
    for (const [rank, row] of ordered.entries()) {
      const cluster = { members: [row], named: table.isNamed(row), neighbours: new Map(), rank, gone: false };
      of.set(row, cluster);
      this.clusters.add(cluster);
    }
    for (const { a, b } of edges) {
      const [x, y] = [of.get(a)!, of.get(b)!];
      if (x.rank < y.rank) this.relate(x, y);
      else this.relate(y, x);
    }
    for (const x of this.clusters) {
      for (const [y, evidence] of x.neighbours) if (x.rank < y.rank) this.offer(x, y, evidence);
    }
  }

  run(): Clustering {
    for (let top = this.pop(); top !== undefined; top = this.pop()) {
      const { x, y, of, bits } = top;
      if (x.gone || y.gone || of.bits !== bits || x.neighbours.get(y) !== of) continue;
      if (x.members.length + y.members.length > this.limits.maxCluster) continue;
      this.join(x, y, of);
    }
    const clusters = [...this.clusters].sort((x, y) => x.rank - y.rank);
    return {
      clusters: clusters.map(({ members }) => members),
      joins: this.joins,
      suggestions: clusters.flatMap((x) =>
        [...x.neighbours]
          .filter(([y, { bits, forbidden }]) => x.rank < y.rank && !forbidden && bits >= this.limits.review)
          .sort(([y], [z]) => y.rank - z.rank)
          .map(([, { a, b, bits, rule }]) => ({ a, b, bits, rule })),
      ),
    };
  }

  private join(x: Cluster, y: Cluster, evidence: Evidence): void {
    this.joins.push({ a: evidence.a, b: evidence.b, bits: evidence.bits, rule: evidence.rule });
    const [first, second] = x.rank < y.rank ? [x, y] : [y, x];
    const both: Cluster = {
      members: merged(this.table, first.members, second.members),
      named: x.named || y.named,
      neighbours: new Map(),
      rank: first.rank,
      gone: false,
    };
    for (const cluster of [first, second]) {
      cluster.gone = true;
      this.clusters.delete(cluster);
    }
    this.clusters.add(both);
    const others = new Set([...first.neighbours.keys(), ...second.neighbours.keys()]);
    for (const other of [...others].filter(({ gone }) => !gone).sort((o, p) => o.rank - p.rank)) {
      const whole = new Evidence();
      for (const part of [first, second]) whole.add(part.neighbours.get(other) ?? this.compare(part, other));
      other.neighbours.delete(first);
      other.neighbours.delete(second);
      both.neighbours.set(other, whole);
      other.neighbours.set(both, whole);
      this.offer(both, other, whole);
    }
  }

  private relate(x: Cluster, y: Cluster): void {
    const evidence = this.compare(x, y);
    x.neighbours.set(y, evidence);
    y.neighbours.set(x, evidence);
  }

  private compare(x: Cluster, y: Cluster): Evidence {
    const evidence = new Evidence();
    for (const a of x.members) {
      for (const b of y.members) {
        evidence.take(this.table, this.scorer, a, b, this.limits.decided(a, b));
        if (this.limits.forbidden(a, b)) evidence.forbidden = true;
      }
    }
    return evidence;
  }

  private offer(x: Cluster, y: Cluster, evidence: Evidence): void {
    for (let c = 0; c < COMPARISONS.length; c++) {
      const count = evidence.counts[c]!;
      const several = COMPARISONS[c]!.several && count > 0;
      bits[c] = several ? evidence.bests[c]! : evidence.sums[c]! / Math.max(count, 1);
      householdBits[c] = several ? evidence.householdBests[c]! : evidence.householdSums[c]! / Math.max(count, 1);
    }
    const weighed = weigh(this.scorer.priors, bits, householdBits, x.named && y.named);
    const holds = !evidence.contradicted || RULE_BITS[evidence.rule] >= RULE_BITS.ISSUED_ID;
    evidence.bits = holds ? Math.max(weighed, RULE_BITS[evidence.rule]) : weighed;
    if (evidence.bits >= this.limits.link && !evidence.forbidden)
      this.push({ bits: evidence.bits, x, y, of: evidence });
  }

  private push(entry: (typeof this.heap)[number]): void {
    this.heap.push(entry);
    for (let at = this.heap.length - 1; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!before(this.heap[at]!, this.heap[parent]!)) break;
      [this.heap[at], this.heap[parent]] = [this.heap[parent]!, this.heap[at]!];
      at = parent;
    }
  }

  private pop(): (typeof this.heap)[number] | undefined {
    const top = this.heap[0];
    const last = this.heap.pop();
    if (top === undefined || last === undefined || this.heap.length === 0) return top;
    this.heap[0] = last;
    for (let at = 0; ; ) {
      let child = 2 * at + 1;
      if (child + 1 < this.heap.length && before(this.heap[child + 1]!, this.heap[child]!)) child++;
      if (child >= this.heap.length || !before(this.heap[child]!, this.heap[at]!)) break;
      [this.heap[at], this.heap[child]] = [this.heap[child]!, this.heap[at]!];
      at = child;
    }
    return top;
  }
}

interface Ranked {
  readonly bits: number;
  readonly x: Cluster;
  readonly y: Cluster;
}

/** The surest first; equally sure ones in the canonical order of their records. */
function before(one: Ranked, other: Ranked): boolean {
  if (one.bits !== other.bits) return one.bits > other.bits;
  const [low, otherLow] = [Math.min(one.x.rank, one.y.rank), Math.min(other.x.rank, other.y.rank)];
  if (low !== otherLow) return low < otherLow;
  return Math.max(one.x.rank, one.y.rank) < Math.max(other.x.rank, other.y.rank);
}

function merged(table: FeatureTable, a: readonly number[], b: readonly number[]): readonly number[] {
  return [...a, ...b].sort((i, j) => (table.comesFirst(i, j) ? -1 : 1));
}
