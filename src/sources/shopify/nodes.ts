/** Reading an answer to `nodes(ids:)`: a list as long as the ids, with null where Shopify has nothing (or may not say). */
import { invalidResponse, SourceError, type SourceFault } from '../../remote/fault';
import { found, NONE, type Slot } from '../contract';
import type { Answer } from './api';
import { isObject, type Json } from './payload';

const UNREADABLE: SourceFault = {
  state: 'INVALID_RESPONSE',
  message: 'a node in the answer is not what was asked for',
};

/**
 * One slot an id. Customers are matched by their id. An id without a customer is `none` unless an error made its null:
 * then, since nothing else names it, its position is what Shopify promises, the position of the id.
 *
 * Shopify keeps no tombstones: a deleted customer, and one that was merged into another, is null like one that never was.
 */
export function customerSlots<Value>(
  ids: readonly string[],
  answer: Answer,
  map: (customer: Json) => Value,
): Slot<Value>[] {
  const { nodes } = answer.data;
  if (!Array.isArray(nodes)) throw invalidResponse('the answer has no nodes');
  if (nodes.length !== ids.length) throw invalidResponse('the answer has more or fewer nodes than ids');
  const wanted = new Set(ids);
  const positions = new Map<string, number>();
  let unreadable: SourceFault | undefined;
  nodes.forEach((node: unknown, at) => {
    if (node === null) return;
    const id = isObject(node) && node.__typename === 'Customer' && typeof node.id === 'string' ? node.id : undefined;
    if (id !== undefined && wanted.has(id)) positions.set(id, at);
    else unreadable = UNREADABLE;
  });
  return ids.map((id, i): Slot<Value> => {
    const at = positions.get(id);
    if (at !== undefined) return readSlot(answer, ['nodes', at], nodes[at] as Json, map);
    const fault = answer.causeOfNull(['nodes', i]) ?? unreadable;
    return fault ? { state: 'failed', fault } : NONE;
  });
}

/** The slot of an object that is there: failed where something below it failed or cannot be read. */
function readSlot<Value>(
  answer: Answer,
  path: readonly (string | number)[],
  node: Json,
  map: (node: Json) => Value,
): Slot<Value> {
  const fault = answer.failureBelow(path);
  return fault ? { state: 'failed', fault } : attempt(() => map(node));
}

/** What `make` makes; failed where the answer turns out to be unreadable. */
export function attempt<Value>(make: () => Value): Slot<Value> {
  try {
    return found(make());
  } catch (error) {
    if (error instanceof SourceError) return { state: 'failed', fault: error.fault };
    throw error;
  }
}

/** The slot of an object that was asked for under an alias of its own. */
export function aliasSlot<Value>(answer: Answer, alias: string, map: (node: Json) => Value): Slot<Value> {
  const node = answer.data[alias];
  if (isObject(node)) return readSlot(answer, [alias], node, map);
  if (node !== null) return { state: 'failed', fault: UNREADABLE };
  const fault = answer.causeOfNull([alias]);
  return fault ? { state: 'failed', fault } : NONE;
}

/** Variables for aliases: `{ id0, after0, id1, after1, … }`. */
export function numbered<Item>(items: readonly Item[], of: (item: Item) => Json): Json {
  return Object.fromEntries(
    items.flatMap((item, n) => Object.entries(of(item)).map(([name, value]) => [`${name}${n}`, value])),
  );
}
