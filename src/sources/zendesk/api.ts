/**
 * The calls of Zendesk's Support API (v2) that the connector makes, each within the vendor's limits. Lists are paged by
 * number, and exports by cursor, so no link that an answer holds is ever followed.
 */
import { type HttpClient, type HttpResponse, path } from '../../remote/client';
import { invalidResponse } from '../../remote/fault';
import type { Quota } from '../contract';
import { answerObject, answerRows, count, goesOn, isObject, type Json, sideloaded, text } from './payload';

/** Ids in one `show_many`, and rows in one page of a list or a search. */
export const MAX_PAGE = 100;
/** `search` answers 422 beyond this many hits. `users/search` goes on to 10,000. */
export const MAX_SEARCH_HITS = 1000;
/** An export may be asked for a thousand; larger answers would only be slower to fail. */
const EXPORT_PAGE = 500;
/** Exports refuse a start that is less than a minute old. */
const EXPORT_LAG_S = 60;

/** Without these it is not known who a user is; other fields of users may be missing, see `user.ts`. */
const USER_FIELDS = ['id', 'active', 'role'];
/** Without these it is not known whose a ticket is, or where it stands in a list; of others see `ticket.ts`. */
const TICKET_FIELDS = ['id', 'requester_id', 'created_at'];

/** What is loaded beside the users of an answer, in the same call. */
export type UserSideload = 'identities' | 'organizations';

export interface Users {
  readonly users: readonly Json[];
  /** Undefined where the vendor sent none, which is not the same as a list without any. */
  readonly identities: readonly Json[] | undefined;
  readonly organizations: readonly Json[] | undefined;
}

interface UserPage extends Users {
  readonly more: boolean;
}

export interface TicketPage {
  readonly tickets: readonly Json[];
  /** Tickets in the whole list. */
  readonly count: number | undefined;
  readonly more: boolean;
}

export class ZendeskApi {
  private lastQuota: Quota | undefined;

  constructor(
    private readonly http: HttpClient,
    private readonly now: () => number,
  ) {}

  get quota(): Quota | undefined {
    return this.lastQuota;
  }

  /** Users by their own ids or by the ids other systems gave them; absent ones are left out. */
  async showManyUsers(
    by: 'ids' | 'external_ids',
    keys: readonly string[],
    include: readonly UserSideload[],
    signal: AbortSignal,
  ): Promise<Users> {
    const query = { [by]: keys.join(','), include: named(include) };
    return usersOf((await this.call('/api/v2/users/show_many', query, signal)).body);
  }

  /** A page of a search over users: offset paging only, `page[size]` is refused. */
  async searchUsers(
    words: string,
    page: { readonly number: number; readonly size: number },
    include: readonly UserSideload[],
    signal: AbortSignal,
  ): Promise<UserPage> {
    const query = { query: words, include: named(include), per_page: page.size, page: page.number };
    const { body } = await this.call('/api/v2/users/search', query, signal);
    return { ...usersOf(body), more: goesOn(body, page) };
  }

  async identities(userId: string, signal: AbortSignal): Promise<readonly Json[]> {
    const { body } = await this.call(path`/api/v2/users/${userId}/identities`, {}, signal);
    return answerRows(body, 'identities', ['type', 'value']);
  }

  /** A page of everyone changed since a time or an earlier page, deleted users included. */
  async exportUsers(
    from: { readonly since: string | undefined } | { readonly cursor: string },
    include: readonly UserSideload[],
    signal: AbortSignal,
  ): Promise<UserPage & { readonly cursor: string | undefined }> {
    const latest = Math.floor(this.now() / 1000) - EXPORT_LAG_S;
    const position =
      'cursor' in from
        ? { cursor: from.cursor }
        : { start_time: from.since === undefined ? 0 : Math.min(unixSeconds(from.since), latest) };
    const query = { ...position, per_page: EXPORT_PAGE, include: named(include) };
    const { body } = await this.call('/api/v2/incremental/users/cursor', query, signal);
    const more = answerObject(body).end_of_stream !== true;
    const cursor = text(answerObject(body).after_cursor);
    if (more && cursor === undefined) throw invalidResponse('an export goes on without a cursor');
    return { ...usersOf(body), more, cursor };
  }

  async showManyTickets(ids: readonly string[], signal: AbortSignal): Promise<readonly Json[]> {
    const { body } = await this.call('/api/v2/tickets/show_many', { ids: ids.join(',') }, signal);
    return answerRows(body, 'tickets', TICKET_FIELDS);
  }

  /** A page of one person's tickets, newest first, live; undefined where there is no such person. */
  async requestedTickets(userId: string, page: number, signal: AbortSignal): Promise<TicketPage | undefined> {
    const query = { sort_by: 'created_at', sort_order: 'desc', per_page: MAX_PAGE, page };
    const response = await this.call(path`/api/v2/users/${userId}/tickets/requested`, query, signal, [404]);
    if (response.status === 404) {
      // A wrong subdomain or path is answered with 404 too, in the other of the two error shapes.
      if (isObject(response.body) && response.body.error === 'RecordNotFound') return undefined;
      throw invalidResponse('HTTP 404 that names no missing record');
    }
    return ticketPage(response.body, 'tickets', page);
  }

  /** A page of a search over tickets, newest first. */
  async searchTickets(terms: string, page: number, signal: AbortSignal): Promise<TicketPage> {
    const query = {
      query: `type:ticket ${terms}`,
      sort_by: 'created_at',
      sort_order: 'desc',
      per_page: MAX_PAGE,
      page,
    };
    return ticketPage((await this.call('/api/v2/search', query, signal)).body, 'results', page);
  }

  private async call(
    requestPath: string,
    query: Readonly<Record<string, string | number | undefined>>,
    signal: AbortSignal,
    accept?: readonly number[],
  ): Promise<HttpResponse> {
    const response = await this.http.request({ method: 'GET', path: requestPath, query, signal, accept });
    this.observe(response.headers);
    return response;
  }

  private observe(headers: HttpResponse['headers']): void {
    const limit = whole(headers['x-rate-limit'] ?? headers['ratelimit-limit']);
    const remaining = whole(headers['x-rate-limit-remaining'] ?? headers['ratelimit-remaining']);
    if (limit === undefined && remaining === undefined) return;
    const reset = whole(headers['ratelimit-reset']);
    const windowMs = reset === undefined ? undefined : reset * 1000;
    this.lastQuota = { unit: 'requests', limit, remaining, windowMs, observedAt: this.now() };
  }
}

function usersOf(body: unknown): Users {
  return {
    users: answerRows(body, 'users', USER_FIELDS),
    identities: sideloaded(body, 'identities'),
    organizations: sideloaded(body, 'organizations'),
  };
}

function ticketPage(body: unknown, rows: 'tickets' | 'results', number: number): TicketPage {
  return {
    tickets: answerRows(body, rows, TICKET_FIELDS),
    count: count(answerObject(body).count),
    more: goesOn(body, { number, size: MAX_PAGE }),
  };
}

function named(include: readonly UserSideload[]): string | undefined {
  return include.length > 0 ? include.join(',') : undefined;
}

function whole(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,12}$/.test(header) ? Number(header) : undefined;
}

function unixSeconds(rfc3339: string): number {
  return Math.max(0, Math.floor(Date.parse(rfc3339) / 1000));
}
