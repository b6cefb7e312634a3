/**
 * The door of the room: what can be asked of a customer (`CustomerWant`), and the finished answer (`CustomerSnapshot`).
 * The API turns a GraphQL selection into a want, the view turns a want into a snapshot, resolvers read the snapshot
 * synchronously. Nothing here knows GraphQL.
 */
import type { CustomerId } from '../customer/customer-id';
import type { CustomerIdentifier } from '../customer/customer-identifier';
import type { CustomerField } from '../customer/fields';
import type { ListPart, ListPartItems, Order, Ticket, TimelineItem, TimelinePart } from '../customer/parts';
import type { IdentifierType, Money, Part, RecordRef, SourceKind, SourceName } from '../customer/source-record';
import type { EventId, IdentityEvent } from '../identity/identity';
import type { Conflict, SettledValue } from '../reconciliation/claim';
import type { RecordShape } from '../sources/contract';
import type { ReadTally } from '../sources/source';

/** One selection of a list, for instance `orders(first: 5)`; `key` tells two selections of one field apart. */
export interface ConnectionWant<P extends ListPart = ListPart> {
  readonly key: string;
  readonly part: P;
  readonly first: number;
  /** An opaque cursor that this gateway issued. */
  readonly after?: string;
  readonly detail: 'summary' | 'full';
}

/** One selection of the timeline. */
export interface TimelineWant {
  readonly key: string;
  /** What it shows, in the order of `TIMELINE_PARTS`; at least one. */
  readonly parts: readonly TimelinePart[];
  readonly first: number;
  readonly after?: string;
  /** Whether orders come with their lines. */
  readonly detail: 'summary' | 'full';
}

/** One selection of the history of decisions. */
export interface HistoryWant {
  readonly key: string;
  readonly first: number;
  /** An event of the customer. */
  readonly after?: EventId;
}

export interface CustomerWant {
  /** Settled fields that were selected, or that a selected field (conflicts, provenance) needs. */
  readonly fields: ReadonlySet<CustomerField>;
  /** The shape in which profiles are read; absent: profiles are not needed. */
  readonly shape?: RecordShape;
  readonly connections: readonly ConnectionWant[];
  readonly timelines: readonly TimelineWant[];
  /** Absent: none. */
  readonly histories?: readonly HistoryWant[];
  readonly orderSummary: boolean;
  readonly ticketSummary: boolean;
  readonly lastContactAt: boolean;
}

export type SourceState =
  | 'FRESH'
  | 'CACHED'
  | 'STALE_SERVED'
  | 'TIMEOUT'
  | 'RATE_LIMITED'
  | 'UNAUTHORISED'
  | 'CIRCUIT_OPEN'
  | 'UNAVAILABLE'
  | 'INVALID_RESPONSE'
  | 'SCHEMA_DRIFT'
  | 'NOT_LINKED'
  | 'NOT_SEARCHED'
  | 'RECORD_GONE'
  | 'SKIPPED'
  | 'DISABLED';

/** How one source did for one part (and record) of this answer. */
export interface SourceStatus {
  readonly source: SourceName;
  readonly part: Part;
  readonly record?: RecordRef;
  readonly state: SourceState;
  /** ms since the epoch. */
  readonly fetchedAt?: number;
  readonly ageMs?: number;
  readonly latencyMs?: number;
  readonly retryAfterMs?: number;
  readonly message?: string;
  /** Of a source that answered with a loss: the settled fields that it may have cost; of a list, none. */
  readonly affects?: readonly CustomerField[];
}

/** A linked record, as far as the answer knows it. */
export interface RecordSnapshot {
  readonly ref: RecordRef;
  /** Absent where the config no longer names the source. */
  readonly kind?: SourceKind;
  readonly state: SourceState;
  readonly createdAt?: string;
  readonly updatedAt?: string;
  readonly fetchedAt?: number;
}

/** A source that failed half-way through a list; `resumeCursor` asks for what is missing here. */
export interface Gap {
  readonly source: SourceName;
  readonly cause: SourceState;
  readonly resumeCursor?: string;
}

export interface ConnectionSnapshot<Item> {
  readonly edges: readonly { readonly node: Item; readonly cursor: string }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor?: string;
    readonly endCursor?: string;
  };
  readonly gaps: readonly Gap[];
}

export interface OrderSummary {
  readonly count: number;
  readonly total: readonly Money[];
  readonly lastPlacedAt?: string;
  /** False where something was left out: `missing` says which sources, or a list was longer than we read. */
  readonly exact: boolean;
  readonly missing: readonly SourceName[];
}

export interface TicketSummary {
  readonly count: number;
  readonly open: number;
  readonly lastUpdatedAt?: string;
  readonly exact: boolean;
  readonly missing: readonly SourceName[];
}

export interface CustomerSnapshot {
  readonly id: CustomerId;
  /** The id, or the customer's own id where the look-up was by something else. */
  readonly requestedId: CustomerId;
  readonly settled: ReadonlyMap<CustomerField, SettledValue>;
  readonly conflicts: readonly Conflict[];
  readonly records: readonly RecordSnapshot[];
  readonly sourceStatus: readonly SourceStatus[];
  /** By `ConnectionWant.key`. Null: every source of that part failed, so nothing can be said. */
  readonly connections: ReadonlyMap<string, ConnectionSnapshot<ListPartItems[ListPart]> | null>;
  /** By `TimelineWant.key`; null as for connections. */
  readonly timelines: ReadonlyMap<string, ConnectionSnapshot<TimelineItem> | null>;
  /** By `HistoryWant.key`. */
  readonly histories?: ReadonlyMap<string, ConnectionSnapshot<IdentityEvent>>;
  readonly orderSummary?: OrderSummary | null;
  readonly ticketSummary?: TicketSummary | null;
  readonly lastContactAt?: string | null;
}

export type LookupStatus = 'FOUND' | 'NOT_FOUND' | 'AMBIGUOUS' | 'INCOMPLETE';

export interface LookupSnapshot {
  readonly status: LookupStatus;
  readonly customer: CustomerSnapshot | null;
  /** Several people share the identifier: all of them, ordered by id. Never a guess. */
  readonly candidates: readonly CustomerSnapshot[];
  /** What matched: `ID`, `EMAIL`, `PHONE`, `RECORD`, `ORDER`, `TICKET`, `EMAIL_HASH`; null unless found or ambiguous. */
  readonly matchedBy: MatchedBy | null;
  readonly sourceStatus: readonly SourceStatus[];
}

export type MatchedBy = 'ID' | IdentifierType | 'RECORD' | 'ORDER' | 'TICKET' | 'EMAIL_HASH';

export type { CustomerIdentifier };

/** A page of people found by words, deduplicated by customer. */
interface SearchSnapshot {
  readonly customers: readonly CustomerSnapshot[];
  readonly sourceStatus: readonly SourceStatus[];
}

export interface ItemSnapshot<Item> {
  readonly item: Item | null;
  readonly sourceStatus: readonly SourceStatus[];
}

export interface SourceInfo {
  readonly name: SourceName;
  readonly vendor: string;
  readonly kind: SourceKind;
  readonly parts: readonly Part[];
  readonly quota?: { readonly unit: string; readonly limit?: number; readonly remaining?: number };
}

/** What the whole operation shares: who asks, until when, and how old an answer may be. */
export interface ReadContext {
  readonly callerId: string;
  readonly mayLink: boolean;
  /** Fires at the operation's deadline or when the client leaves; its reason tells which. */
  readonly signal: AbortSignal;
  /** When the signal will fire at the latest, ms on the monotonic clock (`performance.now()`). */
  readonly until?: number;
  /** How long after the signal identity may still take to note what was found. */
  readonly graceMs: number;
  /** Cached records older than this are read again; 0 also forbids joining calls started earlier. */
  readonly maxAgeMs: number;
  /** How old an answer may be that stands in for one that failed. */
  readonly staleIfErrorMs?: number;
  readonly tally?: ReadTally;
}

export interface CustomerView {
  customers(
    ids: readonly CustomerId[],
    want: CustomerWant,
    read: ReadContext,
  ): Promise<readonly (CustomerSnapshot | null)[]>;
  lookup(
    identifiers: readonly CustomerIdentifier[],
    want: CustomerWant,
    read: ReadContext,
  ): Promise<readonly LookupSnapshot[]>;
  search(query: string, first: number, want: CustomerWant, read: ReadContext): Promise<SearchSnapshot>;
  order(source: SourceName, number: string, read: ReadContext): Promise<ItemSnapshot<Order>>;
  ticket(source: SourceName, number: string, read: ReadContext): Promise<ItemSnapshot<Ticket>>;
  sources(): readonly SourceInfo[];
  /** Names of the sources that the config switches off. */
  disabled(): readonly SourceName[];
}
