/**
 * Schema drift: fields of a vendor's answer that are not what the vendor promises. What a connector cannot read it leaves
 * out; here it says so, field by field, so that a renamed field does not pass for an empty one.
 */
import type { CustomerField } from '../customer/fields';
import type { FieldDrift, SourceRecord } from '../customer/source-record';
import { SourceError } from '../remote/fault';

/** What a vendor promises of one field. Null is always allowed. */
export interface FieldPromise {
  readonly expected: 'text' | 'time' | 'boolean' | 'list' | 'object';
  /** The settled fields that are made of it. */
  readonly feeds: readonly CustomerField[];
  /** Who the record belongs to is concluded from it. */
  readonly identifying?: boolean;
  /** Whether the vendor answers it whenever it is asked for, if only with null: then its absence is a rename. */
  readonly always?: boolean;
}

/** By the vendor's name of the field; dots lead into objects. */
export type FieldPromises = Readonly<Record<string, FieldPromise>>;

/** What of an object breaks its promises; undefined where nothing does. */
export function driftIn(
  object: Readonly<Record<string, unknown>>,
  promises: FieldPromises,
  isAsked: (field: string) => boolean = () => true,
): readonly FieldDrift[] | undefined {
  let drift: FieldDrift[] | undefined;
  for (const field in promises) {
    const { expected, feeds, identifying = false, always = false } = promises[field]!;
    const value = field.includes('.') ? at(object, field) : object[field];
    if (value === null || keeps(value, expected)) continue;
    if (value === undefined && (!always || !isAsked(field))) continue;
    drift ??= [];
    drift.push({ field, expected, received: kindOf(value), affects: feeds, identifying });
  }
  return drift;
}

/** Whether what a record says of who it belongs to can be relied on. */
export function isIdentified({ drift }: SourceRecord): boolean {
  return !drift?.some(({ identifying }) => identifying);
}

/**
 * The record, for searches: without its identifiers a hit can be told from nobody's, so that "none" would be a guess.
 *
 * @throws SourceError SCHEMA_DRIFT
 */
export function identified(record: SourceRecord): SourceRecord {
  if (isIdentified(record)) return record;
  throw new SourceError({ state: 'SCHEMA_DRIFT', message: driftMessage(record.drift ?? []) });
}

/** One plain sentence; names of fields and types, never a value. */
export function driftMessage(drift: readonly FieldDrift[]): string {
  return drift
    .map(({ field, expected, received }) => `${field}: expected ${expected}, received ${received}`)
    .join('; ');
}

/** All drift of a slot's value: a record, several, or a page. */
export function driftOf(value: unknown): readonly FieldDrift[] {
  if (Array.isArray(value)) return value.flatMap(driftOf);
  return (value as { readonly drift?: readonly FieldDrift[] } | undefined)?.drift ?? [];
}

function keeps(value: unknown, expected: FieldPromise['expected']): boolean {
  switch (expected) {
    case 'text':
      return typeof value === 'string';
    case 'time':
      return typeof value === 'string' && (value === '' || isTime(value));
    case 'boolean':
      return typeof value === 'boolean';
    case 'list':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && !Array.isArray(value);
  }
}

/** ISO 8601, or milliseconds since the epoch as digits. */
function isTime(value: string): boolean {
  return /^-?\d{9,15}$/.test(value) || !Number.isNaN(Date.parse(value));
}

function at(object: Readonly<Record<string, unknown>>, path: string): unknown {
  let value: unknown = object;
  for (const name of path.split('.')) {
    // What is wrong with an object is said of the object.
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  return Array.isArray(value) ? 'list' : typeof value === 'string' ? 'text' : typeof value;
}
