/**
 * The GraphQL documents that the connector sends, and what each costs. Values travel in variables only.
 *
 * Cost is Shopify's calculated query cost in points: a scalar or enum 0, an object 1, a connection 2 and what is in it
 * times `first`; `nodes(ids:)` what is in it times the ids; a list that is no connection one object. One request may ask
 * for 1,000 at most, so batches are cut to it. Shopify charges large pages less than this formula says, never more.
 */
import type { PartOptions, RecordShape } from '../contract';

export const MAX_REQUEST_COST = 1000;
/** Longest input array and longest page of a connection. */
export const MAX_PAGE = 250;

const IDENTITY = 'id firstName lastName verifiedEmail createdAt updatedAt';
const ADDRESS = 'address1 address2 city province zip country countryCodeV2';
const REACHABLE = `
    defaultEmailAddress { emailAddress marketingState marketingUpdatedAt }
    defaultPhoneNumber { phoneNumber marketingState marketingUpdatedAt }`;
const PROFILE = `${IDENTITY} locale tags ${REACHABLE}
    defaultAddress { ${ADDRESS} company }
    addresses { ${ADDRESS} }`;

const CUSTOMER_FIELDS: Readonly<Record<RecordShape, string>> = {
  summary: `${IDENTITY}
    defaultEmailAddress { emailAddress }
    defaultPhoneNumber { phoneNumber }`,
  profile: PROFILE,
  full: `${PROFILE}
    numberOfOrders
    amountSpent { amount currencyCode }
    lastOrder { processedAt }`,
};

/**
 * Points for one customer. summary: itself, e-mail, phone. profile: also default address, addresses. full: also amount
 * spent, last order.
 */
export const CUSTOMER_COST: Readonly<Record<RecordShape, number>> = { summary: 3, profile: 5, full: 7 };

/** Variables: `ids`. Costs ids × customer. */
export const CUSTOMERS_BY_ID = byShape(
  (fields) => `query CustomersById($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    ... on Customer { ${fields} }
  }
}`,
);

/** Variables: `query`, `first`, `after`. Costs 2 + first × customer. */
export const CUSTOMERS_FOUND = `query CustomersFound($query: String!, $first: Int!, $after: String) {
  customers(query: $query, first: $first, after: $after) {
    nodes { ${CUSTOMER_FIELDS.full} }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** Variables: `query` (null: all), `first`, `after`; oldest change first. Costs 2 + first × customer. */
export const CUSTOMERS_CHANGED = `query CustomersChanged($query: String, $first: Int!, $after: String) {
  customers(query: $query, first: $first, after: $after, sortKey: UPDATED_AT) {
    nodes { ${CUSTOMER_FIELDS.summary} }
    pageInfo { hasNextPage endCursor }
  }
}`;

export type Detail = PartOptions['detail'];

/** Lines read with an order; longer orders are read on. */
const LINES_WITH_ORDER = 10;
/** Lines of each order read on in one request. */
const LINES_AFTER = 50;

const LINE = 'title sku quantity originalUnitPriceSet { shopMoney { amount currencyCode } }';
/** Itself, the price's bag and money. */
const LINE_COST = 3;

const ORDER = `id name createdAt processedAt updatedAt closedAt cancelledAt
        displayFinancialStatus displayFulfillmentStatus
        totalPriceSet { shopMoney { amount currencyCode } }`;
const ORDER_FIELDS: Readonly<Record<Detail, string>> = {
  summary: ORDER,
  full: `${ORDER}
        lineItems(first: ${LINES_WITH_ORDER}) { nodes { ${LINE} } pageInfo { hasNextPage endCursor } }`,
};

/** Points for one order: itself, the total's bag and money; in full also 2 + lines × line. */
const ORDER_COST: Readonly<Record<Detail, number>> = { summary: 3, full: 3 + 2 + LINES_WITH_ORDER * LINE_COST };

/** Orders of each person that fit into one page of one request: (1000 − 1 for the person − 2) / order. */
export function longestOrderPage(detail: Detail): number {
  return Math.min(MAX_PAGE, Math.floor((MAX_REQUEST_COST - 3) / ORDER_COST[detail]));
}

/** People whose pages of `first` orders fit into one request: each costs 1 + 2 + first × order. */
export function peoplePerRequest(detail: Detail, first: number): number {
  return Math.max(1, Math.min(MAX_PAGE, Math.floor(MAX_REQUEST_COST / (3 + first * ORDER_COST[detail]))));
}

const NEWEST_FIRST = 'sortKey: PROCESSED_AT, reverse: true';
const ORDER_PAGE: Readonly<Record<Detail, string>> = {
  summary: orderPage('summary'),
  full: orderPage('full'),
};

function orderPage(detail: Detail): string {
  return `{
      edges { cursor node { ${ORDER_FIELDS[detail]} } }
      pageInfo { hasNextPage endCursor }
    }`;
}

/** The newest orders of many people. Variables: `ids`, `first`. */
export const NEWEST_ORDERS: Readonly<Record<Detail, string>> = {
  summary: newestOrders('summary'),
  full: newestOrders('full'),
};

function newestOrders(detail: Detail): string {
  return `query NewestOrders($ids: [ID!]!, $first: Int!) {
  nodes(ids: $ids) {
    __typename
    ... on Customer { id orders(first: $first, ${NEWEST_FIRST}) ${ORDER_PAGE[detail]} }
  }
}`;
}

/**
 * Further orders of several people, each from their own position, since `nodes` takes one `after` for all. Person `n` is
 * answered under `c‹n›`. Variables: `first`, and for each person `id‹n›` and `after‹n›`.
 */
export function olderOrders(detail: Detail, people: number): string {
  const numbers = Array.from({ length: people }, (_, n) => n);
  return `query OlderOrders($first: Int!, ${numbers.map((n) => `$id${n}: ID!, $after${n}: String!`).join(', ')}) {
${numbers
  .map(
    (n) => `  c${n}: customer(id: $id${n}) {
    id
    orders(first: $first, after: $after${n}, ${NEWEST_FIRST}) ${ORDER_PAGE[detail]}
  }`,
  )
  .join('\n')}
}`;
}

/** Variables: `query`, `first`, `after`. Costs 2 + first × (order + 1 for its customer). */
export const ORDERS_NAMED = `query OrdersNamed($query: String!, $first: Int!, $after: String) {
  orders(query: $query, first: $first, after: $after) {
    nodes { ${ORDER_FIELDS.full} customer { id } }
    pageInfo { hasNextPage endCursor }
  }
}`;
export const LONGEST_NAMED_PAGE = Math.floor((MAX_REQUEST_COST - 2) / (ORDER_COST.full + 1));

/** Orders whose further lines fit into one request: each costs 1 + 2 + lines × line. */
export const ORDERS_PER_LINES_REQUEST = Math.floor(MAX_REQUEST_COST / (3 + LINES_AFTER * LINE_COST));

/** Further lines of several orders. Order `n` is answered under `o‹n›`. Variables: `id‹n›`, `after‹n›`. */
export function furtherLines(orders: number): string {
  const numbers = Array.from({ length: orders }, (_, n) => n);
  return `query FurtherLines(${numbers.map((n) => `$id${n}: ID!, $after${n}: String!`).join(', ')}) {
${numbers
  .map(
    (n) => `  o${n}: order(id: $id${n}) {
    id
    lineItems(first: ${LINES_AFTER}, after: $after${n}) { nodes { ${LINE} } pageInfo { hasNextPage endCursor } }
  }`,
  )
  .join('\n')}
}`;
}

/** The cheapest reads that need each permission. */
export const CHECK_SHOP = 'query CheckShop { shop { name } }';
export const CHECK_CUSTOMERS = `query CheckCustomers {
  customers(first: 1) { nodes { ${CUSTOMER_FIELDS.profile} } }
}`;
export const CHECK_ORDERS = 'query CheckOrders { orders(first: 1) { nodes { id customer { id } } } }';

function byShape(document: (fields: string) => string): Readonly<Record<RecordShape, string>> {
  return {
    summary: document(CUSTOMER_FIELDS.summary),
    profile: document(CUSTOMER_FIELDS.profile),
    full: document(CUSTOMER_FIELDS.full),
  };
}
