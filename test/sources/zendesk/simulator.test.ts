/** The simulated Zendesk refuses what the vendor refuses and is as loose where the vendor is. */
import type { SimulatedResponse } from '../../../src/demo/simulator';
import { createZendeskDialect, ZENDESK_DEMO_CREDENTIALS } from '../../../src/demo/zendesk';
import { account, minute, ticket, user } from './small-account';

const { email, token } = ZENDESK_DEMO_CREDENTIALS;
const authorization = `Basic ${Buffer.from(`${email}/token:${token}`).toString('base64')}`;
const NOW = Date.parse('2026-11-01T12:00:00Z');

const USERS = [
  user(1, { name: 'Ann Smith', email: 'ann@example.com', phone: '+1 213.555.0100', tags: ['vip'] }),
  user(2, { name: 'Mary Ann Jones', email: 'mary.ann@example.com', phone: '2135550100' }),
  user(3, { name: 'Bob', email: 'bob@example.com' }),
];
const TICKETS = Array.from({ length: 1050 }, (_, i) =>
  ticket(i + 1, 1 + (i % 3), minute(i), { status: i % 2 ? 'open' : 'closed' }),
);

function ask(url: string, headers: Record<string, string> = { authorization }, method = 'GET'): SimulatedResponse {
  const dialect = createZendeskDialect(account({ users: USERS, tickets: TICKETS }), () => NOW);
  const { pathname, searchParams } = new URL(`/api/v2/${url}`, 'http://simulated');
  return dialect.handle({ method, path: pathname, query: searchParams, headers, body: undefined });
}

const body = (url: string) => ask(url).body as Record<string, { id: number }[]>;
const userIds = (query: string) => body(`users/search?query=${encodeURIComponent(query)}`).users?.map(({ id }) => id);
const ticketIds = (query: string) =>
  body(`search?query=${encodeURIComponent(query)}&sort_by=created_at&sort_order=asc`).results?.map(({ id }) => id);

test.each([
  undefined,
  'Basic',
  'Basic !!',
  `Bearer ${token}`,
  `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}`,
])('the credential %s is refused', (credential) => {
  const response = ask('users', credential === undefined ? {} : { authorization: credential });
  expect(response).toMatchObject({ status: 401, body: { error: "Couldn't authenticate you" } });
});

test.each([
  [`users/show_many?ids=${Array.from({ length: 101 }, (_, i) => i + 1).join(',')}`, 400],
  ['users/show_many?ids=1,x', 400],
  ['users/show_many', 400],
  ['users/show_many?ids=1&fields=name', 400],
  ['users/show_many?ids=1&include=tickets', 400],
  ['users/search?query=ann&page[size]=10', 400],
  ['users/search?query="ann', 400],
  ['users?page[size]=101', 400],
  ['users?page=101', 400],
  ['search?query=type:ticket&page[size]=10', 400],
  ['search?query=type:ticket&page=11', 422],
  [`search?query=type:ticket+${'x'.repeat(2000)}`, 414],
  ['users/1/tickets/requested?page[size]=10&sort=created_at', 400],
  [`incremental/users/cursor?start_time=${NOW / 1000 - 30}`, 422],
  ['incremental/users/cursor', 400],
  ['incremental/users/cursor?cursor=abc', 400],
  ['users/99', 404],
  ['contacts', 404],
])('%.60s is refused with %d', (url, status) => {
  expect(ask(url).status).toBe(status);
});

test('errors come in both of the vendor’s shapes', () => {
  expect(ask('users/99').body).toEqual({ error: 'RecordNotFound', description: 'Not found' });
  expect(ask('users?colour=red').body).toEqual({ error: { title: expect.any(String), message: expect.any(String) } });
});

test('every answer carries the rate limit', () => {
  for (const response of [ask('users'), ask('users/99'), ask('users', {})]) {
    expect(response.headers).toMatchObject({ 'x-rate-limit': '400', 'x-rate-limit-remaining': '399' });
  }
});

test.each([
  ['ann', [1, 2]],
  ['an', [1, 2]],
  ['nn', []],
  ['ann smith', [1]],
  ['name:ann', [1, 2]],
  ['"mary jones"', []],
  ['"mary ann"', [2]],
  ['email:ann@example.com', [1, 2]],
  ['email:"ann@example.com"', [1, 2]],
  ['email:"mary.ann@example.com"', [2]],
  ['email:"bob@example.com" email:"ann@example.com"', [1, 2, 3]],
  ['role:end-user -bob', [1, 2]],
  ['tags:vip', [1]],
  ['phone:2135550100', [2]],
  ['phone:*2135550100', [1, 2]],
  ['phone:*5550100', [1, 2]],
  ['created<2024-01-01', []],
])('users/search for %s', (query, found) => {
  expect(userIds(query)).toEqual(found);
});

test('tickets are searched by any of several requesters, in time, by status', () => {
  expect(ticketIds('type:ticket requester:1 requester:3')?.slice(0, 4)).toEqual([1, 3, 4, 6]);
  expect(ticketIds(`type:ticket requester:2 created<=${minute(4)}`)).toEqual([2, 5]);
  expect(ticketIds(`type:ticket requester:2 created<${minute(4)} status:open`)).toEqual([2]);
  expect(ticketIds('type:ticket requester:bob@example.com')?.[0]).toBe(3);
});

test('a search counts all hits though it shows a thousand', () => {
  expect(ask('search?query=type:ticket&page=10').body).toMatchObject({ count: 1050, next_page: expect.any(String) });
});

test('cursors walk a list whole, in the order asked for', () => {
  const met: number[] = [];
  let query = 'page[size]=100&sort=-id';
  for (;;) {
    const page = ask(`users/1/tickets/requested?${query}`).body as {
      tickets: { id: number }[];
      meta: { has_more: boolean };
      links: { next: string | null };
    };
    met.push(...page.tickets.map(({ id }) => id));
    if (page.links.next === null) break;
    expect(page.meta.has_more).toBe(true);
    query = new URL(page.links.next).search.slice(1);
  }
  expect(met).toHaveLength(350);
  expect(met).toEqual([...met].sort((a, b) => b - a));
});

test('it only reads', () => {
  expect(ask('users', { authorization }, 'POST').status).toBe(405);
});

test('nobody unknown is merged or deleted', () => {
  const dialect = createZendeskDialect(account({ users: [user(1)] }));
  expect(() => dialect.merge('1', '99')).toThrow(RangeError);
  expect(() => dialect.remove('99')).toThrow(RangeError);
});
