/** What a person has besides a profile: orders, tickets, deals, activities, tasks, in our words. */
import type { Consent, FieldDrift, Money, RecordRef, SourceName } from './source-record';

/** Common to everything that is listed by time. Lists are ordered by (time descending, source, id). */
export interface PartItem {
  readonly source: SourceName;
  /** Opaque id of the item in its source. */
  readonly id: string;
  /** The source record (person) that it belongs to. */
  readonly record: RecordRef;
  /**
   * The time by which lists are ordered: placed, created, occurred. RFC 3339 in UTC with milliseconds, as
   * `Date.toISOString` writes it, so that times of different sources compare as text.
   */
  readonly at: string;
  readonly updatedAt?: string;
  /** What could not be read, and which fields are absent for it; `lines.title` is one of a line. */
  readonly drift?: readonly FieldDrift<string>[];
}

export type OrderStatus = 'OPEN' | 'COMPLETED' | 'CANCELLED' | 'UNKNOWN';
export type PaymentStatus = 'PENDING' | 'AUTHORISED' | 'PARTIALLY_PAID' | 'PAID' | 'REFUNDED' | 'VOIDED' | 'UNKNOWN';
export type FulfillmentStatus = 'UNFULFILLED' | 'PARTIALLY_FULFILLED' | 'FULFILLED' | 'UNKNOWN';

export interface OrderLine {
  readonly title?: string;
  readonly sku?: string;
  readonly quantity?: number;
  readonly unitPrice?: Money;
}

export interface Order extends PartItem {
  /** What the customer sees, for instance `#1042`. */
  readonly number?: string;
  readonly status?: OrderStatus;
  /** The vendor's own words. */
  readonly nativeStatus?: string;
  readonly paymentStatus?: PaymentStatus;
  readonly nativePaymentStatus?: string;
  readonly fulfillmentStatus?: FulfillmentStatus;
  readonly nativeFulfillmentStatus?: string;
  readonly total?: Money;
  readonly cancelledAt?: string;
  /** Absent unless the shape `full` was asked for. */
  readonly lines?: readonly OrderLine[];
}

export type TicketStatus = 'NEW' | 'OPEN' | 'PENDING' | 'ON_HOLD' | 'SOLVED' | 'CLOSED' | 'UNKNOWN';
export type TicketPriority = 'LOW' | 'NORMAL' | 'HIGH' | 'URGENT' | 'UNKNOWN';

export interface Ticket extends PartItem {
  readonly number?: string;
  readonly subject?: string;
  readonly status?: TicketStatus;
  readonly nativeStatus?: string;
  readonly priority?: TicketPriority;
  readonly nativePriority?: string;
  readonly type?: string;
  readonly channel?: string;
  readonly tags?: readonly string[];
}

export type DealStatus = 'OPEN' | 'WON' | 'LOST' | 'UNKNOWN';

export interface Deal extends PartItem {
  readonly name?: string;
  readonly status?: DealStatus;
  /** Stage id in the vendor's pipeline. */
  readonly nativeStatus?: string;
  readonly pipeline?: string;
  readonly amount?: Money;
  readonly closeAt?: string;
}

export type ActivityType = 'CALL' | 'EMAIL' | 'MEETING' | 'NOTE' | 'OTHER';

export interface Activity extends PartItem {
  readonly type: ActivityType;
  readonly nativeType?: string;
  readonly subject?: string;
  readonly direction?: 'INBOUND' | 'OUTBOUND';
}

export type TaskStatus = 'OPEN' | 'COMPLETED' | 'UNKNOWN';

export interface Task extends PartItem {
  readonly subject?: string;
  readonly status?: TaskStatus;
  readonly nativeStatus?: string;
  readonly dueAt?: string;
}

/** The item type behind each part that is a list. */
export interface ListPartItems {
  ORDERS: Order;
  TICKETS: Ticket;
  DEALS: Deal;
  ACTIVITIES: Activity;
  TASKS: Task;
}
export type ListPart = keyof ListPartItems;

/** What a timeline can show. Tasks lie ahead, so they are none of it. */
export const TIMELINE_PARTS = ['ORDERS', 'TICKETS', 'DEALS', 'ACTIVITIES', 'CONSENTS'] as const;
export type TimelinePart = (typeof TIMELINE_PARTS)[number];

/** Something that happened: an item of a list, or a consent as it was last decided. */
export interface TimelineItem extends PartItem {
  readonly part: TimelinePart;
  readonly item: ListPartItems[Exclude<TimelinePart, 'CONSENTS'>] | Consent;
}

/** Newest first; ties by source, then id, so that the order is total and the same on every node. */
export function compareItems(a: PartItem, b: PartItem): number {
  if (a.at !== b.at) return a.at < b.at ? 1 : -1;
  if (a.source !== b.source) return a.source < b.source ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
