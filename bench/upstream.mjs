/**
 * The upstream of every server under test: the three vendors behind one port, each speaking the part of its own dialect
 * that reading a customer takes. Started as a child process with an IPC channel; prints nothing.
 *
 *   parent → child   { delayMs }               how long each answer is held back from now on
 *                    { report: true }          asks for what was served since the last report
 *   child → parent   { port }                  once, when it listens
 *                    { served, unknown, cpuMs, calls }
 *
 * It is a loop over raw sockets that answers from texts made once per object and selection, so that it stays far from
 * being what is measured: node:http alone would cost more than all of it.
 */
import { createServer } from 'node:net';
import { parse } from 'graphql';
import {
  cents,
  contactId,
  PEOPLE,
  person,
  personOfContact,
  personOfShopper,
  personOfUser,
  shopperId,
  userId,
} from './world.mjs';

/** Shopify refuses a request beyond this many points; so does this upstream, or batches would be bigger than in life. */
const MAX_COST = 1000;
const ZENDESK_PAGE = 100;
const MAX_CALLS_KEPT = 200;

let delayMs = 0;
let served = 0;
let unknown = [];
let calls = [];
let cpu = process.cpuUsage();

const server = createServer({ noDelay: true }, serve);
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('disconnect', () => process.exit(0));
process.on('message', (message) => {
  if (message.delayMs !== undefined) delayMs = message.delayMs;
  if (!message.report) return;
  const { user, system } = process.cpuUsage(cpu);
  process.send({ served, unknown, calls, cpuMs: (user + system) / 1000 });
  served = 0;
  unknown = [];
  calls = [];
  cpu = process.cpuUsage();
});

/** One connection: requests one after another, as HTTP/1.1 clients without pipelining send them. */
function serve(socket) {
  let text = '';
  socket.setEncoding('latin1');
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    text += chunk;
    for (;;) {
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, end));
      const size = end + 4 + (length ? Number(length[1]) : 0);
      if (text.length < size) return;
      const [method, target] = text.slice(0, text.indexOf('\r\n')).split(' ');
      const body = text.slice(end + 4, size);
      text = text.slice(size);
      const arrived = performance.now();
      const answer = answerOf(method, target, body);
      served += 1;
      const send = () => {
        if (!socket.destroyed) socket.write(answer, 'latin1');
        if (calls.length < MAX_CALLS_KEPT) calls.push({ call: nameOf(target, body), arrived, left: performance.now() });
      };
      if (delayMs === 0) send();
      else setTimeout(send, delayMs);
    }
  });
}

function nameOf(target, body) {
  if (!target.includes('graphql')) return target.split('?')[0].replace(/\d{5,}/, '{id}');
  return `${target.split('?')[0]} ${/query (\w+)/.exec(body)?.[1] ?? ''}`.trim();
}

function answerOf(method, target, body) {
  const [path, query = ''] = target.split('?');
  const answer = method === 'POST' ? post(path, body) : get(path, new URLSearchParams(query));
  if (answer !== undefined) return response(200, answer);
  if (unknown.length < 20) unknown.push(`${method} ${target.slice(0, 200)} ${body.slice(0, 400)}`);
  return response(404, '{"error":"RecordNotFound"}');
}

/** All texts of this world are ASCII, so characters are bytes. */
function response(status, json) {
  return `HTTP/1.1 ${status} x\r\ncontent-type: application/json\r\nconnection: keep-alive\r\ncontent-length: ${json.length}\r\n\r\n${json}`;
}

function post(path, body) {
  if (path.endsWith('/graphql.json')) return shopify(JSON.parse(body));
  const object = /^\/crm\/v3\/objects\/(\w+)\/(batch\/read|search)$/.exec(path);
  if (object) return object[2] === 'search' ? hubspotSearch(object[1], body) : hubspotRead(object[1], JSON.parse(body));
  const association = /^\/crm\/v4\/associations\/contacts\/(\w+)\/batch\/read$/.exec(path);
  return association ? hubspotAssociations(association[1], JSON.parse(body)) : undefined;
}

function get(path, query) {
  if (path === '/api/v2/users/show_many') return zendeskUsers(query.get('ids').split(',').map(personOfUser));
  if (path === '/api/v2/users/search') return zendeskUsers(peopleIn(query.get('query')));
  if (path === '/api/v2/search') return zendeskSearch(query);
  const requested = /^\/api\/v2\/users\/(\d+)\/tickets\/requested$/.exec(path);
  return requested ? ticketPage('tickets', ticketsOf([personOfUser(requested[1])]), 1) : undefined;
}

const exists = (n) => Number.isInteger(n) && n >= 0 && n < PEOPLE;

/** Whom the e-mail addresses in a search name: the number stands in the address. */
function peopleIn(text) {
  const found = [...text.matchAll(/\.(\d+)@people\.test/g)].map(([, n]) => Number(n));
  return [...new Set(found)].filter(exists);
}

// Texts made once: `memo(kind, key)` under `make`.
const texts = new Map();
function memo(kind, key, make) {
  const ofKind = texts.get(kind) ?? new Map();
  texts.set(kind, ofKind);
  const text = ofKind.get(key) ?? make();
  ofKind.set(key, text);
  return text;
}

// HubSpot

/** Items beside contacts: how many of each a person has, and what they hold. */
const HUBSPOT_ITEMS = {
  deals: {
    count: 2,
    properties: (n, i) => ({
      dealname: `Kitchen ${n}-${i}`,
      dealstage: i === 0 ? 'closedwon' : 'qualifiedtobuy',
      pipeline: 'default',
      amount: `${1000 + n}.00`,
      deal_currency_code: 'EUR',
      createdate: person(n).createdAt,
      closedate: person(n).updatedAt,
      hs_is_closed: String(i === 0),
      hs_is_closed_won: String(i === 0),
    }),
  },
  calls: { count: 2, properties: (n, i) => ({ hs_call_title: `Call ${n}-${i}`, hs_call_direction: 'INBOUND' }) },
  emails: { count: 2, properties: (n, i) => ({ hs_email_subject: `Mail ${n}-${i}`, hs_email_direction: 'EMAIL' }) },
  meetings: { count: 1, properties: (n, i) => ({ hs_meeting_title: `Meeting ${n}-${i}` }) },
  notes: { count: 1, properties: (n, i) => ({ hs_note_body: `Note ${n}-${i}` }) },
  tasks: { count: 1, properties: (n, i) => ({ hs_task_subject: `Task ${n}-${i}`, hs_task_status: 'NOT_STARTED' }) },
};
const ITEM_BASE = 800_000_000_000;

function contact(n) {
  const one = person(n);
  return {
    email: one.email,
    hs_additional_emails: null,
    phone: one.phone,
    mobilephone: null,
    firstname: one.firstName,
    lastname: one.lastName,
    country: one.address.country,
    createdate: one.createdAt,
    lastmodifieddate: one.updatedAt,
    hs_merged_object_ids: null,
    company: one.company,
    jobtitle: one.jobTitle,
    address: one.address.line1,
    city: one.address.city,
    state: one.address.region,
    zip: one.address.postalCode,
    hs_language: one.locale,
    hs_timezone: one.timeZone.toLowerCase().replace('/', '_slash_'),
    date_of_birth: null,
    lifecyclestage: one.lifecycleStage,
    hubspot_owner_id: one.ownerId,
    hs_email_optout: null,
  };
}

function hubspotObject(type, id, properties) {
  return memo(`${type} ${properties}`, id, () => {
    const item = HUBSPOT_ITEMS[type];
    const n = item ? Math.floor((Number(id) - ITEM_BASE) / 10) : personOfContact(id);
    if (!exists(n)) return null;
    const { createdAt, updatedAt } = person(n);
    const common = { hs_timestamp: updatedAt, hs_lastmodifieddate: updatedAt };
    const all = item ? { ...common, ...item.properties(n, Number(id) % 10) } : contact(n);
    const asked = Object.fromEntries(properties.split(',').map((name) => [name, all[name] ?? null]));
    return JSON.stringify({ id, properties: asked, createdAt, updatedAt, archived: false });
  });
}

function hubspotRead(type, { inputs, properties, idProperty }) {
  const asked = properties.join(',');
  const ids =
    idProperty === 'email' ? inputs.flatMap(({ id }) => peopleIn(id).map(contactId)) : inputs.map(({ id }) => id);
  const objects = ids.map((id) => hubspotObject(type, id, asked)).filter((object) => object !== null);
  return `{"status":"COMPLETE","results":[${objects.join(',')}]}`;
}

/** Searches are made by e-mail address only, while customers are linked. */
function hubspotSearch(type, body) {
  const asked = JSON.parse(body).properties.join(',');
  const objects = peopleIn(body).map((n) => hubspotObject(type, contactId(n), asked));
  return `{"total":${objects.length},"results":[${objects.join(',')}]}`;
}

function hubspotAssociations(type, { inputs }) {
  const results = inputs.map(({ id }) =>
    memo(`associations ${type}`, id, () => {
      const first = ITEM_BASE + 10 * personOfContact(id);
      const to = Array.from({ length: HUBSPOT_ITEMS[type].count }, (_, i) => ({
        toObjectId: first + i,
        associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: 1, label: null }],
      }));
      return JSON.stringify({ from: { id }, to });
    }),
  );
  return `{"status":"COMPLETE","results":[${results.join(',')}]}`;
}

// Shopify

const money = (amount) => ({ shopMoney: { amount: cents(amount), currencyCode: 'EUR' } });

function shopper(n) {
  const one = person(n);
  const address = {
    address1: one.address.line1,
    address2: null,
    city: one.address.city,
    province: one.address.region,
    zip: one.address.postalCode,
    country: 'Germany',
    countryCodeV2: one.address.country,
    company: null,
  };
  return {
    __typename: 'Customer',
    id: shopperId(n),
    firstName: one.firstName,
    lastName: one.lastName,
    verifiedEmail: true,
    createdAt: one.createdAt,
    updatedAt: one.updatedAt,
    locale: one.locale,
    tags: [],
    defaultEmailAddress: { emailAddress: one.email, marketingState: 'NOT_SUBSCRIBED', marketingUpdatedAt: null },
    defaultPhoneNumber: { phoneNumber: one.phone, marketingState: 'NOT_SUBSCRIBED', marketingUpdatedAt: null },
    defaultAddress: address,
    addresses: [address],
    numberOfOrders: String(one.orderCount),
    amountSpent: one.spent,
    lastOrder: { processedAt: one.orders[0].processedAt },
    orders: new Connection(
      one.orders.map((order) => ({
        id: order.id,
        name: order.name,
        createdAt: order.processedAt,
        processedAt: order.processedAt,
        updatedAt: order.processedAt,
        closedAt: null,
        cancelledAt: null,
        displayFinancialStatus: order.payment,
        displayFulfillmentStatus: 'FULFILLED',
        totalPriceSet: money(order.cents),
        lineItems: new Connection(
          order.lines.map(({ title, sku, quantity, cents: unit }) => ({
            title,
            sku,
            quantity,
            originalUnitPriceSet: money(unit),
          })),
        ),
      })),
    ),
  };
}

class Connection {
  constructor(all) {
    this.all = all;
  }

  page(first) {
    const nodes = this.all.slice(0, first);
    return {
      nodes,
      edges: nodes.map((node, i) => ({ cursor: `c${i}`, node })),
      pageInfo: { hasNextPage: this.all.length > first, endCursor: nodes.length > 0 ? `c${nodes.length - 1}` : null },
    };
  }
}

const documents = new Map();

/** The one root field of a document: its name, and the selection below it. */
function rootOf(document) {
  let root = documents.get(document);
  if (!root) {
    const [operation] = parse(document, { noLocation: true }).definitions;
    const [field] = operation.selectionSet.selections;
    root = { field: field.name.value, selections: field.selectionSet.selections };
    documents.set(document, root);
  }
  return root;
}

function shopify({ query, variables }) {
  const root = rootOf(query);
  const { first } = variables;
  const object = (n) =>
    exists(n)
      ? memo(query, `${n} ${first}`, () => JSON.stringify(selected(root.selections, shopper(n), variables)))
      : 'null';
  if (root.field === 'nodes') {
    const cost = variables.ids.length * costOf(root.selections, variables);
    if (cost > MAX_COST) return throttled(cost);
    return answered(`{"nodes":[${variables.ids.map((id) => object(personOfShopper(id))).join(',')}]}`, cost);
  }
  if (root.field !== 'customers') return undefined;
  // A search by e-mail address: `customers { nodes { … } pageInfo { … } }`.
  const page = new Connection(peopleIn(variables.query).map(shopper)).page(first);
  return answered(JSON.stringify({ customers: selected(root.selections, page, variables) }), 10);
}

function answered(data, cost) {
  return `{"data":${data},"extensions":{"cost":{"requestedQueryCost":${cost},"actualQueryCost":${cost},"throttleStatus":{"maximumAvailable":2000000,"currentlyAvailable":1900000,"restoreRate":100000}}}}`;
}

function throttled(cost) {
  const message = `Query cost is ${cost}, which exceeds the single query max cost limit (${MAX_COST})`;
  return JSON.stringify({ errors: [{ message, extensions: { code: 'MAX_COST_EXCEEDED' } }] });
}

function firstOf(field, variables) {
  const value = field.arguments?.find((argument) => argument.name.value === 'first')?.value;
  return value?.kind === 'Variable' ? variables[value.name.value] : value ? Number(value.value) : undefined;
}

/** What a selection asks of a value. */
function selected(selections, value, variables) {
  const answer = {};
  for (const selection of selections) {
    if (selection.kind === 'InlineFragment') {
      Object.assign(answer, selected(selection.selectionSet.selections, value, variables));
      continue;
    }
    const name = selection.name.value;
    const held = value[name] instanceof Connection ? value[name].page(firstOf(selection, variables)) : value[name];
    const below = (one) =>
      selection.selectionSet && one !== null ? selected(selection.selectionSet.selections, one, variables) : one;
    answer[name] = Array.isArray(held) ? held.map(below) : below(held);
  }
  return answer;
}

const PAGING = new Set(['edges', 'nodes', 'pageInfo', 'node', 'cursor']);

/** Shopify's calculated cost: an object 1, a connection 2 and what is in it times `first`. */
function costOf(selections, variables) {
  let cost = 1;
  for (const selection of selections) {
    if (!selection.selectionSet) continue;
    const below = costOf(selection.selectionSet.selections, variables);
    if (selection.kind === 'InlineFragment' || PAGING.has(selection.name.value)) {
      cost += selection.name?.value === 'pageInfo' ? 0 : below - 1;
    } else {
      const first = firstOf(selection, variables);
      cost += first === undefined ? below : 2 + first * below;
    }
  }
  return cost;
}

// Zendesk

function zendeskUsers(people) {
  const known = people.filter(exists);
  const users = known.map((n) =>
    memo('user', n, () => {
      const one = person(n);
      return JSON.stringify({
        id: userId(n),
        name: `${one.firstName} ${one.lastName}`,
        email: one.email,
        phone: one.phone,
        active: true,
        verified: true,
        role: 'end-user',
        external_id: null,
        organization_id: null,
        locale: one.locale,
        iana_time_zone: one.timeZone,
        tags: one.tags,
        created_at: one.createdAt,
        updated_at: one.updatedAt,
      });
    }),
  );
  const identities = known.map((n) =>
    memo('identity', n, () =>
      JSON.stringify({
        id: 31_000_000_000_000 + n,
        user_id: userId(n),
        type: 'email',
        value: person(n).email,
        verified: true,
        primary: true,
      }),
    ),
  );
  const lists = `"users":[${users.join(',')}],"identities":[${identities.join(',')}],"organizations":[]`;
  return `{${lists},"count":${known.length},"next_page":null,"previous_page":null}`;
}

/** Tickets of several people, newest first, as texts. */
function ticketsOf(people) {
  const tickets = people.filter(exists).flatMap((n) => memo('tickets', n, () => ticketTexts(n)));
  if (people.length > 1) tickets.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : a.id - b.id));
  return tickets;
}

function ticketTexts(n) {
  return person(n).tickets.map((ticket) => ({
    at: ticket.createdAt,
    id: ticket.id,
    text: JSON.stringify({
      id: ticket.id,
      requester_id: userId(n),
      submitter_id: userId(n),
      subject: ticket.subject,
      description: `${ticket.subject}. Please tell us how this goes on, and thank you for your help.`,
      status: ticket.status,
      priority: ticket.priority,
      type: 'question',
      via: { channel: 'email' },
      tags: ['bench'],
      created_at: ticket.createdAt,
      updated_at: ticket.updatedAt,
    }),
  }));
}

function zendeskSearch(query) {
  const people = [...query.get('query').matchAll(/requester:(\d+)/g)].map(([, id]) => personOfUser(id));
  return ticketPage('results', ticketsOf(people), Number(query.get('page') ?? 1));
}

function ticketPage(name, tickets, page) {
  const from = (page - 1) * ZENDESK_PAGE;
  const rows = tickets.slice(from, from + ZENDESK_PAGE).map(({ text }) => text);
  const next = from + ZENDESK_PAGE < tickets.length ? `"https://bench.zendesk.com/?page=${page + 1}"` : 'null';
  return `{"${name}":[${rows.join(',')}],"count":${tickets.length},"next_page":${next},"previous_page":null}`;
}
