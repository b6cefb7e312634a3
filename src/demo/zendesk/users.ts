/** Users of the simulated account: lists, search, identities, the incremental export. */
import type { SimulatedResponse } from '../simulator';
import type { ZendeskUser, ZendeskWorld } from '../world';
import { invalidParameter, RECORD_NOT_FOUND, Refusal, refused, titled } from './answers';
import { ACCOUNT, isCursorPaged, type Paged, pageByCursor, pageByNumber, wholeNumber } from './paging';
import { compares, matchesPhone, matchesWords, parseQuery, satisfies, type Term } from './query-language';

const SIDELOADS = new Set(['identities', 'organizations']);
const MAX_SHOWN = 100;
const MAX_EXPORTED = 1000;
const USER_FIELDS = new Set([
  'type',
  'email',
  'phone',
  'name',
  'role',
  'external_id',
  'tags',
  'notes',
  'created',
  'updated',
]);

export class SimulatedUsers {
  constructor(
    private readonly world: ZendeskWorld,
    private readonly now: () => number,
  ) {}

  list(path: string, query: URLSearchParams): SimulatedResponse {
    const role = query.get('role');
    const externalId = query.get('external_id');
    const all = this.world.users
      .filter((user) => user.active && (role === null || user.role === role))
      .filter((user) => externalId === null || user.external_id === externalId)
      .sort((a, b) => a.id - b.id);
    return this.page(isCursorPaged(query) ? pageByCursor(all, path, query) : pageByNumber(all, path, query), query);
  }

  /** Deleted users are shown, as not active. Absent ones are left out. */
  showMany(query: URLSearchParams): SimulatedResponse {
    const ids = listOf(query, 'ids');
    const externalIds = listOf(query, 'external_ids');
    if ((ids === undefined) === (externalIds === undefined)) throw invalidParameter('ids', 'Give ids or external_ids.');
    const asked = new Set(ids ?? externalIds);
    if (asked.size > MAX_SHOWN) {
      throw new Refusal(titled(400, 'Too many users', `No more than ${MAX_SHOWN} users can be shown at once.`));
    }
    if (ids?.some((id) => !/^\d+$/.test(id))) throw invalidParameter('ids', 'They must be integers.');
    const users = this.world.users.filter((user) =>
      asked.has(ids === undefined ? (user.external_id ?? '') : String(user.id)),
    );
    return this.page({ rows: users, about: { next_page: null, previous_page: null, count: users.length } }, query);
  }

  show(id: string, query: URLSearchParams): SimulatedResponse {
    const user = this.find(id);
    if (!user) return RECORD_NOT_FOUND;
    return { status: 200, body: { user: userBody(user), ...this.sideloads([user], query) } };
  }

  identities(id: string): SimulatedResponse {
    const user = this.find(id);
    if (!user) return RECORD_NOT_FOUND;
    const identities = identityBodies(user);
    return {
      status: 200,
      body: { identities, next_page: null, previous_page: null, count: identities.length },
    };
  }

  /** Offset paging only. */
  search(path: string, query: URLSearchParams): SimulatedResponse {
    if (isCursorPaged(query)) throw invalidParameter('page[size]', 'This endpoint has no cursor pagination.');
    const externalId = query.get('external_id');
    const words = query.get('query');
    if ((externalId === null) === (words === null)) throw invalidParameter('query', 'Give query or external_id.');
    const users = externalId === null ? this.matching(words ?? '') : this.withExternalId(externalId);
    return this.page(pageByNumber(users, path, query), query);
  }

  matching(query: string): ZendeskUser[] {
    const terms = parseQuery(query, USER_FIELDS);
    return this.world.users.filter((user) => user.active && satisfies(terms, (term) => holdsFor(user, term)));
  }

  /** Everyone changed since a time, deleted users included, the oldest change first. */
  changed(path: string, query: URLSearchParams): SimulatedResponse {
    const size = wholeNumber(query, 'per_page', 1, MAX_EXPORTED) ?? MAX_EXPORTED;
    const cursor = query.get('cursor');
    const position = cursor === null ? this.start(query) : positionOf(cursor);
    const all = [...this.world.users].sort((a, b) => changedAt(a) - changedAt(b) || a.id - b.id);
    const further = all.filter((user) => isAfter(user, position));
    const users = further.slice(0, size);
    const last = users.at(-1);
    const after = cursorText(last ? { at: changedAt(last), id: last.id } : position);
    return {
      status: 200,
      body: {
        users: users.map(userBody),
        ...this.sideloads(users, query),
        after_cursor: after,
        after_url: `${ACCOUNT}${path}.json?cursor=${encodeURIComponent(after)}`,
        before_cursor: null,
        before_url: null,
        end_of_stream: further.length <= size,
      },
    };
  }

  find(id: string): ZendeskUser | undefined {
    return this.world.users.find((user) => String(user.id) === id);
  }

  private withExternalId(externalId: string): ZendeskUser[] {
    return this.world.users.filter((user) => user.active && user.external_id === externalId);
  }

  private start(query: URLSearchParams): Position {
    const from = wholeNumber(query, 'start_time', 0, Number.MAX_SAFE_INTEGER);
    if (from === undefined) throw invalidParameter('start_time', 'It is required.');
    if (from > this.now() / 1000 - 60) {
      const why = 'Too recent start_time. Use a start_time older than 60 seconds';
      throw new Refusal(refused(422, 'StartTimeTooRecent', why));
    }
    return { at: from, id: 0 };
  }

  private page({ rows, about }: Paged<ZendeskUser>, query: URLSearchParams): SimulatedResponse {
    return { status: 200, body: { users: rows.map(userBody), ...this.sideloads(rows, query), ...about } };
  }

  private sideloads(users: readonly ZendeskUser[], query: URLSearchParams): Record<string, unknown> {
    const include = listOf(query, 'include') ?? [];
    if (include.some((name) => !SIDELOADS.has(name))) throw invalidParameter('include', 'No such side-load.');
    const organizations = new Set(users.map((user) => user.organization_id));
    return {
      ...(include.includes('identities') && { identities: users.flatMap(identityBodies) }),
      ...(include.includes('organizations') && {
        organizations: this.world.organizations
          .filter(({ id }) => organizations.has(id))
          .map((organization) => ({ ...organization, url: `${ACCOUNT}/api/v2/organizations/${organization.id}.json` })),
      }),
    };
  }
}

interface Position {
  /** Seconds since the epoch. */
  readonly at: number;
  readonly id: number;
}

function changedAt(user: ZendeskUser): number {
  return Math.floor(Date.parse(user.updated_at) / 1000);
}

function isAfter(user: ZendeskUser, { at, id }: Position): boolean {
  return changedAt(user) > at || (changedAt(user) === at && user.id > id);
}

/** `1576613539.0||467|`, in base64. */
function cursorText({ at, id }: Position): string {
  return Buffer.from(`${at}.0||${id}|`).toString('base64');
}

function positionOf(cursor: string): Position {
  const match = /^(\d+)\.0\|\|(\d+)\|$/.exec(Buffer.from(cursor, 'base64').toString());
  if (!match) throw invalidParameter('cursor', 'It must be a cursor from an earlier answer.');
  return { at: Number(match[1]), id: Number(match[2]) };
}

function listOf(query: URLSearchParams, name: string): string[] | undefined {
  return query
    .get(name)
    ?.split(',')
    .map((part) => part.trim());
}

function holdsFor(user: ZendeskUser, term: Term): boolean {
  const emails = [user.email, ...user.identities.filter(({ type }) => type === 'email').map(({ value }) => value)];
  const phones = [user.phone, ...user.identities.filter(({ type }) => type !== 'email').map(({ value }) => value)];
  switch (term.field) {
    case 'type':
      return term.value === 'user';
    case 'email':
      return emails.some((email) => matchesWords(email, term));
    case 'phone':
      return phones.some((phone) => matchesPhone(phone, term));
    case 'name':
      return matchesWords(user.name, term);
    case 'role':
      return user.role === term.value;
    case 'external_id':
      return user.external_id?.toLowerCase() === term.value.toLowerCase();
    case 'tags':
      return user.tags.some((tag) => tag === term.value.toLowerCase());
    case 'notes':
      return matchesWords(user.notes, term);
    case 'created':
      return compares(user.created_at, term);
    case 'updated':
      return compares(user.updated_at, term);
    default: {
      const texts = [user.name, user.notes, user.external_id, ...emails, ...phones, ...user.tags];
      return texts.some((text) => matchesWords(text, term));
    }
  }
}

function userBody(user: ZendeskUser): Record<string, unknown> {
  return {
    id: user.id,
    url: `${ACCOUNT}/api/v2/users/${user.id}.json`,
    name: user.name,
    email: user.email,
    created_at: user.created_at,
    updated_at: user.updated_at,
    time_zone: user.time_zone,
    iana_time_zone: user.iana_time_zone,
    phone: user.phone,
    shared_phone_number: null,
    photo: null,
    locale_id: 1,
    locale: user.locale,
    organization_id: user.organization_id,
    role: user.role,
    verified: user.verified,
    external_id: user.external_id,
    tags: user.tags,
    alias: '',
    active: user.active,
    shared: false,
    shared_agent: false,
    last_login_at: null,
    two_factor_auth_enabled: null,
    signature: null,
    details: '',
    notes: user.notes,
    role_type: null,
    custom_role_id: null,
    moderator: false,
    ticket_restriction: 'requested',
    only_private_comments: false,
    restricted_agent: true,
    suspended: false,
    default_group_id: null,
    report_csv: false,
    user_fields: {},
  };
}

function identityBodies(user: ZendeskUser): Record<string, unknown>[] {
  return user.identities.map((identity) => ({
    url: `${ACCOUNT}/api/v2/users/${user.id}/identities/${identity.id}.json`,
    id: identity.id,
    user_id: user.id,
    type: identity.type,
    value: identity.value,
    verified: identity.verified,
    primary: identity.primary,
    created_at: user.created_at,
    updated_at: user.updated_at,
    ...(identity.type === 'email' && { undeliverable_count: 0, deliverable_state: 'deliverable' }),
  }));
}
