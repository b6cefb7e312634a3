import { ADA } from './fake-view';
import { type Answer, startTestGateway, type TestGateway } from './gateway';

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await startTestGateway({ deadlineMs: 2000, maxDeadlineMs: 10_000 });
});
afterEach(() => gateway.close());

const NAME = '{ customer(id: $id) { displayName } }';
const lastRead = () => gateway.view.calls.at(-1)!.read;
const underHeader = (value: string, query = `query ($id: ID!) ${NAME}`): Promise<Answer> =>
  gateway.ask(query, { id: ADA }, 'reader', { 'onefold-budget': value });
const underDirective = (budget: string, variables: Record<string, unknown> = {}, declared = ''): Promise<Answer> =>
  gateway.ask(`query ($id: ID!${declared}) @budget(${budget}) ${NAME}`, { id: ADA, ...variables });

describe('the age of answers', () => {
  it('is the config’s without a budget', async () => {
    await gateway.ask(`query ($id: ID!) ${NAME}`, { id: ADA });
    expect(lastRead()).toMatchObject({ maxAgeMs: 5000, staleIfErrorMs: 60_000 });
  });

  it('is the budget’s, also for answers that stand in for failed ones', async () => {
    await underDirective('maxAgeMs: 100');
    expect(lastRead()).toMatchObject({ maxAgeMs: 100, staleIfErrorMs: 100 });
    await underHeader('max-age-ms=0');
    expect(lastRead()).toMatchObject({ maxAgeMs: 0, staleIfErrorMs: 0 });
  });

  it('is the directive’s where the header says otherwise, and what only the header says stands', async () => {
    gateway.view.failing.set('shop/ORDERS', 'TIMEOUT');
    const orders =
      'query ($id: ID!, $age: Int) @budget(maxAgeMs: $age) { customer(id: $id) { orders { edges { cursor } } } }';
    const header = { 'onefold-budget': 'max-age-ms=100, gap-errors=?0' };
    const { errors } = await gateway.ask(orders, { id: ADA, age: 200 }, 'reader', header);
    expect(lastRead().maxAgeMs).toBe(200);
    expect(errors).toEqual([]);
    await gateway.ask(orders, { id: ADA }, 'reader', header);
    expect(lastRead().maxAgeMs).toBe(100);
  });
});

describe('the deadline', () => {
  it.each([
    ['directive', () => underDirective('deadlineMs: 60')],
    ['header', () => underHeader('deadline-ms=60')],
  ])('of a %s ends the reads, and the answer comes', async (_, ask) => {
    gateway.view.before = ({ signal }) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    expect((await ask()).data).toEqual({ customer: { displayName: 'Ada Lovelace' } });
  });

  it('is known beside the signal, less what answering takes', async () => {
    const before = performance.now();
    await underDirective('deadlineMs: 10000');
    const left = lastRead().until! - before;
    expect(left).toBeGreaterThanOrEqual(9_000);
    await underDirective('deadlineMs: 5000');
    expect(lastRead().until! - performance.now()).toBeLessThan(5_000);
  });

  it('may be longer than the config’s', async () => {
    await underDirective('deadlineMs: 10000');
    const { graceMs } = lastRead();
    await underDirective('maxAgeMs: 1');
    expect(graceMs).toBeGreaterThanOrEqual(lastRead().graceMs);
    expect(
      (await gateway.ask(`query ($id: ID!) @budget(deadlineMs: 9000) ${NAME}`, { id: ADA }, 'steward')).extensions,
    ).toMatchObject({ onefold: { deadlineMs: 9000 } });
  });
});

describe('required kinds of source', () => {
  it('fail the operation when one did not answer, with no data and the cause', async () => {
    gateway.view.failing.set('crm/PROFILE', 'RATE_LIMITED').set('help/PROFILE', 'TIMEOUT');
    const { status, data, errors } = await underDirective('require: [CRM, COMMERCE]');
    expect([status, data]).toEqual([200, null]);
    expect(errors).toEqual([
      {
        message: 'The operation requires CRM: source crm is RATE_LIMITED for PROFILE',
        extensions: {
          code: 'REQUIRED_SOURCE_MISSING',
          kind: 'CRM',
          source: 'crm',
          part: 'PROFILE',
          state: 'RATE_LIMITED',
          retryable: true,
          retryAfterMs: 3000,
        },
      },
    ]);
  });

  it.each(['FRESH', 'CACHED', 'NOT_LINKED', 'RECORD_GONE'] as const)('are content with %s', async (state) => {
    gateway.view.failing.set('crm/PROFILE', state);
    const { data, errors } = await underHeader('require=(CRM)');
    expect(errors).toEqual([]);
    expect(data).toHaveProperty('customer');
  });

  it.each(['STALE_SERVED', 'NOT_SEARCHED', 'DISABLED', 'SCHEMA_DRIFT'] as const)(
    'are not content with %s',
    async (state) => {
      gateway.view.failing.set('crm/PROFILE', state);
      expect((await underHeader('require=CRM')).errors[0]?.extensions).toMatchObject({
        code: 'REQUIRED_SOURCE_MISSING',
        state,
      });
    },
  );

  it('hold for parts other than the profile, for look-ups and for single items', async () => {
    gateway.view.failing.set('shop/ORDERS', 'UNAVAILABLE');
    const codeOf = async (query: string) => (await underHeader('require=(COMMERCE)', query)).errors[0]?.extensions.code;
    expect(await codeOf('query ($id: ID!) { customer(id: $id) { orderSummary { count } } }')).toBe(
      'REQUIRED_SOURCE_MISSING',
    );
    expect(await codeOf('{ order(source: "shop", number: "#1") { number } }')).toBe('REQUIRED_SOURCE_MISSING');
    gateway.view.failing.clear();
    gateway.view.failing.set('shop/SEARCH', 'UNAVAILABLE');
    expect(await codeOf('{ customerByIdentifier(identifier: { email: "x@example.com" }) { status } }')).toBe(
      'REQUIRED_SOURCE_MISSING',
    );
    expect(await codeOf('{ searchCustomers(query: "x") { customers { id } } }')).toBe('REQUIRED_SOURCE_MISSING');
  });

  it('fail where there is no source of the kind', async () => {
    const { data, errors } = await underDirective('require: [MARKETING]');
    expect(data).toBeNull();
    expect(errors[0]).toMatchObject({
      message: 'The operation requires MARKETING, and no source is of this kind',
      extensions: { code: 'REQUIRED_SOURCE_MISSING', kind: 'MARKETING', retryable: false },
    });
  });
});

it('leaves errors of sources to sourceStatus where gapErrors is false', async () => {
  gateway.view.failing.set('shop/ORDERS', 'TIMEOUT');
  const query =
    'query ($id: ID!) @budget(gapErrors: false) { customer(id: $id) { orders { edges { cursor } } sourceStatus { state } } }';
  const { data, errors } = await gateway.ask(query, { id: ADA });
  expect(errors).toEqual([]);
  expect(data?.customer).toMatchObject({ orders: null, sourceStatus: expect.arrayContaining([{ state: 'TIMEOUT' }]) });
});

describe('extensions.onefold', () => {
  it('tells who may see it what the operation cost', async () => {
    const call = {};
    gateway.view.before = async ({ tally }) => {
      tally?.called('crm', 'PROFILE', call);
      tally?.called('crm', 'PROFILE', call);
      tally?.called('shop', 'ORDERS', {});
      tally?.cached('crm', 'PROFILE');
    };
    const { extensions } = await gateway.ask(
      `query ($id: ID!) @budget(deadlineMs: 900) ${NAME}`,
      { id: ADA },
      'steward',
    );
    expect(extensions).toEqual({
      onefold: {
        deadlineMs: 900,
        sources: [
          { source: 'crm', part: 'PROFILE', calls: 1, cacheHits: 1 },
          { source: 'shop', part: 'ORDERS', calls: 1, cacheHits: 0 },
        ],
      },
    });
  });

  it('is not there for others', async () => {
    expect((await underDirective('deadlineMs: 900')).extensions).toBeUndefined();
  });
});

describe('a budget that cannot be kept', () => {
  it.each([
    ['deadlineMs: 9', '@budget.deadlineMs: expected a whole number from 10 to 10000, received 9'],
    ['deadlineMs: 10001', '@budget.deadlineMs: expected a whole number from 10 to 10000, received 10001'],
    ['maxAgeMs: -1', '@budget.maxAgeMs: expected a whole number from 0 to 86400000, received -1'],
    ['require: [WEATHER]', 'require: expected SourceKind, received a name'],
    ['deadlineMs: "soon"', 'deadlineMs: expected Int, received text'],
  ])('is refused as a directive: %s', async (budget, message) => {
    const { status, data, errors } = await underDirective(budget);
    expect([status, data]).toEqual([400, undefined]);
    expect(errors[0]).toMatchObject({ message, extensions: { code: 'BAD_USER_INPUT', retryable: false } });
    expect(gateway.view.calls).toEqual([]);
  });

  it('is refused where a variable brings it', async () => {
    const { status, errors } = await underDirective('deadlineMs: $ms', { ms: 1 }, ', $ms: Int');
    expect([status, errors[0]?.message]).toEqual([
      400,
      '@budget.deadlineMs: expected a whole number from 10 to 10000, received 1',
    ]);
  });

  it.each([
    ['deadline-ms=', 'the header: expected a dictionary such as deadline-ms=300, require=(CRM), received other text'],
    ['deadline-ms=9', 'deadline-ms: expected a whole number from 10 to 10000, received 9'],
    ['deadline-ms=12.5', 'deadline-ms: expected a whole number from 10 to 10000, received 12.5'],
    ['deadline-ms="300"', 'deadline-ms: expected a whole number from 10 to 10000, received another value'],
    ['max-age-ms=?1', 'max-age-ms: expected a whole number from 0 to 86400000, received another value'],
    [
      'require=(CRM WEATHER)',
      'require: expected a list of CRM, COMMERCE, SUPPORT, MARKETING, for instance (CRM SUPPORT), received another value',
    ],
    ['gap-errors=0', 'gap-errors: expected ?1 or ?0, received another value'],
    [
      'ada.lovelace=1',
      'the header: expected members among deadline-ms, max-age-ms, require, gap-errors, received another',
    ],
  ])('is refused as a header: %s', async (header, complaint) => {
    const { status, errors } = await underHeader(header);
    expect([status, errors]).toEqual([
      400,
      [{ message: `Onefold-Budget: ${complaint}`, extensions: { code: 'BAD_REQUEST', retryable: false } }],
    ]);
  });

  it('is not even read for strangers', async () => {
    const { status } = await gateway.ask('{ viewer { id } }', {}, null, { 'onefold-budget': 'deadline-ms=1' });
    expect(status).toBe(401);
  });
});
