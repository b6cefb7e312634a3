/** The lines of orders, each read to its end: the first come with the order, long orders are read on together. */
import type { FieldDrift } from '../../customer/source-record';
import { invalidResponse } from '../../remote/fault';
import { found, type Slot } from '../contract';
import { inBatches, type ShopifyApi } from './api';
import { furtherLines, ORDERS_PER_LINES_REQUEST } from './documents';
import { aliasSlot, attempt, numbered } from './nodes';
import { lineDrift, lineOf, type OrderLines } from './order';
import { type Connection, connection, type Json } from './payload';

/** By order, as it came in the answer: its lines, or why they could not be read to the end. */
export type Lines = ReadonlyMap<Json, Slot<OrderLines>>;

export async function readLines(api: ShopifyApi, orders: readonly Json[], signal: AbortSignal): Promise<Lines> {
  const lines = new Map<Json, Slot<OrderLines>>();
  let pending = orders.flatMap((order) => {
    // Access was denied, so the order says nothing of its lines.
    if (order.lineItems === null) return [];
    const page = attempt(() => connection(order.lineItems, 'lines'));
    if (page.state === 'found') return take(lines, { order }, page);
    lines.set(order, found({ drift: [drifted(order.lineItems)] }));
    return [];
  });
  while (pending.length > 0) {
    const slots = await inBatches(pending, ORDERS_PER_LINES_REQUEST, async (batch) => {
      const variables = numbered(batch, ({ order, after }) => ({ id: order.id, after }));
      const answer = await api.query(furtherLines(batch.length), variables, signal);
      return batch.map((_, n) => aliasSlot(answer, `o${n}`, (order) => connection(order.lineItems, 'lines')));
    });
    pending = pending.flatMap((position, n) => take(lines, position, slots[n]!));
  }
  return lines;
}

interface Position {
  readonly order: Json;
  readonly after?: string;
}

function drifted(lineItems: unknown): FieldDrift<string> {
  const received = lineItems === undefined ? 'nothing' : 'another shape';
  return { field: 'lineItems', expected: 'list', received, affects: ['lines'], identifying: false };
}

/** Adds a page to an order's lines; answers where to read on. */
function take(lines: Map<Json, Slot<OrderLines>>, { order, after }: Position, page: Slot<Connection>): Position[] {
  const before = lines.get(order);
  if (page.state !== 'found') {
    const fault = page.state === 'failed' ? page.fault : invalidResponse('an order vanished while it was read').fault;
    lines.set(order, { state: 'failed', fault });
    return [];
  }
  const { nodes } = page.value;
  const { lines: read = [], drift = [] } = before?.state === 'found' ? before.value : {};
  lines.set(order, found({ lines: [...read, ...nodes.map(lineOf)], drift: [...drift, ...nodes.flatMap(lineDrift)] }));
  const { next } = page.value;
  if (next === undefined) return [];
  if (next !== after) return [{ order, after: next }];
  lines.set(order, { state: 'failed', fault: invalidResponse('the next page of lines is the same page').fault });
  return [];
}

/** Something made of orders and their lines; failed where the lines of one of them could not be read. */
export function withLines<Value>(
  orders: readonly Json[],
  lines: Lines | undefined,
  make: (linesOf: (order: Json) => OrderLines | undefined) => Value,
): Slot<Value> {
  for (const order of orders) {
    const slot = lines?.get(order);
    if (slot?.state === 'failed') return slot;
  }
  return attempt(() =>
    make((order) => {
      const slot = lines?.get(order);
      return slot?.state === 'found' ? slot.value : undefined;
    }),
  );
}
