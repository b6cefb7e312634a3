/**
 * Contacts by e-mail, phone, or another source's id. HubSpot's search compares texts and lags behind by seconds, so each hit is
 * checked by normal form, and primary e-mails are also read by their unique index, which does not lag.
 */
import { normalEmail } from '../../customer/normal-forms/email';
import { normalPhone, phoneSpellings } from '../../customer/normal-forms/phone';
import type { IdentifierType, SourceRecord } from '../../customer/source-record';
import { SourceError, type SourceFault } from '../../remote/fault';
import { found, type KeyedLookup, NONE, type Slot } from '../contract';
import { identified } from '../drift';
import {
  type HubSpotApi,
  MAX_BATCH_READ,
  MAX_SEARCH_BODY,
  MAX_SEARCH_PAGE,
  type SearchFilter,
  type SearchRequest,
} from './api';
import { type ContactMapping, contactProperties, type IssuedIdProperty, sourceRecord } from './contact';
import type { CrmObject } from './payload';

type Find = KeyedLookup<string, readonly SourceRecord[]>;

/** What to ask for one key: alternatives of (property, spellings). */
type Wanted = readonly { readonly property: string; readonly values: readonly string[] }[];

/** Contacts found so far by id. */
type Hits = Map<string, CrmObject>;

export function findByEmail(api: HubSpotApi, mapping: ContactMapping): Find {
  const asked = contactProperties('full', mapping);
  return {
    mode: 'searchIn',
    maxBatch: MAX_BATCH_READ,
    async fetch(keys, _options, { signal }) {
      const spelled = keys.map(emailSpellings);
      const wanted = spelled.map((values) => [
        { property: 'email', values },
        { property: 'hs_additional_emails', values },
      ]);
      const [primary, hits] = await Promise.all([
        api.batchRead('contacts', [...new Set(spelled.flat())], asked, signal, 'email'),
        searchMany(api, wanted, asked, signal),
      ]);
      for (const contact of primary.objects) hits.set(contact.id, contact);
      const slot = matching(hits, asked, mapping, (record) => normals(record, 'EMAIL'));
      return keys.map((key, i) => {
        const refused = spelled[i]?.map((value) => primary.faults.get(value)).find((fault) => fault !== undefined);
        const fault = refused ?? primary.unreadable;
        return fault ? { state: 'failed', fault } : slot(normalEmail(key) ?? key);
      });
    },
  };
}

export function findByPhone(api: HubSpotApi, mapping: ContactMapping): Find {
  const asked = contactProperties('full', mapping);
  return {
    mode: 'searchIn',
    maxBatch: 25,
    async fetch(keys, _options, { signal }) {
      const hits = await searchMany(api, keys.map(phoneWanted), asked, signal);
      const slot = matching(hits, asked, mapping, (record) => normals(record, 'PHONE'));
      return keys.map((key) => slot(normalPhone(key, mapping.defaultRegion) ?? key));
    },
  };
}

/** Contacts by an id that another source issued and a sync wrote down, with its prefix or without. */
export function findByIssuedId(api: HubSpotApi, mapping: ContactMapping, rule: IssuedIdProperty): Find {
  const asked = contactProperties('full', mapping);
  return {
    mode: 'searchIn',
    maxBatch: 50,
    async fetch(keys, _options, { signal }) {
      const wanted = keys.map((key) => [{ property: rule.property, values: issuedSpellings(key, rule.idPrefix) }]);
      const hits = await searchMany(api, wanted, asked, signal);
      return keys.map(matching(hits, asked, mapping, (record) => record.issuedIds.map(({ id }) => id)));
    },
  };
}

/** `IN` compares with the stored text in lower case. */
function issuedSpellings(id: string, prefix: string): string[] {
  const spellings = id.startsWith(prefix) ? [id, id.slice(prefix.length)] : [id];
  return spellings.map((spelling) => spelling.toLowerCase());
}

/** A key may be a spelling or the normal form; a contact holds one or the other, in lower case as HubSpot stores it. */
function emailSpellings(key: string): string[] {
  const written = key.trim().toLowerCase();
  const normal = normalEmail(key);
  const spellings = /^[^\s<>"]+@[^\s<>"]+$/.test(written) ? [written] : [];
  return normal === null || spellings.includes(normal) ? spellings : [...spellings, normal];
}

/**
 * HubSpot derives `hs_searchable_calculated_…` from what was typed: the national number without its country code. Where
 * it could not, only the typed text is left to compare, so the usual spellings are asked for too.
 */
function phoneWanted(e164: string): Wanted {
  const spellings = phoneSpellings(e164);
  const digits = spellings.filter((spelling) => /^\d+$/.test(spelling));
  return [
    { property: 'hs_searchable_calculated_phone_number', values: digits },
    { property: 'hs_searchable_calculated_mobile_number', values: digits },
    { property: 'phone', values: spellings },
    { property: 'mobilephone', values: spellings },
  ];
}

/** One search for as many keys as a request body may hold, side by side; each paged to its end. */
async function searchMany(
  api: HubSpotApi,
  wanted: readonly Wanted[],
  properties: readonly string[],
  signal: AbortSignal,
): Promise<Hits> {
  const requests = pack(wanted, properties);
  const pages = await Promise.all(requests.map((request) => api.searchAll('contacts', request, signal)));
  return new Map(pages.flat().map((contact) => [contact.id, contact]));
}

function pack(wanted: readonly Wanted[], properties: readonly string[]): SearchRequest[] {
  const requests: SearchRequest[] = [];
  let packed: ReadonlyMap<string, ReadonlySet<string>> = new Map();
  for (const alternatives of wanted) {
    const grown = withMore(packed, alternatives);
    if (packed.size > 0 && JSON.stringify(searchFor(grown, properties)).length > MAX_SEARCH_BODY - AFTER_ROOM) {
      requests.push(searchFor(packed, properties));
      packed = withMore(new Map(), alternatives);
    } else {
      packed = grown;
    }
  }
  return packed.size > 0 ? [...requests, searchFor(packed, properties)] : requests;
}

/** Characters kept for `after`, which further pages of a search add to its body. */
const AFTER_ROOM = 40;

function withMore(packed: ReadonlyMap<string, ReadonlySet<string>>, wanted: Wanted): Map<string, ReadonlySet<string>> {
  const grown = new Map(packed);
  for (const { property, values } of wanted) {
    if (values.length > 0) grown.set(property, new Set([...(grown.get(property) ?? []), ...values]));
  }
  return grown;
}

function searchFor(packed: ReadonlyMap<string, ReadonlySet<string>>, properties: readonly string[]): SearchRequest {
  const filterGroups = [...packed].map(([propertyName, values]) => {
    const filter: SearchFilter = { propertyName, operator: 'IN', values: [...values] };
    return { filters: [filter] };
  });
  return { filterGroups, properties, limit: MAX_SEARCH_PAGE };
}

/**
 * The hits that really match, by what `keysOf` reads from a record. A hit that cannot be read might have matched any
 * key, so then no key is told "none" or "these are all".
 */
function matching(
  hits: Hits,
  asked: readonly string[],
  mapping: ContactMapping,
  keysOf: (record: SourceRecord) => readonly string[],
): (key: string) => Slot<readonly SourceRecord[]> {
  const byKey = new Map<string, SourceRecord[]>();
  let fault: SourceFault | undefined;
  for (const contact of hits.values()) {
    if (contact.archived) continue;
    try {
      const record = identified(sourceRecord(contact, asked, mapping));
      for (const key of new Set(keysOf(record))) byKey.set(key, [...(byKey.get(key) ?? []), record]);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      fault = error.fault;
    }
  }
  return (key) => {
    if (fault) return { state: 'failed', fault };
    const records = byKey.get(key);
    return records ? found(records.sort((a, b) => (a.ref.id < b.ref.id ? -1 : 1))) : NONE;
  };
}

function normals(record: SourceRecord, type: IdentifierType): string[] {
  return record.identifiers.flatMap((identifier) => (identifier.type === type ? [identifier.normal] : []));
}
