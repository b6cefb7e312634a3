/**
 * One list out of many: the pages of each record's items, merged by (time, source, id) and cut to a page, with a position
 * after every item from which the list goes on without losing or repeating a row. Pure.
 *
 * A position is a watermark (the last row shown) and, per record, the vendor's position of the page that holds the next
 * row. A record that failed is left out of what follows, and a gap holds the position that asks for its rows alone: so
 * nothing is shown twice when it comes back.
 */
import { compareItems, type PartItem } from '../customer/parts';
import type { SourceName } from '../customer/source-record';
import type { SourceState } from './snapshot';

/** Orders a row against others; what `compareItems` needs of an item. */
export type RowKey = Pick<PartItem, 'at' | 'source' | 'id'>;

export interface Position {
  readonly watermark?: RowKey;
  /** Record key to the vendor's position; a record in neither map starts from the newest. */
  readonly after: Readonly<Record<string, string>>;
  /** Record keys with nothing more to give. */
  readonly done: readonly string[];
}

export const START: Position = { after: {}, done: [] };

export interface FetchedPage<Item extends PartItem> {
  /** The vendor's position that this page was read from; absent: the newest. */
  readonly after?: string;
  readonly items: readonly Item[];
  readonly next?: string;
}

/** What was read of one record, from its position on; rows up to the watermark are ignored. */
export interface RecordPages<Item extends PartItem> {
  readonly key: string;
  readonly source: SourceName;
  readonly pages: readonly FetchedPage<Item>[];
  /** Why reading stopped early, and where. */
  readonly failed?: { readonly state: SourceState; readonly after?: string };
}

export interface MergedPage<Item extends PartItem> {
  readonly rows: readonly Item[];
  readonly hasNext: boolean;
  readonly gaps: readonly { readonly source: SourceName; readonly cause: SourceState; readonly resume: Position }[];
  /** The position after a row; computed on demand. */
  positionAfter(row: RowKey): Position;
}

/** Rows of a page that come after the watermark. */
export function rowsAfter<Item extends PartItem>(
  items: readonly Item[],
  watermark: RowKey | undefined,
): readonly Item[] {
  if (!watermark) return items;
  return items.filter((item) => compareItems(item as PartItem, watermark as PartItem) > 0);
}

export function mergePages<Item extends PartItem>(
  first: number,
  start: Position,
  records: readonly RecordPages<Item>[],
): MergedPage<Item> {
  const inHand = records.flatMap((record) => record.pages.flatMap((page) => rowsAfter(page.items, start.watermark)));
  const rows = inHand.sort(compareItems).slice(0, first);
  const last = rows.at(-1);

  // A record whose rows in hand were not all shown is asked again from there by the next page: no gap yet.
  const shownWhole = (record: RecordPages<Item>): boolean =>
    record.pages.every((page) => rowsAfter(page.items, last ?? start.watermark).length === 0);
  const gapped = records.filter((record) => record.failed && shownWhole(record));
  const gappedKeys = new Set(gapped.map((record) => record.key));

  const positionAfter = (row: RowKey): Position => {
    const after: Record<string, string> = {};
    const done = new Set(start.done);
    for (const record of records) {
      const page = record.pages.find((p) => rowsAfter(p.items, row).length > 0);
      if (!page && gappedKeys.has(record.key)) {
        done.add(record.key);
        continue;
      }
      const from = page ? page.after : record.pages.at(-1)?.next;
      if (from !== undefined) after[record.key] = from;
      else if (!page) done.add(record.key);
    }
    return { watermark: { at: row.at, source: row.source, id: row.id }, after, done: [...done] };
  };

  const gaps = [...new Set(gapped.map((record) => record.source))].map((source) => {
    const failing = gapped.filter((record) => record.source === source);
    const after: Record<string, string> = {};
    for (const record of failing) if (record.failed?.after !== undefined) after[record.key] = record.failed.after;
    const others = records.filter((record) => !failing.includes(record)).map((record) => record.key);
    const resume: Position = { watermark: start.watermark, after, done: [...new Set([...start.done, ...others])] };
    return { source, cause: failing[0]!.failed!.state, resume };
  });

  const hasNext =
    inHand.length > rows.length ||
    records.some((record) => !gappedKeys.has(record.key) && record.pages.at(-1)?.next !== undefined);
  return { rows, hasNext, gaps, positionAfter };
}
