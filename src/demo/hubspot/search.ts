/**
 * HubSpot's CRM search: filter groups that are alternatives, a free-text query, one sort, offset paging with a stop. It
 * compares text as it was typed; it knows nothing of phone numbers or e-mail providers.
 */
import type { HubSpotObject } from '../world';
import { MULTI_VALUED, type TypeSchema } from './crm-schema';
import { bodyOf, invalid, optionalString, optionalStrings, requiredList } from './refusal';

const MAX_BODY = 3000;
const MAX_GROUPS = 5;
const MAX_FILTERS_OF_GROUP = 6;
const MAX_FILTERS = 18;
const MAX_PAGE = 200;
const MAX_HITS = 10_000;

export interface SearchAnswer {
  readonly total: number;
  readonly hits: readonly HubSpotObject[];
  readonly next?: string;
  readonly properties: readonly string[] | undefined;
}

type Matches = (object: HubSpotObject) => boolean;

export function search(requestBody: unknown, objects: readonly HubSpotObject[], schema: TypeSchema): SearchAnswer {
  const body = bodyOf(requestBody, ['query', 'limit', 'after', 'sorts', 'properties', 'filterGroups']);
  if (JSON.stringify(body).length > MAX_BODY) throw invalid(`The request is longer than ${MAX_BODY} characters`);
  const matchesFilters = filterGroups(body.filterGroups, schema);
  const matchesWords = freeText(optionalString(body, 'query'), schema);
  const limit = limitOf(body.limit);
  const offset = offsetOf(optionalString(body, 'after'));
  if (offset + limit > MAX_HITS) throw invalid(`A search answers at most ${MAX_HITS} results`);
  const hits = objects
    .filter((object) => !object.archived && matchesFilters(object) && matchesWords(object))
    .sort(order(optionalStrings(body, 'sorts') ?? [], schema));
  const end = offset + limit;
  return {
    total: hits.length,
    hits: hits.slice(offset, end),
    next: end < hits.length ? String(end) : undefined,
    properties: optionalStrings(body, 'properties'),
  };
}

function limitOf(limit: unknown): number {
  if (limit === undefined) return 10;
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 0 || limit > MAX_PAGE) {
    throw invalid(`limit must be between 0 and ${MAX_PAGE}`);
  }
  return limit;
}

function offsetOf(after: string | undefined): number {
  if (after === undefined) return 0;
  if (!/^\d{1,9}$/.test(after)) throw invalid('after must be the paging.next.after of an earlier answer');
  return Number(after);
}

function order(sorts: readonly string[], schema: TypeSchema): (a: HubSpotObject, b: HubSpotObject) => number {
  const [sort, ...more] = sorts;
  if (more.length > 0) throw invalid('Only one sort is allowed');
  // Nobody promises an order among equals, so it is not the order of ids.
  const byId = (a: HubSpotObject, b: HubSpotObject): number => compare(b.id, a.id);
  if (sort === undefined) return (a, b) => compare(a.createdAt, b.createdAt) || byId(a, b);
  const descending = sort.startsWith('-');
  const property = descending ? sort.slice(1) : sort;
  known(property, schema);
  const sign = descending ? -1 : 1;
  return (a, b) =>
    sign * compare(comparable(propertyOf(a, property)), comparable(propertyOf(b, property))) || byId(a, b);
}

function filterGroups(groups: unknown, schema: TypeSchema): Matches {
  if (groups === undefined) return () => true;
  if (!Array.isArray(groups)) throw invalid('Invalid input JSON: filterGroups must be a list');
  if (groups.length > MAX_GROUPS) throw invalid(`At most ${MAX_GROUPS} filter groups are allowed`);
  const alternatives = groups.map((group) => {
    const filters = requiredList(bodyOf(group, ['filters']), 'filters');
    if (filters.length > MAX_FILTERS_OF_GROUP) throw invalid(`At most ${MAX_FILTERS_OF_GROUP} filters per group`);
    return filters.map((filter) => filterOf(filter, schema));
  });
  if (alternatives.flat().length > MAX_FILTERS) throw invalid(`At most ${MAX_FILTERS} filters are allowed`);
  if (alternatives.length === 0) return () => true;
  return (object) => alternatives.some((filters) => filters.every((matches) => matches(object)));
}

function filterOf(requested: unknown, schema: TypeSchema): Matches {
  const filter = bodyOf(requested, ['propertyName', 'operator', 'value', 'values', 'highValue']);
  const property = optionalString(filter, 'propertyName') ?? '';
  known(property, schema);
  const operator = optionalString(filter, 'operator') ?? '';
  const one = (member: 'value' | 'highValue' = 'value'): string => {
    const value = optionalString(filter, member);
    if (value === undefined || value === '') throw invalid(`Operator ${operator} needs ${member}`);
    return value;
  };
  const many = (): readonly string[] => {
    const values = optionalStrings(filter, 'values');
    if (!values || values.length === 0) throw invalid(`Operator ${operator} needs values`);
    return values;
  };
  const texts = (object: HubSpotObject): string[] => textsOf(object, property);
  const ordered = (test: (value: number | string, limit: number | string) => boolean, limitText: string): Matches => {
    const limit = comparable(limitText);
    return (object) => {
      const value = propertyOf(object, property);
      return value !== null && test(comparable(value), limit);
    };
  };
  switch (operator) {
    case 'EQ':
      return equalTo(texts, [one().toLowerCase()]);
    case 'NEQ':
      return not(equalTo(texts, [one().toLowerCase()]));
    case 'IN':
      // Documented: values for text properties must be in lower case; others match nothing.
      return equalTo(texts, many());
    case 'NOT_IN':
      return not(equalTo(texts, many()));
    case 'LT':
      return ordered((value, limit) => compare(value, limit) < 0, one());
    case 'LTE':
      return ordered((value, limit) => compare(value, limit) <= 0, one());
    case 'GT':
      return ordered((value, limit) => compare(value, limit) > 0, one());
    case 'GTE':
      return ordered((value, limit) => compare(value, limit) >= 0, one());
    case 'BETWEEN': {
      const low = ordered((value, limit) => compare(value, limit) >= 0, one());
      const high = ordered((value, limit) => compare(value, limit) <= 0, one('highValue'));
      return (object) => low(object) && high(object);
    }
    case 'HAS_PROPERTY':
      return (object) => texts(object).length > 0;
    case 'NOT_HAS_PROPERTY':
      return (object) => texts(object).length === 0;
    case 'CONTAINS_TOKEN':
      return containsToken(texts, one());
    case 'NOT_CONTAINS_TOKEN':
      return not(containsToken(texts, one()));
    default:
      throw invalid(`Unknown operator ${operator}`);
  }
}

const not =
  (matches: Matches): Matches =>
  (object) =>
    !matches(object);

function equalTo(texts: (object: HubSpotObject) => string[], values: readonly string[]): Matches {
  const wanted = new Set(values);
  return (object) => texts(object).some((text) => wanted.has(text));
}

function containsToken(texts: (object: HubSpotObject) => string[], value: string): Matches {
  const pattern = value.toLowerCase();
  return (object) => texts(object).some((text) => [text, ...tokensOf(text)].some((token) => glob(pattern, token)));
}

/** Every word of the query starts a token of some searchable property. */
function freeText(query: string | undefined, schema: TypeSchema): Matches {
  const wanted = tokensOf((query ?? '').toLowerCase());
  if (wanted.length === 0) return () => query === undefined || query.trim() === '';
  return (object) => {
    const tokens = schema.searchable.flatMap((property) => textsOf(object, property).flatMap(tokensOf));
    return wanted.every((word) => tokens.some((token) => token.startsWith(word)));
  };
}

function known(property: string, schema: TypeSchema): void {
  if (!schema.properties.has(property)) {
    throw invalid(`There was a problem with the request: no property ${JSON.stringify(property)}`);
  }
}

export function propertyOf(object: HubSpotObject, property: string): string | null {
  if (property === 'hs_object_id') return object.id;
  return object.properties[property] ?? null;
}

function textsOf(object: HubSpotObject, property: string): string[] {
  const value = propertyOf(object, property);
  if (value === null || value === '') return [];
  const text = value.toLowerCase();
  return MULTI_VALUED.has(property) ? text.split(';').map((part) => part.trim()) : [text];
}

function tokensOf(text: string): string[] {
  return text.split(/[^\p{L}\p{N}\p{M}]+/u).filter((token) => token !== '');
}

/** Times and numbers compare by size, all else as text. */
function comparable(value: string | null): number | string {
  if (value === null || value === '') return Number.NEGATIVE_INFINITY;
  if (/^-?\d{1,15}(\.\d+)?$/.test(value)) return Number(value);
  const time = /^\d{4}-\d{2}-\d{2}/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? value.toLowerCase() : time;
}

function compare(a: number | string, b: number | string): number {
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `*` stands for any text. Greedy with one step back, so linear in practice and never exponential. */
function glob(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.length && pattern[p] === text[t]) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
