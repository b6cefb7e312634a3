/**
 * HubSpot as a source: contacts with deals, engagements and tasks over the CRM API (objects v3, associations v4). The
 * credential, a private app's token or an OAuth access token, is the HTTP client's.
 */
import type { Part, SourceName, SourceRecord } from '../../customer/source-record';
import type { HttpClient } from '../../remote/client';
import { SourceError, type SourceFault } from '../../remote/fault';
import {
  type Connector,
  type ConnectorDescription,
  found,
  NONE,
  type RecordShape,
  type Slot,
  type SourceCheck,
} from '../contract';
import { identified } from '../drift';
import { HubSpotApi, MAX_BATCH_READ, MAX_SEARCH_PAGE, type ObjectType } from './api';
import { type ContactMapping, contactProperties, type IssuedIdProperty, mergedIds, sourceRecord } from './contact';
import { findByEmail, findByIssuedId, findByPhone } from './find';
import { ACTIVITIES, DEALS, TASKS } from './items';
import { partLookup } from './parts';
import type { CrmObject } from './payload';
import { isRecordId } from './record-id';
import { walkContacts } from './walk';

export interface HubSpotOptions {
  readonly source: SourceName;
  readonly http: HttpClient;
  /** The contact property in which another source's ids stand, for instance that of a shop's customers. */
  readonly issuedIds?: IssuedIdProperty;
  /** ISO 3166-1 alpha-2: how national spellings of phone numbers are read where a contact has no country. */
  readonly defaultRegion?: string;
  /** Paths below the base URL. Default `/crm/v3/objects` and `/crm/v4/associations`; HubSpot also has dated ones. */
  readonly basePath?: { readonly objects?: string; readonly associations?: string };
  /** ms since the epoch. */
  readonly now?: () => number;
}

const CONTACTS_SCOPE = 'crm.objects.contacts.read';
const DEALS_SCOPE = 'crm.objects.deals.read';
const EMAILS_SCOPE = 'sales-email-read';

export const HUBSPOT: ConnectorDescription = {
  vendor: 'HubSpot',
  kind: 'CRM',
  parts: ['PROFILE', 'DEALS', 'ACTIVITIES', 'TASKS', 'CONSENTS', 'SEARCH'],
  searchableBy: ['EMAIL', 'PHONE'],
  permissions: [
    { permission: CONTACTS_SCOPE, parts: ['PROFILE', 'ACTIVITIES', 'TASKS', 'CONSENTS', 'SEARCH'] },
    { permission: DEALS_SCOPE, parts: ['DEALS'] },
    { permission: EMAILS_SCOPE, parts: ['ACTIVITIES'] },
  ],
};

export function createHubSpotConnector(options: HubSpotOptions): Connector {
  const { source, http, issuedIds, defaultRegion, now = Date.now } = options;
  const paths = {
    objects: options.basePath?.objects ?? '/crm/v3/objects',
    associations: options.basePath?.associations ?? '/crm/v4/associations',
  };
  const api = new HubSpotApi(http, paths, now);
  const mapping: ContactMapping = { source, defaultRegion, issuedIds };

  return {
    description: HUBSPOT,
    records: {
      mode: 'multiGet',
      maxBatch: MAX_BATCH_READ,
      fetch: (ids, shape, { signal }) => readContacts(api, mapping, ids, shape, signal),
    },
    find: { EMAIL: findByEmail(api, mapping), PHONE: findByPhone(api, mapping) },
    ...(issuedIds && {
      findIssued: { issuer: issuedIds.issuedBy, lookup: findByIssuedId(api, mapping, issuedIds) },
    }),
    parts: {
      DEALS: partLookup(api, source, DEALS),
      ACTIVITIES: partLookup(api, source, ACTIVITIES),
      TASKS: partLookup(api, source, TASKS),
    },
    byNumber: {},
    search: (query, first, { signal }) => searchWords(api, mapping, query, first, signal),
    listSince: (since, after, { signal }) => walkContacts(api, mapping, since, after, signal),
    check: ({ signal }) => check(api, signal),
    quota: () => api.quota,
  };
}

async function readContacts(
  api: HubSpotApi,
  mapping: ContactMapping,
  ids: readonly string[],
  shape: RecordShape,
  signal: AbortSignal,
): Promise<Slot<SourceRecord>[]> {
  const asked = contactProperties(shape, mapping);
  const answer = await api.batchRead('contacts', ids.filter(isRecordId), asked, signal);
  const wanted = new Set(ids);
  const contacts = new Map<string, CrmObject>();
  let stray: SourceFault | undefined;
  for (const contact of answer.objects) {
    const names = [contact.id, ...mergedIds(contact)].filter((id) => wanted.has(id));
    // The object of its own id outranks one that only took the id over.
    for (const id of names) if (id === contact.id || !contacts.has(id)) contacts.set(id, contact);
    if (names.length === 0) stray = { state: 'INVALID_RESPONSE', message: 'the answer has a contact nobody asked for' };
  }
  const unanswered = answer.unreadable ?? stray;
  return ids.map((id) => {
    const contact = contacts.get(id);
    if (contact) return contactSlot(id, contact, () => sourceRecord(contact, asked, mapping));
    const fault = isRecordId(id) ? (answer.faults.get(id) ?? unanswered) : undefined;
    return fault ? { state: 'failed', fault } : NONE;
  });
}

/** A merged contact's old id answers the survivor's object, which names the old id. */
function contactSlot(id: string, contact: CrmObject, map: () => SourceRecord): Slot<SourceRecord> {
  try {
    if (contact.id !== id) return { state: 'merged', into: contact.id, value: map() };
    return contact.archived ? { state: 'gone' } : found(map());
  } catch (error) {
    if (error instanceof SourceError) return { state: 'failed', fault: error.fault };
    throw error;
  }
}

/** Longest text that HubSpot's search can be given beside the properties asked for. */
const MAX_QUERY = 500;

/** `query` knows no operators: whatever is in it is words. */
async function searchWords(
  api: HubSpotApi,
  mapping: ContactMapping,
  query: string,
  first: number,
  signal: AbortSignal,
): Promise<SourceRecord[]> {
  const asked = contactProperties('full', mapping);
  const words = query.trim().slice(0, MAX_QUERY);
  if (words === '' || first <= 0) return [];
  const records: SourceRecord[] = [];
  let after: string | undefined;
  do {
    const limit = Math.min(first - records.length, MAX_SEARCH_PAGE);
    const request = { query: words, properties: asked, limit, ...(after === undefined ? {} : { after }) };
    const page = await api.searchPage('contacts', request, signal);
    records.push(...page.objects.map((contact) => identified(sourceRecord(contact, asked, mapping))));
    after = page.objects.length > 0 ? page.after : undefined;
  } while (after !== undefined && records.length < first);
  return records.slice(0, first);
}

const CHECKS: readonly { readonly type: ObjectType; readonly parts: readonly Part[]; readonly scope: string }[] = [
  { type: 'contacts', parts: ['PROFILE', 'CONSENTS', 'SEARCH'], scope: CONTACTS_SCOPE },
  { type: 'deals', parts: ['DEALS'], scope: DEALS_SCOPE },
  { type: 'calls', parts: ['ACTIVITIES'], scope: CONTACTS_SCOPE },
  { type: 'emails', parts: ['ACTIVITIES'], scope: EMAILS_SCOPE },
  { type: 'meetings', parts: ['ACTIVITIES'], scope: CONTACTS_SCOPE },
  { type: 'notes', parts: ['ACTIVITIES'], scope: CONTACTS_SCOPE },
  { type: 'tasks', parts: ['TASKS'], scope: CONTACTS_SCOPE },
];

/** One object of each type: the cheapest call that needs each scope. */
async function check(api: HubSpotApi, signal: AbortSignal): Promise<SourceCheck> {
  const faults = await Promise.all(
    CHECKS.map(async ({ type }) => {
      try {
        await api.listPage(type, { properties: 'hs_object_id', archived: false, limit: 1 }, signal);
        return undefined;
      } catch (error) {
        if (error instanceof SourceError) return error.fault;
        throw error;
      }
    }),
  );
  const missing = new Map<string, Set<Part>>();
  let worst: SourceFault | undefined;
  CHECKS.forEach(({ parts, scope }, i) => {
    const fault = faults[i];
    if (!fault) return;
    const permission = fault.permission ?? (fault.message.startsWith('HTTP 403') ? scope : undefined);
    if (permission === undefined) worst ??= fault;
    else missing.set(permission, new Set([...(missing.get(permission) ?? []), ...parts]));
  });
  const missingPermissions = [...missing].map(([permission, parts]) => ({ permission, parts: [...parts] }));
  if (worst) return { ok: false, message: worstMessage(worst), missingPermissions };
  if (missing.size > 0) {
    return { ok: false, message: `the token lacks ${[...missing.keys()].join(', ')}`, missingPermissions };
  }
  return { ok: true, message: 'contacts, deals, activities and tasks can be read', missingPermissions };
}

function worstMessage(fault: SourceFault): string {
  return fault.state === 'UNAUTHORISED' ? `HubSpot refused the token: ${fault.message}` : `no check: ${fault.message}`;
}
