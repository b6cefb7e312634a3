/**
 * Reading HubSpot's answers, in which every field may be missing, null or of another type than promised. What cannot be
 * read is a fault of the answer, never an exception of ours and never an empty value that looks like the truth.
 */
import { invalidResponse } from '../../remote/fault';

export type Json = Readonly<Record<string, unknown>>;

/** A CRM object: contact, deal, call … `properties` holds what was asked for; every value is a string or null. */
export interface CrmObject {
  readonly id: string;
  readonly properties: Json;
  readonly createdAt?: string;
  readonly updatedAt?: string;
  readonly archived: boolean;
  readonly archivedAt?: string;
}

export function isObject(value: unknown): value is Json {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** An object at the top of an answer. Throws INVALID_RESPONSE for anything else: `null` and `[]` are no answers. */
function answerObject(body: unknown): Json {
  if (!isObject(body)) throw invalidResponse('the answer is not a JSON object');
  return body;
}

/** The `results` of an answer. Throws INVALID_RESPONSE where they are missing. */
export function answerResults(body: unknown): readonly unknown[] {
  const { results } = answerObject(body);
  if (!Array.isArray(results)) throw invalidResponse('the answer has no results');
  return results;
}

/** A CRM object, or undefined where one of the parts that make it one is missing. */
export function crmObject(value: unknown): CrmObject | undefined {
  if (!isObject(value) || !isObject(value.properties)) return undefined;
  const id = idOf(value.id);
  if (id === undefined) return undefined;
  return {
    id,
    properties: value.properties,
    createdAt: time(value.createdAt),
    updatedAt: time(value.updatedAt),
    archived: value.archived === true,
    archivedAt: time(value.archivedAt),
  };
}

/** Ids are numeric strings; some endpoints answer the number. */
export function idOf(value: unknown): string | undefined {
  if (typeof value === 'string' && value !== '') return value;
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : undefined;
}

/** A text that says something. */
export function text(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const trimmed = value.trim();
  return trimmed === '' ? undefined : trimmed;
}

/** Values of a property that holds several, `;` between them. */
export function listed(value: unknown): string[] {
  return (text(value) ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** RFC 3339 in UTC from what HubSpot writes: ISO 8601, or milliseconds since the epoch as digits. */
export function time(value: unknown): string | undefined {
  const written = text(value);
  if (written === undefined) return undefined;
  const at = new Date(/^-?\d{9,15}$/.test(written) ? Number(written) : written);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** `next.after` of a page; undefined at the end. */
export function nextAfter(page: unknown): string | undefined {
  if (!isObject(page) || !isObject(page.paging) || !isObject(page.paging.next)) return undefined;
  return idOf(page.paging.next.after);
}
