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

/** A version in one word. */
export type VersionName = `${CustomerId}:${number}`;

/** One version of one customer: what happened, and the whole state after it. Never deleted, never overwritten. */
export interface CustomerVersion extends VersionKey {
  /** Of the attempt that wrote it: after a duplicate key, equal nonces mean that our own write had won. */
  readonly nonce: string;
  /** Set when the event touches several customers: the version counts only once `op` is decided COMMIT. */
  readonly op?: string;
  /** The other customers of the operation, so that all sides of it can be found from each. */
  readonly others?: readonly CustomerId[];
  /** Milliseconds since the epoch; grows along a stream, and is the same for all versions of an operation. */
  readonly at: number;
  /** Who decided: a caller id, `rule`, `backfill`. Never a person's data. */
  readonly who: string;
  /** Rule name, evidence levels. Never a value. */
  readonly why: string;
  readonly event: IdentityEventType;
  /** The event that this one undoes. */
  readonly undoes?: VersionName;
  /** What the event changes: the state before it and this give `state`. */
  readonly change: CustomerChange;
  readonly state: CustomerState;
}

export type IdentityEventType = 'CREATED' | 'LINKED' | 'MERGED' | 'SPLIT' | 'UNDONE' | 'NEVER' | 'GONE' | 'ERASED';

/** No record of one side may ever belong to the same customer as one of the other. */
interface Separation {
  readonly a: readonly Handle[];
  readonly b: readonly Handle[];
}

/** Why a source no longer has a record: it is gone for good, or another stands for it. */
export type Absence = 'DELETED' | 'MERGED';

export interface CustomerState {
  /** Records that belong here, sorted. */
  readonly handles: readonly Handle[];
  /** Never-links that concern these records, by the event that decided them: `<customer>:<number>`. */
  readonly never: Readonly<Record<VersionName, Separation>>;
  /** Records that once came by here, and where they went. */
  readonly moved: Readonly<Record<Handle, CustomerId>>;
  /** Customers who became a part of this one, with the number of the version that says so there. */
  readonly parts: Readonly<Record<CustomerId, number>>;
  /** Records that their source no longer has. */
  readonly gone: Readonly<Record<Handle, Absence>>;
  /** The survivor, once merged. */
  readonly into?: CustomerId;
  /** What belonged here before the merge, for undoing it. */
  readonly was?: readonly Handle[];
  readonly erased?: true;
}

/** See `changed` in customer-state.ts. Absent: stays. */
export interface CustomerChange {
  /** Records that come. */
  readonly gains?: readonly Handle[];
  /** Records that go, all to one customer. */
  readonly losses?: { readonly handles: readonly Handle[]; readonly to: CustomerId };
  /** Records that were never here, though the search for them comes by, and with whom they are. */
  readonly elsewhere?: Readonly<Record<Handle, CustomerId>>;
  /** Becomes a part of this customer. */
  readonly into?: CustomerId;
  /** Is a customer of its own again. */
  readonly apart?: true;
  readonly takesPart?: { readonly customer: CustomerId; readonly v: number };
  readonly losesPart?: CustomerId;
  readonly never?: Readonly<Record<VersionName, Separation>>;
  /** Never-links that no longer stand. */
  readonly allowed?: readonly VersionName[];
  readonly gone?: Readonly<Record<Handle, Absence>>;
  /** Records that are there again. */
  readonly back?: readonly Handle[];
  readonly erased?: true;
}

/** Insert-once: what came of an order that carried an idempotency key. */
export interface Receipt {
  /** A keyed hash of who ordered and of the key, and the number of the attempt. */
  readonly id: string;
  /** The attempt counts if this was decided COMMIT. */
  readonly op: string;
  /** A keyed hash of what was ordered. */
  readonly order: string;
  /** The event that the order wrote. */
  readonly event: VersionName;
  /** Customer ids of the outcome. */
  readonly customers: readonly CustomerId[];
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

/** Disposable, overwritten: how far a source was walked. Without it the walk begins anew. */
export interface Checkpoint {
  /** The source's name in the config. */
  readonly source: string;
  /** Everything that changed before this moment (ms since the epoch) was read and linked. */
  readonly walkedUntil: number;
}

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
  /** For erasure: removes the links of these records, and every key under which one of them can be found. */
  forget(handles: readonly Handle[]): Promise<void>;
  /** Insert-once. Answers the receipt that stands. */
  putReceipt(receipt: Receipt): Promise<Receipt>;
  receipts(ids: readonly string[]): Promise<readonly (Receipt | undefined)[]>;
  putCards(cards: readonly CustomerCard[]): Promise<void>;
  cards(customers: readonly CustomerId[]): Promise<readonly (CustomerCard | undefined)[]>;
  putCheckpoint(checkpoint: Checkpoint): Promise<void>;
  checkpoints(sources: readonly string[]): Promise<readonly (Checkpoint | undefined)[]>;
  putApiKey(key: StoredApiKey): Promise<void>;
  apiKeys(): Promise<readonly StoredApiKey[]>;
  /** Resolves when the store answers; for readiness. */
  ping(): Promise<void>;
  /** How often the store was asked so far. */
  roundTrips(): number;
  close(): Promise<void>;
}
