import { ADA } from '../api/fake-view';
import { startTestGateway, type TestGateway } from '../api/gateway';

const QUERY = `{ customer(id: "${ADA}") { id } }`;

let gateway: TestGateway;
let release: () => void;
beforeEach(async () => {
  gateway = await startTestGateway({
    admission: { maxConcurrent: 4, shares: { reader: 0.5, steward: 0.75, operator: 1 } },
  });
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  gateway.view.before = () => released;
});
afterEach(() => gateway.close());

/** Operations of this role, until one is refused; how many are under way then. */
async function fill(role: 'reader' | 'steward' | 'operator', asked: Promise<unknown>[]): Promise<number> {
  for (;;) {
    const before = gateway.view.calls.length;
    const answer = gateway.ask(QUERY, {}, role);
    const refused = await Promise.race([answer.then(({ status }) => status), underWay(before + 1)]);
    if (refused === 503) return before;
    asked.push(answer);
  }
}

async function underWay(count: number): Promise<undefined> {
  while (gateway.view.calls.length < count) await new Promise((resolve) => setImmediate(resolve));
}

it('turns away those first who have the smaller share, and nobody who has room', async () => {
  const asked: Promise<unknown>[] = [];
  expect(await fill('reader', asked)).toBe(2);
  expect(await fill('steward', asked)).toBe(3);
  expect(await fill('operator', asked)).toBe(4);
  release();
  expect(await Promise.all(asked)).toMatchObject(asked.map(() => ({ status: 200, errors: [] })));
});

it('says so before anything is done, when to ask again, and counts it; health and metrics answer', async () => {
  const asked: Promise<unknown>[] = [];
  await fill('operator', asked);
  const { status, headers, data, errors } = await gateway.ask(QUERY, {}, 'reader');
  expect([status, headers.get('retry-after'), data]).toEqual([503, '1', undefined]);
  expect(errors).toMatchObject([{ extensions: { code: 'OVERLOADED', retryable: true } }]);
  expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
  expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200);
  release();
  await Promise.all(asked);
  const metrics = await fetch(`${gateway.url}/metrics`, {
    headers: { 'x-api-key': 'of_operator_1234567890abcdefghij' },
  });
  expect(await metrics.text()).toMatch(/onefold_operations_shed_total\{role="reader"\} 1/);
  expect(gateway.logLines.filter((line) => line.includes('"error"'))).toEqual([]);
});

it('lets others in as soon as one is answered, or its client has left', async () => {
  const asked: Promise<unknown>[] = [];
  await fill('operator', asked);
  release();
  await Promise.all(asked);
  gateway.view.before = async () => undefined;
  const leaving = new AbortController();
  const gone = fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': 'of_reader_1234567890abcdefghij' },
    body: JSON.stringify({ query: QUERY }),
    signal: leaving.signal,
  }).catch(() => undefined);
  leaving.abort();
  await gone;
  for (let i = 0; i < 8; i += 1) expect((await gateway.ask(QUERY)).status).toBe(200);
});
