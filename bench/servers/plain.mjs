/**
 * No GraphQL at all: every call at once, parse, pick, stringify. What a server without a query language, without checks
 * and without faults could do at best. Argument: origin of the upstream.
 */
import { createServer } from 'node:http';
import { ORDERS_ASKED, TICKETS_ASKED } from '../world.mjs';
import { undiciClient } from './clients.mjs';
import { commerceOf, customerOf, orderOf, supportOf, ticketOf } from './team-schema.mjs';
import { vendorCalls } from './vendor-calls.mjs';

const calls = vendorCalls(undiciClient(process.argv[2]));

async function customers(ids) {
  const [contacts, shoppers, users, orders, tickets] = await Promise.all([
    calls.contacts(ids),
    calls.shoppers(ids),
    calls.users(ids),
    calls.orders(ids, ORDERS_ASKED),
    calls.tickets(ids, TICKETS_ASKED),
  ]);
  return ids.map((id, i) => ({
    ...customerOf(id, contacts[i]),
    commerce: commerceOf(shoppers[i]),
    support: supportOf(users[i]),
    orders: orders[i].map(orderOf),
    tickets: tickets[i].map(ticketOf),
  }));
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', async () => {
    const { variables } = JSON.parse(Buffer.concat(chunks).toString());
    const data = variables.ids
      ? { customers: await customers(variables.ids) }
      : { customer: (await customers([variables.id]))[0] };
    const body = JSON.stringify({ data });
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => process.send({ url: `http://127.0.0.1:${server.address().port}/graphql` }));
process.on('disconnect', () => process.exit(0));
