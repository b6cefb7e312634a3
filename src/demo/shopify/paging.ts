/** Connections: pages by key, as Shopify makes them, with positions that hold the last row's id and sort value. */
import { refusal } from './refusal';

const MAX_PAGE = 250;

export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly reverse?: boolean | null;
}

export interface Page<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly nodes: readonly Node[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** What a row is sorted by. */
export interface Key {
  readonly value: string;
  readonly id: string;
}

/**
 * @param keyOf the sort key of a row; rows with equal values follow in the order of their ids.
 * @param nodeOf makes the node of a row; only rows of the page are made.
 */
export function page<Row, Node>(
  rows: readonly Row[],
  { first, after, reverse }: PageArguments,
  keyOf: (row: Row) => Key,
  nodeOf: (row: Row) => Node,
): Page<Node> {
  if (first === undefined || first === null) throw refusal('you must provide one of first or last', 'BAD_REQUEST');
  if (first < 1 || first > MAX_PAGE) throw refusal(`first must be between 1 and ${MAX_PAGE}`, 'BAD_REQUEST');
  const direction = reverse ? -1 : 1;
  const keyed = rows.map((row) => ({ row, key: keyOf(row) }));
  keyed.sort((a, b) => direction * compareKeys(a.key, b.key));
  const last = after === undefined || after === null ? undefined : keyIn(after);
  const start = last === undefined ? 0 : firstBehind(keyed, (key) => direction * compareKeys(key, last) > 0);
  const edges = keyed.slice(start, start + first).map(({ row, key }) => ({ cursor: cursorOf(key), node: nodeOf(row) }));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: start + first < keyed.length,
      hasPreviousPage: start > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** The number at the end of a global id, as text of one width: ids are too long for numbers and must not sort as text. */
export function numberOf(gid: string): string {
  return gid.slice(gid.lastIndexOf('/') + 1).padStart(20, '0');
}

function compareKeys(a: Key, b: Key): number {
  if (a.value !== b.value) return a.value < b.value ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function firstBehind(keyed: readonly { readonly key: Key }[], isBehind: (key: Key) => boolean): number {
  const at = keyed.findIndex(({ key }) => isBehind(key));
  return at < 0 ? keyed.length : at;
}

function cursorOf({ value, id }: Key): string {
  return Buffer.from(JSON.stringify({ last_id: id, last_value: value })).toString('base64');
}

function keyIn(cursor: string): Key {
  try {
    const { last_id, last_value } = JSON.parse(Buffer.from(cursor, 'base64').toString()) as Record<string, unknown>;
    if (typeof last_id === 'string' && typeof last_value === 'string') return { id: last_id, value: last_value };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw refusal('Invalid cursor for current pagination sort.', 'BAD_REQUEST');
}
