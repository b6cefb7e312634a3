/**
 * Identity: decides which source records are the same person and gives each person a permanent id. This file is the
 * room's door: `Identity` is what a read needs, `Stewardship` what a person decides, `IdentityHistory` what was decided, `Foresight`
 * what would be. `createIdentity` (service.ts) implements all of them over an `IdentityStore`.
 */
import type { CustomerId } from '../customer/customer-id';
import type { IdentifierType, Proof, RecordRef, SourceName, SourceRecord } from '../customer/source-record';

/** The records of one customer as the store has them now. */
export interface Membership {
  /** The survivor's id. */
  readonly id: CustomerId;
  /** Sorted by (source, id). */
  readonly records: readonly RecordRef[];
  /** Those of them that their source no longer has, as far as anybody saw. */
  readonly gone: readonly GoneRecord[];
  /** When the newest decision about this customer was made, in ms: `asOf(id, decidedAt)` gives the same records. */
  readonly decidedAt: number;
  /** When each source was last searched for all known identifiers of this customer, in ms; absent: never. */
  readonly searchedAt: Readonly<Record<SourceName, number>>;
  /** The store could not be reached; this was read within the last minute. */
  readonly stale: boolean;
}

/** A record that its source deleted, or merged into another that now stands for it. */
export interface GoneRecord {
  readonly ref: RecordRef;
  readonly absence: 'DELETED' | 'MERGED';
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

/** What a person, or a process on their behalf, decides. */
export interface Order {
  /** Who: a caller id. Never a person's data. */
  readonly by: string;
  /** A word or two for the history; never a value of the person. Default: `STEWARD`. */
  readonly why?: string;
  /**
   * An order that was carried out is answered again, and not carried out again, when it comes with the same key from the
   * same caller. A refusal is not kept: nothing was done.
   */
  readonly idempotencyKey?: string;
  /**
   * The newest event of each customer concerned, as a preview told them. Where others were decided since, or other
   * customers are concerned, the order is refused as `STALE`.
   */
  readonly expected?: readonly EventId[];
}

/** An event as one of its customers knows it: the customer's id and the number of the version that it wrote there. */
export type EventId = `${CustomerId}:${number}`;

export type Outcome =
  | {
      readonly status: 'DONE';
      readonly event: EventId;
      /** Those whom the event touched and who live: the one that an order is about first. */
      readonly customers: readonly CustomerId[];
    }
  | {
      readonly status: 'REFUSED';
      readonly reason: Refusal;
      /** Decisions that stand in the way. */
      readonly because: readonly EventId[];
    };

/** Why an order was not carried out. Nothing was changed. */
export type Refusal =
  /** No such customer was ever issued. */
  | 'UNKNOWN_CUSTOMER'
  | 'CUSTOMER_ERASED'
  /** Both ids lead to one customer already. */
  | 'SAME_CUSTOMER'
  /** A never-link stands between them. */
  | 'NEVER_LINKED'
  /** A record that nobody linked. */
  | 'UNKNOWN_RECORD'
  /** A record that belongs to another customer. */
  | 'NOT_A_MEMBER'
  /** Nobody would be left on one side. */
  | 'NOTHING_LEFT'
  | 'UNKNOWN_EVENT'
  /** An event of a kind that cannot be undone: how a customer began, an erasure, what a source did. */
  | 'NOT_UNDOABLE'
  | 'ALREADY_UNDONE'
  /** Later decisions rest on what would be undone: those have to be undone first. */
  | 'LATER_DECISIONS'
  /** The idempotency key came with another order before. */
  | 'KEY_REUSED'
  /** What was expected to be the newest decision is not. */
  | 'STALE'
  /** The source of a record says that it has none such. */
  | 'RECORD_NOT_FOUND'
  /** The source of a record could not be asked for it. */
  | 'RECORD_NOT_READ';

/** What a decision would come to, were it made now. Nothing was written. */
export type Preview =
  | {
      readonly status: 'POSSIBLE';
      /** For an order that shall only be carried out if nothing was decided meanwhile. */
      readonly expected: readonly EventId[];
      /** Those concerned, the one that the decision is about first. */
      readonly customers: readonly Foreseen[];
    }
  | Extract<Outcome, { readonly status: 'REFUSED' }>;

/** A customer before and after a decision. */
export interface Foreseen {
  /** Null for one who would begin with it. */
  readonly id: CustomerId | null;
  /** Sorted by (source, id), as all of these. */
  readonly before: readonly RecordRef[];
  /** Empty: the id would lead to another. */
  readonly after: readonly RecordRef[];
  /** Those of either that their source no longer has. */
  readonly gone: readonly GoneRecord[];
}

/**
 * Decisions about who is who. Ids may be redirects: the survivor is meant. Each decision is one event that happens as a
 * whole or not at all, whatever dies meanwhile, and is linearizable among any number of processes. An order that others
 * overtake is tried again. All throw `IDENTITY_UNAVAILABLE` when the store cannot be reached; the order may then have
 * been carried out or not, which the same order with the same idempotency key finds out.
 */
export interface Stewardship {
  /** Two customers are one person. The survivor keeps its id; the other's leads to it. */
  merge(survivor: CustomerId, other: CustomerId, order: Order): Promise<Outcome>;
  /** These records are another person, who gets a new id, and a never-link to those who stay. */
  split(customer: CustomerId, records: readonly RecordRef[], order: Order): Promise<Outcome>;
  /** This record is not the person with whom it is: a split of one. */
  unlink(record: RecordRef, order: Order): Promise<Outcome>;
  /**
   * This record is this person. One that belongs to somebody else leaves with a never-link to those who stay there; the
   * last record of a customer takes the customer along. The record has to be admitted before, if need be by `admitted`,
   * which is asked at most once, and not for an order that is refused anyway or was carried out before.
   */
  link(
    record: RecordRef,
    customer: CustomerId,
    order: Order,
    admitted?: () => Promise<Refusal | undefined>,
  ): Promise<Outcome>;
  /** Two customers are different persons, for ever, with all records that they have now. */
  never(a: CustomerId, b: CustomerId, order: Order): Promise<Outcome>;
  /**
   * Takes a decision back. Undoing a merge, or a link, writes a never-link, so that the next read does not make it again;
   * undoing a split, an unlink or a never-link takes their never-link away. Records that came later stay where they are.
   * An event is undone once; whoever wants it back undoes the undoing.
   */
  undo(event: EventId, order: Order): Promise<Outcome>;
  /**
   * Drops the customer's links, keys and cards and leaves a tombstone, so that its records are never linked again. May be
   * ordered again, and then drops what a process that was under way meanwhile may have left.
   */
  erase(customer: CustomerId, order: Order): Promise<Outcome>;
  /** What `merge` would do. */
  previewMerge(survivor: CustomerId, other: CustomerId): Promise<Preview>;
  /** What `split` would do. */
  previewSplit(customer: CustomerId, records: readonly RecordRef[]): Promise<Preview>;
}

export interface IdentityEvent {
  readonly id: EventId;
  readonly type: 'CREATED' | 'LINKED' | 'MERGED' | 'SPLIT' | 'UNDONE' | 'NEVER' | 'GONE' | 'ERASED';
  readonly at: number;
  readonly who: string;
  readonly why: string;
  /** Records that came to this customer. Those of somebody who was erased since are counted, not named. */
  readonly came: readonly (RecordRef | null)[];
  /** Records that left this customer. */
  readonly left: readonly (RecordRef | null)[];
  /** The other customers of the event. */
  readonly others: readonly CustomerId[];
  readonly undoes: EventId | null;
}

/** Somebody as of a time; `ERASED` since, or not there yet (`UNKNOWN`). */
export type AsOf =
  | { readonly status: 'KNOWN'; readonly id: CustomerId; readonly records: readonly RecordRef[] }
  | { readonly status: 'ERASED' | 'UNKNOWN' };

export interface IdentityHistory {
  /** Events of this very id, redirects not followed, newest first; at most `limit`, those before `before` if it is given. */
  history(customer: CustomerId, limit: number, before?: EventId): Promise<readonly IdentityEvent[]>;
  /** Whom an id led to at a time (ms), and the records that belonged there: equal to what was answered then. */
  asOf(customer: CustomerId, at: number): Promise<AsOf>;
  /** Whether the events of an id add up to its stored state; else the number of the first that does not. */
  verify(customer: CustomerId): Promise<{ readonly events: number; readonly differsAt?: number }>;
}

/** What is known of the records in view beyond them; a backfill has counted. */
export interface Evidence {
  /** How many records carry an e-mail (normal form) in all; at least as many as the store and the view show. */
  readonly carriers?: (email: string) => number;
}

/** Records that admission would have in one customer. */
export interface ForeseenGroup {
  readonly records: readonly RecordRef[];
  /** Whose records they are now: none, one, or several who would become one unless a never-link stands between them. */
  readonly customers: readonly CustomerId[];
  /** The joins that the rules make in it, those made before included. */
  readonly rules: readonly ('ISSUED_ID' | 'SAME_EMAIL')[];
}

export interface Foresight {
  /** What `Identity.admit` would do with these records for an actor who may link. Changes nothing. */
  foresee(all: readonly SourceRecord[], evidence?: Evidence): Promise<readonly ForeseenGroup[]>;
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
   * private one; `evidence` may stand in for those who are missing. An actor who may not link gets null for records that nobody linked before.
   */
  admit(all: readonly SourceRecord[], actor: Actor, evidence?: Evidence): Promise<readonly (Membership | null)[]>;
  /**
   * Leads the customers of merged records to the survivors, so that nobody is found twice. Does nothing for an actor who
   * may not link, for a record that nobody linked, and across a never-link.
   */
  heal(merges: readonly UpstreamMerge[], actor: Actor): Promise<void>;
  /**
   * Marks records that their sources no longer have, so that nobody asks for them again. They stay linked; admitting one
   * of them takes the mark off. Does nothing for an actor who may not link, and for records that nobody linked.
   */
  markGone(records: readonly GoneRecord[], actor: Actor): Promise<void>;
  /**
   * Remembers that these sources were searched for everything known of a customer as it was found. If other records
   * have come since, nothing is remembered: nobody searched for what they brought.
   */
  searched(found: Pick<Membership, 'id' | 'records'>, sources: readonly SourceName[]): Promise<void>;
  ping(): Promise<void>;
}
