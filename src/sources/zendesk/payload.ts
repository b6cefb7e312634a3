/**
 * Reading Zendesk's answers, in which every field may be missing, null or of another type than promised. What cannot be
 * read is a fault of the answer, never an exception of ours and never an empty value that looks like the truth.
 */
import { invalidResponse } from '../../remote/fault';

export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** An object at the top of an answer. Throws INVALID_RESPONSE for anything else: `null` and `[]` are no answers. */
export function answerObject(body: unknown): Json {
  if (!isObject(body)) throw invalidResponse('the answer is not a JSON object');
  return body;
}

/**
 * The rows of an answer under their name (`users`, `tickets`, `results`), each with the fields that the vendor always
 * writes, null where there is nothing. A field that is missing altogether has been renamed or withheld, which must not
 * pass for "empty". Throws INVALID_RESPONSE.
 */
export function answerRows(body: unknown, name: string, always: readonly string[]): readonly Json[] {
  const rows = answerObject(body)[name];
  if (!Array.isArray(rows)) throw invalidResponse(`the answer has no ${name}`);
  return rows.map((row: unknown) => {
    if (!isObject(row)) throw invalidResponse(`a row of ${name} is not an object`);
    const missing = always.find((field) => !Object.hasOwn(row, field));
    if (missing !== undefined) throw invalidResponse(`a row of ${name} has no ${missing}`);
    return row;
  });
}

/**
 * Records that came along with the answer (side-loading); undefined where the vendor sent none. Throws INVALID_RESPONSE
 * for anything but a list of objects.
 */
export function sideloaded(body: unknown, name: string): readonly Json[] | undefined {
  const rows = answerObject(body)[name];
  if (rows === undefined) return undefined;
  if (!Array.isArray(rows) || !rows.every(isObject)) throw invalidResponse(`the ${name} in the answer are no records`);
  return rows;
}

/** Whether a list paged by number goes on. `next_page` is null at the end; where it is left out, the count tells. */
export function goesOn(body: unknown, page: { readonly number: number; readonly size: number }): boolean {
  const answer = answerObject(body);
  const next = answer.next_page;
  if (next === undefined) return (count(answer.count) ?? 0) > page.number * page.size;
  if (next !== null && typeof next !== 'string') throw invalidResponse('the next page is named by no link');
  return next !== null && next !== '';
}

/** Ids are numbers on the wire and opaque text here. */
export function idOf(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? String(value) : undefined;
  return typeof value === 'string' && isVendorId(value) ? value : undefined;
}

/** Whether a text can be an id at all; anything else, a comma above all, would change a request's meaning. */
export function isVendorId(text: string): boolean {
  return /^[1-9]\d{0,18}$/.test(text);
}

/** A text that says something. */
export function text(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const trimmed = value.trim();
  return trimmed === '' ? undefined : trimmed;
}

export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.flatMap((item) => text(item) ?? []) : [];
}

/** RFC 3339 in UTC, so that times of all sources compare as text. */
export function time(value: unknown): string | undefined {
  const written = text(value);
  if (written === undefined || !/^\d{4}-\d{2}-\d{2}T/.test(written)) return undefined;
  const at = new Date(written);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

export function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
