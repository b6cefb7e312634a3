/** The API that parley.yml describes: a GraphQL schema that is executed, with people of whom some are Ledgerline's clients. */
import { buildSchema, GraphQLError, graphql } from 'graphql';
import { CLIENTS } from './ledgerline';
import { type Answered, type Asked, type LoopbackServer, startServer } from './loopback-server';

const SCHEMA = buildSchema(`
  type Query {
    me: Me!
    people(ids: [ID!]!): [Person]!
    peopleByAddress(address: String!, first: Int!): [Person!]!
    peopleByShopRef(refs: [String!]!, first: Int!, after: String): People!
    changed(since: String!, first: Int!, after: String): People!
    ticket(ref: String!): Ticket
  }
  type Me { scopes: [String!]! }
  type People { nodes: [Person!]! pageInfo: PageInfo! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type Address { address: String! confirmed: Boolean! }
  type Mailing { state: String! at: Float }
  type Person {
    id: ID!
    name: String!
    title: String
    zone: String
    shopRef: String
    createdAt: String!
    updatedAt: String
    addresses: [Address!]!
    mailing: Mailing
    tickets(first: Int!, after: String): Tickets!
  }
  type Tickets { nodes: [Ticket!]! pageInfo: PageInfo! }
  type Label { name: String! }
  type Ticket {
    id: ID!
    ref: String!
    opened: String!
    touched: String
    title: String
    state: String!
    urgency: Int
    labels: [Label!]!
    person: Person!
  }
`);

export interface Person {
  readonly id: string;
  readonly email: string;
  readonly shopRef: string | undefined;
  readonly tickets: number;
}

/** The first thirty have an address of a Ledgerline client, and every other one of those also its number. */
export const PEOPLE: readonly Person[] = Array.from({ length: 40 }, (_, i) => ({
  id: `per_${(i + 7) * 31}`,
  email: i < 30 ? CLIENTS[i]!.email : `visitor${i}@example.org`,
  shopRef: i < 30 && i % 2 === 0 ? String(CLIENTS[i]!.client_no) : undefined,
  tickets: i === 0 ? 23 : i % 3 === 1 ? 0 : i % 4,
}));

export const CLIENT_ID = 'onefold';
export const CLIENT_SECRET = 'parley secret: canary/1';

export interface Parley extends LoopbackServer {
  /** Every token so far is worth nothing from now on. */
  expireTokens(): void;
  intercept: ((asked: Asked) => Answered | undefined) | undefined;
}

export async function startParley(): Promise<Parley> {
  let generation = 1;
  const server = await startServer(async (asked) => {
    if (asked.path === '/oauth/token') return token(asked, generation);
    const intercepted = parley.intercept?.(asked);
    if (intercepted) return intercepted;
    if (asked.path !== '/graphql') return { status: 404, body: '<html>no such page</html>' };
    if (asked.headers.authorization !== `Bearer token-${generation}`) return { body: failure('TOKEN_EXPIRED') };
    const { query, variables } = JSON.parse(asked.text) as { query: string; variables: Record<string, unknown> };
    return { body: await graphql({ schema: SCHEMA, source: query, variableValues: variables, rootValue: ROOT }) };
  });
  const parley: Parley = Object.assign(server, {
    intercept: undefined,
    expireTokens() {
      generation += 1;
    },
  });
  return parley;
}

const failure = (code: string) => ({ data: null, errors: [{ message: 'no', extensions: { code } }] });

function token({ text, headers }: Asked, generation: number): Answered {
  const form = new URLSearchParams(text);
  const basic = Buffer.from((headers.authorization ?? '').replace('Basic ', ''), 'base64').toString();
  const [id, secret] = basic.split(':').map(decodeURIComponent);
  const granted = form.get('grant_type') === 'client_credentials' && id === CLIENT_ID && secret === CLIENT_SECRET;
  return granted
    ? { body: { access_token: `token-${generation}`, token_type: 'Bearer', expires_in: 3600 } }
    : { status: 401, body: { error: 'invalid_client' } };
}

const ROOT = {
  me: { scopes: ['people', 'tickets'] },
  // A place for each id, null where there is nobody; in an order of its own.
  people: ({ ids }: { ids: string[] }) => ids.map((id) => personOf(PEOPLE.find((one) => one.id === id))).reverse(),
  // Whoever has a similar address.
  peopleByAddress: ({ address, first }: { address: string; first: number }) =>
    PEOPLE.filter(({ email }) => email.includes(address))
      .slice(0, first)
      .map(personOf),
  peopleByShopRef: ({ refs, ...page }: { refs: string[]; first: number; after?: string }) =>
    paged(PEOPLE.filter(({ shopRef }) => shopRef !== undefined && refs.includes(shopRef)).map(personOf), page),
  changed: ({ since, ...page }: { since: string; first: number; after?: string }) => {
    if (Number.isNaN(Date.parse(since))) throw new GraphQLError('since is no time');
    return paged(PEOPLE.map(personOf), page);
  },
  ticket: ({ ref }: { ref: string }) => {
    for (const person of PEOPLE) {
      const ticket = ticketsOf(person).find((one) => one.ref === ref);
      if (ticket) return ticket;
    }
    return null;
  },
};

function paged<T>(all: readonly T[], { first, after }: { first: number; after?: string | null }) {
  const from = after ? Number(Buffer.from(after, 'base64').toString()) : 0;
  const nodes = all.slice(from, from + first);
  const end = from + nodes.length;
  return { nodes, pageInfo: { hasNextPage: end < all.length, endCursor: Buffer.from(String(end)).toString('base64') } };
}

function personOf(person: Person | undefined): object | null {
  if (!person) return null;
  return {
    id: person.id,
    name: nameOf(person),
    title: 'Buyer',
    zone: 'Europe/Vienna',
    shopRef: person.shopRef,
    createdAt: '2024-02-03T04:05:06Z',
    updatedAt: '2025-02-03T04:05:06+01:00',
    addresses: [{ address: person.email, confirmed: true }],
    mailing: { state: 'YES', at: 1_700_000_000_000 },
    tickets: (page: { first: number; after?: string }) => paged(ticketsOf(person), page),
  };
}

function nameOf({ email }: Person): string {
  const words = email.split('@')[0]!.split('.');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
}

interface ParleyTicket {
  readonly id: string;
  readonly ref: string;
}

/** Newest first, two of a moment. */
function ticketsOf(person: Person): ParleyTicket[] {
  return Array.from({ length: person.tickets }, (_, n) => ({
    id: `${person.id}-t${n}`,
    ref: `${person.id.slice(4)}.${n}`,
    opened: new Date(Date.UTC(2025, 5, 30 - Math.floor(n / 2), 8)).toISOString(),
    touched: null,
    title: `Question ${n}`,
    state: ['FRESH', 'WORKING', 'WAITING', 'SOLVED', 'ODD'][n % 5],
    urgency: (n % 3) + 1,
    labels: [{ name: 'web' }],
    person: { id: person.id },
  }));
}
