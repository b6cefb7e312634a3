import { request as httpRequest } from 'node:http';
import { OperationEnded } from '../../src/server/operation-clock';
import type { ReadContext } from '../../src/view/snapshot';
import { ADA } from '../api/fake-view';
import { KEYS, startTestGateway, type TestGateway } from '../api/gateway';

let gateway: TestGateway | undefined;
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

const QUERY = `{ customer(id: "${ADA}") { id } }`;

/** Lets the view answer when told, and tells when it was asked. */
function hold(held: TestGateway) {
  let release: () => void = () => undefined;
  let asked: (read: ReadContext) => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const arrived = new Promise<ReadContext>((resolve) => {
    asked = resolve;
  });
  held.view.before = async (read) => {
    asked(read);
    await released;
  };
  return { arrived, release };
}

const aborted = (signal: AbortSignal) =>
  new Promise<unknown>((resolve) => {
    if (signal.aborted) resolve(signal.reason);
    signal.addEventListener('abort', () => resolve(signal.reason));
  });

describe('one deadline for an operation', () => {
  it('fires for the view at the deadline, and the answer still comes', async () => {
    gateway = await startTestGateway({ deadlineMs: 30 });
    gateway.view.before = async ({ signal }) => {
      const reason = await aborted(signal);
      expect(reason).toBeInstanceOf(OperationEnded);
      expect((reason as OperationEnded).end).toBe('deadline');
    };
    expect((await gateway.ask(QUERY)).data).toEqual({ customer: { id: ADA } });
  });

  it('ends early when the client leaves', async () => {
    gateway = await startTestGateway();
    const { arrived, release } = hold(gateway);
    const asking = httpRequest(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': KEYS.reader },
    });
    asking.on('error', () => undefined);
    asking.end(JSON.stringify({ query: QUERY }));
    const { signal } = await arrived;
    asking.destroy();
    expect(await aborted(signal)).toMatchObject({ end: 'client left' });
    release();
  });
});

describe('health', () => {
  it('is alive, and ready while the identity store answers', async () => {
    let reachable = true;
    gateway = await startTestGateway({
      identityPing: async () => {
        if (!reachable) throw new Error('refused');
      },
    });
    const get = async (path: string) => (await fetch(`${gateway?.url}${path}`)).status;
    expect([await get('/healthz'), await get('/readyz')]).toEqual([200, 200]);
    reachable = false;
    expect([await get('/healthz'), await get('/readyz')]).toEqual([200, 503]);
  });

  it('shows metrics to operators only, unless they are open', async () => {
    gateway = await startTestGateway();
    const { url } = gateway;
    const get = (headers: Record<string, string> = {}) => fetch(`${url}/metrics`, { headers });
    await gateway.ask(QUERY);
    expect((await get()).status).toBe(401);
    expect((await get({ 'x-api-key': KEYS.steward })).status).toBe(403);
    const response = await get({ authorization: `Bearer ${KEYS.operator}` });
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(await response.text()).toContain(
      'onefold_graphql_operation_seconds_count{operation="anonymous",outcome="ok"} 1',
    );
    await gateway.close();

    gateway = await startTestGateway({ metricsFor: 'open' });
    expect((await fetch(`${gateway.url}/metrics`)).status).toBe(200);
  });
});

describe('shutting down', () => {
  it('answers what is in flight, takes nothing new, and is not ready meanwhile', async () => {
    gateway = await startTestGateway();
    const { arrived, release } = hold(gateway);
    const answer = gateway.ask(QUERY);
    await arrived;
    const closing = gateway.close();
    await expect(fetch(`${gateway.url}/readyz`)).rejects.toThrow();
    release();
    expect((await answer).data).toEqual({ customer: { id: ADA } });
    await closing;
    await gateway.close();
  });

  it('goes on answering for the drain delay, but is not ready, and sends clients elsewhere', async () => {
    gateway = await startTestGateway({ drainDelayMs: 2_000 });
    const closing = gateway.close();
    const ready = await fetch(`${gateway.url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'draining' }]);
    const { status, headers, data } = await gateway.ask(QUERY);
    expect([status, headers.get('connection'), data]).toEqual([200, 'close', { customer: { id: ADA } }]);
    await closing;
    await expect(gateway.ask(QUERY)).rejects.toThrow();
  });

  it('ends the time of what still waits shortly before the drain timeout, so that it is answered', async () => {
    gateway = await startTestGateway({ deadlineMs: 60_000, drainTimeoutMs: 4_000 });
    let asked: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      asked = resolve;
    });
    gateway.view.before = async ({ signal }) => {
      asked();
      expect(await aborted(signal)).toMatchObject({ end: 'deadline' });
    };
    const answer = gateway.ask(QUERY);
    await arrived;
    await gateway.close();
    expect((await answer).data).toEqual({ customer: { id: ADA } });
  });

  it('cuts off what does not end within the drain timeout', async () => {
    gateway = await startTestGateway({ drainTimeoutMs: 50 });
    const { arrived, release } = hold(gateway);
    const answer = gateway.ask(QUERY).catch((error: unknown) => error);
    await arrived;
    await gateway.close();
    expect(await answer).toMatchObject({ name: 'TypeError', message: 'fetch failed' });
    release();
  });
});
