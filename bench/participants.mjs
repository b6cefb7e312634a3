/**
 * The servers that are compared: how each is started, how it is asked, and how its answer reads in the one form that all
 * are checked in (`expected` of world.mjs).
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { askOnce } from './load.mjs';
import { start } from './processes.mjs';
import * as team from './servers/team-schema.mjs';
import { instant, ORDERS_ASKED, PEOPLE, person, TICKETS_ASKED } from './world.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** In the order in which rounds take them; ratios are to the first. */
export const PARTICIPANTS = [
  byHand('apollo', 'Apollo Server 5, dataloader, axios', 'apollo.mjs', ['axios']),
  byHand('apollo lean', 'the same with undici, without the cache-control plugin', 'apollo.mjs', ['undici', 'lean']),
  byHand('mercurius jit', 'Mercurius 16 with jit, dataloader, undici', 'mercurius.mjs', []),
  byHand('no graphql', 'node:http and undici, all calls at once: parse, pick, stringify', 'plain.mjs', []),
  onefold('onefold', 'dist/cli.js start, embedded store, settings of a new installation', {}),
  onefold('onefold uncached', 'the same with cache.maxAgeMs 0', { maxAgeMs: 0 }),
];

function byHand(name, about, script, args) {
  return {
    name,
    about,
    async start({ core, upstream }) {
      const stdio = ['ignore', 'ignore', 'inherit', 'ipc'];
      const { child, ready } = await start(
        core,
        here(`servers/${script}`),
        [upstream, ...args],
        { stdio },
        (child) => new Promise((resolve) => child.once('message', resolve)),
      );
      const body = (query, variables) => Buffer.from(JSON.stringify({ query, variables }));
      return {
        pid: child.pid,
        url: ready.url,
        headers: {},
        one: (n) => body(team.ONE, { id: String(n) }),
        many: (people) => body(team.FIFTY, { ids: people.map(String) }),
        canonical: teamsAnswer,
      };
    },
  };
}

function teamsAnswer({ commerce, support, orders, tickets, id: _id, ...profile }) {
  return {
    ...profile,
    ...support,
    ...commerce,
    orders: orders.map((order) => ({ ...order, placedAt: instant(order.placedAt) })),
    tickets: tickets.map((ticket) => ({
      ...ticket,
      number: String(ticket.number),
      createdAt: instant(ticket.createdAt),
    })),
  };
}

const ONEFOLD_FIELDS = `
  firstName lastName email phone company jobTitle locale timeZone tags
  defaultAddress { line1 city region postalCode country }
  crm { lifecycleStage owner { id } }
  orderSummary { count total { amount currencyCode } }
  orders(first: ${ORDERS_ASKED}) { edges { node {
    number placedAt nativePaymentStatus total { amount currencyCode }
    lines { title sku quantity unitPrice { amount currencyCode } }
  } } }
  tickets(first: ${TICKETS_ASKED}) { edges { node { number subject nativeStatus nativePriority createdAt } } }`;
const ONEFOLD_ONE = `query One($id: ID!) { customer(id: $id) { ${ONEFOLD_FIELDS} } }`;
const ONEFOLD_FIFTY = `query Fifty($ids: [ID!]!) { customers(ids: $ids) { ${ONEFOLD_FIELDS} } }`;

function onefoldsAnswer({ defaultAddress, crm, orderSummary, orders, tickets, ...profile }) {
  return {
    ...profile,
    address: defaultAddress,
    lifecycleStage: crm.lifecycleStage,
    ownerId: crm.owner.id,
    orderCount: orderSummary.count,
    spent: orderSummary.total[0],
    orders: orders.edges.map(({ node: { placedAt, nativePaymentStatus, ...order } }) => ({
      ...order,
      placedAt: instant(placedAt),
      payment: nativePaymentStatus,
    })),
    tickets: tickets.edges.map(({ node: { createdAt, nativeStatus, nativePriority, ...ticket } }) => ({
      ...ticket,
      status: nativeStatus,
      priority: nativePriority,
      createdAt: instant(createdAt),
    })),
  };
}

function onefold(name, about, cache) {
  return {
    name,
    about,
    async start({ core, upstream, folder }) {
      const cwd = join(folder, name.replace(' ', '-'));
      mkdirSync(cwd);
      writeFileSync(join(cwd, 'onefold.yml'), JSON.stringify(configFor(upstream, cache)));
      const key = randomBytes(24).toString('hex');
      const env = {
        BENCH_PEPPER: randomBytes(32).toString('base64'),
        BENCH_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
        BENCH_TOKEN: randomBytes(16).toString('hex'),
        BENCH_KEY: key,
      };
      let said = '';
      const options = { cwd, env, stdio: ['ignore', 'ignore', 'pipe'], saidOnError: () => said };
      const { child, ready: url } = await start(
        core,
        here('../dist/cli.js'),
        ['start'],
        options,
        (child) =>
          new Promise((resolve) => {
            child.stderr.setEncoding('utf8').on('data', (text) => {
              said = (said + text).slice(-4000);
              const [, address] = /ready at (http:\S+)/.exec(said) ?? [];
              if (address) resolve(address);
            });
          }),
      );
      const headers = { 'x-api-key': key };
      const ids = await link(url, headers);
      const body = (query, variables) => Buffer.from(JSON.stringify({ query, variables }));
      return {
        pid: child.pid,
        url,
        headers,
        one: (n) => body(ONEFOLD_ONE, { id: ids[n] }),
        many: (people) => body(ONEFOLD_FIFTY, { ids: people.map((n) => ids[n]) }),
        ask: (query, n) => body(query, { id: ids[n] }),
        canonical: onefoldsAnswer,
      };
    },
  };
}

/**
 * Peers have no caps on calls and no deadline, so both are set out of the way: thirty-two lists of fifty at once
 * on one core may take longer than two seconds. JSON is YAML.
 */
function configFor(upstream, cache) {
  const token = { env: 'BENCH_TOKEN' };
  const common = { baseUrl: upstream, concurrency: 64, rate: [] };
  return {
    server: { port: 0 },
    identity: {
      store: { type: 'embedded' },
      pepper: { env: 'BENCH_PEPPER' },
      encryptionKey: { env: 'BENCH_ENCRYPTION_KEY' },
    },
    sources: {
      crm: { type: 'hubspot', credentials: { token }, searchRate: [], ...common },
      shop: { type: 'shopify', shop: 'bench', credentials: { accessToken: token }, ...common },
      support: { type: 'zendesk', subdomain: 'bench', credentials: { oauthToken: token }, ...common },
    },
    access: { keys: [{ id: 'bench', name: 'Bench', role: 'reader', secret: { env: 'BENCH_KEY' } }] },
    budget: { deadlineMs: 60_000 },
    cache,
  };
}

const LINKED_AT_ONCE = 50;

/** Looks everybody up by e-mail once, as a caller would, which links their three records. Answers ids by person. */
async function link(url, headers) {
  const query = `query Link($identifiers: [CustomerIdentifierInput!]!) {
    customersByIdentifiers(identifiers: $identifiers) { status customer { id records { source } } }
  }`;
  const ids = [];
  for (let from = 0; from < PEOPLE; from += LINKED_AT_ONCE) {
    const people = Array.from({ length: Math.min(LINKED_AT_ONCE, PEOPLE - from) }, (_, i) => person(from + i));
    const identifiers = people.map(({ email }) => ({ email }));
    const { data, errors } = await askOnce({
      url,
      headers,
      body: JSON.stringify({ query, variables: { identifiers } }),
    });
    for (const [i, lookup] of (data?.customersByIdentifiers ?? []).entries()) {
      const sources = lookup.customer?.records
        .map(({ source }) => source)
        .sort()
        .join(' ');
      if (sources !== 'crm shop support') {
        throw new Error(`${people[i].email} was not linked: ${lookup.status}, ${sources}, ${JSON.stringify(errors)}`);
      }
      ids.push(lookup.customer.id);
    }
  }
  if (ids.length !== PEOPLE) throw new Error(`${PEOPLE} customers were to be linked, ${ids.length} are`);
  return ids;
}
