/** Customers by e-mail, by phone, and by words. */
import { normalEmail } from '../../customer/normal-forms/email';
import { normalPhone } from '../../customer/normal-forms/phone';
import type { IdentifierType, SourceRecord } from '../../customer/source-record';
import { SourceError } from '../../remote/fault';
import { found, type KeyedLookup, NONE } from '../contract';
import { identified } from '../drift';
import type { Answer, ShopifyApi } from './api';
import { type CustomerMapping, sourceRecord } from './customer';
import { CUSTOMER_COST, CUSTOMERS_FOUND, MAX_REQUEST_COST } from './documents';
import { connection } from './payload';
import { allWords, anyOf, term } from './search-syntax';

/** Customers that one page of a search may hold within the cost of a request. */
const LONGEST_PAGE = Math.floor((MAX_REQUEST_COST - 2) / CUSTOMER_COST.full);

type Find = KeyedLookup<string, readonly SourceRecord[]>;

/** How an identifier is asked for and read. */
interface Search {
  readonly type: IdentifierType;
  /** The field of Shopify's search syntax. */
  readonly field: string;
  /** The field of a customer that holds it: without access to it no hit can be told from a fuzzy one. */
  readonly heldIn: string;
  readonly normalise: (key: string) => string | null;
  readonly spellings: (key: string, normal: string) => readonly string[];
}

export function findByEmail(api: ShopifyApi, mapping: CustomerMapping): Find {
  return finder(api, mapping, {
    type: 'EMAIL',
    field: 'email',
    heldIn: 'defaultEmailAddress',
    normalise: normalEmail,
    spellings: emailSpellings,
  });
}

export function findByPhone(api: ShopifyApi, mapping: CustomerMapping): Find {
  return finder(api, mapping, {
    type: 'PHONE',
    field: 'phone',
    heldIn: 'defaultPhoneNumber',
    normalise: (key) => normalPhone(key, mapping.defaultRegion),
    // Shopify stores E.164, which is the normal form.
    spellings: (_key, normal) => [normal],
  });
}

/** What may stand in the shop: what was typed, the normal form, and Gmail's other name. */
function emailSpellings(key: string, normal: string): readonly string[] {
  const typed = key.trim().toLowerCase();
  const others = normal.endsWith('@gmail.com') ? [normal.replace(/@gmail\.com$/, '@googlemail.com')] : [];
  return [...new Set([...(/^[^\s<>"]+@[^\s<>"]+$/.test(typed) ? [typed] : []), normal, ...others])];
}

/** Each search asks for all its keys at once, and is read to its end. */
function finder(api: ShopifyApi, mapping: CustomerMapping, search: Search): Find {
  return {
    mode: 'searchIn',
    maxBatch: 50,
    async fetch(keys, _options, { signal }) {
      const normals = keys.map((key) => search.normalise(key));
      const wanted = new Set(keys.flatMap((key, i) => (normals[i] === null ? [] : search.spellings(key, normals[i]!))));
      if (wanted.size === 0) return keys.map(() => NONE);
      const query = anyOf([...wanted].map((spelling) => term(search.field, spelling)));
      const hits = await readAll(api, mapping, query, wanted.size, Number.POSITIVE_INFINITY, signal, search.heldIn);
      const byNormal = new Map<string, SourceRecord[]>();
      for (const record of hits) {
        for (const { type, normal } of record.identifiers) {
          if (type === search.type) byNormal.set(normal, [...(byNormal.get(normal) ?? []), record]);
        }
      }
      return normals.map((normal) => {
        const records = normal === null ? undefined : byNormal.get(normal);
        return records ? found(records.sort((a, b) => (a.ref.id < b.ref.id ? -1 : 1))) : NONE;
      });
    },
  };
}

/** Customers who have all the words of `typed`, in Shopify's order; at most `first`. */
export async function searchWords(
  api: ShopifyApi,
  mapping: CustomerMapping,
  typed: string,
  first: number,
  signal: AbortSignal,
): Promise<SourceRecord[]> {
  const query = allWords(typed);
  if (query === undefined || first <= 0) return [];
  return readAll(api, mapping, query, first, first, signal);
}

/** How many more hits than expected a page has room for, so that a few fuzzy ones cost no second page. */
const ROOM_FOR_FUZZY_HITS = 10;

/**
 * The hits of a search, page by page. A hit that cannot be read might be anybody, so it is a fault of the whole search.
 *
 * @param needed the customer's field without which the search means nothing.
 */
async function readAll(
  api: ShopifyApi,
  mapping: CustomerMapping,
  query: string,
  expected: number,
  most: number,
  signal: AbortSignal,
  needed?: string,
): Promise<SourceRecord[]> {
  const first = Math.min(LONGEST_PAGE, expected === most ? most : expected + ROOM_FOR_FUZZY_HITS);
  const records: SourceRecord[] = [];
  let after: string | undefined;
  do {
    const answer: Answer = await api.query(CUSTOMERS_FOUND, { query, first, after: after ?? null }, signal);
    const denied = answer.errors.find(({ path }) => needed !== undefined && path?.includes(needed));
    const fault = answer.failureBelow(['customers']) ?? denied?.fault;
    if (fault) throw new SourceError(fault);
    const page = connection(answer.data.customers, 'customers');
    records.push(...page.nodes.map((customer) => identified(sourceRecord(customer, 'full', mapping))));
    after = page.next;
  } while (after !== undefined && records.length < most);
  return records.slice(0, most);
}
