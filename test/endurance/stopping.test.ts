/** A gateway that is asked to end while it has work: everybody who was let in is answered, and nobody is cut off. */
import { groundTruth } from '../../src/demo/truth';
import { LinkedByDocument } from '../journeys/generated/graphql';
import { type Gateway, READER_KEY, type Stage, startStage } from '../journeys/stage';

jest.setTimeout(120_000);

const CLIENTS = 20;
const ORDERS = `query ($id: ID!) { customer(id: $id) {
  displayName email orders(first: 3) { edges { node { number } } } sourceStatus { source part state }
} }`;

let stage: Stage;
let gateway: Gateway;
let ids: readonly string[];

async function begin(deadlineMs: number): Promise<void> {
  stage = await startStage({
    persons: 60,
    config: { cache: { maxAgeMs: 0 }, budget: { deadlineMs, maxDeadlineMs: 60_000 } },
  });
  gateway = stage.gateways[0]!;
  const customers = groundTruth(stage.demo.population).customers.filter(({ orders }) => orders.length > 0);
  const identifiers = customers.slice(0, 10).map(({ records }) => ({ record: records[0]! }));
  const { data } = await gateway.query(LinkedByDocument, { identifiers });
  ids = data.customersByIdentifiers.flatMap(({ customer }) => (customer ? [customer.id] : []));
  expect(ids).toHaveLength(10);
}
afterEach(() => stage?.close());

interface Asked {
  readonly status: number;
  readonly lastOfConnection: boolean;
  readonly body: { readonly data?: { readonly customer: unknown }; readonly errors?: readonly unknown[] };
}

async function ask(id: string): Promise<Asked> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${READER_KEY}` },
    body: JSON.stringify({ query: ORDERS, variables: { id } }),
  });
  const lastOfConnection = response.headers.get('connection') === 'close';
  return { status: response.status, lastOfConnection, body: (await response.json()) as Asked['body'] };
}

/** What a balancer sees, each time on a new connection: the status, or that nobody listens any more. */
async function readiness(): Promise<number | 'refused'> {
  try {
    const response = await fetch(`${gateway.url}/readyz`, { headers: { connection: 'close' } });
    await response.text();
    return response.status;
  } catch {
    return 'refused';
  }
}

/** Until it is no more what it was; all that was seen. */
async function watchReadiness(): Promise<(number | 'refused')[]> {
  const seen: (number | 'refused')[] = [];
  for (;;) {
    const now = await readiness();
    if (seen.at(-1) !== now) seen.push(now);
    if (now === 'refused') return seen;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('under load it answers every request in full, tells clients to go elsewhere, and exits with 0', async () => {
  await begin(30_000);
  let answered = 0;
  let stopping: Promise<number | null> | undefined;
  let seen: Promise<(number | 'refused')[]> | undefined;
  const failures: unknown[] = [];

  const client = async (i: number): Promise<void> => {
    for (;;) {
      const { status, lastOfConnection, body } = await ask(ids[i % ids.length]!);
      answered += 1;
      if (status !== 200 || body.errors || !body.data?.customer) failures.push(body);
      if (answered === 5 * CLIENTS) {
        stopping = gateway.stop();
        seen = watchReadiness();
      }
      // Who is told that the connection ends asks another gateway.
      if (lastOfConnection) return;
    }
  };
  // A request that is cut off rejects here.
  await Promise.all(Array.from({ length: CLIENTS }, (_, i) => client(i)));
  expect(failures).toEqual([]);
  expect(await seen).toEqual(expect.arrayContaining([503, 'refused']));
  expect(await stopping).toBe(0);
  expect(stage.output()).toContain('"event":"stopping"');
});

test('while a source hangs it answers by the deadline without it, and exits with 0', async () => {
  await begin(2_000);
  const shop = stage.demo.sources.find(({ name }) => name === 'shop')!;
  shop.clearCalls();
  shop.setFault({ fault: { kind: 'hang' } });
  const answers = Promise.all(ids.map(ask));
  while (shop.calls().length === 0) await new Promise((resolve) => setImmediate(resolve));
  const exited = gateway.stop();
  for (const { status, body } of await answers) {
    expect(status).toBe(200);
    expect(body.data?.customer).not.toBeNull();
    expect(JSON.stringify(body)).toContain('TIMEOUT');
  }
  expect(await exited).toBe(0);
});

test('a second signal ends it at once, whatever it is doing', async () => {
  await begin(60_000);
  const shop = stage.demo.sources.find(({ name }) => name === 'shop')!;
  shop.clearCalls();
  shop.setFault({ fault: { kind: 'hang' } });
  const cutOff = expect(ask(ids[0]!)).rejects.toThrow();
  while (shop.calls().length === 0) await new Promise((resolve) => setImmediate(resolve));
  let code: number | null | undefined;
  while (code === undefined) {
    const exited = gateway.stop().then((ended) => {
      code = ended;
    });
    await Promise.race([exited, readiness()]);
  }
  expect(code).toBe(130);
  await cutOff;
});
