/**
 * What identity asks of a store. Every decision is an **insert under a unique key**: that is the one thing that MongoDB,
 * its wire-compatible servers and LMDB all do atomically (docs/decisions/0004-inserts-as-decisions.md). There are no updates to
 * compare, no transactions, no change streams. Deleting is only for what is disposable or erased.
 *
 * Values are what the service hands in: keyed hashes, random handles, ciphertext. A store never sees a person.
 * Reads name what they want exactly: a server that can only find by its primary key serves them as well as one with
 * indexes. Each reading method is one round trip, each writing method one or two. All throw `StoreUnavailable` when the
 * store cannot be reached (`StoreNotWritable` where only writing is what fails), and nothing else for it. Lists are answered in the order of what was asked.
 */
import type { CustomerId } from '../../customer/customer-id';

/** A random name of a source record inside identity; says nothing about it. */
export type Handle = string;

export interface VersionKey {
  readonly customer: CustomerId;
  /** Counts from 0, without gaps: whoever writes a version has read all before it. */
  readonly v: number;
}

/** One version of one customer: its whole state after the event. Never deleted, never overwritten. */
export interface CustomerVersion extends VersionKey {
  /** Of the attempt that wrote it: after a duplicate key, equal nonces mean that our own write had won. */
  readonly nonce: string;
  /** Set when the event touches several customers: the version counts only once `op` is decided COMMIT. */
  readonly op?: string;
  /** The other customer of a merge, so that both sides of it can be found from either. */
  readonly counterpart?: CustomerId;
  /** Milliseconds since the epoch; grows along a stream. */
  readonly at: number;
  /** Who decided: a caller id, `rule`, `backfill`. Never a person's data. */
  readonly who: string;
  /** Rule name, evidence levels. Never a value. */
  readonly why: string;
  readonly event: 'CREATED' | 'LINKED' | 'MERGED' | 'SPLIT' | 'UNDONE' | 'NEVER' | 'ERASED';
  readonly state: CustomerState;
}

export interface CustomerState {
  /** Records that belong here, sorted. */
  readonly handles: readonly Handle[];
  /** Pairs that must never belong to one customer. */
  readonly never: readonly (readonly [Handle, Handle])[];
  /** Handles that a split moved away, and where to. */
  readonly moved: Readonly<Record<Handle, CustomerId>>;
  /** The survivor, once merged. */
  readonly into?: CustomerId;
  /** The state before the merge, for undoing it. */
  readonly was?: readonly Handle[];
  readonly erased?: true;
}

export type Decision = 'COMMIT' | 'ABORT';

/** Insert-once: gives a source record its handle. `birth` is where the search for its owner starts, for ever. */
export interface RefClaim {
  readonly refHash: string;
  readonly handle: Handle;
  readonly birth: CustomerId;
}

/** A keyed hash of an identifier's normal form, and one record that carries it. A candidate, never proof. */
export interface IdentifierKey {
  readonly hash: string;
  readonly handle: Handle;
  /** A customer from which the record's owner can be found; may be stale, is re-checked. */
  readonly hint: CustomerId;
  /** Proof level with which the source vouches for it. */
  readonly proof: string;
}

/** Handle to encrypted ref. */
export interface StoredLink {
  readonly handle: Handle;
  readonly refHash: string;
  readonly ref: Uint8Array;
}

/** Disposable, overwritten: the newest committed version of a customer, denormalised for a read in one round trip. */
export interface CustomerCard {
  readonly customer: CustomerId;
  readonly v: number;
  readonly into?: CustomerId;
  /** Encrypted refs and bookkeeping (searchedAt per source): opaque to the store. */
  readonly sealed: Uint8Array;
}

/** See `putKeys`. */
export const KEYS_PER_HASH = 100;

export interface StoredApiKey {
  readonly id: string;
  /** SHA-256 of the secret, hex. */
  readonly hash: string;
  readonly name: string;
  readonly role: string;
  readonly createdAt: number;
  readonly revokedAt?: number;
}

/** The store cannot be reached, or cannot keep what it is given. The message says no more than that. */
export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable';
}

/** The store answers reads as ever, but nothing that was asked of this write was kept: its disk is full, for instance. */
export class StoreNotWritable extends StoreUnavailable {
  override readonly name = 'StoreNotWritable';

  constructor(
    message: string,
    /** Of the operating system, for the operator's log: `ENOSPC`. */
    readonly code?: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

export interface IdentityStore {
  /** Insert-once under (customer, v). Answers the version that stands there now: ours, or the one that won. */
  append(version: CustomerVersion): Promise<CustomerVersion>;
  versions(keys: readonly VersionKey[]): Promise<readonly (CustomerVersion | undefined)[]>;
  /** Insert-once: decides an operation. Answers the decision that stands. */
  decide(op: string, decision: Decision): Promise<Decision>;
  decisions(ops: readonly string[]): Promise<readonly (Decision | undefined)[]>;
  /** Insert-once under `refHash`, each on its own (unordered). Answers the claim that stands for each. */
  claimRefs(claims: readonly RefClaim[]): Promise<readonly RefClaim[]>;
  refs(refHashes: readonly string[]): Promise<readonly (RefClaim | undefined)[]>;
  /**
   * Adds keys and links; an existing key gets the new hint and proof, an existing link stays. Of one hash, at most
   * `KEYS_PER_HASH` keys are kept: a value shared by more records identifies nobody.
   */
  putKeys(keys: readonly IdentifierKey[], links: readonly StoredLink[]): Promise<void>;
  /** Removes keys of records that no longer carry the identifier. Unknown ones are passed over. */
  dropKeys(keys: readonly Pick<IdentifierKey, 'hash' | 'handle'>[]): Promise<void>;
  /** Everybody who carries each hash, at most `limit` each. */
  keys(hashes: readonly string[], limit: number): Promise<readonly (readonly IdentifierKey[])[]>;
  links(handles: readonly Handle[]): Promise<readonly (StoredLink | undefined)[]>;
  putCards(cards: readonly CustomerCard[]): Promise<void>;
  cards(customers: readonly CustomerId[]): Promise<readonly (CustomerCard | undefined)[]>;
  putApiKey(key: StoredApiKey): Promise<void>;
  apiKeys(): Promise<readonly StoredApiKey[]>;
  /** Resolves when the store answers; for readiness. */
  ping(): Promise<void>;
  /** How often the store was asked so far. */
  roundTrips(): number;
  close(): Promise<void>;
}
