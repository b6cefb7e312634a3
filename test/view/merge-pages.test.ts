import fc from 'fast-check';
import { compareItems, type PartItem } from '../../src/customer/parts';
import {
  type FetchedPage,
  mergePages,
  type Position,
  type RecordPages,
  rowsAfter,
  START,
} from '../../src/view/merge-pages';

/** What a source holds of one record, newest first; read in pages of `size`, addressed by offset. */
interface Shelf {
  readonly key: string;
  readonly items: readonly PartItem[];
  readonly size: number;
}

const item = (source: string, id: string, minute: number): PartItem => ({
  source,
  id,
  at: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
  record: { source, id: 'r' },
});

/** Reads as `readPages` does: from the position's page on, until enough rows after the watermark are in hand. */
function read(shelf: Shelf, start: Position, wanted: number, failAt = Number.POSITIVE_INFINITY): RecordPages<PartItem> {
  const source = shelf.key;
  const pages: FetchedPage<PartItem>[] = [];
  let after = start.after[shelf.key];
  for (let rows = 0; ; ) {
    const offset = Number(after ?? 0);
    if (pages.length >= failAt) return { key: shelf.key, source, pages, failed: { state: 'UNAVAILABLE', after } };
    const items = shelf.items.slice(offset, offset + shelf.size);
    const next = offset + shelf.size < shelf.items.length ? String(offset + shelf.size) : undefined;
    pages.push({ after, items, next });
    rows += rowsAfter(items, start.watermark).length;
    if (next === undefined || rows >= wanted) return { key: shelf.key, source, pages };
    after = next;
  }
}

const shelves = fc
  .array(fc.record({ minutes: fc.array(fc.nat(6), { maxLength: 25 }), size: fc.integer({ min: 1, max: 7 }) }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((specs) =>
    specs.map(({ minutes, size }, s): Shelf => {
      const items = minutes.map((minute, i) => item(`s${s}`, String(i).padStart(2, '0'), minute)).sort(compareItems);
      return { key: `s${s}`, items, size };
    }),
  );

const walk = (from: Position, all: readonly Shelf[], first: number, failAt: (page: number, key: string) => number) => {
  const rows: PartItem[] = [];
  const resumes: Position[] = [];
  let position: Position = from;
  for (let page = 0; page < 300; page++) {
    const asked = all.filter((shelf) => !position.done.includes(shelf.key));
    const merged = mergePages(
      first,
      position,
      asked.map((shelf) => read(shelf, position, first, failAt(page, shelf.key))),
    );
    rows.push(...merged.rows);
    resumes.push(...merged.gaps.map((gap) => gap.resume));
    const last = merged.rows.at(-1);
    if (!merged.hasNext || !last) return { rows, resumes };
    position = merged.positionAfter(last);
  }
  throw new Error('the walk does not end');
};

const healthy = () => Number.POSITIVE_INFINITY;

test('pages of any size lose and repeat nothing, equal times included', () => {
  fc.assert(
    fc.property(shelves, fc.integer({ min: 1, max: 9 }), (all, first) => {
      const expected = all.flatMap((shelf) => shelf.items).sort(compareItems);
      expect(walk(START, all, first, healthy).rows).toEqual(expected);
    }),
  );
});

test('every row’s own position goes on right after it', () => {
  fc.assert(
    fc.property(shelves, fc.integer({ min: 1, max: 9 }), (all, first) => {
      const expected = all.flatMap((shelf) => shelf.items).sort(compareItems);
      const merged = mergePages(
        first,
        START,
        all.map((shelf) => read(shelf, START, first)),
      );
      merged.rows.forEach((row, i) => {
        expect(walk(merged.positionAfter(row), all, first, healthy).rows).toEqual(expected.slice(i + 1));
      });
    }),
  );
});

test('what a failing source missed is exactly what its gap asks for', () => {
  fc.assert(
    fc.property(
      shelves,
      fc.integer({ min: 1, max: 9 }),
      fc.nat(3),
      fc.nat(2),
      fc.nat(3),
      (all, first, victim, failPage, failRead) => {
        const failing = `s${victim % all.length}`;
        const walked = walk(START, all, first, (page, key) =>
          key === failing && page === failPage ? failRead : Infinity,
        );
        const resumed = walked.resumes.flatMap((resume) => walk(resume, all, first, healthy).rows);
        const expected = all.flatMap((shelf) => shelf.items).sort(compareItems);
        expect([...walked.rows, ...resumed].sort(compareItems)).toEqual(expected);
      },
    ),
  );
});

/** Several lists of one source, as a timeline merges them: their items may share times and ids. */
const streamsOfOneSource = fc
  .array(fc.array(fc.tuple(fc.nat(4), fc.nat(12)), { maxLength: 20 }), { minLength: 2, maxLength: 4 })
  .chain((lists) => fc.tuple(fc.constant(lists), fc.integer({ min: 1, max: 7 })))
  .map(([lists, size]) =>
    lists.map((items, s): Shelf => {
      const distinct = new Map(items.map(([minute, id]) => [id, minute]));
      const rows = [...distinct].map(([id, minute]) => item('one', `${id}\u0000PART${s}`, minute));
      return { key: `one PART${s}`, items: rows.sort(compareItems), size };
    }),
  );

test('lists of one source whose items share times and ids lose and repeat nothing, and rows that come meanwhile change nothing', () => {
  fc.assert(
    fc.property(streamsOfOneSource, fc.integer({ min: 1, max: 9 }), (all, first) => {
      const expected = all.flatMap((shelf) => shelf.items).sort(compareItems);
      expect(walk(START, all, first, healthy).rows).toEqual(expected);
      const merged = mergePages(
        first,
        START,
        all.map((shelf) => read(shelf, START, first)),
      );
      const last = merged.rows.at(-1);
      if (!last || !merged.hasNext) return;
      const later = all.map((shelf, s) => ({
        ...shelf,
        items: [item('one', `new\u0000PART${s}`, 59), ...shelf.items],
      }));
      const rest = walk(merged.positionAfter(last), later, first, healthy).rows;
      expect(rest.filter(({ id }) => !id.startsWith('new'))).toEqual(expected.slice(merged.rows.length));
    }),
  );
});

test('a row before the page’s end goes on with what a failing source had already told', () => {
  const a: RecordPages<PartItem> = {
    key: 'a',
    source: 'a',
    pages: [{ items: [item('a', '1', 9), item('a', '2', 7)], next: '2' }],
    failed: { state: 'TIMEOUT', after: '2' },
  };
  const b: RecordPages<PartItem> = {
    key: 'b',
    source: 'b',
    pages: [{ items: [item('b', '1', 8), item('b', '2', 6)] }],
  };
  const { rows, gaps, positionAfter } = mergePages(10, START, [a, b]);
  expect(rows.map(({ source, id }) => source + id)).toEqual(['a1', 'b1', 'a2', 'b2']);
  expect(positionAfter(rows[0]!).done).not.toContain('a');
  expect(positionAfter(rows[3]!).done).toContain('a');
  expect(gaps).toMatchObject([{ source: 'a', cause: 'TIMEOUT', resume: { after: { a: '2' }, done: ['b'] } }]);
});
