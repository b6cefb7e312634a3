import { lookupPage } from '../../src/cli/customer-page';
import type { LookedUpCustomerFragment, LookUpCustomerQuery } from '../../src/generated/graphql';

type Lookup = LookUpCustomerQuery['customerByIdentifier'];

const fresh = {
  source: 'crm',
  part: 'PROFILE',
  state: 'FRESH',
  ageMs: 3,
  latencyMs: 41.6,
  retryAfterMs: null,
  message: null,
} as const;

const ada: LookedUpCustomerFragment = {
  id: 'cus_ada',
  requestedId: 'cus_ada',
  displayName: 'Ada Lovelace',
  email: 'ada@example.com',
  emails: ['ada@example.com', 'a.lovelace@example.org'],
  phone: null,
  phones: [],
  company: 'Analytical Engines',
  jobTitle: null,
  defaultAddress: {
    line1: '12 St James',
    line2: null,
    city: 'London',
    region: null,
    postalCode: 'SW1Y',
    country: 'GB',
  },
  locale: 'en-GB',
  timeZone: null,
  birthDate: null,
  tags: ['vip'],
  createdAt: '2024-01-02T03:04:05Z',
  updatedAt: null,
  lastContactAt: '2026-11-01T00:00:00Z',
  crm: { lifecycleStage: 'customer', owner: { name: 'Charles', email: null } },
  consents: [{ channel: 'EMAIL', state: 'GRANTED' }],
  records: [
    { source: 'crm', id: '101', state: 'FRESH', updatedAt: '2026-10-01T00:00:00Z' },
    { source: 'shop', id: 'gid://shopify/Customer/7', state: 'TIMEOUT', updatedAt: null },
  ],
  provenance: [
    {
      field: 'EMAIL',
      rule: 'VERIFIED_FIRST',
      pinned: false,
      missing: ['shop'],
      sourceUpdatedAt: '2026-10-01T00:00:00Z',
      record: { source: 'crm', id: '101' },
      alternatives: [
        { value: 'a.lovelace@example.org', whyLost: 'not verified', record: { source: 'support', id: '9' } },
        { value: 'ada@example.com', whyLost: 'says the same', record: { source: 'list', id: '5' } },
      ],
    },
  ],
  conflicts: [{ field: 'COMPANY', severity: 'MEDIUM' }],
  orderSummary: { count: 3, exact: false, missing: ['shop'], total: [{ amount: '29.99', currencyCode: 'GBP' }] },
  orders: null,
  ticketSummary: { count: 2, open: 1, exact: true, missing: [] },
  tickets: {
    edges: [
      {
        node: {
          source: 'support',
          number: '35436',
          subject: 'Where is it?',
          status: 'OPEN',
          createdAt: '2026-11-01T00:00:00Z',
        },
      },
    ],
  },
  sourceStatus: [
    fresh,
    { ...fresh, source: 'shop', state: 'TIMEOUT', ageMs: null, message: 'no answer by the deadline' },
  ],
};

const found = (customer: Partial<LookedUpCustomerFragment> = {}): Lookup => ({
  status: 'FOUND',
  matchedBy: 'EMAIL',
  customer: { ...ada, ...customer },
  candidates: [],
  sourceStatus: [],
});

const page = (lookup: Lookup, colours = false): string => lookupPage(lookup, colours).join('\n');

describe('a customer in the terminal', () => {
  test('says who it is, where a value came from, what lost and why, and what could not be asked', () => {
    const text = page(found());
    expect(text).toMatch(/^Ada Lovelace {2}cus_ada {2}found by EMAIL/);
    expect(text).toMatch(
      /e-mail +ada@example\.com {2}crm:101, verified first, 2026-10-01; same in list:5 {2}\(without shop\)/,
    );
    expect(text).toMatch(/lost: a\.lovelace@example\.org {2}support:9: not verified/);
    expect(text).toMatch(/also +a\.lovelace@example\.org/);
    expect(text).toMatch(/address +12 St James, SW1Y, London, GB/);
    expect(text).toMatch(/MEDIUM {2}company/);
  });

  test('leaves out fields of which no source says anything', () => {
    expect(page(found())).not.toMatch(/phone|job title|born/);
  });

  test('says of a sum that something is missing', () => {
    const text = page(found());
    expect(text).toContain('Orders  3 (without shop)  29.99 GBP');
    expect(text).toContain('Tickets  2  1 open');
    expect(text).toContain('#35436  2026-11-01  OPEN  Where is it?  support');
  });

  test('says unknown where every source of a part failed', () => {
    expect(page(found({ orderSummary: null }))).toContain('Orders  unknown');
  });

  test('has a row for each source, with the cause of a failure', () => {
    const text = page(found());
    expect(text).toMatch(/crm +PROFILE +FRESH +42 ms/);
    expect(text).toMatch(/shop +PROFILE +TIMEOUT +42 ms, no answer by the deadline/);
  });

  test('says under which id a merged customer was asked for', () => {
    expect(page(found({ requestedId: 'cus_old' }))).toContain('merged: cus_old is now this customer');
  });

  test('shows several people who share an identifier, none of them first', () => {
    const candidate = { id: 'cus_a', displayName: 'Ada', emails: ['a@example.com'], phones: null, records: [] };
    const text = page({
      status: 'AMBIGUOUS',
      matchedBy: 'PHONE',
      customer: null,
      candidates: [candidate, { ...candidate, id: 'cus_b', displayName: null }],
      sourceStatus: [fresh],
    });
    expect(text).toContain('Several people share this identifier (2)');
    expect(text).toContain('Ada  cus_a');
    expect(text).toContain('no name  cus_b');
  });

  test.each([
    ['NOT_FOUND', 'Nobody has this identifier.'],
    ['INCOMPLETE', 'Nobody was found, but not every source could be asked.'],
  ] as const)('tells %s from the other', (status, sentence) => {
    const text = page({ status, matchedBy: null, customer: null, candidates: [], sourceStatus: [fresh] });
    expect(text).toContain(sentence);
    expect(text).toContain('crm');
  });

  test('cannot be made to command the terminal by what a source wrote', () => {
    const text = page(found({ displayName: '\u001b]0;owned\u0007Ada\r\nroot', company: '\u202egnihsihp' }));
    for (const character of ['\u001b', '\u0007', '\r', '\u202e']) expect(text).not.toContain(character);
    expect(text.split('\n')[0]).toContain('Ada root');
  });

  test('is coloured only where colours are wanted', () => {
    expect(page(found())).not.toContain('\u001b[');
    expect(page(found(), true)).toContain('\u001b[');
  });
});
