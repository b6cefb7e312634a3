/**
 * Walks contacts for a backfill. Everything: the plain list, which has no limit. Changes since a time: a search sorted by
 * modification time, in which each page starts at the last value seen instead of at an offset. So the vendor's stop at
 * 10,000 hits is never reached, and a contact that is modified meanwhile (it moves to the end) pushes no other one out
 * of the page it was due in. Then the recycle bin, for what was deleted since.
 */
import { invalidResponse } from '../../remote/fault';
import type { RecordPage } from '../contract';
import { type HubSpotApi, MAX_LIST_PAGE, MAX_SEARCH_PAGE } from './api';
import { type ContactMapping, contactProperties, sourceRecord } from './contact';
import { type CrmObject, isObject, time } from './payload';

/** Where a walk stands, as its `next` spells it (JSON). */
type Position =
  | { readonly walk: 'all'; readonly after?: string }
  | {
      readonly walk: 'changes';
      /** ms since the epoch; only contacts modified then or later are left. */
      readonly from: number;
      /** Contacts modified exactly at `from` that an earlier page gave. */
      readonly seen: readonly string[];
      /** Offset of the page among the contacts from `from` on; above zero only where a page holds a single time. */
      readonly after?: string;
    }
  | { readonly walk: 'deleted'; readonly after?: string };

export async function walkContacts(
  api: HubSpotApi,
  mapping: ContactMapping,
  since: string | undefined,
  after: string | undefined,
  signal: AbortSignal,
): Promise<RecordPage> {
  const position = after === undefined ? start(since) : parsePosition(after);
  switch (position.walk) {
    case 'all':
      return allPage(api, mapping, position.after, signal);
    case 'changes':
      return changesPage(api, mapping, position, signal);
    case 'deleted':
      return deletedPage(api, since, position.after, signal);
  }
}

function start(since: string | undefined): Position {
  if (since === undefined) return { walk: 'all' };
  const from = Date.parse(since);
  if (Number.isNaN(from)) throw new RangeError('since: expected an RFC 3339 time');
  return { walk: 'changes', from, seen: [] };
}

async function allPage(
  api: HubSpotApi,
  mapping: ContactMapping,
  after: string | undefined,
  signal: AbortSignal,
): Promise<RecordPage> {
  const asked = contactProperties('full', mapping);
  const query = { properties: asked.join(','), archived: false, limit: MAX_LIST_PAGE, after };
  const page = await api.listPage('contacts', query, signal);
  const records = page.objects.map((contact) => sourceRecord(contact, asked, mapping));
  return { records, deletedIds: [], ...next(page.after && { walk: 'all', after: page.after }) };
}

async function changesPage(
  api: HubSpotApi,
  mapping: ContactMapping,
  position: Extract<Position, { walk: 'changes' }>,
  signal: AbortSignal,
): Promise<RecordPage> {
  const { from, seen, after } = position;
  const asked = contactProperties('full', mapping);
  const page = await api.searchPage(
    'contacts',
    {
      filterGroups: [{ filters: [{ propertyName: 'lastmodifieddate', operator: 'GTE', value: String(from) }] }],
      sorts: ['lastmodifieddate'],
      properties: asked,
      limit: MAX_SEARCH_PAGE,
      ...(after === undefined ? {} : { after }),
    },
    signal,
  );
  const records = page.objects
    .filter((contact) => !seen.includes(contact.id) || modified(contact) !== from)
    .map((contact) => sourceRecord(contact, asked, mapping));
  const last = page.objects.at(-1);
  if (page.after === undefined || last === undefined) return { records, deletedIds: [], ...next({ walk: 'deleted' }) };
  const to = modified(last);
  if (to < from) throw invalidResponse('a search is not sorted as asked');
  const atEnd = page.objects.filter((contact) => modified(contact) === to).map((contact) => contact.id);
  const moved: Position =
    to > from
      ? { walk: 'changes', from: to, seen: atEnd }
      : { walk: 'changes', from, seen: [...new Set([...seen, ...atEnd])], after: page.after };
  return { records, deletedIds: [], ...next(moved) };
}

async function deletedPage(
  api: HubSpotApi,
  since: string | undefined,
  after: string | undefined,
  signal: AbortSignal,
): Promise<RecordPage> {
  const query = { properties: 'lastmodifieddate', archived: true, limit: MAX_LIST_PAGE, after };
  const page = await api.listPage('contacts', query, signal);
  const from = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since);
  const deletedIds = page.objects
    .filter(({ archivedAt }) => archivedAt === undefined || Date.parse(archivedAt) >= from)
    .map((contact) => contact.id);
  return { records: [], deletedIds, ...next(page.after && { walk: 'deleted', after: page.after }) };
}

function modified(contact: CrmObject): number {
  const at = time(contact.properties.lastmodifieddate);
  if (at === undefined) throw invalidResponse('a contact in the answer has no lastmodifieddate');
  return Date.parse(at);
}

function next(position: Position | '' | undefined): { next?: string } {
  return position ? { next: JSON.stringify(position) } : {};
}

function parsePosition(text: string): Position {
  const value: unknown = JSON.parse(text);
  if (isObject(value)) {
    const after = typeof value.after === 'string' ? value.after : undefined;
    if (value.walk === 'all' || value.walk === 'deleted') return { walk: value.walk, after };
    if (value.walk === 'changes' && typeof value.from === 'number' && Array.isArray(value.seen)) {
      return { walk: 'changes', from: value.from, seen: value.seen.map(String), after };
    }
  }
  throw new RangeError('after: expected the next of an earlier page');
}
