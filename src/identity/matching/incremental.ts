/**
 * Matching of records that keep coming: each arrival leaves the clusters that all records at once would give, so it may
 * split as well as join. Model and frequencies are those of a trained model and stay. What is thought over again is what
 * an arrival touches: pairs of a key that has become too common, pairs of an identifier that turns out to be shared, and
 * the clusters of these.
 */
import type { RecordRef } from '../../customer/source-record';
import { clusterComponent, clusterLimits, type Edge, isWorthKeeping } from './clustering';
import { Column } from './columns';
import { Decisions } from './decisions';
import { FeatureTable } from './features';
import { addKeys, addRefiners } from './keys';
import type { MatchInput } from './matching';
import type { Model } from './model';
import type { MatchRecord } from './record';
import { Scorer } from './scoring';
import { DEFAULT_SETTINGS, type MatchSettings } from './settings';
import { mix } from './terms';

/** What an arrival changed: clusters that were, and those that are instead. */
export interface Change {
  readonly before: readonly (readonly RecordRef[])[];
  readonly after: readonly (readonly RecordRef[])[];
}

type Rows = readonly number[];

export class IncrementalMatching {
  private readonly settings: MatchSettings;
  private readonly table: FeatureTable;
  private readonly scorer: Scorer;
  private readonly decisions: Decisions;
  /** By key, the rows that have it; by key and refiner, those of keys that are too common. */
  private readonly broad = new Map<number, number[]>();
  private readonly narrow = new Map<number, number[]>();
  /** Of each row: with whom it shares keys that count, and how many. */
  private readonly shared: Map<number, number>[] = [];
  /** Of each row: with whom it may be one. */
  private readonly edges: Set<number>[] = [];
  private readonly carriers = {
    emails: new Map<number, Rows>(),
    phones: new Map<number, Rows>(),
    ids: new Map<number, Rows>(),
  };
  private readonly clusterOf: Rows[] = [];

  /** `population` does not grow with the records, or each arrival would weigh all pairs anew: by default the model's. */
  constructor(input: MatchInput & { readonly model: Model }) {
    this.settings = { ...DEFAULT_SETTINGS, ...input.settings };
    this.table = new FeatureTable(this.settings);
    this.table.freeze(input.model.frequencies);
    this.scorer = new Scorer(this.table, input.model, input.population ?? input.model.records);
    this.decisions = new Decisions(this.table, input.same ?? [], input.never ?? []);
  }

  add(record: MatchRecord): Change {
    const row = this.table.add(record);
    this.shared.push(new Map());
    this.edges.push(new Set());
    this.clusterOf.push(NEW);
    const touched = new Set([row]);
    this.meetCarriers(row, touched);
    for (const key of this.keysOf(row)) this.enterBroad(key, row, touched);
    for (const ref of this.decisions.partnersOf(record.ref)) {
      const other = this.table.find(ref);
      if (other !== undefined && other !== row) this.share(row, other, touched);
    }
    return this.recluster(touched);
  }

  clusters(): readonly (readonly RecordRef[])[] {
    return [...new Set(this.clusterOf)].map((rows) => this.refs(rows));
  }

  private keysOf(row: number): ReadonlySet<number> {
    const keys = new Column();
    addKeys(this.table, row, keys);
    return new Set(keys.view());
  }

  private enterBroad(key: number, row: number, touched: Set<number>): void {
    const block = entered(this.broad, key, row);
    const { maxBlock } = this.settings;
    if (block.length <= maxBlock) {
      for (const other of block) if (other !== row) this.share(row, other, touched);
    } else if (block.length === maxBlock + 1) {
      this.unshareAll(block.slice(0, -1), touched);
      for (const member of block) this.enterNarrow(key, member, touched);
    } else this.enterNarrow(key, row, touched);
  }

  private enterNarrow(key: number, row: number, touched: Set<number>): void {
    const refiners = new Column();
    addRefiners(this.table, row, refiners);
    for (const refiner of new Set(refiners.view())) {
      const narrowed = mix(key, refiner);
      if (this.narrow.get(narrowed)?.includes(row)) continue;
      const block = entered(this.narrow, narrowed, row);
      if (block.length <= this.settings.maxBlock) {
        for (const other of block) if (other !== row) this.share(row, other, touched);
      } else if (block.length === this.settings.maxBlock + 1) this.unshareAll(block.slice(0, -1), touched);
    }
  }

  private share(a: number, b: number, touched: Set<number>): void {
    const keys = this.shared[a]!.get(b) ?? 0;
    this.shared[a]!.set(b, keys + 1);
    this.shared[b]!.set(a, keys + 1);
    if (keys === 0) this.weigh(a, b, touched);
  }

  /** The pairs of a block that no longer counts. */
  private unshareAll(block: Rows, touched: Set<number>): void {
    for (const [at, a] of block.entries()) {
      for (const b of block.slice(0, at)) {
        const keys = this.shared[a]!.get(b)! - 1;
        if (keys > 0) {
          this.shared[a]!.set(b, keys);
          this.shared[b]!.set(a, keys);
          continue;
        }
        this.shared[a]!.delete(b);
        this.shared[b]!.delete(a);
        this.setEdge(a, b, false, touched);
      }
    }
  }

  private weigh(a: number, b: number, touched: Set<number>): void {
    this.setEdge(a, b, this.decisions.isSame(a, b) || isWorthKeeping(this.table, this.scorer, a, b), touched);
  }

  private setEdge(a: number, b: number, isEdge: boolean, touched: Set<number>): void {
    if (this.edges[a]!.has(b) === isEdge) return;
    if (isEdge) {
      this.edges[a]!.add(b);
      this.edges[b]!.add(a);
    } else {
      this.edges[a]!.delete(b);
      this.edges[b]!.delete(a);
    }
    touched.add(a).add(b);
  }

  /** An identifier that one record too many carries is evidence no more: all that it spoke for is weighed again. */
  private meetCarriers(row: number, touched: Set<number>): void {
    const { table } = this;
    for (const [values, carriers, isShared] of [
      [table.emails, this.carriers.emails, (email: number) => table.isSharedEmail(email)],
      [table.phones, this.carriers.phones, (phone: number) => table.isSharedPhone(phone)],
      [table.ids, this.carriers.ids, (id: number) => table.isSharedId(id)],
    ] as const) {
      for (let i = values.start(row); i < values.end(row); i++) {
        const value = values.value(i);
        const before = carriers.get(value);
        if (before === SHARED) continue;
        if (!isShared(value)) carriers.set(value, [...(before ?? []), row]);
        else {
          carriers.set(value, SHARED);
          this.weighCarriers(before ?? [], touched);
        }
      }
    }
  }

  private weighCarriers(rows: Rows, touched: Set<number>): void {
    for (const row of rows) {
      touched.add(row);
      for (const other of this.shared[row]!.keys()) this.weigh(row, other, touched);
    }
  }

  /** Clusters anew every component that holds a touched row. */
  private recluster(touched: ReadonlySet<number>): Change {
    const before = new Set<Rows>();
    const after = new Set<Rows>();
    const seen = new Set<number>();
    for (const start of touched) {
      if (seen.has(start)) continue;
      const rows = this.component(start);
      const edges: Edge[] = [];
      for (const a of rows) {
        seen.add(a);
        if (this.clusterOf[a] !== NEW) before.add(this.clusterOf[a]!);
        for (const b of this.edges[a]!) if (a < b) edges.push({ a, b });
      }
      const limits = clusterLimits(this.settings, this.decisions);
      const { clusters } = clusterComponent(this.table, this.scorer, rows, edges, limits);
      for (const cluster of clusters) {
        after.add(cluster);
        for (const member of cluster) this.clusterOf[member] = cluster;
      }
    }
    const [was, is] = [new Set([...before].map(text)), new Set([...after].map(text))];
    return {
      before: [...before].filter((rows) => !is.has(text(rows))).map((rows) => this.refs(rows)),
      after: [...after].filter((rows) => !was.has(text(rows))).map((rows) => this.refs(rows)),
    };
  }

  private component(start: number): Rows {
    const rows = new Set([start]);
    for (const row of rows) for (const other of this.edges[row]!) rows.add(other);
    return [...rows];
  }

  private refs(rows: Rows): readonly RecordRef[] {
    return rows.map((row) => this.table.refs[row]!);
  }
}

/** Stands for the carriers of a value that is known to be shared. */
const SHARED: Rows = [];

/** The cluster of a record that has just come. */
const NEW: Rows = [];

function entered(blocks: Map<number, number[]>, key: number, row: number): readonly number[] {
  const block = blocks.get(key);
  if (block === undefined) {
    const opened = [row];
    blocks.set(key, opened);
    return opened;
  }
  block.push(row);
  return block;
}

function text(rows: Rows): string {
  return rows.join(' ');
}
