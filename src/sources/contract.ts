/**
 * The contract of a connector: what every source offers the gateway, whatever its vendor can do in one call.
 *
 * The law of every keyed read, as in DataLoader: **same order, same length, one `Slot` per key**. A key that fails costs
 * its own slot; a call that fails as a whole may throw a `SourceError`, which the caller turns into a failed slot for
 * each of its keys. A connector matches what came back to what was asked by id, never by position, unless the vendor's
 * API promises the position; an id that the answer leaves out is `none`.
 *
 * A connector is data and mapping. Batching, single flight, caching, deadlines and status live around it
 * (`batching.ts`, `cache.ts`); transport and its faults live in `remote/`. It maps defensively: every field of a
 * vendor's payload is optional and nullable.
 */
import type { ListPart, ListPartItems } from '../customer/parts';
import type { IdentifierType, Part, SourceKind, SourceName, SourceRecord } from '../customer/source-record';
import type { SourceFault } from '../remote/fault';

/** How much of a record is asked for. A larger shape satisfies a smaller. At most three, so that caches are shared. */
export const RECORD_SHAPES = ['summary', 'profile', 'full'] as const;
/** `summary`: names, identifiers, times. `profile`: every settled field. `full`: also totals the vendor keeps. */
export type RecordShape = (typeof RECORD_SHAPES)[number];

/** Passed down every call: when to stop. A connector hands `signal` to the HTTP client and starts nothing after it. */
export interface CallContext {
  readonly signal: AbortSignal;
}

export type Slot<T> =
  | { readonly state: 'found'; readonly value: T }
  /** The source was asked and has nothing under this key. */
  | { readonly state: 'none' }
  /** The source says that the record existed and was deleted. */
  | { readonly state: 'gone' }
  /** The source says that the record was merged; `into` is the survivor's id. */
  | { readonly state: 'merged'; readonly into: string; readonly value?: T }
  | { readonly state: 'failed'; readonly fault: SourceFault };

export const NONE: Slot<never> = { state: 'none' };
export const found = <T>(value: T): Slot<T> => ({ state: 'found', value });

/**
 * How a vendor reads many keys:
 * `multiGet` ids in one request; `searchIn` a predicate over a list, paged to the end; `fanOut` one request a key, at
 * most `concurrency` at a time; `nested` arrives with the parent record in the same request.
 */
type LookupMode = 'multiGet' | 'searchIn' | 'fanOut' | 'nested';

/** A read of many keys. `maxBatch` is the vendor's own maximum; `fetch` is never called with more, nor with duplicates. */
export interface KeyedLookup<Key, Value, Options = undefined> {
  readonly mode: LookupMode;
  readonly maxBatch: number;
  /** Requests of this lookup under way at once. Absent: the transport's own limit. */
  readonly concurrency?: number;
  fetch(keys: readonly Key[], options: Options, context: CallContext): Promise<readonly Slot<Value>[]>;
}

/** One page of a person's items, newest first. */
export interface PartPage<Item> {
  readonly items: readonly Item[];
  /** The vendor's (or connector's) position after the last item; absent at the end. Opaque to everybody else. */
  readonly next?: string;
  /** How many there are in all, where the vendor says so without being asked again. */
  readonly totalCount?: number;
}

/** A page of one person's items: of which record, from where. */
export interface PartKey {
  /** The person's record id in this source. */
  readonly id: string;
  /** `next` of an earlier page. Absent: from the newest. */
  readonly after?: string;
}

export interface PartOptions {
  /** Items wanted per person. A connector may return more (it pages at the vendor's size), never fewer if there are. */
  readonly first: number;
  /** `summary` leaves out what costs extra (order lines). */
  readonly detail: 'summary' | 'full';
}

export type PartLookup<Item> = KeyedLookup<PartKey, PartPage<Item>, PartOptions>;

/** One page of a walk over every record since a time; for backfill. `next` resumes exactly after this page. */
export interface RecordPage {
  readonly records: readonly SourceRecord[];
  readonly deletedIds: readonly string[];
  readonly next?: string;
}

/** What the vendor last said of its quota, in its own unit. */
export interface Quota {
  readonly unit: 'requests' | 'points';
  readonly limit?: number;
  readonly remaining?: number;
  /** Milliseconds after which the window resets or one unit is restored. */
  readonly windowMs?: number;
  readonly observedAt: number;
}

/** Whether credentials work and which permissions they lack; for `onefold check`. */
export interface SourceCheck {
  readonly ok: boolean;
  /** One plain sentence; no token, no URL, no personal value. */
  readonly message: string;
  /** Vendor names of scopes that a call was refused for, with the parts that need them. */
  readonly missingPermissions: readonly { readonly permission: string; readonly parts: readonly Part[] }[];
}

export interface ConnectorDescription {
  /** Vendor's product name, for instance `HubSpot`. */
  readonly vendor: string;
  readonly kind: SourceKind;
  /** Parts that this connector can answer. */
  readonly parts: readonly Part[];
  /** Identifier types that `find` can search by. */
  readonly searchableBy: readonly IdentifierType[];
  /** The least permissions it needs, by part. */
  readonly permissions: readonly { readonly permission: string; readonly parts: readonly Part[] }[];
}

export interface Connector {
  readonly description: ConnectorDescription;
  /** Person records by the vendor's ids. */
  readonly records: KeyedLookup<string, SourceRecord, RecordShape>;
  /**
   * Person records by identifier. A key is the normal form. The connector asks in every spelling the vendor's search
   * needs and re-checks equality on what comes back: a fuzzy hit is not a hit. An empty list is `none`. Records come in
   * shape `full`.
   */
  readonly find: Partial<Record<IdentifierType, KeyedLookup<string, readonly SourceRecord[]>>>;
  /**
   * Records that name a record of `issuer` by the id which that source issued; the reverse of `SourceRecord.issuedIds`.
   * A key is the issuer's record id.
   */
  readonly findIssued?: {
    readonly issuer: SourceName;
    readonly lookup: KeyedLookup<string, readonly SourceRecord[]>;
  };
  /** Lists by person. */
  readonly parts: { readonly [P in ListPart]?: PartLookup<ListPartItems[P]> };
  /** One order / ticket by the number people know it by, with the id of the person's record in `item.record`. */
  readonly byNumber: { readonly [P in 'ORDERS' | 'TICKETS']?: KeyedLookup<string, ListPartItems[P]> };
  /** Free-text search over persons. Words are data: the connector escapes them for the vendor's query language. */
  search?(query: string, first: number, context: CallContext): Promise<readonly SourceRecord[]>;
  /** Walks every record changed since `since` (RFC 3339; absent: all), page by page. */
  listSince?(since: string | undefined, after: string | undefined, context: CallContext): Promise<RecordPage>;
  check(context: CallContext): Promise<SourceCheck>;
  /** Last seen; undefined before the first answer that carried it. */
  quota(): Quota | undefined;
}
