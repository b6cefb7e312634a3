/** What failing sources are spared: counted at the simulators. */
import { groundTruth } from '../../src/demo/truth';
import { LinkedByDocument } from './generated/graphql';
import { type Stage, startStage } from './stage';

jest.setTimeout(120_000);

const ORDERS =
  'query ($id: ID!) { customer(id: $id) { orders(first: 1) { edges { node { number } } } sourceStatus { source part state retryAfterMs } } }';

interface Answer {
  readonly customer: {
    readonly orders: object | null;
    readonly sourceStatus: readonly { readonly part: string; readonly state: string; readonly retryAfterMs?: number }[];
  };
}

let stage: Stage;
let ids: readonly string[];
const shop = () => stage.demo.sources.find(({ name }) => name === 'shop')!;

beforeAll(async () => {
  stage = await startStage({ persons: 130, config: { cache: { maxAgeMs: 0 } } });
  const customers = groundTruth(stage.demo.population).customers.filter(
    ({ records, orders }) => orders.length > 0 && records.some(({ source }) => source === 'shop'),
  );
  const identifiers = customers.slice(0, 20).map(({ records }) => ({ record: records[0]! }));
  const { data } = await stage.gateways[0]!.query(LinkedByDocument, { identifiers });
  ids = data.customersByIdentifiers.flatMap(({ customer }) => (customer ? [customer.id] : []));
});
afterAll(() => stage?.close());
afterEach(() => shop().setFault(null));

async function ask(id: string): Promise<Answer['customer']> {
  return (await stage.gateways[0]!.query<Answer>(ORDERS, { id })).data.customer;
}
const stateOf = ({ sourceStatus }: Answer['customer']) => sourceStatus.find(({ part }) => part === 'ORDERS')!.state;

/** Asks until orders are there again; how long that took, ms. */
async function recovery(): Promise<number> {
  const began = performance.now();
  while ((await ask(ids[0]!)).orders === null) {
    if (performance.now() - began > 15_000) throw new Error('not recovered in fifteen seconds');
  }
  return performance.now() - began;
}

test('a source that fails gets at most 1.3 calls a query, then hardly any, and answers soon after it is well', async () => {
  shop().setFault({ fault: { kind: 'status', status: 503 } });
  shop().clearCalls();
  const states = new Set<string>();
  let queries = 0;
  for (let round = 0; round < 10; round += 1) {
    const answers = await Promise.all(ids.slice(0, 10).map(ask));
    queries += answers.length;
    for (const answer of answers) states.add(stateOf(answer));
  }
  for (const id of ids) {
    queries += 1;
    states.add(stateOf(await ask(id)));
  }
  expect([...states].sort()).toEqual(['CIRCUIT_OPEN', 'UNAVAILABLE']);
  const calls = shop().calls().length;
  expect(calls).toBeGreaterThan(4);
  expect(calls).toBeLessThanOrEqual(queries * 1.3);
  shop().setFault(null);
  expect(await recovery()).toBeLessThan(10_000);
});

test('a source that asks to be left alone is left alone, by everybody, until then', async () => {
  shop().clearCalls();
  shop().setFault({ fault: { kind: 'rateLimit', retryAfterSeconds: 1 }, times: 1 });
  expect(stateOf(await ask(ids[0]!))).toBe('RATE_LIMITED');
  const limitedAt = shop().calls()[0]!.endedAt!;
  const meanwhile = await ask(ids[1]!);
  expect(meanwhile.sourceStatus).toContainEqual(
    expect.objectContaining({ part: 'ORDERS', state: 'RATE_LIMITED', retryAfterMs: expect.any(Number) }),
  );
  await recovery();
  const [, next] = shop().calls();
  expect(next!.startedAt - limitedAt).toBeGreaterThan(900);
});

test('a source whose quota is nearly used up is left to its other users', async () => {
  const thrifty = await startStage({ persons: 60, config: { cache: { maxAgeMs: 0 } }, quotaReserve: 0.9 });
  try {
    const query =
      'query ($e: String!) { customerByIdentifier(identifier: { email: $e }) { sourceStatus { source state } } }';
    const states: string[] = [];
    for (let i = 0; i < 200 && !states.includes('RATE_LIMITED'); i += 1) {
      const { data } = await thrifty.gateways[0]!.query<{
        customerByIdentifier: { sourceStatus: readonly { readonly source: string; readonly state: string }[] };
      }>(query, { e: `nobody-${i}@unheard-of.example` });
      states.push(
        ...data.customerByIdentifier.sourceStatus
          .filter(({ source }) => source === 'support')
          .map(({ state }) => state),
      );
    }
    expect(states).toContain('FRESH');
    expect(states).toContain('RATE_LIMITED');
    const support = thrifty.demo.sources.find(({ name }) => name === 'support')!;
    expect(support.calls().every(({ status }) => status !== 429)).toBe(true);
  } finally {
    await thrifty.close();
  }
});

describe('a cap on the rate of requests', () => {
  /** Tickets of one person are one request; asked for one after another they share no batch. */
  const TICKETS = `query ($id: ID!) @budget(maxAgeMs: 0, deadlineMs: 8000) { customer(id: $id) {
    tickets(first: 1) { edges { node { subject } } } sourceStatus { source part state retryAfterMs }
  } }`;

  interface Tickets {
    readonly customer: {
      readonly tickets: object | null;
      readonly sourceStatus: readonly {
        readonly source: string;
        readonly part: string;
        readonly state: string;
        readonly retryAfterMs?: number;
      }[];
    };
  }

  async function cappedStage(requests: number, perMs: number) {
    const capped = await startStage({ persons: 130, rate: [{ requests, perMs }] });
    const customers = groundTruth(capped.demo.population).customers.filter(({ records }) =>
      records.some(({ source }) => source === 'support'),
    );
    const identifiers = customers.slice(0, 12).map(({ records }) => ({ record: records[0]! }));
    const { data } = await capped.gateways[0]!.query(LinkedByDocument, { identifiers });
    const crowd = data.customersByIdentifiers.flatMap(({ customer }) => (customer ? [customer.id] : []));
    expect(crowd).toHaveLength(identifiers.length);
    return {
      capped,
      crowd,
      support: capped.demo.sources.find(({ name }) => name === 'support')!,
      async tickets(id: string) {
        const { customer } = (await capped.gateways[0]!.query<Tickets>(TICKETS, { id })).data;
        const row = customer.sourceStatus.find(({ source, part }) => source === 'support' && part === 'TICKETS')!;
        return { whole: customer.tickets !== null, ...row };
      },
    };
  }

  test('is kept, and whoever has the time waits for their turn and gets everything', async () => {
    const { capped, crowd, support, tickets } = await cappedStage(5, 1000);
    try {
      support.clearCalls();
      for (const id of crowd) expect(await tickets(id)).toMatchObject({ whole: true, state: 'FRESH' });
      const times = support.calls().map(({ startedAt }) => startedAt);
      expect(times.length).toBeGreaterThanOrEqual(crowd.length);
      // Between them and the gateway's clock is a wire: no single gap is measured, but what all of them took.
      const took = times.at(-1)! - times[0]!;
      expect(took).toBeGreaterThan((Math.ceil(times.length / 5) - 2) * 1000);
      expect(await capped.gateways[0]!.metrics()).toMatch(
        /onefold_upstream_held_seconds_count\{source="support"\} [1-9]/,
      );
    } finally {
      await capped.close();
    }
  });

  test('turns away at once whoever has not, and says when to come again', async () => {
    const { capped, crowd, support, tickets } = await cappedStage(30, 60_000);
    try {
      support.clearCalls();
      let refused: Awaited<ReturnType<typeof tickets>> | undefined;
      let asked = 0;
      while (!refused && asked < 200) {
        const began = performance.now();
        const answer = await tickets(crowd[asked % crowd.length]!);
        asked += 1;
        if (answer.state !== 'RATE_LIMITED') expect(answer).toMatchObject({ whole: true, state: 'FRESH' });
        else {
          refused = answer;
          expect(performance.now() - began).toBeLessThan(4000);
        }
      }
      expect(refused).toMatchObject({ whole: false, state: 'RATE_LIMITED', retryAfterMs: expect.any(Number) });
      expect(refused!.retryAfterMs).toBeGreaterThan(0);
      expect(refused!.retryAfterMs).toBeLessThanOrEqual(60_000);
      expect(support.calls()).toHaveLength(asked - 1);
      expect(await capped.gateways[0]!.metrics()).toMatch(
        /onefold_upstream_refused_total\{source="support",part="TICKETS",state="RATE_LIMITED"\} 1/,
      );
    } finally {
      await capped.close();
    }
  });
});
