/** Reads a customer's lists: merged pages for connections, whole lists (up to a bound) for summaries. */

import { totalsByCurrency } from '../customer/money';
import type { ListPart, ListPartItems, Ticket } from '../customer/parts';
import { type Money, type RecordRef, refKey, type SourceName, type SourceRecord } from '../customer/source-record';
import type { CursorSealer } from './cursor';
import { type FetchedPage, mergePages, type Position, type RecordPages, rowsAfter, START } from './merge-pages';
import type { Reading } from './reading';
import type {
  ConnectionSnapshot,
  ConnectionWant,
  CustomerWant,
  Gap,
  OrderSummary,
  SourceStatus,
  TicketSummary,
} from './snapshot';
import { statusOf } from './status';

/** Sizes that selections round up to, so that queries share batches and cached pages. */
const PAGE_SIZES = [5, 10, 25, 50, 100] as const;
/** The longest list that is read to its end, for a summary or behind a watermark. */
const MAX_ROWS = 1000;

interface PageSize {
  readonly first: number;
  readonly detail: 'summary' | 'full';
}

/** One size for all selections of a part in an operation, so that they share a call. */
function pageSizeOf(part: ListPart, want: CustomerWant): PageSize {
  const wants = want.connections.filter((connection) => connection.part === part);
  const whole = part === 'TICKETS' && want.ticketSummary;
  const rows = Math.max(1, ...wants.map((connection) => connection.first));
  return {
    first: whole ? 100 : (PAGE_SIZES.find((size) => size >= rows) ?? 100),
    detail: wants.some((connection) => connection.detail === 'full') ? 'full' : 'summary',
  };
}

/** Parts that a want needs, with the first pages to read; so that reading can start before anybody waits for it. */
export function partsWanted(want: CustomerWant): ReadonlySet<ListPart> {
  const parts = new Set<ListPart>(want.connections.map((connection) => connection.part));
  if (want.ticketSummary) parts.add('TICKETS');
  if (want.lastContactAt) parts.add('ACTIVITIES').add('TICKETS');
  return parts;
}

export interface ListReader {
  readonly reading: Reading;
  readonly sealer: CursorSealer;
  readonly now: () => number;
  /** Takes the status rows of what was read. */
  readonly report: (status: SourceStatus) => void;
  /** Sources that could not be searched, so that it is unknown whether they hold a record of this customer. */
  readonly unsearched: readonly Gap[];
}

/** Starts reading the first pages of a record's wanted parts. */
export function prefetch(ref: RecordRef, want: CustomerWant, reading: Reading, sealer: CursorSealer): void {
  const source = reading.source(ref.source);
  if (!source) return;
  for (const part of partsWanted(want)) {
    if (!source.has(part)) continue;
    const size = pageSizeOf(part, want);
    const starts = want.connections.filter((connection) => connection.part === part);
    if (starts.length === 0 || (part === 'TICKETS' && want.ticketSummary))
      void reading.page(part, ref, size, undefined);
    for (const connection of starts) {
      const position = positionOf(connection, sealer);
      if (!position.done.includes(refKey(ref))) void reading.page(part, ref, size, position.after[refKey(ref)]);
    }
  }
}

/** @throws OnefoldError BAD_USER_INPUT for a cursor that is not ours. */
export function positionOf(want: ConnectionWant, sealer: CursorSealer): Position {
  return want.after === undefined ? START : sealer.open(want.part, want.after, 'after');
}

/** Null: every source that could have answered failed. */
export async function readConnection<P extends ListPart>(
  connection: ConnectionWant<P>,
  refs: readonly RecordRef[],
  want: CustomerWant,
  reader: ListReader,
): Promise<ConnectionSnapshot<ListPartItems[P]> | null> {
  const { part, first } = connection;
  const start = positionOf(connection, reader.sealer);
  const size = pageSizeOf(part, want);
  const asked = holders(refs, part, reader.reading).filter((ref) => !start.done.includes(refKey(ref)));
  const records = await Promise.all(asked.map((ref) => readPages(part, ref, size, start, first, reader)));
  const unsearched = reader.unsearched.filter((gap) => reader.reading.source(gap.source)?.has(part));
  const answeredNothing = records.every((record) => record.failed && record.pages.length === 0);
  if (answeredNothing && (records.length > 0 || (unsearched.length > 0 && connection.after === undefined))) return null;

  const merged = mergePages(first, start, records);
  const edges = merged.rows.map((node) => ({
    node,
    get cursor() {
      return reader.sealer.seal(part, merged.positionAfter(node));
    },
  }));
  return {
    edges,
    pageInfo: {
      hasNextPage: merged.hasNext,
      // Forward only: what came before a cursor is not looked at, and Relay allows false then.
      hasPreviousPage: false,
      get startCursor() {
        return edges[0]?.cursor;
      },
      get endCursor() {
        return edges.at(-1)?.cursor;
      },
    },
    gaps: [
      ...merged.gaps.map(({ source, cause, resume }) => ({
        source,
        cause,
        get resumeCursor() {
          return reader.sealer.seal(part, resume);
        },
      })),
      ...(connection.after === undefined ? unsearched : []),
    ],
  };
}

async function readPages<P extends ListPart>(
  part: P,
  ref: RecordRef,
  size: PageSize,
  start: Position,
  rowsWanted: number,
  reader: ListReader,
): Promise<RecordPages<ListPartItems[P]>> {
  const key = refKey(ref);
  const pages: FetchedPage<ListPartItems[P]>[] = [];
  let after = start.after[key];
  for (let rows = 0, read = 0; ; ) {
    const answer = await reader.reading.page(part, ref, size, after);
    const status = statusOf(ref.source, part, ref, answer, reader.now());
    reader.report(status);
    if (answer.slot.state === 'failed')
      return { key, source: ref.source, pages, failed: { state: status.state, after } };
    const page = answer.slot.state === 'found' ? answer.slot.value : { items: [], next: undefined };
    pages.push({ after, items: page.items, next: page.next });
    rows += rowsAfter(page.items, start.watermark).length;
    read += page.items.length;
    if (page.next === undefined || rows >= rowsWanted || read >= MAX_ROWS) break;
    after = page.next;
  }
  return { key, source: ref.source, pages };
}

/** Totals from what sources keep themselves; a source without totals of its own counts its list. */
export async function readOrderSummary(
  records: readonly SourceRecord[],
  failed: readonly SourceName[],
  want: CustomerWant,
  reader: ListReader,
): Promise<OrderSummary | null> {
  const amounts: Money[] = [];
  const times: string[] = [];
  const missing = new Set<SourceName>(failed.filter((name) => reader.reading.source(name)?.has('ORDERS')));
  for (const gap of reader.unsearched) if (reader.reading.source(gap.source)?.has('ORDERS')) missing.add(gap.source);
  const sellers = records.filter((record) => reader.reading.source(record.ref.source)?.has('ORDERS'));
  let count = 0;
  let exact = true;
  await Promise.all(
    sellers.map(async (record) => {
      if (record.orderTotals) {
        count += record.orderTotals.count;
        amounts.push(...record.orderTotals.total);
        if (record.orderTotals.lastPlacedAt) times.push(record.orderTotals.lastPlacedAt);
        return;
      }
      const list = await readPages('ORDERS', record.ref, pageSizeOf('ORDERS', want), START, MAX_ROWS, reader);
      if (list.failed) missing.add(record.ref.source);
      else if (list.pages.at(-1)?.next !== undefined) exact = false;
      for (const order of list.pages.flatMap((page) => page.items)) {
        count += 1;
        times.push(order.at);
        if (order.total && order.status !== 'CANCELLED') amounts.push(order.total);
      }
    }),
  );
  if (missing.size > 0 && sellers.every((record) => missing.has(record.ref.source))) return null;
  return {
    count,
    total: totalsByCurrency(amounts),
    lastPlacedAt: latest(times),
    exact: exact && missing.size === 0,
    missing: [...missing].sort(),
  };
}

export async function readTicketSummary(
  refs: readonly RecordRef[],
  want: CustomerWant,
  reader: ListReader,
): Promise<TicketSummary | null> {
  const missing = new Set<SourceName>();
  for (const gap of reader.unsearched) if (reader.reading.source(gap.source)?.has('TICKETS')) missing.add(gap.source);
  const asked = holders(refs, 'TICKETS', reader.reading);
  const lists = await Promise.all(
    asked.map((ref) => readPages('TICKETS', ref, pageSizeOf('TICKETS', want), START, MAX_ROWS, reader)),
  );
  for (const list of lists) if (list.failed) missing.add(list.source);
  if (missing.size > 0 && lists.every((list) => list.failed)) return null;
  const tickets = lists.flatMap((list) => list.pages.flatMap((page) => page.items));
  return {
    count: tickets.length,
    open: tickets.filter(isOpen).length,
    lastUpdatedAt: latest(tickets.map((ticket) => ticket.updatedAt ?? ticket.at)),
    exact: missing.size === 0 && lists.every((list) => list.pages.at(-1)?.next === undefined),
    missing: [...missing].sort(),
  };
}

/** The time of the newest activity or ticket that could be read; null where there is none. */
export async function readLastContactAt(
  refs: readonly RecordRef[],
  want: CustomerWant,
  reader: ListReader,
): Promise<string | null> {
  const lists = await Promise.all(
    (['ACTIVITIES', 'TICKETS'] as const).flatMap((part) =>
      holders(refs, part, reader.reading).map((ref) => readPages(part, ref, pageSizeOf(part, want), START, 1, reader)),
    ),
  );
  const times = lists.flatMap((list) => list.pages.flatMap((page) => page.items.slice(0, 1).map((item) => item.at)));
  return latest(times) ?? null;
}

function holders(refs: readonly RecordRef[], part: ListPart, reading: Reading): readonly RecordRef[] {
  return refs.filter((ref) => reading.source(ref.source)?.has(part));
}

function isOpen(ticket: Ticket): boolean {
  return ticket.status !== 'SOLVED' && ticket.status !== 'CLOSED' && ticket.status !== 'UNKNOWN';
}

/** RFC 3339 times in UTC compare as text. */
function latest(times: readonly string[]): string | undefined {
  return times.reduce<string | undefined>((max, time) => (max === undefined || time > max ? time : max), undefined);
}
