/** From a request as described to one that can be sent. Every key is data: a value, a segment, a variable; never syntax. */
import { encodeSegment, type HttpRequest } from '../../remote/client';
import { invalidResponse } from '../../remote/fault';
import { type JsonTemplate, renderJson, type Used, usedIn } from './json-template';
import type { PagePlan, RequestPlan } from './shape';
import { placeholders, render, type Values } from './template';

/** Where in a long answer to go on: a cursor, a number, an offset, a URL. Undefined: at its beginning. */
export type Position = string | number | undefined;

export type Sendable = Omit<HttpRequest, 'signal'>;
type Query = Record<string, string | number | boolean | readonly string[]>;

export interface Ask {
  readonly request: RequestPlan;
  readonly page?: PagePlan;
  readonly keys: readonly string[];
  readonly position?: Position;
  /** Beside the keys: variables, words, times. */
  readonly values: Values;
}

/** @param relative takes a URL apart, and throws where it leaves the origin. */
export function sendable(ask: Ask, relative: (url: string) => { path: string; query: Query }): Sendable {
  const { request, page, keys, position } = ask;
  const [only] = keys;
  const values: Values = new Map([
    ...ask.values,
    ['keys', keys],
    ...(only !== undefined && keys.length === 1 ? [['key', only] as const] : []),
  ]);
  const body = bodyOf(request, values, keys);
  const query = queryOf(request, values, keys);
  const path = render(request.path, values, encodeSegment);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), render(value, values)]),
  );
  const method = request.method ?? (body === undefined ? 'GET' : 'POST');
  const common = { method, headers, ...(body !== undefined && { body }) };
  if ((page?.type === 'link' || page?.type === 'next') && position !== undefined) {
    return { ...common, ...relative(String(position)) };
  }
  for (const { name, value, place } of pageParameters(request, page, position)) {
    if (place === 'query') query[name] = value;
    else if (place === 'body') setAt(body, name, value);
    else setAt(variablesOf(body), name, value);
  }
  return { ...common, path, query };
}

/** Characters of the URL below the origin, encoded. */
export function urlLength({ path, query = {} }: Sendable): number {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) parameters.append(name, String(one));
  }
  return path.length + 1 + parameters.toString().length;
}

/** The alias under which a key's answer stands, where each key has one. */
export const aliasOf = (index: number): string => `k${index}`;

/** One document for so many keys, each under its alias, each by a variable of its own. */
export function aliasedDocument(
  { each = '', keyType, fragments }: NonNullable<RequestPlan['graphql']>,
  count: number,
): string {
  const aliases = Array.from({ length: count }, (_, i) => i);
  const variables = aliases.map((i) => `$${aliasOf(i)}: ${keyType}`).join(', ');
  const fields = aliases.map((i) => `${aliasOf(i)}: ${each.replaceAll(/\{\{\s*key\s*\}\}/g, `$${aliasOf(i)}`)}`);
  return `query (${variables}) {\n${fields.join('\n')}\n}\n${fragments}`.trim();
}

function bodyOf({ graphql, body }: RequestPlan, values: Values, keys: readonly string[]): unknown {
  if (!graphql) return body && renderJson(body, values);
  const own = Object.fromEntries(
    Object.entries(graphql.variables).map(([name, value]) => [name, renderJson(value, values)]),
  );
  if (graphql.each === undefined) return { query: graphql.document, variables: own };
  const aliased = keys.map((key, i) => [aliasOf(i), key]);
  return { query: aliasedDocument(graphql, keys.length), variables: { ...own, ...Object.fromEntries(aliased) } };
}

function queryOf({ query }: RequestPlan, values: Values, keys: readonly string[]): Query {
  // Without a prototype: a parameter may have any name.
  const written: Query = Object.create(null);
  for (const [name, value] of Object.entries(query)) {
    if (!('keys' in value)) written[name] = scalar(value, values);
    else if (value.keys === 'repeat') written[name] = keys;
    else if (value.keys === 'brackets') written[`${name}[]`] = keys;
    else if (value.keys === 'indexed') for (const [i, key] of keys.entries()) written[`${name}[${i}]`] = key;
    else written[name] = keys.join(value.keys === 'comma' ? ',' : value.keys === 'pipe' ? '|' : ' ');
  }
  return written;
}

function scalar(value: JsonTemplate, values: Values): string | number | boolean {
  const rendered = renderJson(value, values);
  return Array.isArray(rendered) ? rendered.join(',') : (rendered as string | number | boolean);
}

interface Parameter {
  readonly name: string;
  readonly value: string | number;
  readonly place: 'query' | 'body' | 'variables';
}

function pageParameters({ graphql }: RequestPlan, page: PagePlan | undefined, position: Position): Parameter[] {
  if (!page) return [];
  const place = ('in' in page ? page.in : undefined) ?? (graphql ? 'variables' : 'query');
  const parameters: Parameter[] = [];
  if (page.size) parameters.push({ name: page.size.param, value: page.size.value, place });
  if (page.type === 'cursor' && position !== undefined) parameters.push({ name: page.param, value: position, place });
  if (page.type === 'page') parameters.push({ name: page.param, value: position ?? page.start, place });
  if (page.type === 'offset') parameters.push({ name: page.param, value: position ?? 0, place });
  return parameters;
}

function variablesOf(body: unknown): unknown {
  return (body as { readonly variables?: unknown } | undefined)?.variables;
}

/** Dots lead into an object. */
function setAt(target: unknown, name: string, value: unknown): void {
  const steps = name.split('.');
  let here = target;
  for (const step of steps.slice(0, -1)) {
    if (typeof here !== 'object' || here === null) break;
    const inner = Object.hasOwn(here, step) ? (here as Record<string, unknown>)[step] : undefined;
    const next = typeof inner === 'object' && inner !== null ? inner : {};
    if (next !== inner) define(here, step, next);
    here = next;
  }
  if (typeof here !== 'object' || here === null)
    throw invalidResponse('a parameter of paging has no place in the request');
  define(here, steps.at(-1)!, value);
}

function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}

const DELIMITERS: Readonly<Record<string, string>> = { comma: ',', pipe: '|', space: ' ' };
const NUMBER = /^(0|[1-9]\d{0,14})$/;
const WORD = /^[\w-]+$/;
const MAX_KEY = 512;

/** Whether a key can stand in a request as one key: nothing has ids that would be read as two, or as no id at all. */
export function keyGuard(request: RequestPlan): (key: string) => boolean {
  const delimiters = Object.values(request.query).flatMap((value) =>
    'keys' in value ? (DELIMITERS[value.keys] ?? []) : [],
  );
  const used = usesOf(request).filter(({ name }) => name === 'key' || name === 'keys');
  const numbers = used.some(({ modifier }) => modifier === 'number');
  const words = used.some(({ modifier }) => modifier === 'word');
  const joined = Object.values(request.query).some(
    (value) => !('keys' in value) && usedIn(value).some(({ name, modifier }) => name === 'keys' && !modifier),
  );
  if (joined) delimiters.push(',');
  // Servers resolve dots in a path, percent-encoded ones too.
  const inPath = placeholders(request.path).length > 0;
  return (key) =>
    key.trim() !== '' &&
    key.length <= MAX_KEY &&
    !/[\p{Cc}\ud800-\udfff]/u.test(key) &&
    !(inPath && /^\.{1,2}$/.test(key)) &&
    !delimiters.some((delimiter) => key.includes(delimiter)) &&
    (!numbers || NUMBER.test(key)) &&
    (!words || WORD.test(key));
}

/** Every placeholder of a request. */
export function usesOf(request: RequestPlan): readonly Used[] {
  const values = Object.values(request.query).flatMap((value) => ('keys' in value ? [] : usedIn(value)));
  const variables = Object.values(request.graphql?.variables ?? {}).flatMap((value) => usedIn(value));
  const inPath = placeholders(request.path).map((one) => ({ ...one, whole: true, each: false }));
  return [...inPath, ...values, ...variables, ...(request.body ? usedIn(request.body) : [])];
}
