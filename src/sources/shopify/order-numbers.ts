/** Orders by the number that stands on their confirmation. */
import type { Order } from '../../customer/parts';
import type { SourceName } from '../../customer/source-record';
import { type KeyedLookup, NONE, type Slot } from '../contract';
import { driftIn, driftMessage, type FieldPromises } from '../drift';
import type { Answer, ShopifyApi } from './api';
import { LONGEST_NAMED_PAGE, ORDERS_NAMED } from './documents';
import { orderOf } from './order';
import { readLines, withLines } from './order-lines';
import { connection, isObject, type Json, text } from './payload';
import { anyOf, term } from './search-syntax';

const NAMED: FieldPromises<'number'> = { name: { expected: 'text', feeds: ['number'], always: true } };

/** `#1042` and `1042` are one number; a shop may also set a prefix or suffix of its own, which is part of the number. */
function normalNumber(number: string): string {
  return number.trim().replace(/^#/, '').toLowerCase();
}

/**
 * Orders by name. Shopify's search takes names for words, so what comes back is compared again. Of orders that share a
 * name (the shop may set names itself) the newest is meant. An order without a customer (a guest's) is nobody's: `none`.
 */
export function ordersByNumber(api: ShopifyApi, source: SourceName): KeyedLookup<string, Order> {
  return {
    mode: 'searchIn',
    maxBatch: 10,
    async fetch(keys, _options, { signal }) {
      const numbers = [...new Set(keys.map(normalNumber).filter((number) => number !== ''))];
      if (numbers.length === 0) return keys.map(() => NONE);
      const query = anyOf(numbers.flatMap((number) => [term('name', `#${number}`), term('name', number)]));
      const nodes: Json[] = [];
      let denied: Slot<never> | undefined;
      let after: string | undefined;
      do {
        const answer: Answer = await api.query(
          ORDERS_NAMED,
          { query, first: LONGEST_NAMED_PAGE, after: after ?? null },
          signal,
        );
        const fault = answer.failureBelow(['orders']);
        if (fault) return keys.map(() => ({ state: 'failed', fault }));
        const customers = answer.errors.find(({ path }) => path?.at(-1) === 'customer');
        if (customers) denied = { state: 'failed', fault: customers.fault };
        const page = connection(answer.data.orders, 'orders');
        nodes.push(...page.nodes);
        after = page.next;
      } while (after !== undefined);
      // An order without a name could be any of them.
      const unnamed = nodes.find(({ name }) => name !== null && typeof name !== 'string');
      if (unnamed) {
        const message = driftMessage(driftIn(unnamed, NAMED) ?? []);
        return keys.map(() => ({ state: 'failed', fault: { state: 'SCHEMA_DRIFT', message } }));
      }
      const wanted = new Set(numbers);
      const hits = nodes.filter(({ name }) => typeof name === 'string' && wanted.has(normalNumber(name)));
      const lines = await readLines(api, hits, signal);
      return keys.map((key): Slot<Order> => {
        const named = hits.filter(({ name }) => normalNumber(String(name)) === normalNumber(key));
        const owned = named.filter(({ customer }) => isObject(customer) && typeof customer.id === 'string');
        if (owned.length === 0) return named.length > 0 && denied ? denied : NONE;
        const [newest] = owned.sort((a, b) => (text(b.processedAt) ?? '').localeCompare(text(a.processedAt) ?? ''));
        const id = String((newest!.customer as Json).id);
        return withLines([newest!], lines, (linesOf) => orderOf(newest!, { source, id }, linesOf(newest!)));
      });
    },
  };
}
