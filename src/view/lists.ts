/** Reads a customer's lists: merged pages for connections, whole lists (up to a bound) for summaries. */

import { totalsByCurrency } from '../customer/money';
import {
  compareItems,
  type ListPart,
  type ListPartItems,
  type PartItem,
  type Ticket,
  type TimelineItem,
  type TimelinePart,
} from '../customer/parts';
import {
  type Money,
  type Part,
  type RecordRef,
  refKey,
  type SourceName,
  type SourceRecord,
} from '../customer/source-record';
import type { CursorSealer } from './cursor';
import {
  type FetchedPage,
  type MergedPage,
  mergePages,
  type Position,
  type RecordPages,
  rowsAfter,
  START,
} from './merge-pages';
import type { Reading } from './reading';
import type {
  ConnectionSnapshot,
  ConnectionWant,
  CustomerWant,
  Gap,
  OrderSummary,
  SourceState,
  SourceStatus,
  TicketSummary,
  TimelineWant,
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
  const wants: readonly Pick<ConnectionWant, 'first' | 'detail'>[] = [
    ...want.connections.filter((connection) => connection.part === part),
    ...want.timelines.filter((timeline) => timeline.parts.some((shown) => shown === part)),
  ];
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
  for (const { parts: shown } of want.timelines) for (const part of shown) if (part !== 'CONSENTS') parts.add(part);
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
  /** Sources that could not be searched or are switched off: it is unknown what they hold of this customer. */
  readonly unasked: readonly Gap[];
  /** Whether a source has a part, switched off or not. */
  readonly offers: (source: SourceName, part: Part) => boolean;
}

/** Starts reading the first pages of a record's wanted parts. */
export function prefetch(ref: RecordRef, want: CustomerWant, reading: Reading, sealer: CursorSealer): void {
  const source = reading.source(ref.source);
  if (!source) return;
  for (const part of partsWanted(want)) {
    if (!source.has(part)) continue;
    const size = pageSizeOf(part, want);
    const starts = [
      ...want.connections
        .filter((connection) => connection.part === part)
        .map((connection) => ({ position: positionOf(connection, sealer), key: refKey(ref) })),
      ...want.timelines
        .filter((timeline) => timeline.parts.some((shown) => shown === part))
        .map((timeline) => ({ position: timelinePositionOf(timeline, sealer), key: streamKey(ref, part) })),
    ];
    if (starts.length === 0 || (part === 'TICKETS' && want.ticketSummary))
      void reading.page(part, ref, size, undefined);
    for (const { position, key } of starts) {
      if (!position.done.includes(key)) void reading.page(part, ref, size, position.after[key]);
    }
  }
}

/** @throws OnefoldError BAD_USER_INPUT for a cursor that is not ours. */
export function checkCursors(want: CustomerWant, sealer: CursorSealer): void {
  for (const connection of want.connections) positionOf(connection, sealer);
  for (const timeline of want.timelines) timelinePositionOf(timeline, sealer);
}

function positionOf(want: ConnectionWant, sealer: CursorSealer): Position {
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
  const records = await Promise.all(asked.map((ref) => readPages(part, ref, size, start, first, reader, itself(ref))));
  const unasked = reader.unasked.filter((gap) => reader.offers(gap.source, part));
  const answeredNothing = records.every((record) => record.failed && record.pages.length === 0);
  if (answeredNothing && (records.length > 0 || (unasked.length > 0 && connection.after === undefined))) return null;

  const seal = (position: Position): string => reader.sealer.seal(part, position);
  return connectionOf(mergePages(first, start, records), seal, connection.after === undefined ? unasked : []);
}

/** A merged page as the answer shows it. Sealing a cursor costs, so it waits until somebody selects it. */
function connectionOf<Row extends PartItem>(
  merged: MergedPage<Row>,
  seal: (position: Position) => string,
  unasked: readonly Gap[],
): ConnectionSnapshot<Row> {
  const edges = merged.rows.map((node) => ({
    node,
    get cursor() {
      return seal(merged.positionAfter(node));
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
          return seal(resume);
        },
      })),
      ...unasked,
    ],
  };
}

/**
 * What happened, of all parts in one list. Each part of each record is a stream of its own, with a position of its own,
 * so that a part that fails leaves a gap and nothing else. Null: nothing could be said at all.
 * @param profiles how the records' own reads went: consents come with them.
 */
export async function readTimeline(
  timeline: TimelineWant,
  refs: readonly RecordRef[],
  profiles: readonly ProfileRead[],
  want: CustomerWant,
  reader: ListReader,
): Promise<ConnectionSnapshot<TimelineItem> | null> {
  const { first, parts } = timeline;
  const start = timelinePositionOf(timeline, reader.sealer);
  const isOpen = (key: string): boolean => !start.done.includes(key);
  const streams = await Promise.all([
    ...parts.flatMap((part) =>
      part === 'CONSENTS'
        ? []
        : holders(refs, part, reader.reading)
            .filter((ref) => isOpen(streamKey(ref, part)))
            .map(async (ref): Promise<RecordPages<TimelineItem>> => {
              const stream = {
                key: streamKey(ref, part),
                row: (item: ListPartItems[ListPart]) => happened(part, item),
              };
              return readPages(part, ref, pageSizeOf(part, want), start, first, reader, stream);
            }),
    ),
    ...(parts.includes('CONSENTS') ? profiles : [])
      .map((profile) => consentPages(profile))
      .filter(({ key, source }) => isOpen(key) && reader.reading.source(source)?.has('CONSENTS')),
  ]);
  const unasked = reader.unasked.filter((gap) => parts.some((part) => reader.offers(gap.source, part)));
  const answeredNothing = streams.every((stream) => stream.failed && stream.pages.length === 0);
  const begins = timeline.after === undefined;
  if (answeredNothing && (streams.length > 0 || (unasked.length > 0 && begins))) return null;
  const seal = (position: Position): string => reader.sealer.seal(timelineName(timeline), position);
  return connectionOf(mergePages(first, start, streams), seal, begins ? unasked : []);
}

/** How the read of a record went, and the record if it is there. */
export interface ProfileRead {
  readonly ref: RecordRef;
  readonly record?: SourceRecord;
  readonly failed?: SourceState;
}

function timelinePositionOf(timeline: TimelineWant, sealer: CursorSealer): Position {
  return timeline.after === undefined ? START : sealer.open(timelineName(timeline), timeline.after, 'after');
}

/** A cursor of one selection of kinds is none of another. */
function timelineName({ parts }: TimelineWant): string {
  return `TIMELINE ${parts.join(' ')}`;
}

function streamKey(ref: RecordRef, part: TimelinePart | ListPart): string {
  return `${refKey(ref)}\u0000${part}`;
}

/** Items of two parts may have one id. What sets them apart sorts before all that could go on an id. */
function happened(part: Exclude<TimelinePart, 'CONSENTS'>, item: ListPartItems[ListPart]): TimelineItem {
  const { source, id, at, record } = item;
  return { source, id: `${id}\u0000${part}`, at, record, part, item: item as TimelineItem['item'] };
}

/**
 * A consent stands where it was last decided; one of which no source says when has no place in time. Where consents could
 * not all be read none is shown: those that can be read would be shown again when the gap is read.
 */
function consentPages({ ref, record, failed }: ProfileRead): RecordPages<TimelineItem> {
  const key = streamKey(ref, 'CONSENTS');
  const { source } = ref;
  const drifted = record?.drift?.some(({ affects }) => affects.includes('consents'));
  const state = failed ?? (drifted ? 'SCHEMA_DRIFT' : undefined);
  if (state) return { key, source, pages: [], failed: { state } };
  const items = (record?.attributes.consents ?? []).flatMap((consent): TimelineItem[] => {
    const at = consent.updatedAt && new Date(consent.updatedAt);
    if (!at || Number.isNaN(at.getTime())) return [];
    const id = `${ref.id}\u0000${consent.channel}`;
    return [{ source, id, at: at.toISOString(), record: ref, part: 'CONSENTS', item: consent }];
  });
  return { key, source, pages: [{ items: items.sort(compareItems) }] };
}

/** How the items of a list become rows: under which key its position is kept, and what a row is. */
interface Stream<Item, Row> {
  readonly key: string;
  readonly row: (item: Item) => Row;
}

async function readPages<P extends ListPart, Row extends PartItem>(
  part: P,
  ref: RecordRef,
  size: PageSize,
  start: Position,
  rowsWanted: number,
  reader: ListReader,
  { key, row }: Stream<ListPartItems[P], Row>,
): Promise<RecordPages<Row>> {
  const pages: FetchedPage<Row>[] = [];
  let after = start.after[key];
  for (let rows = 0, read = 0; ; ) {
    const answer = await reader.reading.page(part, ref, size, after);
    const status = statusOf(ref.source, part, ref, answer, reader.now());
    reader.report(status);
    if (answer.slot.state === 'failed')
      return { key, source: ref.source, pages, failed: { state: status.state, after } };
    const page = answer.slot.state === 'found' ? answer.slot.value : { items: [], next: undefined };
    const items = page.items.map(row);
    pages.push({ after, items, next: page.next });
    rows += rowsAfter(items, start.watermark).length;
    read += page.items.length;
    if (page.next === undefined || rows >= rowsWanted || read >= MAX_ROWS) break;
    after = page.next;
  }
  return { key, source: ref.source, pages };
}

/** The items of one list are its rows. */
function itself<Item>(ref: RecordRef): Stream<Item, Item> {
  return { key: refKey(ref), row: (item) => item };
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
  for (const { source } of reader.unasked) if (reader.offers(source, 'ORDERS')) missing.add(source);
  const sellers = records.filter((record) => reader.reading.source(record.ref.source)?.has('ORDERS'));
  let count = 0;
  let exact = true;
  await Promise.all(
    sellers.map(async (record) => {
      if (record.orderTotals) {
        count += record.orderTotals.count;
        amounts.push(...record.orderTotals.total);
        if (record.orderTotals.lastPlacedAt) times.push(record.orderTotals.lastPlacedAt);
        if (!partsWanted(want).has('ORDERS')) {
          reader.report({ source: record.ref.source, part: 'ORDERS', record: record.ref, state: 'SKIPPED' });
        }
        return;
      }
      const list = await readPages(
        'ORDERS',
        record.ref,
        pageSizeOf('ORDERS', want),
        START,
        MAX_ROWS,
        reader,
        itself(record.ref),
      );
      if (list.failed) missing.add(record.ref.source);
      else if (list.pages.at(-1)?.next !== undefined) exact = false;
      for (const order of list.pages.flatMap((page) => page.items)) {
        count += 1;
        times.push(order.at);
        // Whether an order counts, and for how much, has to be known of each.
        if (order.status === undefined || (!order.total && order.status !== 'CANCELLED')) exact = false;
        else if (order.total && order.status !== 'CANCELLED') amounts.push(order.total);
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
  for (const { source } of reader.unasked) if (reader.offers(source, 'TICKETS')) missing.add(source);
  const asked = holders(refs, 'TICKETS', reader.reading);
  const lists = await Promise.all(
    asked.map((ref) => readPages('TICKETS', ref, pageSizeOf('TICKETS', want), START, MAX_ROWS, reader, itself(ref))),
  );
  for (const list of lists) if (list.failed) missing.add(list.source);
  if (missing.size > 0 && lists.every((list) => list.failed)) return null;
  const tickets = lists.flatMap((list) => list.pages.flatMap((page) => page.items));
  return {
    count: tickets.length,
    open: tickets.filter(isOpen).length,
    lastUpdatedAt: latest(tickets.map((ticket) => ticket.updatedAt ?? ticket.at)),
    exact:
      missing.size === 0 &&
      lists.every((list) => list.pages.at(-1)?.next === undefined) &&
      !tickets.some((ticket) => hasLost(ticket, 'status') || hasLost(ticket, 'updatedAt')),
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
      holders(refs, part, reader.reading).map((ref) =>
        readPages(part, ref, pageSizeOf(part, want), START, 1, reader, itself(ref)),
      ),
    ),
  );
  const times = lists.flatMap((list) => list.pages.flatMap((page) => page.items.slice(0, 1).map((item) => item.at)));
  return latest(times) ?? null;
}

function holders(refs: readonly RecordRef[], part: ListPart, reading: Reading): readonly RecordRef[] {
  return refs.filter((ref) => reading.source(ref.source)?.has(part));
}

function hasLost({ drift }: Ticket, field: keyof Ticket): boolean {
  return drift?.some(({ affects }) => affects.includes(field)) ?? false;
}

function isOpen(ticket: Ticket): boolean {
  const { status = 'UNKNOWN' } = ticket;
  return status !== 'SOLVED' && status !== 'CLOSED' && status !== 'UNKNOWN';
}

/** RFC 3339 times in UTC compare as text. */
function latest(times: readonly string[]): string | undefined {
  return times.reduce<string | undefined>((max, time) => (max === undefined || time > max ? time : max), undefined);
}
