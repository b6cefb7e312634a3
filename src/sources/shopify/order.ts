/** A Shopify order in our words. */
import type { FulfillmentStatus, Order, OrderLine, OrderStatus, PaymentStatus } from '../../customer/parts';
import type { FieldDrift, RecordRef } from '../../customer/source-record';
import { invalidResponse } from '../../remote/fault';
import { driftIn, type FieldPromise, type FieldPromises, withDrift } from '../drift';
import { type Json, present, shopMoney, text, time } from './payload';

/** `gid://shopify/Order/…`: an object of an answer with such an id is an order. */
export function isOrderGid(id: string): boolean {
  return id.startsWith('gid://shopify/Order/');
}

type Promise<Field extends string = keyof Order> = FieldPromise<Field>;

const TOTAL: Promise = { expected: 'text', feeds: ['total'], always: true };
const ENDED: Promise = { expected: 'time', feeds: ['status', 'nativeStatus'], always: true };

const PROMISES: FieldPromises<keyof Order> = {
  name: { expected: 'text', feeds: ['number'], always: true },
  createdAt: { expected: 'time', feeds: [], always: true },
  updatedAt: { expected: 'time', feeds: ['updatedAt'], always: true },
  closedAt: ENDED,
  cancelledAt: { ...ENDED, feeds: ['cancelledAt', ...ENDED.feeds] },
  displayFinancialStatus: { expected: 'text', feeds: ['paymentStatus', 'nativePaymentStatus'], always: true },
  displayFulfillmentStatus: { expected: 'text', feeds: ['fulfillmentStatus', 'nativeFulfillmentStatus'], always: true },
  totalPriceSet: { ...TOTAL, expected: 'object' },
  'totalPriceSet.shopMoney': { ...TOTAL, expected: 'object' },
  'totalPriceSet.shopMoney.amount': TOTAL,
  'totalPriceSet.shopMoney.currencyCode': TOTAL,
};

const PRICE: FieldPromise<keyof OrderLine> = { expected: 'text', feeds: ['unitPrice'], always: true };

const LINE_PROMISES: FieldPromises<keyof OrderLine> = {
  title: { expected: 'text', feeds: ['title'], always: true },
  sku: { expected: 'text', feeds: ['sku'], always: true },
  quantity: { expected: 'number', feeds: ['quantity'], always: true },
  originalUnitPriceSet: { ...PRICE, expected: 'object' },
  'originalUnitPriceSet.shopMoney': { ...PRICE, expected: 'object' },
  'originalUnitPriceSet.shopMoney.amount': PRICE,
  'originalUnitPriceSet.shopMoney.currencyCode': PRICE,
};

/** Whether the absence of an order's field, by the way to it, is told as drift. */
export function isPromisedOfOrder(field: string): boolean {
  return Object.hasOwn(PROMISES, field) || field.startsWith('lineItems');
}

/** What could be read of an order's lines. */
export interface OrderLines {
  /** Absent where they came in a shape that cannot be read. */
  readonly lines?: readonly OrderLine[];
  readonly drift: readonly FieldDrift<string>[];
  /** The positions behind which further ones were read. */
  readonly wentOn?: readonly string[];
}

/**
 * @param lines the order's lines where they were asked for.
 * @throws SourceError INVALID_RESPONSE where the order has no id or no time: it could not be placed in a list.
 */
export function orderOf(node: Json, record: RecordRef, lines?: OrderLines): Order {
  const id = text(node.id);
  const at = node.processedAt === null ? time(node.createdAt) : time(node.processedAt);
  if (id === undefined || at === undefined) throw invalidResponse('an order in the answer has no id or time');
  const native = nativeStatus(node);
  const paid = text(node.displayFinancialStatus);
  const shipped = text(node.displayFulfillmentStatus);
  const order: Order = present({
    source: record.source,
    id,
    record,
    at,
    updatedAt: time(node.updatedAt),
    number: text(node.name),
    status: STATUSES[native],
    nativeStatus: native,
    paymentStatus: wordFor(PAYMENT, paid),
    nativePaymentStatus: paid,
    fulfillmentStatus: wordFor(FULFILLMENT, shipped),
    nativeFulfillmentStatus: shipped,
    total: shopMoney(node.totalPriceSet),
    cancelledAt: time(node.cancelledAt),
    lines: lines?.lines,
  });
  return withDrift(order, [...(driftIn(node, PROMISES) ?? []), ...(lines?.drift ?? [])]);
}

/** The drift of a line, as its order tells it. */
export function lineDrift(node: Json): readonly FieldDrift<string>[] {
  return (driftIn(node, LINE_PROMISES) ?? []).map((drift) => ({
    ...drift,
    field: `lineItems.${drift.field}`,
    affects: drift.affects.map((field) => `lines.${field}`),
  }));
}

export function lineOf(node: Json): OrderLine {
  return present({
    title: text(node.title),
    sku: text(node.sku),
    quantity: Number.isSafeInteger(node.quantity) ? (node.quantity as number) : undefined,
    unitPrice: shopMoney(node.originalUnitPriceSet),
  });
}

/** Shopify's words for what its admin filters orders by; `closed` is "archived", which it does once all is done. */
type NativeStatus = 'open' | 'closed' | 'cancelled';

const STATUSES: Readonly<Record<NativeStatus, OrderStatus>> = {
  open: 'OPEN',
  closed: 'COMPLETED',
  cancelled: 'CANCELLED',
};

function nativeStatus(node: Json): NativeStatus {
  if (time(node.cancelledAt) !== undefined) return 'cancelled';
  return time(node.closedAt) === undefined ? 'open' : 'closed';
}

const PAYMENT: Readonly<Record<string, PaymentStatus>> = {
  PENDING: 'PENDING',
  AUTHORIZED: 'AUTHORISED',
  PARTIALLY_PAID: 'PARTIALLY_PAID',
  PAID: 'PAID',
  // Paid in full before a part went back; `REFUNDED` would say that all did.
  PARTIALLY_REFUNDED: 'PAID',
  REFUNDED: 'REFUNDED',
  VOIDED: 'VOIDED',
  // An authorisation that was never captured: nothing is owed any more.
  EXPIRED: 'VOIDED',
};

const FULFILLMENT: Readonly<Record<string, FulfillmentStatus>> = {
  FULFILLED: 'FULFILLED',
  PARTIALLY_FULFILLED: 'PARTIALLY_FULFILLED',
  UNFULFILLED: 'UNFULFILLED',
  OPEN: 'UNFULFILLED',
  RESTOCKED: 'UNFULFILLED',
  IN_PROGRESS: 'UNFULFILLED',
  ON_HOLD: 'UNFULFILLED',
  PENDING_FULFILLMENT: 'UNFULFILLED',
  REQUEST_DECLINED: 'UNFULFILLED',
  SCHEDULED: 'UNFULFILLED',
};

function wordFor<Word extends string>(
  words: Readonly<Record<string, Word>>,
  native: string | undefined,
): Word | 'UNKNOWN' {
  return native !== undefined && Object.hasOwn(words, native) ? words[native]! : 'UNKNOWN';
}
