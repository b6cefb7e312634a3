/** What people have decided of pairs of records. It outranks every score; "never" outranks "same". */
import { type RecordRef, refKey } from '../../customer/source-record';
import type { FeatureTable } from './features';

export type RefPair = readonly [RecordRef, RecordRef];

export class Decisions {
  private readonly samePairs: ReadonlySet<string>;
  private readonly neverPairs: ReadonlySet<string>;
  private readonly partners = new Map<string, RecordRef[]>();

  constructor(
    private readonly table: FeatureTable,
    readonly same: readonly RefPair[],
    never: readonly RefPair[],
  ) {
    this.samePairs = new Set(same.map(pairKey));
    this.neverPairs = new Set(never.map(pairKey));
    for (const [a, b] of same) {
      this.addPartner(a, b);
      this.addPartner(b, a);
    }
  }

  isSame(a: number, b: number): boolean {
    return this.samePairs.size > 0 && this.samePairs.has(this.keyOf(a, b));
  }

  /** Why two records must never be in one cluster, if so: a person said so, or they say so themselves. */
  forbids(a: number, b: number): 'NEVER' | 'GENERATION' | undefined {
    if (this.neverPairs.size > 0 && this.neverPairs.has(this.keyOf(a, b))) return 'NEVER';
    return this.table.differInGeneration(a, b) ? 'GENERATION' : undefined;
  }

  /** The records that were decided to be one with this. */
  partnersOf(ref: RecordRef): readonly RecordRef[] {
    return this.partners.get(refKey(ref)) ?? [];
  }

  private addPartner(of: RecordRef, partner: RecordRef): void {
    const known = this.partners.get(refKey(of));
    if (known === undefined) this.partners.set(refKey(of), [partner]);
    else known.push(partner);
  }

  private keyOf(a: number, b: number): string {
    return pairKey([this.table.refs[a]!, this.table.refs[b]!]);
  }
}

function pairKey([a, b]: RefPair): string {
  const [keyA, keyB] = [refKey(a), refKey(b)];
  return keyA < keyB ? `${keyA}\u0001${keyB}` : `${keyB}\u0001${keyA}`;
}
