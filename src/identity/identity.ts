/**
 * Identity: decides which source records are the same person and gives each person a permanent id. This file is the
 * room's door; `createIdentity` (service.ts) implements it over an `IdentityStore`.
 */
import type { CustomerId } from '../customer/customer-id';
import type { IdentifierType, Proof, RecordRef, SourceName, SourceRecord } from '../customer/source-record';

/** The records of one customer as the store has them now. */
export interface Membership {
  /** The survivor's id. */
  readonly id: CustomerId;
  /** Sorted by (source, id). */
  readonly records: readonly RecordRef[];
  /** When each source was last searched for all known identifiers of this customer, in ms; absent: never. */
  readonly searchedAt: Readonly<Record<SourceName, number>>;
  /** The store could not be reached; this was read within the last minute. */
  readonly stale: boolean;
}

/** A customer who carries an identifier, by stored links. */
export interface Holder {
  readonly membership: Membership;
  /** The record that carries it, and how well that source vouches for it. */
  readonly record: RecordRef;
  readonly proof: Proof;
}

export type IdentifierQuery =
  | { readonly type: IdentifierType; readonly normal: string }
  /** Hex SHA-256 of an e-mail's normal form. */
  | { readonly emailHash: string };

/** Who causes a link: a caller's id, or the name of a process such as `backfill`. Never a person's data. */
export interface Actor {
  readonly id: string;
  /** The config says which callers may create links while they read. */
  readonly mayLink: boolean;
}

/** A record that its source merged into another, as a read showed it. */
export interface UpstreamMerge {
  readonly from: RecordRef;
  /** The survivor as it is now. */
  readonly into: SourceRecord;
}

export interface Identity {
  /** Each id's customer, redirects followed; null for an id never issued, or erased. Order kept. */
  resolve(ids: readonly CustomerId[]): Promise<readonly (Membership | null)[]>;
  /** The owner of each record; null for a record not seen before. Order kept. */
  ownersOf(refs: readonly RecordRef[]): Promise<readonly (Membership | null)[]>;
  /** Customers whose stored records carry each identifier. Order kept. */
  holdersOf(identifiers: readonly IdentifierQuery[]): Promise<readonly (readonly Holder[])[]>;
  /**
   * Takes records just read from their sources, applies the link rules among them and to those already linked, writes
   * what the rules allow and answers each record's customer. Order kept. `all` are the records in view: everything that
   * carries an identifier of the group must be among them or already linked, or a shared identifier could pass for a
   * private one. An actor who may not link gets null for records that nobody linked before.
   */
  admit(all: readonly SourceRecord[], actor: Actor): Promise<readonly (Membership | null)[]>;
  /**
   * Leads the customers of merged records to the survivors, so that nobody is found twice. Does nothing for an actor who
   * may not link, for a record that nobody linked, and across a never-link.
   */
  heal(merges: readonly UpstreamMerge[], actor: Actor): Promise<void>;
  /**
   * Remembers that these sources were searched for everything known of a customer as it was found. If other records
   * have come since, nothing is remembered: nobody searched for what they brought.
   */
  searched(found: Pick<Membership, 'id' | 'records'>, sources: readonly SourceName[]): Promise<void>;
  ping(): Promise<void>;
}
