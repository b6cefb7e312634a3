/** More connections than a gateway can hold, and connections that ask nothing: it says so, stays well, and recovers. */
import { connect, type Socket } from 'node:net';
import { groundTruth } from '../../src/demo/truth';
import { type Gateway, READER_KEY, type Stage, startStage } from '../journeys/stage';
import { CAN_LIMIT, withDescriptors } from './few-descriptors';

jest.setTimeout(120_000);

let stage: Stage;
let gateway: Gateway;
let record: { readonly source: string; readonly id: string };
const sockets = new Set<Socket>();

async function begin(options: Parameters<typeof startStage>[0]): Promise<void> {
  stage = await startStage({ persons: 60, ...options });
  gateway = stage.gateways[0]!;
  record = groundTruth(stage.demo.population).customers[0]!.records[0]!;
  expect(await lookUp()).toMatchObject({ status: 200, found: true });
}
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
});

const LOOKUP =
  'query ($record: RecordIdentifierInput!) { customerByIdentifier(identifier: { record: $record }) { status customer { id displayName } } }';

interface Outcome {
  /** Undefined: the connection was closed before there was an answer. */
  readonly status: number | undefined;
  readonly found?: boolean;
  readonly codes?: readonly string[];
}

/** One request on a connection of its own. */
async function lookUp(): Promise<Outcome> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${READER_KEY}`, connection: 'close' },
      body: JSON.stringify({ query: LOOKUP, variables: { record } }),
    });
    text = await response.text();
  } catch {
    return { status: undefined };
  }
  const { data, errors = [] } = JSON.parse(text) as {
    data?: { customerByIdentifier: { status: string } };
    errors?: { extensions: { code: string } }[];
  };
  return {
    status: response.status,
    found: data?.customerByIdentifier?.status === 'FOUND',
    codes: errors.map(({ extensions }) => extensions.code),
  };
}

async function health(): Promise<number | undefined> {
  const answer = await fetch(`${gateway.url}/healthz`, { headers: { connection: 'close' } }).catch(() => undefined);
  await answer?.text();
  return answer?.status;
}

/** Opens a connection, writes this much of a request, and leaves it at that. Resolves once it is open. */
function leave(written: string): Promise<Socket> {
  const { hostname, port } = new URL(gateway.url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) });
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      sockets.delete(socket);
      resolve(socket);
    });
    socket.once('connect', () => socket.write(written, () => resolve(socket)));
  });
}

const metric = async (name: string): Promise<number> =>
  Number(new RegExp(`^${name} ([\\d.e+]+)$`, 'm').exec(await gateway.metrics())?.[1]);

describe('a gateway of fifty connections', () => {
  beforeAll(() => begin({ config: { server: { port: 0, maxConnections: 50 } } }));
  afterAll(() => stage?.close());

  test('hundreds of connections that ask nothing, or half of something, keep nobody out', async () => {
    const before = await metric('process_resident_memory_bytes');
    const halves = ['', 'POST /graphql HTTP/1.1\r\nHost: onefold\r\n', 'GET /healthz HT'];
    for (let wave = 0; wave < 10; wave += 1) {
      await Promise.all(Array.from({ length: 60 }, (_, i) => leave(halves[i % halves.length]!)));
      expect(await health()).toBe(200);
      expect(await lookUp()).toMatchObject({ status: 200, found: true, codes: [] });
    }
    expect(sockets.size).toBeLessThanOrEqual(63);
    expect(await metric('onefold_connections_closed_total')).toBeGreaterThan(400);
    expect((await metric('process_resident_memory_bytes')) - before).toBeLessThan(200 * 1024 * 1024);
  });

  test('a client that has said all and closed its half is answered', async () => {
    const { hostname, port } = new URL(gateway.url);
    const answer = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('error', reject);
      socket.on('end', () => {
        socket.end();
        resolve(text);
      });
      socket.end('GET /healthz HTTP/1.1\r\nHost: onefold\r\nConnection: close\r\n\r\n');
    });
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('thousands of short connections come and go', async () => {
    const statuses = new Set<number | undefined>();
    const before = await metric('process_resident_memory_bytes');
    for (let wave = 0; wave < 50; wave += 1) {
      for (const status of await Promise.all(Array.from({ length: 40 }, health))) statuses.add(status);
    }
    expect([...statuses]).toEqual([200]);
    expect((await metric('process_resident_memory_bytes')) - before).toBeLessThan(200 * 1024 * 1024);
  });
});

const limited = CAN_LIMIT ? test : test.skip;

limited('with fewer descriptors than clients it answers those it can, and all again when they have gone', async () => {
  try {
    await begin({ launcher: withDescriptors(64), config: { cache: { maxAgeMs: 0 } } });
    await storm();
  } finally {
    await stage?.close();
  }
});

async function storm(): Promise<void> {
  const outcomes: Outcome[] = [];
  for (let wave = 0; wave < 3; wave += 1) {
    await Promise.all(Array.from({ length: 40 }, () => leave('')));
    outcomes.push(...(await Promise.all(Array.from({ length: 100 }, lookUp))));
  }
  const answered = outcomes.filter(({ status }) => status !== undefined);
  expect(answered.length).toBeGreaterThan(10);
  for (const { status, found, codes } of answered) {
    expect([200, 503]).toContain(status);
    if (!found) expect(codes).toEqual(status === 503 ? ['OVERLOADED'] : expect.any(Array));
    expect(codes).not.toContain('INTERNAL_SERVER_ERROR');
  }
  for (const socket of sockets) socket.destroy();
  let last: Outcome = await lookUp();
  for (let tries = 0; !last.found && tries < 1_000; tries += 1) last = await lookUp();
  expect(last).toMatchObject({ status: 200, codes: [] });
  expect(await health()).toBe(200);
  expect(stage.output()).not.toContain('"level":"error"');
}
