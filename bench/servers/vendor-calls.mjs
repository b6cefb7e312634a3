/**
 * The calls that a team writes by hand against the three vendors: many by id, the vendors' limits kept. Each answers one
 * entry an id, in order. `http` is `{ get(path), post(path, body) }`, answering parsed JSON.
 */
import { contactId, shopperId, userId } from '../world.mjs';

/** Which records belong together is known here for nothing: the customer's id is the number of the person. */
export const linksOf = (id) => ({
  contact: contactId(Number(id)),
  shopper: shopperId(Number(id)),
  user: userId(Number(id)),
});

const CONTACT =
  'email phone firstname lastname company jobtitle address city state zip country lifecyclestage hubspot_owner_id hs_language'.split(
    ' ',
  );
const SHOPPERS = `query Shoppers($ids: [ID!]!) {
  nodes(ids: $ids) { ... on Customer { id numberOfOrders amountSpent { amount currencyCode } } }
}`;
const ORDERS = `query Orders($ids: [ID!]!, $first: Int!) {
  nodes(ids: $ids) {
    ... on Customer {
      id
      orders(first: $first, sortKey: PROCESSED_AT, reverse: true) {
        nodes {
          name processedAt displayFinancialStatus
          totalPriceSet { shopMoney { amount currencyCode } }
          lineItems(first: 10) {
            nodes { title sku quantity originalUnitPriceSet { shopMoney { amount currencyCode } } }
          }
        }
      }
    }
  }
}`;
/** Shopify's points for one request, and what one person's page of `first` such orders costs. */
const MAX_COST = 1000;
const orderPageCost = (first) => 3 + first * (3 + 2 + 10 * 3);
const TICKETS_PER_PAGE = 100;

export function vendorCalls(http) {
  const graphql = (query, variables) => http.post('/admin/api/2026-10/graphql.json', { query, variables });

  return {
    async contacts(ids) {
      const inputs = ids.map((id) => ({ id: linksOf(id).contact }));
      const { results } = await http.post('/crm/v3/objects/contacts/batch/read', { inputs, properties: CONTACT });
      const byId = new Map(results.map((contact) => [contact.id, contact.properties]));
      return inputs.map(({ id }) => byId.get(id) ?? null);
    },

    async shoppers(ids) {
      const gids = ids.map((id) => linksOf(id).shopper);
      const { data } = await graphql(SHOPPERS, { ids: gids });
      const byId = new Map(data.nodes.filter(Boolean).map((customer) => [customer.id, customer]));
      return gids.map((gid) => byId.get(gid) ?? null);
    },

    async orders(ids, first) {
      const gids = ids.map((id) => linksOf(id).shopper);
      const people = Math.floor(MAX_COST / orderPageCost(first));
      const chunks = Array.from({ length: Math.ceil(gids.length / people) }, (_, i) =>
        gids.slice(i * people, (i + 1) * people),
      );
      const answers = await Promise.all(chunks.map((chunk) => graphql(ORDERS, { ids: chunk, first })));
      const customers = answers.flatMap(({ data }) => data.nodes.filter(Boolean));
      const byId = new Map(customers.map((customer) => [customer.id, customer.orders.nodes]));
      return gids.map((gid) => byId.get(gid) ?? []);
    },

    async users(ids) {
      const wanted = ids.map((id) => linksOf(id).user);
      const { users } = await http.get(`/api/v2/users/show_many?ids=${wanted.join(',')}`);
      const byId = new Map(users.map((user) => [user.id, user]));
      return wanted.map((id) => byId.get(id) ?? null);
    },

    async tickets(ids, first) {
      const wanted = ids.map((id) => linksOf(id).user);
      const order = `sort_by=created_at&sort_order=desc&per_page=${TICKETS_PER_PAGE}`;
      const [only] = wanted;
      if (wanted.length === 1) {
        const { tickets } = await http.get(`/api/v2/users/${only}/tickets/requested?${order}&page=1`);
        return [tickets.slice(0, first)];
      }
      const terms = encodeURIComponent(`type:ticket ${wanted.map((id) => `requester:${id}`).join(' ')}`);
      const byUser = new Map(wanted.map((id) => [id, []]));
      for (let page = 1, more = true; more; page += 1) {
        const answer = await http.get(`/api/v2/search?query=${terms}&${order}&page=${page}`);
        for (const ticket of answer.results) byUser.get(ticket.requester_id)?.push(ticket);
        more = answer.next_page !== null;
      }
      return wanted.map((id) => byUser.get(id).slice(0, first));
    },
  };
}
