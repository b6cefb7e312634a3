/**
 * Tickets by requester, newest first.
 *
 * One person's tickets come from `users/{id}/tickets/requested`, which is exact and live, one call a person. For several
 * persons at once there is only the search, in which `requester:1 requester:2` means either: a list of fifty customers
 * costs a call or two instead of fifty. Its index lags: a ticket made or changed within the last minutes may be missing
 * or old there. That is the price of the calls saved, and it is paid whenever two persons meet in one batch. Where the
 * search cannot answer (more hits than it pages through, a query that is too long) or would cost more calls, persons are
 * read one by one.
 *
 * A position is a time: the next page holds the tickets created at it or before. A page is therefore cut where the time
 * changes, never between two tickets of one second, so that rows are neither lost nor shown twice however the vendor
 * orders them. Positions are read by search, since the live list cannot start in the middle; what is old enough to stand
 * on a second page has long been indexed.
 */
import { compareItems, type Ticket } from '../../customer/parts';
import type { SourceName } from '../../customer/source-record';
import { invalidResponse, SourceError } from '../../remote/fault';
import {
  type CallContext,
  found,
  type KeyedLookup,
  NONE,
  type PartKey,
  type PartLookup,
  type PartPage,
  type Slot,
} from '../contract';
import { inParallel, slotsInParallel } from '../in-parallel';
import { MAX_PAGE, MAX_SEARCH_HITS, type TicketPage, type ZendeskApi } from './api';
import { isVendorId, type Json } from './payload';
import { toTicket } from './ticket';

const CONCURRENCY = 8;
/** URLs beyond some 2,000 characters are refused on the way; the rest of the URL takes the difference. */
const MAX_TERMS = 1600;
/** `2026-01-31T08:00:00Z`: Zendesk counts whole seconds. */
const POSITION = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

export function ticketsByRequester(api: ZendeskApi, source: SourceName): PartLookup<Ticket> {
  const reader = new TicketReader(api, source);
  return {
    mode: 'searchIn',
    maxBatch: MAX_PAGE,
    fetch: async (keys, { first }, context) => {
      const slots = new Map<PartKey, Slot<PartPage<Ticket>>>();
      const people = keys.filter(({ id, after }) => isVendorId(id) && after === undefined);
      const resumed = keys.filter(({ id, after }) => isVendorId(id) && after !== undefined);
      const [fresh, further] = await Promise.all([
        reader.newest(
          people.map(({ id }) => id),
          first,
          context,
        ),
        slotsInParallel(CONCURRENCY, resumed, context.signal, ({ id, after }) =>
          reader.upTo(id, after ?? '', first, context),
        ),
      ]);
      for (const key of people) slots.set(key, fresh.get(key.id) ?? NONE);
      resumed.forEach((key, i) => {
        slots.set(key, further[i]!);
      });
      return keys.map((key) => slots.get(key) ?? NONE);
    },
  };
}

/** A ticket's number is its id. */
export function ticketsByNumber(api: ZendeskApi, source: SourceName): KeyedLookup<string, Ticket> {
  const idOfNumber = (number: string): string => number.trim().replace(/^#/, '');
  return {
    mode: 'multiGet',
    maxBatch: MAX_PAGE,
    fetch: async (numbers, _options, { signal }) => {
      const asked = [...new Set(numbers.map(idOfNumber).filter(isVendorId))];
      if (asked.length === 0) return numbers.map(() => NONE);
      const tickets = mapped(await api.showManyTickets(asked, signal), source);
      const byId = new Map(tickets.map((ticket) => [ticket.id, ticket]));
      return numbers.map((number) => {
        const ticket = byId.get(idOfNumber(number));
        return ticket ? found(ticket) : NONE;
      });
    },
  };
}

class TicketReader {
  /**
   * Whether an answer has shown tickets of two requesters, which proves that several `requester:` terms mean either.
   * The reference does not say so; until it is proven, "no tickets" out of a joint search is not believed.
   */
  private jointSearchProven = false;

  constructor(
    private readonly api: ZendeskApi,
    private readonly source: SourceName,
  ) {}

  async newest(
    ids: readonly string[],
    first: number,
    context: CallContext,
  ): Promise<Map<string, Slot<PartPage<Ticket>>>> {
    const groups = groupsThatFit(ids);
    const answers = await Promise.all(
      groups.map(async (group): Promise<(readonly [string, Slot<PartPage<Ticket>>])[]> => {
        try {
          return [...(await this.newestOfGroup(group, first, context))];
        } catch (error) {
          if (!(error instanceof SourceError)) throw error;
          return group.map((id) => [id, { state: 'failed', fault: error.fault }]);
        }
      }),
    );
    return new Map(answers.flat());
  }

  /** The tickets of one person created at a time or before. */
  async upTo(id: string, position: string, first: number, { signal }: CallContext): Promise<Slot<PartPage<Ticket>>> {
    if (!POSITION.test(position)) throw invalidResponse('a position that this connector did not give');
    const terms = `requester:${id} created<=${position}`;
    const { items, next } = await this.collect(first, async (page) => {
      if ((page - 1) * MAX_PAGE >= MAX_SEARCH_HITS) throw invalidResponse('a search has too many hits');
      return this.api.searchTickets(terms, page, signal);
    });
    return found({ items: items.filter(({ record }) => record.id === id), next });
  }

  private async newestOfGroup(
    ids: readonly string[],
    first: number,
    context: CallContext,
  ): Promise<Map<string, Slot<PartPage<Ticket>>>> {
    const oneByOne = async (some: readonly string[]): Promise<[string, Slot<PartPage<Ticket>>][]> => {
      const slots = await slotsInParallel(CONCURRENCY, some, context.signal, (id) => this.live(id, first, context));
      return some.map((id, i) => [id, slots[i]!]);
    };
    if (ids.length === 1) return new Map(await oneByOne(ids));

    const { tickets, whole } = await this.search(ids, first, context);
    const horizon = whole ? undefined : tickets.at(-1)?.at;
    const pages = new Map<string, PartPage<Ticket>>();
    for (const id of ids) {
      const own = tickets.filter(({ record }) => record.id === id);
      const page = pageOf(own, horizon);
      const enough = page.next === undefined || page.items.length >= first;
      if (enough && (own.length > 0 || this.jointSearchProven)) pages.set(id, page);
    }
    const unanswered = await oneByOne(ids.filter((id) => !pages.has(id)));
    return new Map([...[...pages].map(([id, page]) => [id, found(page)] as const), ...unanswered]);
  }

  /** A joint search: to its end where that is possible and cheaper than asking for each person alone. */
  private async search(
    ids: readonly string[],
    first: number,
    { signal }: CallContext,
  ): Promise<{ tickets: readonly Ticket[]; whole: boolean }> {
    const terms = ids.map((id) => `requester:${id}`).join(' ');
    const newest = await this.api.searchTickets(terms, 1, signal);
    const total = newest.count;
    let tickets = ordered(mapped(newest.tickets, this.source));
    let whole = !newest.more;
    if (newest.more && total !== undefined && total <= MAX_SEARCH_HITS) {
      const furtherPages = Math.ceil(total / MAX_PAGE) - 1;
      const horizon = tickets.at(-1)?.at;
      const wanting = ids.filter((id) => {
        const own = tickets.filter(({ record }) => record.id === id);
        return pageOf(own, horizon).items.length < first;
      });
      if (wanting.length > 0 && furtherPages <= wanting.length) {
        const numbers = Array.from({ length: furtherPages }, (_, i) => i + 2);
        const rest = await inParallel(CONCURRENCY, numbers, (page) => this.api.searchTickets(terms, page, signal));
        const all = [newest, ...rest].flatMap((page) => mapped(page.tickets, this.source));
        // Pages of a search overlap when tickets come in meanwhile: then some other row has slipped through.
        const distinct = [...new Map(all.map((ticket) => [ticket.id, ticket])).values()];
        if (distinct.length >= total) {
          tickets = ordered(distinct);
          whole = true;
        }
      }
    }
    if (new Set(tickets.map(({ record }) => record.id)).size > 1) this.jointSearchProven = true;
    return { tickets, whole };
  }

  private async live(id: string, first: number, { signal }: CallContext): Promise<Slot<PartPage<Ticket>>> {
    let totalCount: number | undefined;
    let exists = true;
    const page = await this.collect(first, async (number) => {
      const answer = await this.api.requestedTickets(id, number, signal);
      if (answer) totalCount = answer.count;
      else exists = false;
      return answer ?? { tickets: [], count: 0, more: false };
    });
    return exists ? found({ ...page, totalCount }) : NONE;
  }

  /** Reads pages until there are `first` rows above the cut, or the end. */
  private async collect(first: number, readPage: (page: number) => Promise<TicketPage>): Promise<PartPage<Ticket>> {
    const rows = new Map<string, Ticket>();
    for (let number = 1; ; number++) {
      const answer = await readPage(number);
      const tickets = mapped(answer.tickets, this.source);
      const oldest = [...rows.values()].at(-1)?.at;
      const inOrder = tickets.every((ticket, i) => i === 0 || ticket.at <= tickets[i - 1]!.at);
      // A list that was not sorted as asked would be shown with rows missing.
      if (answer.more && !inOrder) throw invalidResponse('tickets are not in the order asked for');
      const grew = tickets.filter(({ id }) => !rows.has(id));
      if (answer.more && grew.length === 0) throw invalidResponse('a page of tickets brings nothing new');
      for (const ticket of grew) if (oldest === undefined || ticket.at <= oldest) rows.set(ticket.id, ticket);
      const all = ordered([...rows.values()]);
      const page = pageOf(all, answer.more ? all.at(-1)?.at : undefined);
      if (page.next === undefined || page.items.length >= first) return page;
    }
  }
}

/** The rows above the cut, and the cut as the position that the next page starts from. */
function pageOf(tickets: readonly Ticket[], horizon: string | undefined): PartPage<Ticket> {
  if (horizon === undefined) return { items: tickets };
  return { items: tickets.filter(({ at }) => at > horizon), next: horizon.replace(/\.\d+Z$/, 'Z') };
}

function ordered(tickets: readonly Ticket[]): Ticket[] {
  return [...tickets].sort(compareItems);
}

function mapped(payloads: readonly Json[], source: SourceName): Ticket[] {
  return payloads.map((payload) => {
    const ticket = toTicket(payload, source);
    if (!ticket) throw invalidResponse('a ticket in the answer has no id, requester or time');
    return ticket;
  });
}

/** People whose search terms fit into one URL, encoded. */
function groupsThatFit(ids: readonly string[]): string[][] {
  const groups: string[][] = [];
  let room = 0;
  for (const id of ids) {
    const size = encodeURIComponent(`requester:${id}`).length + 1;
    if (size > room) {
      groups.push([]);
      room = MAX_TERMS;
    }
    groups.at(-1)!.push(id);
    room -= size;
  }
  return groups;
}
