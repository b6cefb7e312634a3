/**
 * Reading Shopify's answers, in which every field may be null or of another type than promised. What cannot be read is a
 * fault of the answer, never an exception of ours and never an empty value that looks like the truth.
 */
import { invalidResponse } from '../../remote/fault';

export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** A text that says something. */
export function text(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const trimmed = value.trim();
  return trimmed === '' ? undefined : trimmed;
}

/** RFC 3339 in UTC with milliseconds, so that times of all sources compare as text. */
export function time(value: unknown): string | undefined {
  const written = text(value);
  if (written === undefined) return undefined;
  const at = new Date(written);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** The member `name` of a `MoneyV2`-like pair, as our Money; `amount` stays the vendor's decimal text. */
export function money(value: unknown): { readonly amount: string; readonly currencyCode: string } | undefined {
  if (!isObject(value)) return undefined;
  const { amount, currencyCode } = value;
  if (typeof amount !== 'string' || !/^-?\d+(\.\d+)?$/.test(amount)) return undefined;
  return typeof currencyCode === 'string' && /^[A-Z]{3,4}$/.test(currencyCode) ? { amount, currencyCode } : undefined;
}

/** A `MoneyBag` in the shop's own currency: presentment currencies differ from order to order and cannot be added. */
export function shopMoney(value: unknown): ReturnType<typeof money> {
  return isObject(value) ? money(value.shopMoney) : undefined;
}

export interface Connection {
  readonly nodes: readonly Json[];
  /** One per node, where edges were asked for. */
  readonly cursors: readonly string[];
  /** The position after the last node; undefined at the end. */
  readonly next?: string;
}

/** A page of a Relay connection, asked for as `nodes` or as `edges`. Throws INVALID_RESPONSE for anything else. */
export function connection(value: unknown, name: string): Connection {
  if (!isObject(value)) throw invalidResponse(`the answer has no ${name}`);
  const edges: unknown = value.edges ?? [];
  const listed: unknown = value.nodes ?? (Array.isArray(edges) ? edges.map(nodeOf) : undefined);
  if (!Array.isArray(edges) || !Array.isArray(listed) || !listed.every(isObject)) {
    throw invalidResponse(`the ${name} in the answer are not a list of objects`);
  }
  const cursors = edges.map((edge: unknown) => (isObject(edge) ? edge.cursor : undefined));
  if (!cursors.every((cursor) => typeof cursor === 'string' && cursor !== '')) {
    throw invalidResponse(`the ${name} in the answer have no cursors`);
  }
  return { nodes: listed, cursors: cursors as string[], next: nextOf(value.pageInfo, listed.length, name) };
}

function nodeOf(edge: unknown): unknown {
  return isObject(edge) ? edge.node : undefined;
}

function nextOf(pageInfo: unknown, nodes: number, name: string): string | undefined {
  if (!isObject(pageInfo) || typeof pageInfo.hasNextPage !== 'boolean') {
    throw invalidResponse(`the page of ${name} does not say whether it is the last`);
  }
  if (!pageInfo.hasNextPage) return undefined;
  // An empty page that promises more would be asked for without end.
  if (nodes === 0 || typeof pageInfo.endCursor !== 'string' || pageInfo.endCursor === '') {
    throw invalidResponse(`the page of ${name} has a next one but no position`);
  }
  return pageInfo.endCursor;
}

/** Leaves out what is undefined: absent is how a source says nothing. */
export function present<T extends object>(values: T): T {
  const said: Partial<T> = {};
  // A loop, since this runs for every line of every order.
  for (const name in values) if (values[name] !== undefined) said[name] = values[name];
  return said as T;
}
