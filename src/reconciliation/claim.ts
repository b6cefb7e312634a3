/** Claims in, settled values out. Pure: time, policies and what could not be asked are passed in. */
import type { CustomerField } from '../customer/fields';
import type { Proof, RecordRef, SourceName } from '../customer/source-record';

/** What one source record says of one field. */
export interface Claim<T = unknown> {
  readonly field: CustomerField;
  readonly record: RecordRef;
  readonly value: T;
  /** Equal normal forms are not a disagreement. Of a list: the items' normal forms in their order, one a line. */
  readonly normal: string;
  /** The source's own clock (RFC 3339); absent where it gives none. */
  readonly sourceUpdatedAt?: string;
  /** When the gateway read it, ms since the epoch. */
  readonly fetchedAt: number;
  /** For identifiers: how well the source vouches for it. */
  readonly proof?: Proof;
}

export const SURVIVORSHIP_RULES = [
  'mostRecent',
  'mostTrusted',
  'mostFrequent',
  'mostComplete',
  'longest',
  'oldest',
  'verifiedFirst',
  'union',
  'strictest',
] as const;
export type SurvivorshipRule = (typeof SURVIVORSHIP_RULES)[number];

/**
 * How a field is settled: rules in order, each breaking the ties that the ones before left. `sources` ranks sources,
 * best first, for `mostTrusted` and as the last tie-break; sources not named rank last, by name.
 */
export interface Policy {
  readonly rules: readonly SurvivorshipRule[];
  readonly sources: readonly SourceName[];
}

export interface Alternative<T = unknown> {
  readonly value: T;
  readonly record: RecordRef;
  readonly sourceUpdatedAt?: string;
  /** One plain sentence: the rule that decided, and how it compared. No personal value in it. */
  readonly whyLost: string;
}

export type ConflictSeverity = 'LOW' | 'MEDIUM' | 'HIGH';

export interface Conflict<T = unknown> {
  readonly field: CustomerField;
  readonly severity: ConflictSeverity;
  /** Distinct values by normal form, the settled one first where there is one. */
  readonly values: readonly { readonly value: T; readonly records: readonly RecordRef[] }[];
}

export interface SettledValue<T = unknown> {
  readonly field: CustomerField;
  readonly value: T;
  /** The record whose claim won; for `union` the first that contributed. */
  readonly record: RecordRef;
  /**
   * The rule that decided, for instance `mostRecent`; `only` where there was one claim, or a pin, and so nothing to
   * decide. Where every rule left a tie, the ranking of sources decides: `mostTrusted`.
   */
  readonly rule: SurvivorshipRule | 'only';
  readonly sourceUpdatedAt?: string;
  readonly fetchedAt: number;
  readonly pinned: boolean;
  /** Better-ranked sources that could not be asked: the value might have been another. */
  readonly missing: readonly SourceName[];
  readonly alternatives: readonly Alternative<T>[];
}
