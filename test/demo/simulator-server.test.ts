import { request as httpRequest } from 'node:http';
import { Agent, request } from 'undici';
import type { FaultRule } from '../../src/demo/fault-rule';
import type { Dialect } from '../../src/demo/simulator';
import { type RunningSimulator, type SimulatorOptions, startSimulator } from '../../src/demo/simulator-server';

/** A vendor that answers with what it was asked. */
function echo(): Dialect & { readonly merges: string[]; readonly removed: string[] } {
  const merges: string[] = [];
  const removed: string[] = [];
  return {
    vendor: 'zendesk',
    merges,
    removed,
    handle: ({ method, path, query, headers, body }) => {
      if (path === '/nothing') return { status: 204 };
      if (path === '/broken') throw new Error('a defect of the dialect');
      return {
        status: path === '/made' ? 201 : 200,
        headers: { 'x-vendor': 'echo' },
        body: {
          method,
          path,
          query: [...query],
          token: headers['x-token'],
          body,
          people: [{ email: 'é', list: [{ email: 1 }] }],
        },
      };
    },
    rateLimited: (seconds) => ({
      status: 429,
      headers: { 'retry-after': String(seconds) },
      body: { error: 'TooMany' },
    }),
    failure: (status) => ({ status, body: { error: `Failed with ${status}` } }),
    merge: (from, into) => {
      if (from === 'unknown') throw new Error('no such person');
      merges.push(`${from} into ${into}`);
    },
    remove: (id) => {
      removed.push(id);
    },
  };
}

let agent: Agent;
let dialect: ReturnType<typeof echo>;
let simulator: RunningSimulator;

async function start(options: SimulatorOptions = {}): Promise<void> {
  dialect = echo();
  simulator = await startSimulator(dialect, options);
  agent = new Agent({ connections: 1 });
}

beforeEach(() => start());

afterEach(async () => {
  await agent.destroy();
  await simulator.close();
});

type Call = {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
  text?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
};

async function call(path: string, { method = 'GET', body, text, headers, signal }: Call = {}) {
  const sent = text ?? (body === undefined ? undefined : JSON.stringify(body));
  const json = sent === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await request(`${simulator.baseUrl}${path}`, {
    method,
    body: sent,
    headers: { ...json, ...headers },
    dispatcher: agent,
    signal,
  });
  return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
}

async function json(path: string, options: Call = {}): Promise<Record<string, unknown>> {
  return JSON.parse((await call(path, options)).text) as Record<string, unknown>;
}

describe('a simulator', () => {
  it('hands method, path, query, headers and JSON to its dialect, and sends what that answers', async () => {
    const answer = await call('/people/a%2Fb?ids=1,2&ids=3&empty', {
      method: 'POST',
      body: { name: 'Zoë' },
      headers: { 'X-Token': 't' },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({ 'x-vendor': 'echo', 'content-type': 'application/json; charset=utf-8' });
    expect(JSON.parse(answer.text)).toMatchObject({
      method: 'POST',
      path: '/people/a%2Fb',
      query: [
        ['ids', '1,2'],
        ['ids', '3'],
        ['empty', ''],
      ],
      token: 't',
      body: { name: 'Zoë' },
    });
  });

  it('sends other statuses, and answers without a body', async () => {
    expect((await call('/made')).status).toBe(201);
    const nothing = await call('/nothing');
    expect([nothing.status, nothing.text, nothing.headers['content-type']]).toEqual([204, '', undefined]);
  });

  it('refuses a body that is not JSON, and one that is too large', async () => {
    expect((await call('/people', { method: 'POST', text: '{"half":' })).status).toBe(400);
    const huge = await call('/people', { method: 'POST', text: `"${'x'.repeat(5_000_001)}"` });
    expect(huge.status).toBe(413);
    expect(simulator.calls()).toEqual([]);
  });

  it('keeps connections alive', async () => {
    let connects = 0;
    agent.on('connect', () => (connects += 1));
    for (let left = 5; left > 0; left--) await call('/people');
    expect(connects).toBe(1);
  });

  it('answers 500 in the vendor’s words, and says so aloud, where the dialect itself is broken', async () => {
    const complaint = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const answer = await call('/broken');
    expect([answer.status, JSON.parse(answer.text)]).toEqual([500, { error: 'Failed with 500' }]);
    expect(complaint).toHaveBeenCalledTimes(1);
    complaint.mockRestore();
  });

  it('shows its undistorted traffic to who wants to check it', async () => {
    await simulator.close();
    await agent.destroy();
    const seen: string[] = [];
    await start({ onExchange: (asked, answered) => seen.push(`${asked.path} ${answered.status}`) });
    simulator.setFault({ fault: { kind: 'renamedField', from: 'path', to: 'road' } });
    await call('/people');
    expect(seen).toEqual(['/people 200']);
  });

  it('says so when its port is taken', async () => {
    const port = Number(new URL(simulator.baseUrl).port);
    await expect(startSimulator(echo(), { port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('its calls', () => {
  it('are recorded in the order of their arrival, with times that overlap where they did', async () => {
    await agent.destroy();
    agent = new Agent();
    simulator.setFault({ fault: { kind: 'latency', ms: 250 } });
    await Promise.all([call('/a?x=1', { method: 'POST', body: { n: 1 } }), call('/b')]);
    simulator.setFault(null);
    await call('/c');
    const calls = simulator.calls();
    expect(calls.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    const a = calls.find(({ path }) => path === '/a')!;
    const b = calls.find(({ path }) => path === '/b')!;
    expect(a).toMatchObject({ method: 'POST', query: [['x', '1']], body: { n: 1 }, status: 200, fault: 'latency' });
    expect(Math.max(a.startedAt, b.startedAt)).toBeLessThan(Math.min(a.endedAt!, b.endedAt!));
    expect(calls[2]).toMatchObject({ path: '/c', fault: null, aborted: false });
    simulator.clearCalls();
    expect(simulator.calls()).toEqual([]);
  });

  it('tell that the caller gave up', async () => {
    simulator.setFault({ fault: { kind: 'hang' } });
    const controller = new AbortController();
    const hanging = call('/people', { signal: controller.signal });
    await until(() => simulator.calls().length === 1);
    expect(simulator.calls()[0]).toMatchObject({ status: null, endedAt: null, aborted: false });
    controller.abort();
    await expect(hanging).rejects.toThrow();
    await until(() => simulator.calls()[0]?.aborted === true);
  });
});

describe('a fault', () => {
  const set = (rule: FaultRule) => simulator.setFault(rule);

  it('delays answers', async () => {
    set({ fault: { kind: 'latency', ms: 60 } });
    await call('/people');
    const [slow] = simulator.calls();
    // A timer may fire a millisecond early by the finer clock.
    expect(slow!.endedAt! - slow!.startedAt).toBeGreaterThanOrEqual(58);
  });

  it('does not answer a caller who left during the delay', async () => {
    set({ fault: { kind: 'latency', ms: 600_000 } });
    const controller = new AbortController();
    const slow = call('/people', { signal: controller.signal });
    await until(() => simulator.calls().length === 1);
    controller.abort();
    await expect(slow).rejects.toThrow();
    await until(() => simulator.calls()[0]?.aborted === true);
  });

  it('hangs until the simulator is closed', async () => {
    set({ fault: { kind: 'hang' } });
    const hanging = expect(call('/people')).rejects.toThrow();
    await until(() => simulator.calls().length === 1);
    await simulator.close();
    await hanging;
  });

  it('resets the connection', async () => {
    set({ fault: { kind: 'reset' } });
    await expect(call('/people')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(simulator.calls()[0]).toMatchObject({ status: null, fault: 'reset', aborted: false });
  });

  it('limits the rate in the vendor’s own way', async () => {
    set({ fault: { kind: 'rateLimit', retryAfterSeconds: 7 } });
    const answer = await call('/people');
    expect([answer.status, answer.headers['retry-after']]).toEqual([429, '7']);
  });

  it.each([401, 403, 500, 503])('answers %i in the vendor’s own words', async (status) => {
    set({ fault: { kind: 'status', status } });
    const answer = await call('/people');
    expect([answer.status, JSON.parse(answer.text)]).toEqual([status, { error: `Failed with ${status}` }]);
  });

  it('cuts the body off after half of what was promised', async () => {
    const whole = (await call('/people')).text;
    set({ fault: { kind: 'truncated' } });
    const cut = await rawGet(`${simulator.baseUrl}/people`);
    expect(cut.promised).toBe(Buffer.byteLength(whole));
    expect(cut.received).toBe(cut.promised >> 1);
    expect(cut.complete).toBe(false);
    await expect(call('/people')).rejects.toThrow();
  });

  it.each([
    ['html', /^<!doctype html>/],
    ['empty', /^$/],
    ['null', /^null$/],
    ['list', /^\[\]$/],
    ['otherShape', /^\{"ok":true/],
  ] as const)('answers 200 with %s', async (body, expected) => {
    set({ fault: { kind: 'wrongBody', body } });
    const answer = await call('/people');
    expect(answer.status).toBe(200);
    expect(answer.text).toMatch(expected);
  });

  it('renames a field at every depth, and nothing else', async () => {
    const before = await json('/people');
    set({ fault: { kind: 'renamedField', from: 'email', to: 'e_mail' } });
    expect(await json('/people')).toEqual({ ...before, people: [{ e_mail: 'é', list: [{ e_mail: 1 }] }] });
  });

  it('hits only matching paths, and only so many times', async () => {
    set({ fault: { kind: 'status', status: 503 }, match: '/tickets', times: 2 });
    const statuses = [];
    for (const path of ['/people', '/tickets/1', '/tickets/2?x=/tickets', '/tickets/3'])
      statuses.push((await call(path)).status);
    expect(statuses).toEqual([200, 503, 503, 200]);
  });

  it('takes the place of the one before, and ends when it is taken away', async () => {
    set({ fault: { kind: 'hang' } });
    set({ fault: { kind: 'status', status: 502 } });
    expect((await call('/people')).status).toBe(502);
    simulator.setFault(null);
    expect((await call('/people')).status).toBe(200);
  });
});

describe('the control endpoint', () => {
  const faultUrl = '/__control/fault';

  it('switches faults on and off, and tells which is in force', async () => {
    const rule = { fault: { kind: 'status', status: 500 }, match: '/people', times: 3 };
    expect(await json(faultUrl, { method: 'PUT', body: rule })).toEqual({ fault: rule });
    expect((await call('/people')).status).toBe(500);
    expect(await json('/__control')).toEqual({ vendor: 'zendesk', fault: { ...rule, times: 2 }, calls: 1 });
    expect((await call(faultUrl, { method: 'DELETE' })).status).toBe(204);
    expect((await call('/people')).status).toBe(200);
    expect(await json('/__control')).toMatchObject({ fault: null });
  });

  it.each<FaultRule['fault']>([
    { kind: 'hang' },
    { kind: 'reset' },
    { kind: 'latency', ms: 600_000 },
    { kind: 'truncated' },
    { kind: 'wrongBody', body: 'html' },
    { kind: 'renamedField', from: 'fault', to: 'flaw' },
    { kind: 'rateLimit', retryAfterSeconds: 1 },
  ])('stays healthy under $kind', async (fault) => {
    await call(faultUrl, { method: 'PUT', body: { fault, match: '' } });
    expect(await json('/__control')).toEqual({ vendor: 'zendesk', fault: { fault, match: '' }, calls: 0 });
  });

  it.each([
    [{ kind: 'hang' }, /^Unknown key kind/],
    [{ match: '/people' }, /^fault must be an object/],
    [{ fault: { kind: 'fire' } }, /^fault\.kind must be one of/],
    [{ fault: { kind: 'latency', ms: 'long' } }, /^fault\.ms must be a whole number/],
    [{ fault: { kind: 'status', status: 200 } }, /^fault\.status must be a whole number from 400/],
    [{ fault: { kind: 'wrongBody', body: 'xml' } }, /^fault\.body must be one of/],
    [{ fault: { kind: 'renamedField', from: 'a' } }, /must be texts/],
    [{ fault: { kind: 'retypedField' } }, /^fault\.field must be a text/],
    [{ fault: { kind: 'hang' }, times: 0 }, /^times must be/],
    [{ fault: { kind: 'hang' }, match: 3 }, /^match must be/],
    [{ fault: { kind: 'hang' }, path: '/x' }, /path/],
  ])('refuses %j', async (body, message) => {
    const answer = await call(faultUrl, { method: 'PUT', body });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text).message).toMatch(message);
    expect(await json('/__control')).toMatchObject({ fault: null });
  });

  it('merges and deletes people', async () => {
    expect((await call('/__control/merge', { method: 'POST', body: { from: '1', into: 2 } })).status).toBe(204);
    expect((await call('/__control/delete', { method: 'POST', body: { id: 3 } })).status).toBe(204);
    expect([dialect.merges, dialect.removed]).toEqual([['1 into 2'], ['3']]);
  });

  it('says so when there is no such person, control or argument', async () => {
    const unknown = await call('/__control/merge', { method: 'POST', body: { from: 'unknown', into: '2' } });
    expect([unknown.status, JSON.parse(unknown.text)]).toEqual([404, { message: 'no such person' }]);
    expect((await call('/__control/merge', { method: 'POST', body: { from: '1' } })).status).toBe(400);
    expect((await call('/__control/delete', { method: 'POST', body: 'x' })).status).toBe(400);
    expect((await call('/__control/unheard-of')).status).toBe(404);
  });

  it('refuses what a form in a browser could post', async () => {
    const form = { method: 'POST', text: '{"id":"3"}', headers: { 'content-type': 'text/plain' } } as const;
    expect((await call('/__control/delete', form)).status).toBe(415);
    expect(dialect.removed).toEqual([]);
  });

  it('lists and forgets calls, of which its own are none', async () => {
    await call('/people');
    const { calls } = (await json('/__control/calls')) as { calls: { path: string }[] };
    expect(calls.map(({ path }) => path)).toEqual(['/people']);
    expect((await call('/__control/calls', { method: 'DELETE' })).status).toBe(204);
    expect(await json('/__control/calls')).toEqual({ calls: [] });
  });
});

/** Counts what arrives, where other clients would only say that something was missing. */
function rawGet(url: string): Promise<{ promised: number; received: number; complete: boolean }> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { agent: false }, (answer) => {
      let received = 0;
      answer.on('data', (chunk: Buffer) => (received += chunk.length));
      answer.on('error', () => undefined);
      answer.on('close', () =>
        resolve({ promised: Number(answer.headers['content-length']), received, complete: answer.complete }),
      );
    })
      .on('error', reject)
      .end();
  });
}

/** Lets the event loop turn until it is so. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
