/** Zendesk's two ways of paging a list: by number (`page`, `per_page`) and by cursor (`page[size]`, `page[after]`). */
import { invalidParameter, Refusal, refused } from './answers';

const MAX_PAGE = 100;
/** Offset paging ends at ten thousand rows. */
const MAX_OFFSET = 10_000;

/** Where the simulated account lives, as links in answers name it. */
export const ACCOUNT = 'https://example.zendesk.com';

export interface Paged<Row> {
  readonly rows: readonly Row[];
  /** What the answer says besides its rows. */
  readonly about: Readonly<Record<string, unknown>>;
}

export function isCursorPaged(query: URLSearchParams): boolean {
  return query.has('page[size]') || query.has('page[after]');
}

/** By number. `next_page` is null on the last page. @param stop rows that can be reached at all. */
export function pageByNumber<Row>(
  all: readonly Row[],
  path: string,
  query: URLSearchParams,
  stop: { readonly hits: number; readonly refusal: Refusal } = { hits: MAX_OFFSET, refusal: TOO_DEEP },
): Paged<Row> {
  const number = wholeNumber(query, 'page', 1, Number.MAX_SAFE_INTEGER) ?? 1;
  const size = Math.min(wholeNumber(query, 'per_page', 1, Number.MAX_SAFE_INTEGER) ?? MAX_PAGE, MAX_PAGE);
  const from = (number - 1) * size;
  if (from >= stop.hits) throw stop.refusal;
  const link = (page: number): string => {
    const there = new URLSearchParams(query);
    there.set('page', String(page));
    return `${ACCOUNT}${path}.json?${there}`;
  };
  return {
    rows: all.slice(from, from + size),
    about: {
      next_page: from + size < all.length ? link(number + 1) : null,
      previous_page: number > 1 ? link(number - 1) : null,
      count: all.length,
    },
  };
}

/** By cursor: the position is the id of the last row seen, so that rows which come in meanwhile shift nothing. */
export function pageByCursor<Row extends { readonly id: number }>(
  all: readonly Row[],
  path: string,
  query: URLSearchParams,
): Paged<Row> {
  const size = wholeNumber(query, 'page[size]', 1, MAX_PAGE) ?? MAX_PAGE;
  const after = query.get('page[after]');
  let from = 0;
  if (after !== null) {
    const id = Number(Buffer.from(after, 'base64url').toString());
    from = all.findIndex((row) => row.id === id) + 1;
    if (from === 0) throw invalidParameter('page[after]', 'It must be a cursor from an earlier answer.');
  }
  const rows = all.slice(from, from + size);
  const more = from + size < all.length;
  const cursorOf = (row: Row | undefined): string | null =>
    row === undefined ? null : Buffer.from(String(row.id)).toString('base64url');
  const next = new URLSearchParams(query);
  next.set('page[after]', cursorOf(rows.at(-1)) ?? '');
  return {
    rows,
    about: {
      meta: { has_more: more, after_cursor: cursorOf(rows.at(-1)), before_cursor: cursorOf(rows[0]) },
      links: { next: more ? `${ACCOUNT}${path}.json?${next}` : null, prev: null },
    },
  };
}

export function wholeNumber(query: URLSearchParams, name: string, least: number, most: number): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) throw invalidParameter(name, `It must be from ${least} to ${most}.`);
  return value;
}

const TOO_DEEP = new Refusal(refused(400, 'BadRequest', 'Pagination past 10,000 records is not supported.'));
