/** Every mistake in a connector file is told with its file, line and key, what was expected and what came. */
import { complaintText } from '../../../src/documents/complaint';
import { readConnector } from '../../../src/sources/declarative/connector-file';
import { GRAPHQL, REST } from './mistakes';

type Row = readonly [name: string, from: string, to: string, complaints: readonly string[]];

const IN_REST: readonly Row[] = [
  ['no YAML', 'connector: Acme', 'connector: [Acme', ['2 the indentation does not fit its surroundings']],
  ['a tab', '  company:', '\tcompany:', ['4 a tab is used for indentation; YAML takes spaces only']],
  ['a key twice', 'kind: COMMERCE', 'kind: COMMERCE\nkind: CRM', ['3 a key stands twice in one place']],
  ['no name', 'connector: Acme\n', '', ['1 connector: expected the system’s name, received nothing']],
  [
    'an unknown kind',
    'kind: COMMERCE',
    'kind: SHOP',
    ['2 kind: expected one of CRM, COMMERCE, SUPPORT, MARKETING, received "SHOP"'],
  ],
  [
    'a misspelt key at the top',
    'permissions:',
    'permisions:',
    [
      '1 permissions: expected a list of permissions, received nothing',
      '16 permisions: unknown key; did you mean permissions?',
    ],
  ],
  [
    'a key that belongs to other paging',
    'page: { type: page, param',
    'page: { type: page, cursor: next, param',
    [
      '40 lookups.customersByEmail.page.cursor: unknown key; known here: type, param, start, pages, pagesHeader, lastIsShort, size, in, more, maxPages',
    ],
  ],
  [
    'a size of nothing',
    'value: 50 } }\n    records: { path: items }\n  customersByEmail',
    'value: 0 } }\n    records: { path: items }\n  customersByEmail',
    ['35 lookups.customersById.page.size.value: expected a whole number from 1 to 10000, received 0'],
  ],
  [
    'a login token from two places',
    'auth: { type: bearer, token: "{{secrets.token}}" }',
    'auth: { type: login, request: { path: /login, form: { key: "{{secrets.token}}" } }, token: { body: a, header: b } }',
    ['8 auth.token: expected either body or header, received both'],
  ],
  [
    'a login whose token goes nowhere',
    'auth: { type: bearer, token: "{{secrets.token}}" }',
    'auth: { type: login, request: { path: /login, form: { key: "{{secrets.token}}" } }, token: { body: a }, send: { header: x-session, value: yes } }',
    ['8 auth.send.value: expected text with {{token}} in it, received text without'],
  ],
  [
    'a variable with a bad name',
    '  company: {',
    '  Company-Name: {',
    [
      '4 variables.Company-Name: expected a name: a lower-case letter, then letters, digits or _, 40 at most, received another',
    ],
  ],
  [
    'a pattern that looks around',
    '"[a-z]+"',
    '"(?=a)[a-z]+"',
    [
      '4 variables.company.pattern: expected a regular expression for the whole value (RE2: no look-around, no back-references), received text of 11 characters',
    ],
  ],
  [
    'a pattern that is none',
    'ids: { pattern: "[0-9]+" }',
    'ids: { pattern: "[0-9" }',
    [
      '15 ids.pattern: expected a regular expression for the whole value (RE2: no look-around, no back-references), received text of 4 characters',
    ],
  ],
  [
    'a variable that is used nowhere',
    'secrets:\n',
    '  region: { pattern: "[a-z]+" }\nsecrets:\n',
    ['5 variables.region: stands in no braces: write {{region}} where it is needed, or take it out'],
  ],
  [
    'a secret that is used nowhere',
    '  token: an access token',
    '  token: an access token\n  other: another',
    ['7 secrets.other: stands in no braces: write {{secrets.other}} where it is needed, or take it out'],
  ],
  [
    'a secret written into the file',
    'token: "{{secrets.token}}"',
    'token: { env: TOKEN }',
    [
      '8 auth.token: expected text such as "{{secrets.token}}", with token named under secrets, received keys with values below it',
    ],
  ],
  [
    'a secret nobody named',
    '{{secrets.token}}',
    '{{secrets.tokn}}',
    [
      '6 secrets.token: stands in no braces: write {{secrets.token}} where it is needed, or take it out',
      '8 auth.token: expected a variable or a secret of this file, received {{secrets.tokn}}; did you mean {{secrets.token}}?',
    ],
  ],
  [
    'a base URL without scheme',
    'https://{{company}}.acme',
    'ftp://{{company}}.acme',
    ['7 baseUrl: expected an https URL without user, query or fragment, received text of 34 characters'],
  ],
  [
    'a base URL with parameters',
    'example/api',
    'example/api?x=1',
    ['7 baseUrl: expected an https URL without user, query or fragment, received text of 40 characters'],
  ],
  [
    'a variable nobody named',
    'https://{{company}}',
    'https://{{compny}}',
    [
      '4 variables.company: stands in no braces: write {{company}} where it is needed, or take it out',
      '7 baseUrl: expected a variable of this file, received {{compny}}; did you mean {{company}}?',
    ],
  ],
  [
    'a secret in the base URL',
    'https://{{company}}',
    'https://{{company}}{{secrets.token}}',
    [
      '7 baseUrl: expected a variable of this file, received {{secrets.token}}; secrets go into auth, and are named under secrets',
    ],
  ],
  [
    'braces that are no placeholder',
    'https://{{company}}',
    'https://{{ company name }}',
    ['7 baseUrl: expected an https URL without user, query or fragment, received text of 43 characters'],
  ],
  [
    'an unknown way to sign in',
    'type: bearer',
    'type: cookie',
    ['8 auth.type: expected one of none, bearer, basic, apiKey, oauth2, login, received "cookie"'],
  ],
  [
    'a key of another way to sign in',
    'auth: { type: bearer, token:',
    'auth: { type: basic, token:',
    [
      '8 auth.user: expected text such as "{{secrets.token}}", with token named under secrets, received nothing',
      '8 auth.password: expected text such as "{{secrets.token}}", with token named under secrets, received nothing',
      '8 auth.token: unknown key; known here: type, user, password',
    ],
  ],
  [
    'a status that is none',
    '[404]',
    '[4040]',
    ['10 answers[0].when.status[0]: expected an HTTP status such as 404, or 4xx, received 4040'],
  ],
  [
    'a rule that looks at nothing',
    '{ status: [404] }',
    '{}',
    ['10 answers[0].when: expected status, header or body, received none of them'],
  ],
  [
    'an unknown cause',
    'cause: none',
    'cause: nothing',
    [
      '11 answers[0].cause: expected one of fine, none, gone, merged, rateLimited, unauthorised, forbidden, unavailable, invalid, received "nothing"',
    ],
  ],
  [
    'a wait without a place',
    'wait: { header: x-wait, unit: ms }',
    'wait: { unit: ms }',
    ['14 answers[1].wait: expected either header or body, received neither'],
  ],
  [
    'a wait in an unknown unit',
    'unit: ms',
    'unit: minutes',
    ['14 answers[1].wait.unit: expected one of s, ms, unix, unixMs, received "minutes"'],
  ],
  [
    'a wait where nobody waits',
    'cause: none',
    'cause: none\n    wait: { header: x-wait }',
    ['12 answers[0].wait: expected wait with the cause rateLimited or unavailable only, received it with none'],
  ],
  [
    'merged without into',
    'cause: none',
    'cause: merged',
    ['10 answers[0]: expected into with the cause merged, and only there, received none'],
  ],
  [
    'a condition without a test',
    '{ path: code, equals: SLOW }',
    '{ path: code }',
    ['12 answers[1].when.body: expected exactly one of equals, in, contains, exists, received none'],
  ],
  [
    'a condition with two tests',
    '{ path: code, equals: SLOW }',
    '{ path: code, equals: SLOW, exists: true }',
    ['12 answers[1].when.body: expected exactly one of equals, in, contains, exists, received equals and exists'],
  ],
  [
    'a part without a permission',
    '[PROFILE, SEARCH, ORDERS]',
    '[PROFILE, SEARCH]',
    ['17 permissions: expected a permission for each part: PROFILE, ORDERS, SEARCH, received none for ORDERS'],
  ],
  [
    'a permission for what is not there',
    '[PROFILE, SEARCH, ORDERS]',
    '[PROFILE, SEARCH, ORDERS, TICKETS]',
    [
      '18 permissions[0].parts[3]: expected a part that this file has look-ups for: PROFILE, ORDERS, SEARCH, received TICKETS',
    ],
  ],
  [
    'a path that is none',
    'path: created',
    'path: created..at',
    [
      '22 map.customer.createdAt.path: expected a path such as customer.name, items[0].id, items[*].id, meta["odd.name"] or $ for the whole, received "created..at"',
    ],
  ],
  [
    'an expression for a path',
    'path: created',
    'path: "created.filter(x => x)"',
    [
      '22 map.customer.createdAt.path: expected a path such as customer.name, items[0].id, items[*].id, meta["odd.name"] or $ for the whole, received text of 22 characters',
    ],
  ],
  [
    'a field with two sources',
    '{ path: created,',
    '{ path: created, constant: x,',
    ['22 map.customer.createdAt: expected one of path, template, constant, received path and constant'],
  ],
  [
    'a field with a misspelt key',
    '{ path: created, convert',
    '{ path: created, convrt',
    [
      '22 map.customer.createdAt.convrt: expected one of path, convert, template, constant, always, received another key',
    ],
  ],
  [
    'an unknown converter',
    'convert: { date: unix }',
    'convert: datetime',
    [
      '22 map.customer.createdAt.convert: expected one of first, last, flatten, lower, upper, text, email, phone, decimalComma, join, split, date, minorUnits, enum, pick, take, prefix, cut, received "datetime"',
    ],
  ],
  [
    'a converter without what it takes',
    'convert: { date: unix }',
    'convert: date',
    [
      '22 map.customer.createdAt.convert: expected date with what it takes, for instance { date: … }, received the word alone',
    ],
  ],
  [
    'a date form that is none',
    '{ date: unix }',
    '{ date: "DD.MM" }',
    [
      '22 map.customer.createdAt.convert.date: expected iso, unix, unixMs, or a form made of YYYY MM DD HH mm ss such as DD.MM.YYYY HH:mm, received "DD.MM"',
    ],
  ],
  [
    'two converters in one',
    '{ date: unix }',
    '{ date: unix, join: "," }',
    [
      '22 map.customer.createdAt.convert.join: expected nothing beside date, offset; converters follow each other in a list, received ","',
    ],
  ],
  [
    'minor units of nothing',
    '{ date: unix }',
    '{ minorUnits: two }',
    [
      '22 map.customer.createdAt.convert.minorUnits: expected a whole number from 0 to 6, for instance 2, received "two"',
    ],
  ],
  [
    'an enum to a word that we do not have',
    'done: COMPLETED',
    'done: FINISHED',
    ['29 map.order.status.convert.enum.done: expected one of OPEN, COMPLETED, CANCELLED, UNKNOWN, received "FINISHED"'],
  ],
  [
    'a field we do not have',
    '    number: reference',
    '    nummer: reference',
    ['27 map.order.nummer: unknown key; did you mean number?'],
  ],
  [
    'a proof that is none',
    'proof: VERIFIED',
    'proof: SURE',
    ['23 map.customer.emails[0].proof: expected one of ASSERTED, OBSERVED, VERIFIED, received "SURE"'],
  ],
  [
    'no map for a list',
    REST.slice(REST.indexOf('  order:'), REST.indexOf('lookups:')),
    '',
    ['20 map: expected order, for ordersByCustomer, received none'],
  ],
  [
    'no customer in a map of several',
    '    customer: customer_id\n',
    '',
    [
      '25 map.order: expected customer: where the customer’s id stands, since ordersByCustomer asks for several at once, received none',
    ],
  ],
  [
    'no e-mail to compare',
    '    emails: [{ value: email, proof: VERIFIED }]\n',
    '',
    ['21 map.customer: expected emails, by which hits are compared again (customersByEmail), received none'],
  ],
  [
    'no look-up by id',
    '  customersById:',
    '  customersByName:',
    [
      '31 lookups.customersById: expected a look-up, received nothing',
      '31 lookups.customersByName: unknown key; did you mean customersById?',
    ],
  ],
  [
    'an unknown mode',
    'mode: multiGet',
    'mode: batch',
    ['32 lookups.customersById.mode: expected one of multiGet, searchIn, fanOut, received "batch"'],
  ],
  [
    'a batch with fanOut',
    'mode: fanOut',
    'mode: fanOut\n    batch: 5',
    ['39 lookups.customersByEmail.batch: expected no batch with fanOut, which asks one key a request, received 5'],
  ],
  [
    'a list without paging',
    '    page: { type: page, param: page, size: { param: limit, value: 50 } }\n',
    '',
    [
      '38 lookups.customersByEmail: expected page: how the list is paged and how large its pages are ({ type: none } where it is always whole), received none',
    ],
  ],
  [
    'paging without a size',
    '{ type: page, param: page, size: { param: limit, value: 50 } }',
    '{ type: page, param: page }',
    [
      '40 lookups.customersByEmail.page.size: expected how large its pages are: { param: …, value: … }, received nothing',
    ],
  ],
  [
    'an unknown way of paging',
    'type: cursor',
    'type: keyset',
    [
      '47 lookups.ordersByCustomer.page.type: expected one of none, cursor, page, offset, link, next, received "keyset"',
    ],
  ],
  [
    'a page smaller than the batch',
    'page: { type: none, size: { param: limit, value: 50 } }',
    'page: { type: none, size: { param: limit, value: 20 } }',
    [
      '35 lookups.customersById.page.size.value: expected 50 or more, the batch: a smaller page cuts an answer short, received 20',
    ],
  ],
  [
    'a cursor without a place',
    'cursor: next, ',
    '',
    ['47 lookups.ordersByCustomer.page: expected either cursor or header, received neither'],
  ],
  [
    'paging in a body that is not there',
    'type: page, param',
    'type: page, in: body, param',
    [
      '40 lookups.customersByEmail.page.in: expected body only where the request has one that is an object, received a request without',
    ],
  ],
  [
    'a request for nobody',
    '{ ids: { keys: comma } }',
    '{ all: true }',
    [
      '34 lookups.customersById.request: expected a request that asks for something: {{key}} or {{keys}} in it, or { keys: … } in its query, received one that does not',
    ],
  ],
  [
    'one key where there are many',
    '{ ids: { keys: comma } }',
    '{ ids: "{{key}}" }',
    [
      '34 lookups.customersById.request.query.ids: expected {{keys}}, or { eachKey: … } in a body, since a batch has several keys, received {{key}}',
    ],
  ],
  [
    'a key unquoted inside a text',
    'email: "{{key}}"',
    'email: "email:{{key}}"',
    [
      '39 lookups.customersByEmail.request.query.email: expected a key inside a longer text to be quoted: {{key:json}}, {{key:sql}}, {{key:soql}} or {{key:word}}, received {{key}}',
    ],
  ],
  [
    'a list style that is none',
    'keys: comma',
    'keys: semicolon',
    [
      '34 lookups.customersById.request.query.ids: expected { keys: one of comma, pipe, space, repeat, brackets, indexed }, received other keys',
    ],
  ],
  [
    'a path that climbs',
    'path: /customers,',
    'path: /../customers,',
    [
      '34 lookups.customersById.request.path: expected a path that begins with one / and holds neither ? nor # nor .. (parameters belong into query), received "/../customers"',
    ],
  ],
  [
    'a path to another host',
    'path: /customers,',
    'path: //evil.example/customers,',
    [
      '34 lookups.customersById.request.path: expected a path that begins with one / and holds neither ? nor # nor .. (parameters belong into query), received "//evil.example/customers"',
    ],
  ],
  [
    'a path with parameters',
    'path: /customers,',
    'path: "/customers?x=1",',
    [
      '34 lookups.customersById.request.path: expected a path that begins with one / and holds neither ? nor # nor .. (parameters belong into query), received text of 14 characters',
    ],
  ],
  [
    'a GET with a body',
    'request: { path: /orders/search,',
    'request: { method: GET, path: /orders/search,',
    ['46 lookups.ordersByCustomer.request.method: expected POST, PUT, SEARCH or REPORT with a body, received GET'],
  ],
  [
    'a method that writes',
    'request: { path: /orders/search,',
    'request: { method: DELETE, path: /orders/search,',
    ['46 lookups.ordersByCustomer.request.method: expected one of GET, POST, PUT, SEARCH, REPORT, received "DELETE"'],
  ],
  [
    'a key in a header',
    'request: { path: /orders/search,',
    'request: { headers: { x-id: "{{key}}" }, path: /orders/search,',
    [
      '46 lookups.ordersByCustomer.request.headers.x-id: expected a variable of this file; keys go into path, query or body, received {{key}}; known here: company',
    ],
  ],
  [
    'a secret in a request',
    '"{{keys}}"',
    '"{{keys}}", token: "{{secrets.token}}"',
    [
      '46 lookups.ordersByCustomer.request.body: expected a variable, or {{key}} or {{keys}}, received {{secrets.token}}; secrets go into auth, and are named under secrets',
    ],
  ],
  [
    'a header that is none',
    'request: { path: /orders/search,',
    'request: { headers: { "x y": a }, path: /orders/search,',
    ['46 lookups.ordersByCustomer.request.headers.x y: expected the name of an HTTP header, received another'],
  ],
  [
    'nested without parents',
    'mode: searchIn',
    'mode: nested',
    ['48 lookups.ordersByCustomer.records: expected parents with the mode nested, and only there, received none'],
  ],
  [
    'one record for many keys',
    'records: { path: items }\n  customersByEmail',
    'records: { path: items, as: one }\n  customersByEmail',
    [
      '36 lookups.customersById.records.as: expected list or entries where several keys are asked at once, received one',
    ],
  ],
  [
    'an order that is none',
    'order: newestFirst',
    'order: oldestFirst',
    ['45 lookups.ordersByCustomer.order: expected one of newestFirst, any, received "oldestFirst"'],
  ],
  [
    'a batch that is too large',
    'batch: 20',
    'batch: 5000',
    ['44 lookups.ordersByCustomer.batch: expected a whole number from 1 to 1000, received 5000'],
  ],
];

const IN_GRAPHQL: readonly Row[] = [
  [
    'a document that is none',
    '{ people(ids: $ids) { id first last } }"',
    '{ people(ids: $ids) { id "',
    [
      '22 lookups.customersById.request.graphql.document: expected a GraphQL document, received text that is none from its line 1 on',
    ],
  ],
  [
    'a mutation',
    '"query ($ids: [ID!]!) { people',
    '"mutation ($ids: [ID!]!) { people',
    [
      '22 lookups.customersById.request.graphql.document: expected exactly one query: a source is only read, received a mutation',
    ],
  ],
  [
    'keys in a document',
    '"query ($ids: [ID!]!) { people(ids: $ids)',
    '"{ people(ids: {{keys}})',
    [
      '22 lookups.customersById.request.graphql.document: expected keys as variables ($ids), given under variables, received braces in the document',
    ],
  ],
  [
    'a variable that is not declared',
    'variables: { ids: "{{keys}}" }\n    page: { type: none }',
    'variables: { id: "{{keys}}" }\n    page: { type: none }',
    [
      '23 lookups.customersById.request.graphql.variables.id: expected a variable that the document declares: $ids, received $id',
      '23 lookups.customersById.request.graphql.variables: expected a value for $ids, which the document requires, received none',
    ],
  ],
  [
    'a page size that is not declared',
    'param: n, value',
    'param: first, value',
    [
      '32 lookups.ticketsByCustomer.request.graphql.document: expected a document that declares $first, which page gives, received one that does not',
      '33 lookups.ticketsByCustomer.request.graphql.variables: expected a value for $n, which the document requires, received none',
    ],
  ],
  [
    'document and each',
    'graphql: { each:',
    'graphql: { document: "{ a }", each:',
    ['41 lookups.ticketByNumber.request.graphql: expected either document or each, received both'],
  ],
  [
    'each without a key',
    'ticket(ref: {{key}})',
    'ticket(ref: 1)',
    ['41 lookups.ticketByNumber.request.graphql.each: expected a field with {{key}} in its arguments, received none'],
  ],
  [
    'each that is no field',
    '{ id ref opened person { id } }"',
    '{ id ref opened person { id }"',
    [
      '41 lookups.ticketByNumber.request.graphql.each: expected one field of a query, with its arguments and selection, received text that is none from its line 4 on',
    ],
  ],
  [
    'pages with each',
    'records: { path: $, as: one }',
    'records: { path: $ }\n    page: { type: cursor, param: after, cursor: c, size: { param: n, value: 5 } }',
    [
      '43 lookups.ticketByNumber.page.type: expected none where each key has its alias; page by nested, or by a document of its own, received cursor',
      '43 lookups.ticketByNumber.page.size.value: expected 10 or more, the batch: a smaller page cuts an answer short, received 5',
    ],
  ],
  [
    'a refresh token that is not there',
    'grant: clientCredentials',
    'grant: refreshToken',
    ['6 auth: expected refreshToken with grant: refreshToken, and only there, received none'],
  ],
  [
    'graphql by GET',
    'path: /graphql\n      graphql: { each',
    'path: /graphql\n      method: GET\n      graphql: { each',
    ['41 lookups.ticketByNumber.request.method: expected POST, or none, with graphql, received GET'],
  ],
  [
    'graphql and a body',
    'path: /graphql\n      graphql: { each',
    'path: /graphql\n      body: {}\n      graphql: { each',
    ['40 lookups.ticketByNumber.request: expected either graphql or body, received both'],
  ],
  [
    'a template without paths',
    '"{{first}} {{last}}"',
    '"Mr. X"',
    [
      '13 map.customer.displayName.template: expected text with paths in braces, for instance "{{first}} {{last}}", received "Mr. X"',
    ],
  ],
  [
    'parents without nested',
    'mode: nested',
    'mode: searchIn',
    [
      '35 lookups.ticketsByCustomer.records: expected parents with the mode nested, and only there, received it with searchIn',
    ],
  ],
];

function complaints(text: string): readonly string[] {
  const read = readConnector(text, 'connector.yml');
  return 'complaints' in read ? read.complaints.map(complaintText) : [];
}

test.each([
  ['REST', REST],
  ['GraphQL', GRAPHQL],
])('the %s file itself has none', (_, text) => expect(complaints(text)).toEqual([]));

describe.each([
  ['a REST connector', REST, IN_REST],
  ['a GraphQL connector', GRAPHQL, IN_GRAPHQL],
] as const)('%s', (_, base, rows) => {
  test.each(rows)('%s', (_name, from, to, expected) => {
    const text = base.replace(from, () => to);
    expect(text).not.toBe(base);
    expect(complaints(text)).toEqual(expected.map((one) => `connector.yml:${one}`));
  });
});

test('several mistakes are told at once, in the order of the file', () => {
  const text = REST.replace('kind: COMMERCE', 'kind: SHOP')
    .replace('mode: multiGet', 'mode: batch')
    .replace('date: unix', 'date: soon');
  expect(complaints(text).map((one) => one.split(' ')[0])).toEqual([
    'connector.yml:2',
    'connector.yml:22',
    'connector.yml:32',
  ]);
});
