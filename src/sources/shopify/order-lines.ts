/**
 * The lines of orders, each read to its end: the first come with the order, long orders are read on together.
 *
 * Where a page of orders was read before, their further lines are asked for while the orders are, from where they went
 * on then. What has come is used where the orders that are answered now go on from the very same place: then it answers
 * the question that would be asked.
 */
import { LRUCache } from 'lru-cache';
import type { FieldDrift } from '../../customer/source-record';
import { invalidResponse } from '../../remote/fault';
import { Ahead } from '../ahead';
import { found, type Slot } from '../contract';
import { inBatches, type ShopifyApi } from './api';
import { furtherLines, ORDERS_PER_LINES_REQUEST } from './documents';
import { aliasSlot, attempt, numbered } from './nodes';
import { lineDrift, lineOf, type OrderLines } from './order';
import { type Connection, connection, type Json } from './payload';

/** By order, as it came in the answer: its lines, or why they could not be read to the end. */
export type Lines = ReadonlyMap<Json, Slot<OrderLines>>;

export async function readLines(
  api: ShopifyApi,
  orders: readonly Json[],
  signal: AbortSignal,
  ahead?: LinesAhead,
): Promise<Lines> {
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
    const early = pending.filter((position) => ahead?.asked.has(placeOf(position)));
    const [come, others] = await Promise.all([
      ahead && early.length > 0 ? ahead.read.answer : new Map<string, Slot<Connection>>(),
      further(api, pending.filter((position) => !early.includes(position)).map(pointOf), signal),
    ]);
    const again = await further(api, early.filter((position) => !come.has(placeOf(position))).map(pointOf), signal);
    const pages = new Map([...come, ...others, ...again]);
    pending = pending.flatMap((position) => take(lines, position, pages.get(placeOf(position))!));
  }
  return lines;
}

/** Pages of lines by the place from which they were asked for. */
type FurtherLines = ReadonlyMap<string, Slot<Connection>>;

/** Lines that are read before it is known whether they are wanted, and from which places. */
export interface LinesAhead {
  readonly asked: ReadonlySet<string>;
  readonly read: Ahead<FurtherLines>;
}

/** Which order's lines, from where on. */
interface Point {
  readonly id: string;
  readonly after: string;
}

interface Position {
  readonly order: Json;
  readonly after?: string;
}

const pointOf = ({ order, after = '' }: Position): Point => ({ id: String(order.id), after });
const placeOf = (position: Position): string => nameOf(pointOf(position));
const nameOf = ({ id, after }: Point): string => `${id} ${after}`;

async function further(api: ShopifyApi, points: readonly Point[], signal: AbortSignal): Promise<FurtherLines> {
  const slots = await inBatches(points, ORDERS_PER_LINES_REQUEST, async (batch) => {
    const answer = await api.query(
      furtherLines(batch.length),
      numbered(batch, ({ id, after }) => ({ id, after })),
      signal,
    );
    return batch.map((_, n) => aliasSlot(answer, `o${n}`, (order) => connection(order.lineItems, 'lines')));
  });
  return new Map(points.map((point, n) => [nameOf(point), slots[n]!]));
}

/** Places, some hundred bytes each. */
const MOST_POINTS = 20_000;

/** Where the lines of the orders of each page went on when it was last read: ids and positions, no lines. */
export class LinesLastSeen {
  private readonly points: LRUCache<string, readonly Point[]>;

  constructor(mostPoints = MOST_POINTS) {
    this.points = new LRUCache({ maxSize: mostPoints, sizeCalculation: (points) => 1 + points.length });
  }

  /** Undefined where nothing went on, or where one page was not seen yet, for which all would have to wait. */
  ahead(api: ShopifyApi, pages: readonly string[], signal: AbortSignal): LinesAhead | undefined {
    const lists = pages.map((page) => this.points.get(page));
    const points = lists.flatMap((list) => list ?? []);
    if (points.length === 0 || lists.includes(undefined)) return undefined;
    const read = new Ahead(signal, async (either) => {
      const come = await further(api, points, either);
      // What could not be read may have been asked wrongly: then it is asked for again, where it is needed.
      return new Map([...come].filter(([, slot]) => !isMistaken(slot)));
    });
    return { asked: new Set(points.map(nameOf)), read };
  }

  note(page: string, orders: readonly Json[], lines: Lines): void {
    const points = orders.flatMap((order) => {
      const slot = lines.get(order);
      return slot?.state === 'found' ? (slot.value.wentOn ?? []).map((after) => ({ id: String(order.id), after })) : [];
    });
    this.points.set(page, points);
  }
}

function isMistaken(slot: Slot<Connection>): boolean {
  return slot.state === 'none' || (slot.state === 'failed' && slot.fault.state === 'INVALID_RESPONSE');
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
  const { lines: read = [], drift = [], wentOn = [] } = before?.state === 'found' ? before.value : {};
  lines.set(
    order,
    found({
      lines: [...read, ...nodes.map(lineOf)],
      drift: [...drift, ...nodes.flatMap(lineDrift)],
      wentOn: after === undefined ? wentOn : [...wentOn, after],
    }),
  );
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
