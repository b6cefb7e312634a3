/** What a deployment may set of matching, and what holds where it sets nothing. The same for a CSV and for a backfill. */
import type { Proof, SourceName } from '../../customer/source-record';

export interface MatchSettings {
  /**
   * Two clusters are joined from this probability on … The default is set by measured precision: what the model gives two
   * to one is right far more often, since `m` and `u` are kept from extremes.
   */
  readonly link: number;
  /** … and shown to a steward from this one on. */
  readonly review: number;
  /** A value of these types that more records carry is shared, and is no evidence. */
  readonly limits: Readonly<Record<string, number>>;
  /** The limit of types that `limits` does not name. */
  readonly limit: number;
  /** By type, values and patterns (`*` stands for any characters) that identify nobody. */
  readonly blocked: Readonly<Record<string, readonly string[]>>;
  /** An identifier with less proof links by no rule; it is still evidence. */
  readonly floor: Proof;
  /** What every record of a source is held to vouch for at most, whatever it claims itself. */
  readonly trust: Readonly<Record<SourceName, Proof>>;
  /** A blocking key that more records share is narrowed by a second one. */
  readonly maxBlock: number;
  /** A cluster of more records is a mistake of the data more likely than a person. */
  readonly maxCluster: number;
}

export const DEFAULT_SETTINGS: MatchSettings = {
  link: 2 / 3,
  review: 0.25,
  limits: {},
  limit: 12,
  blocked: {},
  floor: 'OBSERVED',
  trust: {},
  maxBlock: 10,
  maxCluster: 50,
};
