/** The schema and resolvers that a team writes by hand: a customer from the CRM, the rest by one loader a kind. */
import DataLoader from 'dataloader';
import { ORDERS_ASKED, TICKETS_ASKED } from '../world.mjs';
import { vendorCalls } from './vendor-calls.mjs';

export const typeDefs = `
  type Query { customer(id: ID!): Customer customers(ids: [ID!]!): [Customer]! }
  type Customer {
    id: ID!
    firstName: String lastName: String email: String phone: String
    company: String jobTitle: String lifecycleStage: String ownerId: ID locale: String
    address: Address
    commerce: Commerce
    support: Support
    orders(first: Int!): [Order!]
    tickets(first: Int!): [Ticket!]
  }
  type Address { line1: String city: String region: String postalCode: String country: String }
  type Commerce { orderCount: Int spent: Money }
  type Support { timeZone: String tags: [String!] }
  type Money { amount: String currencyCode: String }
  type Order { number: String placedAt: String payment: String total: Money lines: [Line!] }
  type Line { title: String sku: String quantity: Int unitPrice: Money }
  type Ticket { number: ID subject: String status: String priority: String createdAt: String }
`;

const FIELDS = `
  firstName lastName email phone company jobTitle lifecycleStage ownerId locale
  address { line1 city region postalCode country }
  commerce { orderCount spent { amount currencyCode } }
  support { timeZone tags }
  orders(first: ${ORDERS_ASKED}) {
    number placedAt payment total { amount currencyCode }
    lines { title sku quantity unitPrice { amount currencyCode } }
  }
  tickets(first: ${TICKETS_ASKED}) { number subject status priority createdAt }`;
export const ONE = `query One($id: ID!) { customer(id: $id) { ${FIELDS} } }`;
export const FIFTY = `query Fifty($ids: [ID!]!) { customers(ids: $ids) { ${FIELDS} } }`;

export const customerOf = (id, contact) =>
  contact && {
    id,
    firstName: contact.firstname,
    lastName: contact.lastname,
    email: contact.email,
    phone: contact.phone,
    company: contact.company,
    jobTitle: contact.jobtitle,
    lifecycleStage: contact.lifecyclestage,
    ownerId: contact.hubspot_owner_id,
    locale: contact.hs_language,
    address: {
      line1: contact.address,
      city: contact.city,
      region: contact.state,
      postalCode: contact.zip,
      country: contact.country,
    },
  };
export const commerceOf = (shopper) =>
  shopper && { orderCount: Number(shopper.numberOfOrders), spent: shopper.amountSpent };
export const supportOf = (user) => user && { timeZone: user.iana_time_zone, tags: user.tags };
export const orderOf = (order) => ({
  number: order.name,
  placedAt: order.processedAt,
  payment: order.displayFinancialStatus,
  total: order.totalPriceSet.shopMoney,
  lines: order.lineItems.nodes.map((line) => ({
    title: line.title,
    sku: line.sku,
    quantity: line.quantity,
    unitPrice: line.originalUnitPriceSet.shopMoney,
  })),
});
export const ticketOf = (ticket) => ({
  number: ticket.id,
  subject: ticket.subject,
  status: ticket.status,
  priority: ticket.priority,
  createdAt: ticket.created_at,
});

/** Loaders of one request, as dataloader's manual wants them. */
export function contextFor(http) {
  const calls = vendorCalls(http);
  const pages = (read) => {
    const byFirst = new Map();
    return (id, first) => {
      if (!byFirst.has(first)) byFirst.set(first, new DataLoader((ids) => read(ids, first)));
      return byFirst.get(first).load(id);
    };
  };
  return () => ({
    contacts: new DataLoader((ids) => calls.contacts(ids)),
    shoppers: new DataLoader((ids) => calls.shoppers(ids)),
    users: new DataLoader((ids) => calls.users(ids)),
    orders: pages((ids, first) => calls.orders(ids, first)),
    tickets: pages((ids, first) => calls.tickets(ids, first)),
  });
}

const customer = async (id, { contacts }) => customerOf(id, await contacts.load(id));

export const resolvers = {
  Query: {
    customer: (_, { id }, context) => customer(id, context),
    customers: (_, { ids }, context) => Promise.all(ids.map((id) => customer(id, context))),
  },
  Customer: {
    commerce: async ({ id }, _, { shoppers }) => commerceOf(await shoppers.load(id)),
    support: async ({ id }, _, { users }) => supportOf(await users.load(id)),
    orders: async ({ id }, { first }, { orders }) => (await orders(id, first)).map(orderOf),
    tickets: async ({ id }, { first }, { tickets }) => (await tickets(id, first)).map(ticketOf),
  },
};
