/**
 * A walk over every customer changed since a time, oldest change first, so that a customer who changes meanwhile moves
 * ahead of the walk and is met again, never missed.
 *
 * Shopify pages 25,000 objects deep and no further. Before that the walk starts a new search at the time of the last
 * change it has seen, and leaves out the customers of that very time which it has met. Shopify lists no deletions.
 */
import { invalidResponse, SourceError } from '../../remote/fault';
import type { RecordPage } from '../contract';
import type { ShopifyApi } from './api';
import { type CustomerMapping, sourceRecord } from './customer';
import { CUSTOMERS_CHANGED, MAX_PAGE } from './documents';
import { connection, isObject, type Json, time } from './payload';

const DEEPEST = 25_000;

/** What `next` holds: where in which search to go on. */
interface Position {
  readonly since?: string;
  readonly after?: string;
  /** Customers read in this search. */
  readonly depth: number;
  /** Ids met in an earlier search at `since`. */
  readonly met: readonly string[];
}

/**
 * @param since RFC 3339; undefined: everybody.
 * @param next the `next` of an earlier page; it knows its own `since`.
 */
export async function walkCustomers(
  api: ShopifyApi,
  mapping: CustomerMapping,
  since: string | undefined,
  next: string | undefined,
  signal: AbortSignal,
): Promise<RecordPage> {
  const at = next === undefined ? { since: startOf(since), depth: 0, met: [] } : positionOf(next);
  const query = at.since === undefined ? null : `updated_at:>='${at.since}'`;
  const answer = await api.query(CUSTOMERS_CHANGED, { query, first: MAX_PAGE, after: at.after ?? null }, signal);
  const fault = answer.failureBelow(['customers']);
  if (fault) throw new SourceError(fault);
  const page = connection(answer.data.customers, 'customers');
  const fresh = page.nodes.filter(({ id }) => typeof id !== 'string' || !at.met.includes(id));
  const following = page.next === undefined ? undefined : positionAfter(at, page.nodes, page.next);
  return {
    records: fresh.map((customer) => sourceRecord(customer, 'summary', mapping)),
    deletedIds: [],
    ...(following && { next: Buffer.from(JSON.stringify(following)).toString('base64url') }),
  };
}

function positionAfter(at: Position, nodes: readonly Json[], after: string): Position {
  const depth = at.depth + nodes.length;
  if (depth + MAX_PAGE <= DEEPEST) return { ...at, after, depth };
  const since = wholeSecond(nodes.at(-1)?.updatedAt);
  if (since === undefined) throw invalidResponse('a customer in the answer has no time of change');
  // As many changed within one second as a search can page through: nothing leads behind them.
  if (since === at.since) throw invalidResponse('more customers changed within one second than Shopify can list');
  const met = nodes.flatMap(({ id, updatedAt }) => (wholeSecond(updatedAt) === since ? [String(id)] : []));
  return { since, depth: 0, met };
}

/** As Shopify's search compares: seconds in UTC. */
function wholeSecond(value: unknown): string | undefined {
  return time(value)?.replace(/\.\d+Z$/, 'Z');
}

function startOf(since: string | undefined): string | undefined {
  if (since === undefined) return undefined;
  const start = wholeSecond(since);
  if (start === undefined) throw invalidResponse('a walk starts at a time in RFC 3339');
  return start;
}

function positionOf(next: string): Position {
  const unreadable = invalidResponse('this is no position of a walk');
  let position: unknown;
  try {
    position = JSON.parse(Buffer.from(next, 'base64url').toString());
  } catch (cause) {
    throw new SourceError(unreadable.fault, { cause });
  }
  if (!isObject(position)) throw unreadable;
  const { since, after, depth, met } = position;
  const optional = (value: unknown): value is string | undefined => value === undefined || typeof value === 'string';
  if (!optional(since) || !optional(after) || typeof depth !== 'number' || !Array.isArray(met)) throw unreadable;
  return { since: startOf(since), after, depth, met: met.map(String) };
}
