/**
 * Matching: records in as (ref, fields), out come clusters, each join with its evidence, and the pairs that a person
 * should look at. The same records give the same answer in whatever order they come.
 *
 * Features (`features.ts`) → keys and blocks (`keys.ts`, `blocks.ts`) → weights (`comparisons/`, `scoring.ts`, trained by
 * `training.ts`) → clusters (`clustering.ts`). Pure: no I/O, no clock.
 */
import type { RecordRef } from '../../customer/source-record';
import { type Blocks, buildBlocks, eachCandidate } from './blocks';
import { type ClusterPair, clusterComponent, clusterLimits, type Edge, isWorthKeeping } from './clustering';
import { componentsOf } from './components';
import { Decisions, type RefPair } from './decisions';
import { type Explanation, explainPair, type Flip, flips } from './explanation';
import { FeatureTable } from './features';
import type { Model } from './model';
import type { MatchRecord } from './record';
import type { Rule } from './rules';
import { probability, Scorer } from './scoring';
import { DEFAULT_SETTINGS, type MatchSettings } from './settings';
import { type SharedIdentifier, sharedIdentifiers } from './shared-identifiers';
import { countFrequencies, train } from './training';

export interface MatchInput {
  readonly settings?: Partial<MatchSettings>;
  /** Without one, it is trained on the records themselves. */
  readonly model?: Model;
  /** Of how many records two may be any; by default as many as there are, or the model was trained on, if more. */
  readonly population?: number;
  /** Decisions of people: pairs that are one person, and pairs that are not and must never be joined. */
  readonly same?: readonly RefPair[];
  readonly never?: readonly RefPair[];
}

export interface MatchResult {
  /** Every record is in exactly one. */
  readonly clusters: readonly (readonly RecordRef[])[];
  readonly joins: readonly MatchLink[];
  /** Clusters that may be one, likeliest first: for a person to decide. */
  readonly suggestions: readonly MatchLink[];
  readonly sharedIdentifiers: readonly SharedIdentifier[];
  readonly counts: MatchCounts;
}

/** Two records of two clusters, and how likely the clusters are one person. */
export interface MatchLink {
  readonly a: RecordRef;
  readonly b: RecordRef;
  readonly probability: number;
  readonly rule: Rule;
}

interface MatchCounts {
  readonly records: number;
  /** Pairs that were compared because they share a key. */
  readonly candidates: number;
  readonly largestBlock: number;
  readonly keysLeftOut: number;
}

/** Records are added first; the first question closes the table. */
export class Matching {
  private readonly table: FeatureTable;
  private readonly settings: MatchSettings;
  private blocked: Blocks | undefined;
  private trained: Model | undefined;
  private scored: Scorer | undefined;
  private readonly decisions: Decisions;

  constructor(private readonly input: MatchInput = {}) {
    this.settings = { ...DEFAULT_SETTINGS, ...input.settings };
    this.table = new FeatureTable(this.settings);
    this.decisions = new Decisions(this.table, input.same ?? [], input.never ?? []);
  }

  add(record: MatchRecord): void {
    if (this.blocked !== undefined) throw new Error('a record was added after the first question');
    this.table.add(record);
  }

  get model(): Model {
    if (this.trained === undefined) {
      if (this.input.model === undefined) {
        const frequencies = countFrequencies(this.table);
        this.trained = train(this.table, this.blocks, frequencies);
      } else {
        this.table.freeze(this.input.model.frequencies);
        this.trained = this.input.model;
      }
    }
    return this.trained;
  }

  result(): MatchResult {
    const { table } = this;
    const scorer = this.scorer();
    const edges: Edge[] = [];
    let candidates = 0;
    eachCandidate(this.blocks, table.size, (a, b) => {
      candidates++;
      if (isWorthKeeping(table, scorer, a, b)) edges.push({ a, b });
    });
    for (const [one, other] of this.decisions.same) {
      const [a, b] = [table.find(one), table.find(other)];
      if (a !== undefined && b !== undefined && a !== b) edges.push({ a, b });
    }
    const limits = clusterLimits(this.settings, this.decisions);
    const clusterOf = new Int32Array(table.size).fill(-1);
    const clusters: RecordRef[][] = [];
    const joins: MatchLink[] = [];
    const suggestions: MatchLink[] = [];
    const take = (members: readonly number[]): void => {
      for (const row of members) clusterOf[row] = clusters.length;
      clusters.push(members.map((row) => table.refs[row]!));
    };
    for (const { rows, edges: own } of componentsOf(table.size, edges)) {
      const found = clusterComponent(table, scorer, rows, own, limits);
      for (const members of found.clusters) take(members);
      for (const join of found.joins) joins.push(this.link(join));
      for (const suggestion of found.suggestions) suggestions.push(this.link(suggestion));
    }
    for (let row = 0; row < table.size; row++) if (clusterOf[row] === -1) take([row]);
    const { largest, leftOut } = this.blocks;
    return {
      clusters,
      joins,
      suggestions: suggestions.sort((x, y) => y.probability - x.probability),
      sharedIdentifiers: sharedIdentifiers(table, clusterOf),
      counts: { records: table.size, candidates, largestBlock: largest, keysLeftOut: leftOut },
    };
  }

  /** Why two records are taken for one person, or are not. @throws Error for a ref that was not added. */
  explain(one: RecordRef, other: RecordRef): Explanation {
    const [a, b] = [this.row(one), this.row(other)];
    return explainPair(this.table, this.scorer(), a, b, this.settings, this.decisions.forbids(a, b));
  }

  /** What would have two records linked that are not. */
  whatWouldLink(one: RecordRef, other: RecordRef): readonly Flip[] {
    const [a, b] = [this.row(one), this.row(other)];
    return this.decisions.forbids(a, b) === undefined ? flips(this.table, this.scorer(), a, b, this.settings) : [];
  }

  private get blocks(): Blocks {
    this.blocked ??= buildBlocks(this.table);
    return this.blocked;
  }

  private scorer(): Scorer {
    const { model } = this;
    this.scored ??= new Scorer(this.table, model, this.input.population ?? Math.max(model.records, this.table.size));
    return this.scored;
  }

  private row(ref: RecordRef): number {
    const row = this.table.find(ref);
    if (row === undefined) throw new Error(`there is no record ${ref.id} of ${ref.source}`);
    return row;
  }

  private link({ a, b, bits, rule }: ClusterPair): MatchLink {
    return { a: this.table.refs[a]!, b: this.table.refs[b]!, probability: probability(bits), rule };
  }
}

/** All at once. */
export function matchRecords(records: Iterable<MatchRecord>, input: MatchInput = {}): MatchResult {
  const matching = new Matching(input);
  for (const record of records) matching.add(record);
  return matching.result();
}
