/** What the Zendesk connector makes of refusals, and what it knows of its quota and permissions. */
import { type SimulatedZendesk, startZendesk } from './simulated-zendesk';
import { account, ticket, user } from './small-account';

const context = { signal: new AbortController().signal };
const world = () => account({ users: [user(1)], tickets: [ticket(1, 1, '2026-01-01T12:00:00Z')] });

let zendesk: SimulatedZendesk;
afterEach(() => zendesk.close());

test('a wrong token is UNAUTHORISED, never "there is nobody"', async () => {
  zendesk = await startZendesk(world(), { token: 'wrong' });
  await expect(zendesk.connector.records.fetch(['1'], 'full', context)).rejects.toMatchObject({
    fault: { state: 'UNAUTHORISED', message: 'HTTP 401' },
  });
  expect(await zendesk.connector.check(context)).toMatchObject({
    ok: false,
    message: 'Zendesk refuses the credential.',
  });
});

test('a check names the scope that is missing and the parts that need it', async () => {
  zendesk = await startZendesk(world());
  zendesk.intercept = ({ path }) => (path === '/api/v2/search' ? zendesk.dialect.failure(403) : undefined);
  expect(await zendesk.connector.check(context)).toEqual({
    ok: false,
    message: 'The credential may not read everything.',
    missingPermissions: [{ permission: 'read', parts: ['TICKETS'] }],
  });
  zendesk.intercept = () => zendesk.dialect.failure(503);
  expect(await zendesk.connector.check(context)).toMatchObject({ ok: false, missingPermissions: [] });
  zendesk.intercept = undefined;
  expect(await zendesk.connector.check(context)).toMatchObject({ ok: true });
});

test('a rate limit is told with how long to wait', async () => {
  zendesk = await startZendesk(world());
  zendesk.intercept = (request) => zendesk.dialect.rateLimited(7, request);
  const [slot] = await zendesk.connector.find.EMAIL!.fetch(['a@example.com'], undefined, context);
  expect(slot).toMatchObject({ state: 'failed', fault: { state: 'RATE_LIMITED', retryAfterMs: 7000 } });
});

test('the quota is what the vendor last said', async () => {
  const now = Date.parse('2026-11-01T12:00:20Z');
  zendesk = await startZendesk(world(), { now: () => now });
  expect(zendesk.connector.quota()).toBeUndefined();
  await zendesk.connector.records.fetch(['1'], 'full', context);
  await zendesk.connector.records.fetch(['1'], 'full', context);
  expect(zendesk.connector.quota()).toEqual({
    unit: 'requests',
    limit: 400,
    remaining: 398,
    windowMs: 40_000,
    observedAt: now,
  });
});
