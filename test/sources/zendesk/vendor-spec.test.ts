/**
 * What the connector asks and what the simulated Zendesk answers, over HTTP in a real run, both held against Zendesk's
 * description. Where the reduced description is known to say less than the vendor does, it says so here.
 */
import { generatePopulation } from '../../../src/demo/population/population';
import {
  type Exchange,
  itWithFile,
  loadVendorSpec,
  validateExchange,
  vendorSpecFile,
} from '../../contracts/vendor-spec';
import { type SimulatedZendesk, startZendesk } from './simulated-zendesk';

const maybe = itWithFile(vendorSpecFile('zendesk'));
const { signal } = new AbortController();
const context = { signal };

let zendesk: SimulatedZendesk;
beforeEach(async () => {
  zendesk = await startZendesk(generatePopulation(3).world);
});
afterEach(() => zendesk.close());

/** Offset paging, cursor paging and side-loading are described in pages of their own, which the file does not have. */
const PAGING = ['next_page', 'previous_page', 'count', 'meta', 'links'];
const SIDELOADS = ['identities', 'organizations'];
/** The file names what all kinds of hits have in common; a hit on a ticket is the ticket, checked as such below. */
const TICKET_IN_A_SEARCH =
  'external_id via type subject raw_subject priority status recipient requester_id submitter_id assignee_id organization_id group_id collaborator_ids follower_ids email_cc_ids forum_topic_id problem_id has_incidents is_public due_at tags custom_fields satisfaction_rating sharing_agreement_ids followup_ids brand_id allow_channelback allow_attachments'.split(
    ' ',
  );

/** Parameters that the vendor documents elsewhere: side-loading, the export's own `after_url`, sorting of tickets. */
const UNDESCRIBED_PARAMETERS = [
  /users\S*: query parameter include is not described$/,
  /requested: query parameter sort_(by|order) is not described$/,
];

function breaches(exchanges: readonly Exchange[]): string[] {
  const spec = loadVendorSpec('zendesk', { undescribedResponseProperties: [...PAGING, ...SIDELOADS] });
  const searchSpec = loadVendorSpec('zendesk', {
    undescribedResponseProperties: [...PAGING, ...TICKET_IN_A_SEARCH],
  });
  return exchanges
    .flatMap((exchange) => {
      const told = validateExchange(exchange.path === '/api/v2/search' ? searchSpec : spec, described(exchange));
      const hits = ticketsAsSuch(exchange).flatMap((tickets) => validateExchange(spec, tickets));
      return [...told, ...hits];
    })
    .filter((breach) => !UNDESCRIBED_PARAMETERS.some((known) => known.test(breach)))
    .filter((breach) => !(breach.includes('start_time is missing') && breach.includes('/incremental/')));
}

/** The vendor answers null where a user has no address, language or time zone, which the file forgets. */
function described(exchange: Exchange): Exchange {
  const body = exchange.responseBody as
    | { users?: Record<string, unknown>[]; user?: Record<string, unknown> }
    | undefined;
  const nullable = new Set(['email', 'locale', 'time_zone', 'iana_time_zone']);
  const withoutNulls = (user: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(Object.entries(user).filter(([name, value]) => value !== null || !nullable.has(name)));
  return { ...exchange, responseBody: body?.users ? { ...body, users: body.users.map(withoutNulls) } : body };
}

function ticketsAsSuch(exchange: Exchange): Exchange[] {
  const results = (exchange.responseBody as { results?: { result_type: string }[] } | undefined)?.results ?? [];
  if (exchange.path !== '/api/v2/search' || results.length === 0) return [];
  const tickets = results.map(({ result_type: _, ...ticket }) => ticket);
  return [{ ...exchange, path: '/api/v2/tickets', query: {}, responseBody: { tickets } }];
}

maybe('every request of the connector and every answer of the simulator fit the description', async () => {
  const { connector, exchanges, dialect } = zendesk;
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const page = await connector.listSince!(undefined, after, context);
    ids.push(...page.records.map((record) => record.ref.id));
    after = page.next;
  } while (after !== undefined);
  const [first, second, third, ...rest] = ids as [string, string, string, ...string[]];
  dialect.merge(first, second);
  dialect.remove(third);

  const records = await connector.records.fetch([first, third, '1', ...rest.slice(0, 97)], 'full', context);
  expect(new Set(records.map((slot) => slot.state))).toEqual(new Set(['gone', 'none', 'found']));
  const people = records.flatMap((slot) => (slot.state === 'found' ? [slot.value] : []));
  for (const type of ['EMAIL', 'PHONE'] as const) {
    const normals = people.flatMap((person) => person.identifiers.filter((i) => i.type === type).map((i) => i.normal));
    await connector.find[type]!.fetch([...new Set(normals)].slice(0, 20), undefined, context);
  }
  const issued = people.flatMap((person) => person.issuedIds.map(({ id }) => id));
  const reverse = await connector.findIssued!.lookup.fetch(issued, undefined, context);
  expect(new Set(reverse.map((slot) => slot.state))).toEqual(new Set(['found']));
  const keys = rest.slice(0, 50).map((id) => ({ id }));
  const lists = await connector.parts.TICKETS!.fetch(keys, { first: 5, detail: 'full' }, context);
  const [live] = await connector.parts.TICKETS!.fetch([keys[0]!], { first: 5, detail: 'full' }, context);
  expect(live?.state).toBe('found');
  await connector.parts.TICKETS!.fetch(
    [{ id: rest[0]!, after: '2026-01-01T00:00:00Z' }],
    { first: 5, detail: 'full' },
    context,
  );
  const numbers = lists.flatMap((slot) => (slot.state === 'found' ? slot.value.items.map(({ id }) => id) : []));
  await connector.byNumber.TICKETS!.fetch([...new Set(numbers)].slice(0, 100), undefined, context);
  await connector.search!('an', 50, context);
  await connector.listSince!('2026-01-01T00:00:00Z', undefined, context);
  await connector.check(context);

  expect(breaches(exchanges)).toEqual([]);
  expect(new Set(exchanges.map(({ status }) => status))).toEqual(new Set([200]));
  expect([...new Set(exchanges.map(({ path }) => path.replace(/\d{5,}/, '{id}')))].sort()).toEqual([
    '/api/v2/incremental/users/cursor',
    '/api/v2/search',
    '/api/v2/tickets/show_many',
    '/api/v2/users/search',
    '/api/v2/users/show_many',
    '/api/v2/users/{id}/tickets/requested',
  ]);
});

maybe('what the simulator offers besides fits the description too', async () => {
  const { http, exchanges, connector } = zendesk;
  const [person] = (await connector.listSince!(undefined, undefined, context)).records;
  const id = person!.ref.id;
  const get = async (path: string, query: Record<string, string> = {}, accept: number[] = []): Promise<unknown> =>
    (await http.request({ method: 'GET', path: `/api/v2/${path}`, query, signal, accept })).body;
  await get('users', { 'page[size]': '10' });
  await get('users', { page: '2', per_page: '10' });
  await get(`users/${id}`);
  await get(`users/${id}/identities`);
  await get(`users/${id}/tickets/requested`, { 'page[size]': '2' });
  await get('tickets', { 'page[size]': '2' });
  await get('tickets/30001');
  await get('users/1', {}, [404]);
  await get('users/1/identities', {}, [404]);
  await get('users/1/tickets/requested', {}, [404]);
  await get('search', { query: 'type:ticket parcel', page: '11', per_page: '100' }, [422]);
  zendesk.intercept = (request) => zendesk.dialect.rateLimited(1, request);
  await get('users', {}, [429]);
  zendesk.intercept = () => zendesk.dialect.failure(401);
  await get('users', {}, [401]);

  expect(breaches(exchanges)).toEqual([]);
  expect(exchanges.slice(-6).map(({ status }) => status)).toEqual([404, 404, 404, 422, 429, 401]);
});
