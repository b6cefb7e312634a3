/** The simulated HubSpot refuses what HubSpot refuses, and is as limited as HubSpot is. */
import fc from 'fast-check';
import { createHubSpotDialect, HUBSPOT_DEMO_TOKEN } from '../../../src/demo/hubspot';
import type { Dialect, SimulatedRequest, SimulatedResponse } from '../../../src/demo/simulator';
import { account, contact, day, object } from './small-account';

const CONTACTS = '/crm/v3/objects/contacts';

function people(): ReturnType<typeof account> {
  return account({
    contacts: [
      contact('11', {
        email: 'Ada@Example.com',
        firstname: 'Ada',
        hs_additional_emails: 'ada@home.example',
        phone: '(213) 555-0100',
      }),
      contact('12', { email: 'bo@example.com', firstname: 'Bo', lastmodifieddate: '2026-05-01T00:00:00.000Z' }),
      contact('13', { firstname: 'Cy', hs_searchable_calculated_phone_number: '2135550199' }),
    ],
    objects: { deals: [object('90', { dealname: 'X' }, day(1)), object('91', { dealname: 'Y' }, day(2))] },
    associations: { deals: { 11: ['90'], 12: ['90', '91'] } },
  });
}

let dialect: Dialect;
beforeEach(() => {
  dialect = createHubSpotDialect(people());
});

function ask(method: string, target: string, body?: unknown, headers?: Record<string, string>): SimulatedResponse {
  const url = new URL(target, 'http://simulated');
  const request: SimulatedRequest = {
    method,
    path: url.pathname,
    query: url.searchParams,
    headers: headers ?? { authorization: `Bearer ${HUBSPOT_DEMO_TOKEN}` },
    body,
  };
  return dialect.handle(request);
}

interface Answer {
  readonly total?: number;
  readonly results: readonly { readonly id: string; readonly properties: Record<string, string | null> }[];
  readonly errors?: readonly { readonly context: { readonly ids?: string[] } }[];
  readonly paging?: { readonly next: { readonly after: string } };
}
const bodyOf = (response: SimulatedResponse): Answer => response.body as Answer;
const idsOf = (response: SimulatedResponse): string[] => bodyOf(response).results.map(({ id }) => id);
const search = (body: unknown): SimulatedResponse => ask('POST', `${CONTACTS}/search`, body);
const where = (...filters: unknown[]): string[] => idsOf(search({ filterGroups: [{ filters }] })).sort();

test.each([[{}], [{ authorization: 'Bearer wrong' }], [{ authorization: HUBSPOT_DEMO_TOKEN }]])(
  'answers 401 in the vendor’s words for the credential %j',
  (headers) => {
    expect(ask('GET', CONTACTS, undefined, headers as Record<string, string>)).toMatchObject({
      status: 401,
      body: {
        status: 'error',
        category: 'INVALID_AUTHENTICATION',
        correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    });
  },
);

test('gives only the properties that were asked for, empty ones as null, unknown ones not at all', () => {
  const inputs = [{ id: '13' }];
  const asked = ask('POST', `${CONTACTS}/batch/read`, {
    properties: ['email', 'firstname', 'no_such_property'],
    inputs,
  });
  expect(bodyOf(asked).results[0]?.properties).toEqual({
    email: null,
    firstname: 'Cy',
    hs_object_id: '13',
    createdate: '2025-01-02T03:04:05.000Z',
    lastmodifieddate: '2026-02-03T04:05:06.000Z',
  });
  const unasked = ask('POST', `${CONTACTS}/batch/read`, { inputs });
  expect(Object.keys(bodyOf(unasked).results[0]!.properties)).not.toContain('phone');
});

test('reads by primary e-mail in any case, not by an additional one', () => {
  const inputs = ['ADA@example.COM', 'ada@home.example', 'bo@example.com'].map((id) => ({ id }));
  const response = ask('POST', `${CONTACTS}/batch/read`, { idProperty: 'email', inputs });
  expect(response.status).toBe(207);
  expect(idsOf(response).sort()).toEqual(['11', '12']);
  expect(bodyOf(response).errors?.[0]?.context.ids).toEqual(['ada@home.example']);
});

const many = (n: number) => Array.from({ length: n }, (_, i) => ({ id: String(i + 1) }));
const filter = { propertyName: 'email', operator: 'EQ', value: 'x' };
test.each<[string, string, unknown]>([
  ['101 inputs', `${CONTACTS}/batch/read`, { inputs: many(101) }],
  ['51 inputs with histories', `${CONTACTS}/batch/read`, { propertiesWithHistory: ['email'], inputs: many(51) }],
  ['an id that is no number', `${CONTACTS}/batch/read`, { inputs: [{ id: 'x' }] }],
  ['a numeric id', `${CONTACTS}/batch/read`, { inputs: [{ id: 1 }] }],
  ['no inputs', `${CONTACTS}/batch/read`, {}],
  ['an unknown member', `${CONTACTS}/batch/read`, { inputs: [{ id: '1' }], propertys: ['email'] }],
  ['a property that is not unique', `${CONTACTS}/batch/read`, { idProperty: 'phone', inputs: [{ id: '1' }] }],
  ['an unknown query parameter', `${CONTACTS}/batch/read?properties=email`, { inputs: [{ id: '1' }] }],
  ['an unknown object type', '/crm/v3/objects/contract/batch/read', { inputs: [{ id: '1' }] }],
  ['a page of 201 hits', `${CONTACTS}/search`, { limit: 201 }],
  ['hits beyond 10,000', `${CONTACTS}/search`, { limit: 200, after: '9900' }],
  ['a search of more than 3000 characters', `${CONTACTS}/search`, { query: 'x'.repeat(3000) }],
  ['six filter groups', `${CONTACTS}/search`, { filterGroups: Array(6).fill({ filters: [filter] }) }],
  ['seven filters in a group', `${CONTACTS}/search`, { filterGroups: [{ filters: Array(7).fill(filter) }] }],
  ['two sorts', `${CONTACTS}/search`, { sorts: ['email', 'phone'] }],
  [
    'a filter on an unknown property',
    `${CONTACTS}/search`,
    { filterGroups: [{ filters: [{ ...filter, propertyName: 'x' }] }] },
  ],
  ['an unknown operator', `${CONTACTS}/search`, { filterGroups: [{ filters: [{ ...filter, operator: 'LIKE' }] }] }],
  ['IN without values', `${CONTACTS}/search`, { filterGroups: [{ filters: [{ ...filter, operator: 'IN' }] }] }],
  ['1001 association inputs', '/crm/v4/associations/contacts/deals/batch/read', { inputs: many(1001) }],
  [
    'a forged association cursor',
    '/crm/v4/associations/contacts/deals/batch/read',
    { inputs: [{ id: '1', after: 'x' }] },
  ],
])('answers 400 for %s', (_what, target, body) => {
  expect(ask('POST', target, body)).toMatchObject({ status: 400, body: { category: 'VALIDATION_ERROR' } });
});

test('answers 404 for a path that is not there and for an unknown record', () => {
  expect(ask('GET', '/crm/v3/contacts').status).toBe(404);
  expect(ask('DELETE', `${CONTACTS}/11`).status).toBe(404);
  expect(ask('GET', `${CONTACTS}/999`).status).toBe(404);
  expect(ask('GET', `${CONTACTS}/11?properties=email`).status).toBe(200);
});

test('searches as the vendor does', () => {
  const email = (operator: string, more: object) => where({ propertyName: 'email', operator, ...more });
  expect(email('EQ', { value: 'ADA@EXAMPLE.COM' })).toEqual(['11']);
  expect(email('IN', { values: ['ada@example.com', 'bo@example.com'] })).toEqual(['11', '12']);
  // Values of IN must be in lower case.
  expect(email('IN', { values: ['ADA@example.com'] })).toEqual([]);
  expect(email('NEQ', { value: 'bo@example.com' })).toEqual(['11', '13']);
  expect(email('NOT_HAS_PROPERTY', {})).toEqual(['13']);
  expect(email('CONTAINS_TOKEN', { value: '*@example.com' })).toEqual(['11', '12']);
  expect(email('NOT_CONTAINS_TOKEN', { value: 'ada' })).toEqual(['12', '13']);
  expect(where({ propertyName: 'hs_additional_emails', operator: 'IN', values: ['ada@home.example'] })).toEqual(['11']);
  const later = { propertyName: 'lastmodifieddate', operator: 'GTE', value: String(Date.UTC(2026, 3, 1)) };
  expect(where(later)).toEqual(['12']);
  expect(where({ ...later, operator: 'LT', value: '2026-04-01T00:00:00Z' })).toEqual(['11', '13']);
  expect(where({ ...later, operator: 'BETWEEN', value: '2026-01-01', highValue: '2026-03-01' })).toEqual(['11', '13']);
});

test('compares phone numbers as text: as typed, or as it calculated them', () => {
  const phone = (propertyName: string, value: string) => where({ propertyName, operator: 'EQ', value });
  expect(phone('phone', '(213) 555-0100')).toEqual(['11']);
  expect(phone('phone', '+12135550100')).toEqual([]);
  expect(phone('hs_searchable_calculated_phone_number', '2135550199')).toEqual(['13']);
  expect(idsOf(search({ query: '2135550199' }))).toEqual(['13']);
});

test('finds words at the beginning of words, all of them', () => {
  expect(idsOf(search({ query: 'AD exam' }))).toEqual(['11']);
  expect(idsOf(search({ query: 'da' }))).toEqual([]);
});

test('pages searches by offset and lists by id', () => {
  const sorted = (after?: string) => search({ sorts: ['-lastmodifieddate'], limit: 2, after });
  expect(bodyOf(sorted())).toMatchObject({ total: 3, paging: { next: { after: '2' } } });
  expect(idsOf(sorted())[0]).toBe('12');
  expect(bodyOf(sorted('2')).paging).toBeUndefined();
  const listed = ask('GET', `${CONTACTS}?limit=2`);
  const { after } = bodyOf(listed).paging!.next;
  expect([...idsOf(listed), ...idsOf(ask('GET', `${CONTACTS}?limit=2&after=${after}`))]).toEqual(['11', '12', '13']);
});

test('tells its limits, except on searches', () => {
  expect(ask('GET', CONTACTS).headers).toMatchObject({ 'x-hubspot-ratelimit-max': '190' });
  expect(search({}).headers).toBeUndefined();
  expect(dialect.rateLimited(3, {} as SimulatedRequest)).toMatchObject({
    status: 429,
    headers: { 'retry-after': '3', 'x-hubspot-ratelimit-remaining': '0' },
    body: { errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING', category: 'RATE_LIMITS' },
  });
});

test('a merge fills gaps, keeps every address, moves associations, and answers the old id', () => {
  dialect.merge('11', '12');
  const properties = ['email', 'hs_additional_emails', 'firstname', 'phone', 'hs_merged_object_ids'];
  const response = ask('POST', `${CONTACTS}/batch/read`, { properties, inputs: [{ id: '11' }, { id: '12' }] });
  expect(response.status).toBe(200);
  expect(bodyOf(response).results).toHaveLength(1);
  expect(bodyOf(response).results[0]).toMatchObject({
    id: '12',
    properties: {
      email: 'bo@example.com',
      hs_additional_emails: 'Ada@Example.com;ada@home.example',
      firstname: 'Bo',
      phone: '(213) 555-0100',
      hs_merged_object_ids: '11',
    },
  });
  expect(idsOf(search({})).sort()).toEqual(['12', '13']);
  const associated = ask('POST', '/crm/v4/associations/contacts/deals/batch/read', { inputs: [{ id: '12' }] });
  expect(associated.body).toMatchObject({
    results: [{ from: { id: '12' }, to: [{ toObjectId: '90' }, { toObjectId: '91' }] }],
  });
  expect(() => dialect.merge('12', '12')).toThrow(RangeError);
  expect(() => dialect.remove('999')).toThrow(RangeError);
});

test('answers whatever it is asked, and never with an exception', () => {
  const target = fc.constantFrom(
    CONTACTS,
    `${CONTACTS}/batch/read`,
    `${CONTACTS}/search`,
    '/crm/v4/associations/contacts/deals/batch/read',
    '/crm/v3/objects/%E0%A4%A/x',
  );
  const body = fc.oneof(
    fc.jsonValue(),
    fc.record({ inputs: fc.array(fc.oneof(fc.record({ id: fc.string(), after: fc.string() }), fc.jsonValue())) }),
    fc.record({
      filterGroups: fc.array(
        fc.record({
          filters: fc.array(
            fc.record({ propertyName: fc.constantFrom('email', 'x'), operator: fc.string(), value: fc.string() }),
          ),
        }),
      ),
    }),
  );
  fc.assert(
    fc.property(fc.constantFrom('GET', 'POST', 'PUT'), target, body, (method, path, requestBody) => {
      expect([200, 207, 400, 404]).toContain(ask(method, path, requestBody).status);
    }),
    { numRuns: 500 },
  );
});
