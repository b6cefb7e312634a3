/** The records of an answer, each with the key it belongs to where the answer's own form says so. */
import type { HttpResponse } from '../../remote/client';
import { invalidResponse, SourceError, type SourceFault } from '../../remote/fault';
import { graphQlFault } from './answers';
import { isObject, type JsonPath, valueAt } from './json-path';
import { keyOf } from './mapping';
import { aliasOf } from './request';
import type { RecordsPlan, RequestPlan } from './shape';

export interface Row {
  readonly record: Readonly<Record<string, unknown>>;
  /** Absent: only the mapped record tells. */
  readonly key?: string;
}

export interface Rows {
  readonly rows: readonly Row[];
  /** Keys of which the answer says that they could not be read. */
  readonly failed: ReadonlyMap<string, SourceFault>;
  /** With nested: what each parent said, by its key. */
  readonly parents?: ReadonlyMap<string, { readonly parent: unknown; readonly rows: readonly Row[] }>;
}

export interface RowsPlan {
  readonly request: RequestPlan;
  readonly records: RecordsPlan;
}

/** @throws SourceError where the answer has no records to read: to lack them is not to be empty. */
export function rowsOf({ request, records }: RowsPlan, { body }: HttpResponse, keys: readonly string[]): Rows {
  const errors = request.graphql ? errorsOf(body) : [];
  if (request.graphql?.each !== undefined) return aliased(records, body, keys, errors);
  if (errors.length > 0) throw new SourceError(graphQlFault(errors));
  if (!records.parents) return { rows: listed(records, body), failed: new Map() };
  const parents = new Map<string, { parent: unknown; rows: readonly Row[] }>();
  for (const parent of objectsAt(body, records.parents.path)) {
    const key = keyOf(parent, records.parents.key);
    if (key === undefined) throw invalidResponse(`a record of the answer has no ${records.parents.key.text}`);
    parents.set(key, { parent, rows: listed(records, parent) });
  }
  return { rows: [...parents.values()].flatMap(({ rows }) => rows), failed: new Map(), parents };
}

function errorsOf(body: unknown): readonly unknown[] {
  if (!isObject(body)) throw invalidResponse('the answer is not a JSON object');
  const errors = Object.hasOwn(body, 'errors') ? body.errors : undefined;
  if (errors === undefined || errors === null) return [];
  return Array.isArray(errors) ? errors : [errors];
}

/** One alias a key. An error below an alias costs its key; any other costs the answer. */
function aliased(records: RecordsPlan, body: unknown, keys: readonly string[], errors: readonly unknown[]): Rows {
  const failed = new Map<string, SourceFault>();
  for (const error of errors) {
    const at = isObject(error) && Array.isArray(error.path) ? error.path[0] : undefined;
    const key = keys.find((_, i) => aliasOf(i) === at);
    if (key === undefined) throw new SourceError(graphQlFault([error]));
    failed.set(key, graphQlFault([error]));
  }
  const data = isObject(body) && Object.hasOwn(body, 'data') ? body.data : undefined;
  const rows: Row[] = [];
  keys.forEach((key, i) => {
    if (failed.has(key)) return;
    if (!isObject(data) || !Object.hasOwn(data, aliasOf(i)))
      throw invalidResponse('the answer lacks what was asked for');
    const value = data[aliasOf(i)];
    if (value !== null) for (const row of listed(records, value)) rows.push({ ...row, key: row.key ?? key });
  });
  return { rows, failed };
}

function listed({ path, as, key }: RecordsPlan, value: unknown): Row[] {
  if (as === 'one') {
    const found = valueAt(value, path);
    if (found === null) return [];
    if (!isObject(found)) throw invalidResponse(`the answer has no record at ${path.text}`);
    return [keyed(found, key)];
  }
  if (as === 'entries') {
    const found = valueAt(value, path);
    if (!isObject(found)) throw invalidResponse(`the answer has no records at ${path.text}`);
    return Object.entries(found).flatMap(([name, record]) => {
      if (record === null) return [];
      if (!isObject(record)) throw invalidResponse(`a record at ${path.text} is no object`);
      return [{ record, key: name }];
    });
  }
  return objectsAt(value, path).map((record) => keyed(record, key));
}

function keyed(record: Readonly<Record<string, unknown>>, path: JsonPath | undefined): Row {
  if (!path) return { record };
  const key = keyOf(record, path);
  if (key === undefined) throw invalidResponse(`a record of the answer has no ${path.text}`);
  return { record, key };
}

function objectsAt(value: unknown, path: JsonPath): Readonly<Record<string, unknown>>[] {
  const found = valueAt(value, path);
  if (!Array.isArray(found)) throw invalidResponse(`the answer has no list at ${path.text}`);
  // Some APIs keep a place for what is not there.
  const present = found.filter((member) => member !== null);
  if (!present.every(isObject)) throw invalidResponse(`a record at ${path.text} is no object`);
  return present;
}

/** The records of an answer, whatever else is wrong with it; for whoever looks at one. */
export function recordsIn(plan: RowsPlan, response: HttpResponse, keys: readonly string[]): readonly unknown[] {
  try {
    return rowsOf(plan, response, keys).rows.map(({ record }) => record);
  } catch (error) {
    if (error instanceof SourceError) return [];
    throw error;
  }
}
