/** The oracle must be able to say no. */
import type { LaboratorySource } from './faults';
import { type Answer, type Card, violations } from './oracle';

const row = (source: LaboratorySource, part: string, state = 'FRESH') => ({ source, part, state });
const healthy: Card = {
  id: 'cus_1',
  displayName: 'Ada',
  company: 'Analytical',
  emails: ['a@example.com'],
  orders: { edges: [1], gaps: [] },
  tickets: { edges: [2], gaps: [] },
  orderSummary: { count: 1, missing: [] },
  crm: { deals: { edges: [], gaps: [] } },
  provenance: [{ field: 'COMPANY', source: 'crm', missing: [] }],
  sourceStatus: [row('crm', 'PROFILE'), row('shop', 'PROFILE'), row('shop', 'ORDERS'), row('support', 'TICKETS')],
};
const cell = { source: 'shop' as const, parts: ['ORDERS'], states: ['TIMEOUT'] };
const late = healthy.sourceStatus.map((one) => (one.part === 'ORDERS' ? row('shop', 'ORDERS', 'TIMEOUT') : one));
const told = [{ message: 'late', extensions: { code: 'SOURCE_UNAVAILABLE', source: 'shop', part: 'ORDERS' } }];
const answer = (card: Partial<Card>, errors: Answer['errors'] = []): Answer => ({
  data: { customer: { ...healthy, ...card } as Card },
  errors,
});

test('the healthy answer, and a loss that says why, are no violations', () => {
  expect(violations(answer({}), healthy, cell)).toEqual([]);
  expect(violations(answer({ orders: null, sourceStatus: late }, told), healthy, cell)).toEqual([]);
});

test.each<[string, Answer, RegExp]>([
  ['no customer', { data: null }, /no customer/],
  ['a loss without an error', answer({ orders: null, sourceStatus: late }), /orders changed/],
  ['a loss without a status', answer({ orders: null }, told), /orders changed/],
  ['other rows', answer({ orders: { edges: [9], gaps: [] }, sourceStatus: late }, told), /orders changed/],
  ['a loss elsewhere', answer({ tickets: null, sourceStatus: late }, told), /tickets changed/],
  ['a settled value that nobody explains', answer({ company: 'Other' }), /company changed/],
  ['a list that lost a value', answer({ emails: [] }), /emails changed/],
  [
    'a state that the fault does not explain',
    answer({ sourceStatus: [...late, row('crm', 'DEALS', 'TIMEOUT')] }),
    /crm DEALS/,
  ],
  [
    'another state than the fault’s',
    answer({
      sourceStatus: healthy.sourceStatus.map((r) => (r.part === 'ORDERS' ? row('shop', 'ORDERS', 'RECORD_GONE') : r)),
    }),
    /shop ORDERS is RECORD_GONE/,
  ],
  [
    'an error of another source',
    answer({}, [{ message: 'crm', extensions: { code: 'SOURCE_UNAVAILABLE', source: 'crm', part: 'DEALS' } }]),
    /an error that the fault does not explain/,
  ],
])('%s is a violation', (_, judged, complaint) => {
  expect(violations(judged, healthy, cell).join('\n')).toMatch(complaint);
});
