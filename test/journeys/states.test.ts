/** Every state that a source can show for a part, brought about through the simulators: state × source × part. */
import type { Fault } from '../../src/demo/simulator';
import { groundTruth, type TrueCustomer } from '../../src/demo/truth';
import { LinkedByDocument } from './generated/graphql';
import { type Stage, startStage } from './stage';

jest.setTimeout(120_000);

const PARTS = {
  crm: ['PROFILE', 'DEALS', 'ACTIVITIES', 'TASKS'],
  shop: ['PROFILE', 'ORDERS'],
  support: ['PROFILE', 'TICKETS'],
} as const;
type SourceName = keyof typeof PARTS;
const SOURCES = Object.keys(PARTS) as SourceName[];

const FIELDS = `id displayName jobTitle locale
  orders(first: 3) { edges { node { number } } } tickets(first: 3) { edges { node { subject } } }
  crm { deals(first: 3) { edges { node { name } } } activities(first: 3) { edges { node { type } } } tasks(first: 3) { edges { node { subject } } } }
  sourceStatus { source part state message }`;
/** Asks the sources themselves, whatever is cached. */
const NOW = `query Now($id: ID!) @budget(maxAgeMs: 0) { customer(id: $id) { ${FIELDS} } }`;
/** Nothing that hangs is waited for longer. */
const SOON = NOW.replace('maxAgeMs: 0', 'maxAgeMs: 0, deadlineMs: 600');
const ANY_TIME = `query AnyTime($id: ID!) { customer(id: $id) { ${FIELDS} } }`;
/** Words that nobody is found by; searches by words are never cached. */
const WORDS =
  'query Words($deadlineMs: Int) @budget(deadlineMs: $deadlineMs) { searchCustomers(query: "zzyzx quux") { sourceStatus { source part state message } } }';
const ADDRESS =
  'query Address($e: String!) { customerByIdentifier(identifier: { email: $e }) { status sourceStatus { source part state message } } }';

interface Row {
  readonly source: string;
  readonly part: string;
  readonly state: string;
  readonly message: string | null;
}

let stage: Stage;
let people: readonly TrueCustomer[];
let id: string;

beforeAll(async () => {
  stage = await startStage({ persons: 130, config: { cache: { maxAgeMs: 600_000, staleIfErrorMs: 600_000 } } });
  const { customers } = groundTruth(stage.demo.population);
  people = customers.filter(({ records }) =>
    SOURCES.every((name) => records.filter(({ source }) => source === name).length === 1),
  );
  id = await idOf(people[0]!);
  await rows(ANY_TIME);
});
afterAll(() => stage?.close());

const FAULTS: readonly (readonly [string, Fault])[] = [
  ['TIMEOUT', { kind: 'hang' }],
  ['UNAUTHORISED', { kind: 'status', status: 401 }],
  ['UNAVAILABLE', { kind: 'status', status: 503 }],
  ['INVALID_RESPONSE', { kind: 'wrongBody', body: 'otherShape' }],
  ['RATE_LIMITED', { kind: 'rateLimit', retryAfterSeconds: 1 }],
];
const DRIFT: Readonly<Record<SourceName, string>> = { crm: 'lifecyclestage', shop: 'locale', support: 'name' };

describe.each(SOURCES)('%s', (name) => {
  afterEach(async () => {
    simulator(name).setFault(null);
    await recovered();
  });

  test('FRESH and CACHED', async () => {
    expect(statesOf(name, await rows(NOW))).toEqual(PARTS[name].map((part) => [part, 'FRESH']));
    await rows(ANY_TIME);
    expect(statesOf(name, await rows(ANY_TIME))).toEqual(PARTS[name].map((part) => [part, 'CACHED']));
    expect(await searched(name)).toBe('FRESH');
    for (const state of ['FRESH', 'CACHED']) {
      const { status, sourceStatus } = await lookUp(`nobody.of.${name}@unheard-of.example`);
      expect([status, stateIn(name, 'SEARCH', sourceStatus)]).toEqual(['NOT_FOUND', state]);
    }
  });

  test.each(FAULTS)('%s', async (state, fault) => {
    simulator(name).setFault({ fault });
    const asked = await rows(fault.kind === 'hang' ? SOON : NOW);
    expect(statesOf(name, asked)).toEqual(PARTS[name].map((part) => [part, state]));
    expect(await searched(name, fault.kind === 'hang' ? 600 : undefined)).toBe(state);
  });

  test('CIRCUIT_OPEN', async () => {
    simulator(name).setFault({ fault: { kind: 'status', status: 500 } });
    const missing = new Set<string>([...PARTS[name], 'SEARCH']);
    const began = performance.now();
    while (missing.size > 0 && performance.now() - began < 20_000) {
      for (const [part, state] of statesOf(name, await rows(NOW))) if (state === 'CIRCUIT_OPEN') missing.delete(part!);
      if ((await searched(name)) === 'CIRCUIT_OPEN') missing.delete('SEARCH');
    }
    expect([...missing]).toEqual([]);
  });

  test('SKIPPED: what nothing that was selected needs', async () => {
    const other = name === 'support' ? 'orders' : 'tickets';
    simulator(name).clearCalls();
    const untouched = await rows(
      `query One($id: ID!) { customer(id: $id) { ${other}(first: 1) { edges { cursor } } sourceStatus { source part state message } } }`,
    );
    expect(statesOf(name, untouched)).toEqual([['PROFILE', 'SKIPPED']]);
    expect(simulator(name).calls()).toEqual([]);
    if (name !== 'shop') return;
    const totals = await rows(
      'query Totals($id: ID!) { customer(id: $id) { orderSummary { count } sourceStatus { source part state message } } }',
    );
    expect(stateIn(name, 'ORDERS', totals)).toBe('SKIPPED');
  });

  test('SCHEMA_DRIFT', async () => {
    simulator(name).setFault({ fault: { kind: 'renamedField', from: DRIFT[name], to: 'renamed_by_the_vendor' } });
    const row = (await rows(NOW)).find(({ source, part }) => source === name && part === 'PROFILE');
    expect(row).toMatchObject({ state: 'SCHEMA_DRIFT', message: `${DRIFT[name]}: expected text, received nothing` });
  });

  test('RECORD_GONE', async () => {
    const person = people[SOURCES.indexOf(name) + 1]!;
    const theirs = await idOf(person);
    const record = person.records.find(({ source }) => source === name)!;
    const response = await fetch(`${simulator(name).controlUrl}/delete`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: record.id }),
    });
    expect(response.ok).toBe(true);
    expect(statesOf(name, await rows(NOW, theirs))).toContainEqual(['PROFILE', 'RECORD_GONE']);
  });

  test('NOT_LINKED where it was searched, NOT_SEARCHED where it could not be', async () => {
    const others = groundTruth(stage.demo.population).customers.filter(
      ({ records }) => records.length === 1 && records[0]!.source !== name && !used.has(records[0]!.id),
    );
    const [searched, unsearched] = others as [TrueCustomer, TrueCustomer];
    for (const { records } of [searched, unsearched]) used.add(records[0]!.id);
    expect(statesOf(name, await rows(NOW, await idOf(searched)))).toContainEqual(['PROFILE', 'NOT_LINKED']);
    simulator(name).setFault({ fault: { kind: 'status', status: 503 } });
    expect(statesOf(name, await rows(NOW, await idOf(unsearched)))).toContainEqual(['PROFILE', 'NOT_SEARCHED']);
  });
});

/** Who was looked up is searched for no more. */
const used = new Set<string>();

const simulator = (name: SourceName) => stage.demo.sources.find((source) => source.name === name)!;

function statesOf(name: SourceName, all: readonly Row[]): readonly (readonly string[])[] {
  const order: readonly string[] = PARTS[name];
  return all
    .filter(({ source, part }) => source === name && order.includes(part))
    .map(({ part, state }) => [part, state])
    .sort(([a], [b]) => order.indexOf(a!) - order.indexOf(b!));
}

async function read<Customer>(query: string, of = id): Promise<Customer> {
  const { data } = await stage.gateways[0]!.query<{ customer: Customer }>(query, { id: of });
  return data.customer;
}

async function rows(query: string, of = id): Promise<readonly Row[]> {
  return (await read<{ sourceStatus: readonly Row[] }>(query, of)).sourceStatus;
}

/** How the source did for a search by words. */
async function searched(name: SourceName, deadlineMs?: number): Promise<string | undefined> {
  const { data } = await stage.gateways[0]!.query<{ searchCustomers: { sourceStatus: readonly Row[] } }>(WORDS, {
    deadlineMs,
  });
  return stateIn(name, 'SEARCH', data.searchCustomers.sourceStatus);
}

interface Lookup {
  readonly status: string;
  readonly sourceStatus: readonly Row[];
}

async function lookUp(email: string): Promise<Lookup> {
  const { data } = await stage.gateways[0]!.query<{ customerByIdentifier: Lookup }>(ADDRESS, { e: email });
  return data.customerByIdentifier;
}

const stateIn = (name: SourceName, part: string, all: readonly Row[]): string | undefined =>
  all.find((row) => row.source === name && row.part === part)?.state;

async function idOf({ records }: TrueCustomer): Promise<string> {
  const { data } = await stage.gateways[0]!.query(LinkedByDocument, { identifiers: [{ record: records[0]! }] });
  return data.customersByIdentifiers[0]!.customer!.id;
}

/** A wait that a source asked for, and failures that were counted against it, are over. */
async function recovered(): Promise<void> {
  const began = performance.now();
  for (;;) {
    const missing: unknown[] = (await rows(NOW)).filter(({ state }) => state !== 'FRESH');
    for (const name of SOURCES) if ((await searched(name)) !== 'FRESH') missing.push([name, 'SEARCH']);
    if (missing.length === 0) return;
    if (performance.now() - began > 20_000) throw new Error(`no full answer: ${JSON.stringify(missing)}`);
  }
}
