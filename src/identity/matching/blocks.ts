/** Blocks: the records that share a key. Of a key that too many share, the records that share a second thing as well. */
import { Column } from './columns';
import type { FeatureTable } from './features';
import { addKeys, addRefiners } from './keys';
import { mix } from './terms';

export interface Blocks {
  /** Rows of all blocks, one block after another. */
  readonly members: Int32Array;
  /** Where each block starts in `members`, and where the last one ends. */
  readonly starts: Int32Array;
  readonly largest: number;
  /** Keys that remained too common with every second thing, and were left out. */
  readonly leftOut: number;
}

export function buildBlocks(table: FeatureTable): Blocks {
  const { maxBlock } = table.settings;
  const keys = new Column(table.size * 16);
  const rows = new Column(table.size * 16);
  for (let row = 0; row < table.size; row++) {
    addKeys(table, row, keys);
    while (rows.length < keys.length) rows.push(row);
  }
  const broad = sortByKey(keys.view(), rows.view());
  const members = new Column(keys.length);
  const starts = new Column();
  const narrowKeys = new Column();
  const narrowRows = new Column();
  const refiners = new Column();
  let largest = 0;
  let leftOut = 0;
  const keep = (sorted: Sorted, from: number, to: number): void => {
    starts.push(members.length);
    for (let i = from; i < to; i++) members.push(sorted.rows[i]!);
    largest = Math.max(largest, to - from);
  };
  eachBlock(broad, (from, to) => {
    if (to - from <= maxBlock) keep(broad, from, to);
    else {
      for (let i = from; i < to; i++) {
        refiners.length = 0;
        addRefiners(table, broad.rows[i]!, refiners);
        for (let r = 0; r < refiners.length; r++) {
          narrowKeys.push(mix(broad.keys[i]!, refiners.at(r)));
          narrowRows.push(broad.rows[i]!);
        }
      }
    }
  });
  const narrow = sortByKey(narrowKeys.view(), narrowRows.view());
  eachBlock(narrow, (from, to) => {
    if (to - from <= maxBlock) keep(narrow, from, to);
    else leftOut++;
  });
  starts.push(members.length);
  return { members: members.view(), starts: starts.view(), largest, leftOut };
}

/** Each pair of rows that shares a block, once; the lower row first. */
export function eachCandidate(blocks: Blocks, size: number, visit: (a: number, b: number) => void): void {
  const { members, starts } = blocks;
  // The blocks of each row, ascending: a pair is visited in the first block that both are in.
  const rowStarts = new Int32Array(size + 1);
  for (const row of members) rowStarts[row + 1]!++;
  for (let row = 0; row < size; row++) rowStarts[row + 1]! += rowStarts[row]!;
  const rowBlocks = new Int32Array(members.length);
  const filled = rowStarts.slice(0, size);
  for (let block = 0; block + 1 < starts.length; block++) {
    for (let i = starts[block]!; i < starts[block + 1]!; i++) rowBlocks[filled[members[i]!]!++] = block;
  }
  for (let block = 0; block + 1 < starts.length; block++) {
    for (let i = starts[block]!; i < starts[block + 1]!; i++) {
      const a = members[i]!;
      for (let j = i + 1; j < starts[block + 1]!; j++) {
        const b = members[j]!;
        let p = rowStarts[a]!;
        let q = rowStarts[b]!;
        while (rowBlocks[p] !== rowBlocks[q]) {
          if (rowBlocks[p]! < rowBlocks[q]!) p++;
          else q++;
        }
        if (rowBlocks[p] === block) visit(a, b);
      }
    }
  }
}

interface Sorted {
  readonly keys: Int32Array;
  readonly rows: Int32Array;
}

/** The rows of each key that two records or more share, each row once, ascending. */
function eachBlock(sorted: Sorted, visit: (from: number, to: number) => void): void {
  const { keys, rows } = sorted;
  let write = 0;
  for (let from = 0; from < keys.length; ) {
    const key = keys[from]!;
    const start = write;
    let to = from;
    while (to < keys.length && keys[to] === key) {
      if (write === start || rows[write - 1] !== rows[to]) {
        rows[write] = rows[to]!;
        keys[write] = key;
        write++;
      }
      to++;
    }
    if (write - start >= 2) visit(start, write);
    from = to;
  }
}

const DIGIT = 11;
const BUCKETS = 1 << DIGIT;

/** By key, rows ascending within one (radix sort; it keeps the order of equal keys). */
function sortByKey(keys: Int32Array, rows: Int32Array): Sorted {
  let [fromKeys, fromRows]: [Int32Array, Int32Array] = [keys, rows];
  let [toKeys, toRows]: [Int32Array, Int32Array] = [new Int32Array(keys.length), new Int32Array(keys.length)];
  for (let shift = 0; shift < 32; shift += DIGIT) {
    const places = new Int32Array(BUCKETS);
    for (const key of fromKeys) places[(key >>> shift) & (BUCKETS - 1)]!++;
    for (let bucket = 0, place = 0; bucket < BUCKETS; bucket++) {
      const count = places[bucket]!;
      places[bucket] = place;
      place += count;
    }
    for (let i = 0; i < fromKeys.length; i++) {
      const place = places[(fromKeys[i]! >>> shift) & (BUCKETS - 1)]!++;
      toKeys[place] = fromKeys[i]!;
      toRows[place] = fromRows[i]!;
    }
    [fromKeys, toKeys] = [toKeys, fromKeys];
    [fromRows, toRows] = [toRows, fromRows];
  }
  return { keys: fromKeys, rows: fromRows };
}
