/**
 * Zendesk Support as the demo has it: the endpoints of the Support API that a reader of customers needs, with the
 * vendor's authentication, limits, paging, errors in two shapes, and a search as loose as the vendor's. Stricter than
 * the vendor in one thing: a query parameter that an endpoint does not know is refused instead of ignored, so that a
 * misspelt one cannot go unnoticed.
 */
import type { Dialect, SimulatedRequest, SimulatedResponse } from './simulator';
import type { World, ZendeskUser } from './world';
import { invalidParameter, NO_SUCH_ENDPOINT, NOT_AUTHENTICATED, Refusal, refused, titled } from './zendesk/answers';
import { SimulatedTickets } from './zendesk/tickets';
import { SimulatedUsers } from './zendesk/users';

export const ZENDESK_DEMO_CREDENTIALS = { email: 'gateway@demo.example.com', token: 'demo-zendesk-token' } as const;

/** Requests a minute, as on the Professional plan. Told in headers; refusing is a fault to be switched on. */
const REQUESTS_A_MINUTE = 400;

const OFFSET = ['page', 'per_page'];
const CURSOR = ['page[size]', 'page[after]'];
const TICKET_LIST = [...OFFSET, ...CURSOR, 'sort_by', 'sort_order', 'sort'];

interface Endpoint {
  readonly pattern: RegExp;
  readonly parameters: ReadonlySet<string>;
  /** @param id what the pattern's hole matched. */
  readonly answer: (path: string, query: URLSearchParams, id: string) => SimulatedResponse;
}

/** @param now ms since the epoch; tells minutes apart in the rate headers and how recent an export may start. */
export function createZendeskDialect(world: World, now: () => number = Date.now): Dialect {
  const { zendesk } = world;
  const users = new SimulatedUsers(zendesk, now);
  const tickets = new SimulatedTickets(zendesk, users);
  const endpoints: readonly Endpoint[] = [
    endpoint('users', [...OFFSET, ...CURSOR, 'role', 'external_id', 'include'], (path, query) =>
      users.list(path, query),
    ),
    endpoint('users/show_many', ['ids', 'external_ids', 'include'], (_, query) => users.showMany(query)),
    endpoint('users/search', [...OFFSET, ...CURSOR, 'query', 'external_id', 'include'], (path, query) =>
      users.search(path, query),
    ),
    endpoint('users/(\\d+)', ['include'], (_, query, id) => users.show(id, query)),
    endpoint('users/(\\d+)/identities', [...OFFSET, ...CURSOR], (_path, _query, id) => users.identities(id)),
    endpoint('users/(\\d+)/tickets/requested', TICKET_LIST, (path, query, id) => tickets.requestedBy(id, path, query)),
    endpoint('tickets', TICKET_LIST, (path, query) => tickets.list(path, query)),
    endpoint('tickets/show_many', ['ids'], (_, query) => tickets.showMany(query)),
    endpoint('tickets/(\\d+)', [], (_path, _query, id) => tickets.show(id)),
    endpoint('search', [...OFFSET, ...CURSOR, 'query', 'sort_by', 'sort_order'], (path, query) =>
      tickets.search(path, query),
    ),
    endpoint('incremental/users/cursor', ['start_time', 'cursor', 'per_page', 'include'], (path, query) =>
      users.changed(path, query),
    ),
  ];
  const meter = new RateMeter(now);

  const answer = (request: SimulatedRequest): SimulatedResponse => {
    if (!isAuthorised(request)) return NOT_AUTHENTICATED;
    const path = request.path.replace(/\.json$/, '');
    for (const { pattern, parameters, answer: respond } of endpoints) {
      const match = pattern.exec(path);
      if (!match) continue;
      if (request.method !== 'GET') return titled(405, 'Method not allowed', 'The simulator only reads.');
      const unknown = [...request.query.keys()].find((name) => !parameters.has(name));
      if (unknown !== undefined) throw invalidParameter(unknown, 'This endpoint has no such parameter.');
      return respond(path, request.query, match[1] ?? '');
    }
    return NO_SUCH_ENDPOINT;
  };

  return {
    vendor: 'zendesk',
    handle: (request) => {
      const headers = meter.count();
      try {
        return { ...answer(request), headers };
      } catch (error) {
        if (error instanceof Refusal) return { ...error.response, headers };
        throw error;
      }
    },
    rateLimited: (retryAfterSeconds) => ({
      ...refused(429, 'APIRateLimitExceeded', 'Number of allowed API requests per minute exceeded'),
      headers: { ...meter.exhausted(retryAfterSeconds), 'retry-after': String(retryAfterSeconds) },
    }),
    failure,
    merge: (from, into) => merge(world, from, into, now),
    remove: (id) => remove(userOf(world, id), now),
  };
}

function endpoint(path: string, parameters: readonly string[], answer: Endpoint['answer']): Endpoint {
  return { pattern: new RegExp(`^/api/v2/${path}$`), parameters: new Set(parameters), answer };
}

function isAuthorised({ headers }: SimulatedRequest): boolean {
  const { email, token } = ZENDESK_DEMO_CREDENTIALS;
  const [scheme, credential] = (headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'basic' || credential === undefined) return false;
  return Buffer.from(credential, 'base64').toString() === `${email}/token:${token}`;
}

function failure(status: number): SimulatedResponse {
  if (status === 401) return NOT_AUTHENTICATED;
  if (status === 403) {
    return titled(403, 'Forbidden', 'You do not have access to this page. Please contact the account owner.');
  }
  if (status === 503)
    return refused(503, 'unavailable', 'Sorry, we could not complete your request. Please try again.');
  return titled(status, 'Internal server error', 'We are looking into it.');
}

/** The loser is soft-deleted; its addresses and tickets go to the winner, and it does not tell to whom. */
function merge(world: World, from: string, into: string, now: () => number): void {
  const loser = userOf(world, from);
  const winner = userOf(world, into);
  winner.identities.push(...loser.identities.map((identity) => ({ ...identity, primary: false })));
  for (const ticket of world.zendesk.tickets) {
    if (ticket.requester_id === loser.id) ticket.requester_id = winner.id;
  }
  world.zendesk.merged.set(loser.id, winner.id);
  remove(loser, now);
  winner.updated_at = loser.updated_at;
}

function remove(user: ZendeskUser, now: () => number): void {
  user.active = false;
  user.email = null;
  user.external_id = null;
  user.identities = [];
  user.updated_at = `${new Date(now()).toISOString().slice(0, 19)}Z`;
}

function userOf(world: World, id: string): ZendeskUser {
  const user = world.zendesk.users.find((candidate) => String(candidate.id) === id);
  if (!user) throw new RangeError('There is no such Zendesk user.');
  return user;
}

/** The rate limit's headers: requests of this minute, and how long it lasts. */
class RateMeter {
  private minute = 0;
  private used = 0;

  constructor(private readonly now: () => number) {}

  count(): Record<string, string> {
    const minute = Math.floor(this.now() / 60_000);
    if (minute !== this.minute) {
      this.minute = minute;
      this.used = 0;
    }
    this.used += 1;
    return this.headers(Math.max(0, REQUESTS_A_MINUTE - this.used), 60 - (Math.floor(this.now() / 1000) % 60));
  }

  exhausted(resetSeconds: number): Record<string, string> {
    return this.headers(0, resetSeconds);
  }

  private headers(remaining: number, resetSeconds: number): Record<string, string> {
    return {
      'x-rate-limit': String(REQUESTS_A_MINUTE),
      'x-rate-limit-remaining': String(remaining),
      'ratelimit-limit': String(REQUESTS_A_MINUTE),
      'ratelimit-remaining': String(remaining),
      'ratelimit-reset': String(resetSeconds),
    };
  }
}
