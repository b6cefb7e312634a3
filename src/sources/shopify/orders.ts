/** Orders of people, newest first. */
import { compareItems, type Order } from '../../customer/parts';
import type { SourceName } from '../../customer/source-record';
import { invalidResponse } from '../../remote/fault';
import { found, NONE, type PartKey, type PartLookup, type PartPage, type Slot } from '../contract';
import { inBatches, type ShopifyApi } from './api';
import { isCustomerGid } from './customer';
import { type Detail, longestOrderPage, NEWEST_ORDERS, olderOrders, peoplePerRequest } from './documents';
import { aliasSlot, customerSlots, numbered } from './nodes';
import { orderOf } from './order';
import { LinesLastSeen, readLines, withLines } from './order-lines';
import { type Connection, connection, type Json } from './payload';

/** Orders as they came, each with the vendor's position after it. */
interface OrderPage {
  readonly nodes: readonly Json[];
  readonly cursors: readonly string[];
  readonly next?: string;
}

/** One person's page while it is being put together. */
interface Walk {
  readonly id: string;
  readonly nodes: Json[];
  readonly cursors: string[];
  after?: string;
}

export function ordersOfPeople(api: ShopifyApi, source: SourceName): PartLookup<Order> {
  const lastSeen = new LinesLastSeen();
  return {
    mode: 'nested',
    maxBatch: 250,
    async fetch(keys, { first, detail }, { signal }) {
      const pages = keys.map(({ id, after }) => `${first} ${id} ${after ?? ''}`);
      const ahead = detail === 'full' ? lastSeen.ahead(api, pages, signal) : undefined;
      const slots = await firstRows(api, keys, Math.max(1, first), detail, signal);
      const lines = detail === 'full' ? await readLines(api, pagesOf(slots), signal, ahead) : undefined;
      ahead?.read.end();
      slots.forEach((slot, i) => {
        if (lines && slot.state === 'found') lastSeen.note(pages[i]!, slot.value.nodes, lines);
      });
      return slots.map((slot, i): Slot<PartPage<Order>> => {
        if (slot.state === 'failed') return slot;
        if (slot.state !== 'found') return NONE;
        const record = { source, id: keys[i]!.id };
        return withLines(slot.value.nodes, lines, (linesOf) => ({
          items: slot.value.nodes.map((node) => orderOf(node, record, linesOf(node))).sort(compareItems),
          ...(slot.value.next === undefined ? {} : { next: slot.value.next }),
        }));
      });
    },
  };
}

/**
 * At least `first` orders of each key, where there are so many. One order more is asked for, to see whether orders of the
 * last one's time go on behind it: lists are ordered by (time, id), which the vendor's order within one second is not, so
 * no position may part them.
 */
async function firstRows(
  api: ShopifyApi,
  keys: readonly PartKey[],
  first: number,
  detail: Detail,
  signal: AbortSignal,
): Promise<Slot<OrderPage>[]> {
  const slots: Slot<OrderPage>[] = keys.map(() => NONE);
  const walks = keys.map(({ id, after }): Walk => ({ id, after, nodes: [], cursors: [] }));
  const size = Math.min(first + 1, longestOrderPage(detail));
  let pending = keys.flatMap(({ id }, i) => (isCustomerGid(id) ? [i] : []));
  while (pending.length > 0) {
    const pages = await readPages(
      api,
      pending.map((i) => walks[i]!),
      size,
      detail,
      signal,
    );
    pending = pending.filter((i, n) => {
      const walk = walks[i]!;
      const page = pages[n]!;
      slots[i] = page.state === 'found' ? advance(walk, page.value, first) : page;
      return slots[i]?.state === 'none' && page.state === 'found';
    });
  }
  return slots;
}

/** Adds a page to a walk: the finished rows, or `none` where more must be read. */
function advance(walk: Walk, page: Connection, first: number): Slot<OrderPage> {
  walk.nodes.push(...page.nodes);
  walk.cursors.push(...page.cursors);
  if (page.next === undefined) return found({ nodes: walk.nodes, cursors: walk.cursors });
  const stuck = page.next === walk.after;
  if (stuck) return { state: 'failed', fault: invalidResponse('the next page of orders is the same page').fault };
  walk.after = page.next;
  const last = walk.nodes.at(-1)?.processedAt;
  const whole = walk.nodes.findIndex((node) => node.processedAt === last);
  if (whole < first) return NONE;
  const nodes = walk.nodes.slice(0, whole);
  return found({ nodes, cursors: walk.cursors.slice(0, whole), next: walk.cursors[whole - 1] });
}

/** The next page of each walk: newest ones by `nodes`, older ones each from their own position. */
async function readPages(
  api: ShopifyApi,
  walks: readonly Walk[],
  size: number,
  detail: Detail,
  signal: AbortSignal,
): Promise<Slot<Connection>[]> {
  const people = peoplePerRequest(detail, size);
  const newest = walks.filter(({ after }) => after === undefined);
  const older = walks.filter(({ after }) => after !== undefined);
  const [ofNewest, ofOlder] = await Promise.all([
    inBatches(newest, people, async (batch) => {
      const ids = batch.map(({ id }) => id);
      const answer = await api.query(NEWEST_ORDERS[detail], { ids, first: size }, signal);
      return customerSlots(ids, answer, ordersIn);
    }),
    inBatches(older, people, async (batch) => {
      const answer = await api.query(
        olderOrders(detail, batch.length),
        { first: size, ...numbered(batch, ({ id, after }) => ({ id, after })) },
        signal,
      );
      return batch.map((_, n) => aliasSlot(answer, `c${n}`, ordersIn));
    }),
  ]);
  const byWalk = new Map([
    ...newest.map((walk, n): [Walk, Slot<Connection>] => [walk, ofNewest[n]!]),
    ...older.map((walk, n): [Walk, Slot<Connection>] => [walk, ofOlder[n]!]),
  ]);
  return walks.map((walk) => byWalk.get(walk)!);
}

function ordersIn(customer: Json): Connection {
  const page = connection(customer.orders, 'orders');
  if (page.cursors.length !== page.nodes.length) throw invalidResponse('the orders in the answer have no cursors');
  return page;
}

function pagesOf(slots: readonly Slot<OrderPage>[]): readonly Json[] {
  return slots.flatMap((slot) => (slot.state === 'found' ? slot.value.nodes : []));
}
