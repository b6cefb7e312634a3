/** Tickets of the simulated account: by id, by requester, by search. */
import type { SimulatedResponse } from '../simulator';
import type { ZendeskTicket, ZendeskUser, ZendeskWorld } from '../world';
import { invalidParameter, RECORD_NOT_FOUND, Refusal, refused, titled } from './answers';
import { ACCOUNT, isCursorPaged, type Paged, pageByCursor, pageByNumber } from './paging';
import { compares, matchesWords, parseQuery, satisfies, type Term } from './query-language';
import type { SimulatedUsers } from './users';

const MAX_SHOWN = 100;
const MAX_HITS = 1000;
const MAX_QUERY = 2000;
const TICKET_FIELDS = new Set(['type', 'requester', 'status', 'priority', 'subject', 'tags', 'created', 'updated']);
const PRIORITIES = ['low', 'normal', 'high', 'urgent'];
const STATUSES = ['new', 'open', 'pending', 'hold', 'solved', 'closed'];

type Ordering = (a: ZendeskTicket, b: ZendeskTicket) => number;

const BY_FIELD: ReadonlyMap<string, Ordering> = new Map<string, Ordering>([
  ['id', (a, b) => a.id - b.id],
  ['created_at', (a, b) => Date.parse(a.created_at) - Date.parse(b.created_at) || a.id - b.id],
  ['updated_at', (a, b) => Date.parse(a.updated_at) - Date.parse(b.updated_at) || a.id - b.id],
  ['status', (a, b) => STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status) || a.id - b.id],
  ['priority', (a, b) => PRIORITIES.indexOf(a.priority ?? '') - PRIORITIES.indexOf(b.priority ?? '') || a.id - b.id],
]);
const SORTED_BY_CURSOR = new Set(['id', 'updated_at', 'status']);

export class SimulatedTickets {
  constructor(
    private readonly world: ZendeskWorld,
    private readonly users: SimulatedUsers,
  ) {}

  list(path: string, query: URLSearchParams): SimulatedResponse {
    return this.page(this.world.tickets, path, query);
  }

  requestedBy(userId: string, path: string, query: URLSearchParams): SimulatedResponse {
    const user = this.users.find(userId);
    if (!user) return RECORD_NOT_FOUND;
    return this.page(
      this.world.tickets.filter((ticket) => ticket.requester_id === user.id),
      path,
      query,
    );
  }

  show(id: string): SimulatedResponse {
    const ticket = this.world.tickets.find((candidate) => String(candidate.id) === id);
    return ticket ? { status: 200, body: { ticket: ticketBody(ticket) } } : RECORD_NOT_FOUND;
  }

  showMany(query: URLSearchParams): SimulatedResponse {
    const ids = new Set(query.get('ids')?.split(','));
    if (ids.size === 0 || [...ids].some((id) => !/^\d+$/.test(id))) {
      throw invalidParameter('ids', 'They must be integers.');
    }
    if (ids.size > MAX_SHOWN) {
      throw new Refusal(titled(400, 'Too many tickets', `No more than ${MAX_SHOWN} tickets can be shown at once.`));
    }
    const tickets = this.world.tickets.filter((ticket) => ids.has(String(ticket.id)));
    const about = { next_page: null, previous_page: null, count: tickets.length };
    return { status: 200, body: { tickets: tickets.map(ticketBody), ...about } };
  }

  /** The search over everything; `type:` says over what. Offset paging only, a thousand hits at most. */
  search(path: string, query: URLSearchParams): SimulatedResponse {
    const text = query.get('query');
    if (text === null || text.trim() === '') throw invalidParameter('query', 'It is required.');
    if (text.length > MAX_QUERY) throw new Refusal(titled(414, 'Request-URI Too Large', 'The request is too long.'));
    if (isCursorPaged(query)) throw invalidParameter('page[size]', 'This endpoint has no cursor pagination.');
    const type = /(?:^|\s)type:(\w+)/.exec(text)?.[1];
    if (type !== 'ticket' && type !== 'user') throw invalidParameter('query', 'Only tickets and users are simulated.');
    const results =
      type === 'ticket'
        ? this.matching(text, query).map((ticket) => ({ ...ticketBody(ticket), result_type: 'ticket' }))
        : this.users.matching(text).map(({ identities: _, ...user }) => ({ ...user, result_type: 'user' }));
    const { rows, about } = pageByNumber<Record<string, unknown>>(results, path, query, {
      hits: MAX_HITS,
      refusal: BEYOND_THE_LIMIT,
    });
    return { status: 200, body: { results: rows, facets: null, ...about } };
  }

  private matching(text: string, query: URLSearchParams): ZendeskTicket[] {
    const terms = parseQuery(text, TICKET_FIELDS);
    const ordering = BY_FIELD.get(query.get('sort_by') ?? 'updated_at');
    if (!ordering) throw invalidParameter('sort_by', 'Hits cannot be sorted by it.');
    const hits = this.world.tickets.filter((ticket) => satisfies(terms, (term) => this.holdsFor(ticket, term)));
    return sorted(hits, ordering, query.get('sort_order') ?? 'desc');
  }

  private holdsFor(ticket: ZendeskTicket, term: Term): boolean {
    switch (term.field) {
      case 'type':
        return term.value === 'ticket';
      case 'requester':
        return this.isRequester(ticket, term);
      case 'status':
        return ticket.status === term.value;
      case 'priority':
        return ticket.priority === term.value;
      case 'subject':
        return matchesWords(ticket.subject, term);
      case 'tags':
        return ticket.tags.includes(term.value);
      case 'created':
        return compares(ticket.created_at, term);
      case 'updated':
        return compares(ticket.updated_at, term);
      default:
        return [ticket.subject, ticket.description, String(ticket.id)].some((text) => matchesWords(text, term));
    }
  }

  /** By id, e-mail or name. */
  private isRequester(ticket: ZendeskTicket, term: Term): boolean {
    if (/^\d+$/.test(term.value)) return String(ticket.requester_id) === term.value;
    const user: ZendeskUser | undefined = this.users.find(String(ticket.requester_id));
    if (term.value.includes('@')) return user?.email?.toLowerCase() === term.value.toLowerCase();
    return user !== undefined && matchesWords(user.name, term);
  }

  private page(tickets: readonly ZendeskTicket[], path: string, query: URLSearchParams): SimulatedResponse {
    let paged: Paged<ZendeskTicket>;
    if (isCursorPaged(query)) {
      const sort = query.get('sort') ?? 'id';
      const field = sort.replace(/^-/, '');
      if (!SORTED_BY_CURSOR.has(field)) throw invalidParameter('sort', 'Cursors go by id, updated_at or status.');
      const ordering = BY_FIELD.get(field)!;
      paged = pageByCursor(sorted(tickets, ordering, sort.startsWith('-') ? 'desc' : 'asc'), path, query);
    } else {
      const ordering = BY_FIELD.get(query.get('sort_by') ?? 'created_at');
      if (!ordering) throw invalidParameter('sort_by', 'Tickets cannot be sorted by it.');
      paged = pageByNumber(sorted(tickets, ordering, query.get('sort_order') ?? 'asc'), path, query);
    }
    return { status: 200, body: { tickets: paged.rows.map(ticketBody), ...paged.about } };
  }
}

const BEYOND_THE_LIMIT = new Refusal(
  refused(422, 'invalid', 'Invalid search: Requested response size was greater than Search Response Limits'),
);

function sorted(tickets: readonly ZendeskTicket[], ordering: Ordering, order: string): ZendeskTicket[] {
  if (order !== 'asc' && order !== 'desc') throw invalidParameter('sort_order', 'It must be asc or desc.');
  return [...tickets].sort((a, b) => (order === 'asc' ? ordering(a, b) : ordering(b, a)));
}

function ticketBody(ticket: ZendeskTicket): Record<string, unknown> {
  return {
    url: `${ACCOUNT}/api/v2/tickets/${ticket.id}.json`,
    id: ticket.id,
    external_id: null,
    via: { channel: ticket.via.channel, source: { from: {}, to: {}, rel: null } },
    created_at: ticket.created_at,
    updated_at: ticket.updated_at,
    type: ticket.type,
    subject: ticket.subject,
    raw_subject: ticket.subject,
    description: ticket.description,
    priority: ticket.priority,
    status: ticket.status,
    recipient: null,
    requester_id: ticket.requester_id,
    submitter_id: ticket.submitter_id,
    assignee_id: ticket.assignee_id,
    organization_id: ticket.organization_id,
    group_id: null,
    collaborator_ids: [],
    follower_ids: [],
    email_cc_ids: [],
    forum_topic_id: null,
    problem_id: null,
    has_incidents: false,
    is_public: true,
    due_at: null,
    tags: ticket.tags,
    custom_fields: [],
    satisfaction_rating: null,
    sharing_agreement_ids: [],
    followup_ids: [],
    brand_id: null,
    allow_channelback: false,
    allow_attachments: true,
  };
}
