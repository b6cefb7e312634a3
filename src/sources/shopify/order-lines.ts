/** The lines of orders, each read to its end: the first come with the order, long orders are read on together. */
import type { OrderLine } from '../../customer/parts';
import { invalidResponse } from '../../remote/fault';
import { found, type Slot } from '../contract';
import { inBatches, type ShopifyApi } from './api';
import { furtherLines, ORDERS_PER_LINES_REQUEST } from './documents';
import { aliasSlot, attempt, numbered } from './nodes';
import { lineOf } from './order';
import { type Connection, connection, type Json } from './payload';

/** By order, as it came in the answer: its lines, or why they could not be read to the end. */
export type Lines = ReadonlyMap<Json, Slot<readonly OrderLine[]>>;

export async function readLines(api: ShopifyApi, orders: readonly Json[], signal: AbortSignal): Promise<Lines> {
  const lines = new Map<Json, Slot<readonly OrderLine[]>>();
  // Null: access was denied, so the order says nothing of its lines.
  const readable = orders.filter((order) => order.lineItems !== null);
  let pending = readable.flatMap((order) => take(lines, { order }, linesIn(order)));
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

function linesIn(order: Json): Slot<Connection> {
  return attempt(() => connection(order.lineItems, 'lines'));
}

/** Adds a page to an order's lines; answers where to read on. */
function take(
  lines: Map<Json, Slot<readonly OrderLine[]>>,
  { order, after }: Position,
  page: Slot<Connection>,
): Position[] {
  const before = lines.get(order);
  const read = page.state === 'found' ? attempt(() => page.value.nodes.map(lineOf)) : page;
  if (page.state !== 'found' || read.state !== 'found') {
    const fault = read.state === 'failed' ? read.fault : invalidResponse('an order vanished while it was read').fault;
    lines.set(order, { state: 'failed', fault });
    return [];
  }
  lines.set(order, found([...(before?.state === 'found' ? before.value : []), ...read.value]));
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
  make: (linesOf: (order: Json) => readonly OrderLine[] | undefined) => Value,
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
