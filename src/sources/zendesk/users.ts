/**
 * Reading persons: by id, by identifier, by words, and all of them.
 *
 * A user may own several addresses and numbers (identities). Listing them one user at a time would cost a call each, so
 * they are side-loaded in the call that reads the users: 100 users are one call in every shape. Zendesk's reference does
 * not list the sideload among the parameters of `show_many`, its staff confirm it in the community forum; should an
 * answer come without them, they are read one user at a time rather than taken for absent.
 */
import { domainToUnicode } from 'node:url';
import { phoneSpellings } from '../../customer/normal-forms/phone';
import type { IdentifierType, SourceRecord } from '../../customer/source-record';
import { invalidResponse } from '../../remote/fault';
import { found, type KeyedLookup, NONE, type RecordPage, type RecordShape, type Slot } from '../contract';
import { identified } from '../drift';
import { inParallel, slotsInParallel } from '../in-parallel';
import { MAX_PAGE, type UserSideload, type Users, type ZendeskApi } from './api';
import { idOf, isVendorId, type Json, text } from './payload';
import {
  type ExternalIdRule,
  externalIdOf,
  isDeleted,
  isTeamMember,
  type Loaded,
  toSourceRecord,
  type UserMapping,
} from './user';

const WHOLE: readonly UserSideload[] = ['identities', 'organizations'];
const CONCURRENCY = 8;
/** Pages of one user search that are read. More fuzzy hits than that for one identifier mean that the search is off. */
const MAX_SEARCH_PAGES = 10;

export function userRecords(api: ZendeskApi, mapping: UserMapping): KeyedLookup<string, SourceRecord, RecordShape> {
  return {
    mode: 'multiGet',
    maxBatch: MAX_PAGE,
    fetch: async (ids, shape, { signal }) => {
      const asked = ids.filter(isVendorId);
      if (asked.length === 0) return ids.map(() => NONE);
      const include: readonly UserSideload[] = shape === 'summary' ? ['identities'] : WHOLE;
      const answer = await api.showManyUsers('ids', asked, include, signal);
      const loaded = loadedWith(answer);
      const users = new Map(answer.users.map((user) => [idOf(user.id), user]));
      const wanted = new Set<string | undefined>(asked);
      // Who is left out is not there; but an answer about somebody else says nothing of who was asked for.
      const isAnswer = [...users.keys()].every((id) => wanted.has(id));
      return slotsInParallel(CONCURRENCY, ids, signal, async (id): Promise<Slot<SourceRecord>> => {
        const user = users.get(id);
        if (!user && wanted.has(id) && !isAnswer) throw invalidResponse('the answer has a user nobody asked for');
        if (!user) return NONE;
        if (isDeleted(user)) return { state: 'gone' };
        return found(
          shape === 'summary'
            ? recordOf(user, loaded, mapping)
            : await wholeRecord(api, mapping, { user, loaded }, signal),
        );
      });
    },
  };
}

/**
 * By e-mail or phone. The search compares words and beginnings of words, and its index lags some minutes behind, so
 * that a user made just now may be missed; there is no exact look-up. Every hit is compared again, by normal form, with
 * all that the user owns.
 */
export function findUsers(
  api: ZendeskApi,
  mapping: UserMapping,
  type: 'EMAIL' | 'PHONE',
): KeyedLookup<string, readonly SourceRecord[]> {
  const queriesOf = type === 'EMAIL' ? emailQueries : phoneQueries;
  return {
    mode: 'fanOut',
    maxBatch: MAX_PAGE,
    concurrency: CONCURRENCY,
    fetch: (keys, _options, { signal }) =>
      slotsInParallel(CONCURRENCY, keys, signal, async (normal) => {
        const pages = await Promise.all(queriesOf(normal).map((query) => searchAll(api, query, signal)));
        const hits = new Map(pages.flat().map((hit) => [idOf(hit.user.id), hit]));
        const records = await wholeRecords(api, mapping, [...hits.values()], signal);
        return foundOrNone(records.map(identified).filter((record) => owns(record, type, normal)));
      }),
  };
}

/** By the id that another source issued, which Zendesk keeps as the external id: live, and a hundred a call. */
export function findByExternalId(
  api: ZendeskApi,
  mapping: UserMapping,
  rule: ExternalIdRule,
): KeyedLookup<string, readonly SourceRecord[]> {
  return {
    mode: 'multiGet',
    maxBatch: MAX_PAGE,
    fetch: async (keys, _options, { signal }) => {
      const externalIds = keys.map((key) => externalIdOf(key, rule));
      // An id with a comma would be read as two; nobody has such ids, but a caller may ask for one.
      const asked = externalIds.flatMap((id) => (id === undefined || id.includes(',') ? [] : [id]));
      if (asked.length === 0) return keys.map(() => NONE);
      const customers = customersOf(await api.showManyUsers('external_ids', asked, WHOLE, signal));
      return slotsInParallel(CONCURRENCY, externalIds, signal, async (external) => {
        for (const { user, loaded } of customers) identified(recordOf(user, loaded, mapping));
        const bearers = customers.filter(({ user }) => external !== undefined && text(user.external_id) === external);
        return foundOrNone(await wholeRecords(api, mapping, bearers, signal));
      });
    },
  };
}

/** Characters with a meaning in Zendesk's query language; `-` has one at the beginning of a word. */
const OPERATORS = /["*:<>()\\]/g;
const LEADING_MINUS = /(?<=^|\s)-+/g;
const MAX_WORDS = 200;

export async function searchUsers(
  api: ZendeskApi,
  mapping: UserMapping,
  query: string,
  first: number,
  signal: AbortSignal,
): Promise<readonly SourceRecord[]> {
  const plain = query.slice(0, MAX_WORDS).replace(OPERATORS, ' ').replace(LEADING_MINUS, ' ');
  const words = plain.trim().replace(/\s+/g, ' ');
  if (words === '' || first < 1) return [];
  const page = { number: 1, size: Math.min(first, MAX_PAGE) };
  const answer = await api.searchUsers(`role:end-user ${words}`, page, WHOLE, signal);
  return (await wholeRecords(api, mapping, customersOf(answer), signal)).map(identified);
}

/**
 * Everyone changed since a time, by the incremental export: complete, deleted users included, and allowed to
 * administrators only, ten calls a minute.
 */
export async function exportUsers(
  api: ZendeskApi,
  mapping: UserMapping,
  since: string | undefined,
  after: string | undefined,
  signal: AbortSignal,
): Promise<RecordPage> {
  const page = await api.exportUsers(after === undefined ? { since } : { cursor: after }, WHOLE, signal);
  return {
    records: await wholeRecords(api, mapping, customersOf(page), signal),
    deletedIds: page.users.filter(isDeleted).flatMap((user) => idOf(user.id) ?? []),
    ...(page.more && { next: page.cursor }),
  };
}

function emailQueries(normal: string): string[] {
  return emailSpellings(normal).map((address) => `email:"${address.replace(/["\\]/g, '')}"`);
}

/**
 * Addresses that share a normal form and can be told from it. Dots and tags at providers that ignore them cannot: a user
 * stored as `a.d.a+shop@gmail.com` is found by its other identifiers or by backfill.
 */
function emailSpellings(normal: string): string[] {
  const at = normal.lastIndexOf('@');
  const local = normal.slice(0, at);
  const domain = normal.slice(at + 1);
  const domains = [domain, domainToUnicode(domain), ...(domain === 'gmail.com' ? ['googlemail.com'] : [])];
  return [...new Set(domains.filter((name) => name !== ''))].map((name) => `${local}@${name}`);
}

/**
 * `phone:` compares the digits as they were typed; a leading `*` matches the end of a number in whatever spelling
 * (Zendesk's guide "Retrieving the Zendesk user id of a caller"). The end all spellings share is the national number
 * without trunk prefix: the shortest that is all digits.
 */
function phoneQueries(e164: string): string[] {
  const digits = phoneSpellings(e164)
    .map((spelling) => spelling.replace(/^\+/, ''))
    .filter((spelling) => /^\d+$/.test(spelling));
  const shortest = digits.reduce((a, b) => (b.length < a.length ? b : a));
  return [`phone:*${shortest}`];
}

/** A user of an answer, with what else the answer holds. */
interface Hit {
  readonly user: Json;
  readonly loaded: Loaded;
}

/** A user search to its end. */
async function searchAll(api: ZendeskApi, query: string, signal: AbortSignal): Promise<Hit[]> {
  const hits: Hit[] = [];
  for (let number = 1; number <= MAX_SEARCH_PAGES; number++) {
    const page = await api.searchUsers(query, { number, size: MAX_PAGE }, WHOLE, signal);
    hits.push(...customersOf(page));
    if (!page.more) return hits;
  }
  throw invalidResponse('a search by identifier has too many hits');
}

function customersOf(answer: Users): Hit[] {
  const loaded = loadedWith(answer);
  return answer.users.filter((user) => !isTeamMember(user) && !isDeleted(user)).map((user) => ({ user, loaded }));
}

function owns({ identifiers }: SourceRecord, type: IdentifierType, normal: string): boolean {
  return identifiers.some((identifier) => identifier.type === type && identifier.normal === normal);
}

function wholeRecords(
  api: ZendeskApi,
  mapping: UserMapping,
  hits: readonly Hit[],
  signal: AbortSignal,
): Promise<SourceRecord[]> {
  return inParallel(CONCURRENCY, hits, (hit) => wholeRecord(api, mapping, hit, signal));
}

/** With all that the user owns, whether or not the answer brought it along. */
async function wholeRecord(
  api: ZendeskApi,
  mapping: UserMapping,
  { user, loaded }: Hit,
  signal: AbortSignal,
): Promise<SourceRecord> {
  const record = recordOf(user, loaded, mapping);
  if (loaded.identitiesOf(record.ref.id) !== undefined) return record;
  const identities = await api.identities(record.ref.id, signal);
  return recordOf(user, { ...loaded, identitiesOf: () => identities }, mapping);
}

function recordOf(user: Json, loaded: Loaded, mapping: UserMapping): SourceRecord {
  const record = toSourceRecord(user, loaded, mapping);
  if (!record) throw invalidResponse('a user in the answer has no id');
  return record;
}

function loadedWith({ identities, organizations }: Users): Loaded {
  const byUser = new Map<string, Json[]>();
  for (const identity of identities ?? []) {
    const owner = idOf(identity.user_id);
    if (owner === undefined) throw invalidResponse('an identity in the answer has no user');
    byUser.set(owner, [...(byUser.get(owner) ?? []), identity]);
  }
  const names = new Map((organizations ?? []).map(({ id, name }) => [idOf(id), text(name)]));
  return {
    identitiesOf: (userId) => (identities === undefined ? undefined : (byUser.get(userId) ?? [])),
    organizationName: (organizationId) => names.get(organizationId),
  };
}

function foundOrNone(records: readonly SourceRecord[]): Slot<readonly SourceRecord[]> {
  return records.length > 0 ? found(records) : NONE;
}
