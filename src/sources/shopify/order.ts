/** A Shopify order in our words. */
import type { FulfillmentStatus, Order, OrderLine, OrderStatus, PaymentStatus } from '../../customer/parts';
import type { RecordRef } from '../../customer/source-record';
import { invalidResponse } from '../../remote/fault';
import { isObject, type Json, present, shopMoney, text, time } from './payload';

/**
 * @param lines the order's lines where they were asked for.
 * @throws SourceError INVALID_RESPONSE where the order has no id or no time: it could not be placed in a list.
 */
export function orderOf(node: Json, record: RecordRef, lines?: readonly OrderLine[]): Order {
  const id = text(node.id);
  const at = time(node.processedAt) ?? time(node.createdAt);
  if (id === undefined || at === undefined) throw invalidResponse('an order in the answer has no id or time');
  const native = nativeStatus(node);
  const paid = text(node.displayFinancialStatus);
  const shipped = text(node.displayFulfillmentStatus);
  return present({
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
    lines,
  });
}

export function lineOf(node: unknown): OrderLine {
  if (!isObject(node)) throw invalidResponse('a line of an order is not an object');
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
