/**
 * Schema drift: fields of a vendor's answer that are not what the vendor promises. What a connector cannot read it leaves
 * out; here it says so, field by field, so that a renamed field does not pass for an empty one.
 */
import type { CustomerField } from '../customer/fields';
import type { PartItem } from '../customer/parts';
import type { FieldDrift, SourceRecord } from '../customer/source-record';
import { SourceError } from '../remote/fault';

/** What a vendor promises of one field. Null is always allowed. */
export interface FieldPromise<Field extends string = CustomerField> {
  readonly expected: 'text' | 'number' | 'time' | 'boolean' | 'list' | 'object';
  /** The settled fields, or the fields of an item, that are made of it. */
  readonly feeds: readonly Field[];
  /** Who the record belongs to is concluded from it. */
  readonly identifying?: boolean;
  /** Whether the vendor answers it whenever it is asked for, if only with null: then its absence is a rename. */
  readonly always?: boolean;
}

/** By the vendor's name of the field; dots lead into objects, and into each object of a list. */
export type FieldPromises<Field extends string = CustomerField> = Readonly<Record<string, FieldPromise<Field>>>;

/** What of an object breaks its promises; undefined where nothing does. */
export function driftIn<Field extends string = CustomerField>(
  object: Readonly<Record<string, unknown>>,
  promises: FieldPromises<Field>,
  isAsked: (field: string) => boolean = () => true,
): readonly FieldDrift<Field>[] | undefined {
  let drift: FieldDrift<Field>[] | undefined;
  for (const { field, way, promise } of listed(promises)) {
    const { expected, feeds, identifying = false, always = false } = promise;
    const mayLack = !always || (object[field] === undefined && !isAsked(field));
    const value = way ? at(object, way, 0, expected, mayLack) : object[field];
    if (isKept(value, expected, mayLack)) continue;
    drift ??= [];
    drift.push({ field, expected, received: kindOf(value), affects: feeds as readonly Field[], identifying });
  }
  return drift;
}

interface ListedPromise {
  readonly field: string;
  /** Absent: the object's own. */
  readonly way?: readonly string[];
  readonly promise: FieldPromise<string>;
}

/** Every record and item is held against them, so they are taken apart once. */
const lists = new WeakMap<object, readonly ListedPromise[]>();

function listed(promises: FieldPromises<string>): readonly ListedPromise[] {
  let list = lists.get(promises);
  if (!list) {
    list = Object.entries(promises).map(([field, promise]) => ({
      field,
      promise,
      ...(field.includes('.') && { way: field.split('.') }),
    }));
    lists.set(promises, list);
  }
  return list;
}

/**
 * An item of a list with its drift, without the fields that it affects: a status that is made of two fields is not known
 * by one of them. What tells the item from others, and its place in the list, is promised nowhere.
 */
export function withDrift<Item extends PartItem>(item: Item, drift: readonly FieldDrift<string>[] | undefined): Item {
  if (!drift || drift.length === 0) return item;
  const affected = new Set(drift.flatMap(({ affects }) => affects));
  const readable = Object.fromEntries(Object.entries(item).filter(([field]) => !affected.has(field)));
  return { ...(readable as unknown as Item), drift };
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
export function driftMessage(drift: readonly FieldDrift<string>[]): string {
  return drift
    .map(({ field, expected, received }) => `${field}: expected ${expected}, received ${received}`)
    .join('; ');
}

/** All drift of a slot's value: a record, several, an item, or a page, of which many items drift in one way. */
export function driftOf(value: unknown): readonly FieldDrift<string>[] {
  if (Array.isArray(value)) return value.flatMap(driftOf);
  const { drift, items } = (value ?? {}) as {
    readonly drift?: readonly FieldDrift<string>[];
    readonly items?: readonly PartItem[];
  };
  if (!items?.some((item) => item.drift)) return drift ?? [];
  const ways = new Map(
    items.flatMap((item) => item.drift ?? []).map((one) => [`${one.field} ${one.received}`, one] as const),
  );
  return [...ways.values()];
}

function isKept(value: unknown, expected: FieldPromise['expected'], mayLack: boolean): boolean {
  return value === null || (value === undefined ? mayLack : keeps(value, expected));
}

function keeps(value: unknown, expected: FieldPromise['expected']): boolean {
  switch (expected) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
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

/** The value at the end of a way, from its step `n` on; in lists, the first that is not kept, if there is one. */
function at(
  value: unknown,
  way: readonly string[],
  n: number,
  expected: FieldPromise['expected'],
  mayLack: boolean,
): unknown {
  if (n === way.length) return value;
  if (Array.isArray(value)) {
    for (const one of value) {
      const found = at(one, way, n, expected, mayLack);
      if (!isKept(found, expected, mayLack)) return found;
    }
    return null;
  }
  // What is wrong with an object is said of the object.
  if (value === null || typeof value !== 'object') return null;
  return at((value as Readonly<Record<string, unknown>>)[way[n]!], way, n + 1, expected, mayLack);
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  return Array.isArray(value) ? 'list' : typeof value === 'string' ? 'text' : typeof value;
}
