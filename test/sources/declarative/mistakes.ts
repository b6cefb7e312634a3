/** Connector files with one mistake each: what is changed in a file that has none. */

export const REST = `connector: Acme
kind: COMMERCE
variables:
  company: { pattern: "[a-z]+" }
secrets:
  token: an access token
baseUrl: https://{{company}}.acme.example/api
auth: { type: bearer, token: "{{secrets.token}}" }
answers:
  - when: { status: [404] }
    cause: none
  - when: { body: { path: code, equals: SLOW } }
    cause: rateLimited
    wait: { header: x-wait, unit: ms }
ids: { pattern: "[0-9]+" }
permissions:
  - permission: read
    parts: [PROFILE, SEARCH, ORDERS]
map:
  customer:
    id: id
    createdAt: { path: created, convert: { date: unix } }
    emails: [{ value: email, proof: VERIFIED }]
  order:
    id: id
    customer: customer_id
    number: reference
    at: placed
    status: { path: state, convert: { enum: { open: OPEN, done: COMPLETED } } }
lookups:
  customersById:
    mode: multiGet
    batch: 50
    request: { path: /customers, query: { ids: { keys: comma } } }
    page: { type: none, size: { param: limit, value: 50 } }
    records: { path: items }
  customersByEmail:
    mode: fanOut
    request: { path: /customers/find, query: { email: "{{key}}" } }
    page: { type: page, param: page, size: { param: limit, value: 50 } }
    records: { path: items }
  ordersByCustomer:
    mode: searchIn
    batch: 20
    order: newestFirst
    request: { path: /orders/search, body: { customers: "{{keys}}" } }
    page: { type: cursor, in: body, param: after, cursor: next, size: { param: limit, value: 50 } }
    records: { path: items }
`;

export const GRAPHQL = `connector: Desk
kind: SUPPORT
secrets: { id: client id, secret: client secret }
baseUrl: https://desk.example
auth:
  type: oauth2
  grant: clientCredentials
  path: /token
  clientId: "{{secrets.id}}"
  clientSecret: "{{secrets.secret}}"
permissions: [{ permission: all, parts: [PROFILE, TICKETS] }]
map:
  customer: { id: id, displayName: { template: "{{first}} {{last}}" } }
  ticket: { id: id, at: opened, number: ref, customer: person.id }
lookups:
  customersById:
    mode: multiGet
    batch: 10
    request:
      path: /graphql
      graphql:
        document: "query ($ids: [ID!]!) { people(ids: $ids) { id first last } }"
        variables: { ids: "{{keys}}" }
    page: { type: none }
    records: { path: data.people }
  ticketsByCustomer:
    mode: nested
    batch: 10
    request:
      path: /graphql
      graphql:
        document: "query ($ids: [ID!]!, $n: Int!) { people(ids: $ids) { id tickets(first: $n) { id opened } } }"
        variables: { ids: "{{keys}}" }
    page: { type: none, size: { param: n, value: 50 } }
    records: { path: tickets, parents: { path: data.people, key: id } }
  ticketByNumber:
    mode: multiGet
    batch: 10
    request:
      path: /graphql
      graphql: { each: "ticket(ref: {{key}}) { id ref opened person { id } }", keyType: String! }
    records: { path: $, as: one }
`;
