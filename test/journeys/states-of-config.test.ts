/** States that the config has a hand in: an older answer in place of one that failed, a source that is switched off. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { groundTruth, type TrueCustomer } from '../../src/demo/truth';
import { LinkedByDocument } from './generated/graphql';
import { type Stage, startStage } from './stage';

jest.setTimeout(120_000);

const PARTS = {
  crm: ['PROFILE', 'ACTIVITIES', 'DEALS', 'TASKS'],
  shop: ['PROFILE', 'ORDERS'],
  support: ['PROFILE', 'TICKETS'],
} as const;
type SourceName = keyof typeof PARTS;
const SOURCES = Object.keys(PARTS) as SourceName[];

const CARD = `query Card($id: ID!) { customer(id: $id) {
  id displayName jobTitle records { source state }
  orders(first: 3) { edges { node { number } } gaps { source cause } } orderSummary { count exact missing }
  tickets(first: 3) { edges { node { subject } } gaps { source cause } } ticketSummary { count exact missing }
  lastContactAt timeline(first: 20) { edges { node { __typename } } gaps { source cause } }
  crm { deals(first: 3) { edges { node { name } } } activities(first: 3) { edges { node { type } } } tasks(first: 3) { edges { node { subject } } } }
  sourceStatus { source part state message ageMs }
} }`;
const LOOKUP = `query Lookup($identifier: CustomerIdentifierInput!) { customerByIdentifier(identifier: $identifier) {
  status customer { id } sourceStatus { source part state }
} }`;

interface Row {
  readonly source: string;
  readonly part: string;
  readonly state: string;
  readonly message?: string | null;
  readonly ageMs?: number | null;
}

interface Card {
  readonly records: readonly { readonly source: string; readonly state: string }[];
  readonly sourceStatus: readonly Row[];
  readonly crm: Readonly<Record<string, unknown>> | null;
  readonly [field: string]: unknown;
}

interface Lookup {
  readonly status: string;
  readonly customer: { readonly id: string } | null;
  readonly sourceStatus: readonly Row[];
}

let stage: Stage;
let person: TrueCustomer;
let id: string;

beforeAll(async () => {
  // Answers are served again for no longer than a moment, and stand in for failed ones for long.
  stage = await startStage({ persons: 130, config: { cache: { maxAgeMs: 1, staleIfErrorMs: 600_000 } } });
  person = groundTruth(stage.demo.population).customers.find(
    ({ records, orders, tickets, deals }) =>
      SOURCES.every((name) => records.filter(({ source }) => source === name).length === 1) &&
      orders.length > 0 &&
      tickets.length > 0 &&
      deals > 0,
  )!;
  const { data } = await stage.gateways[0]!.query(LinkedByDocument, { identifiers: [{ record: person.records[0]! }] });
  id = data.customersByIdentifiers[0]!.customer!.id;
});
afterAll(() => stage?.close());
afterEach(() => {
  for (const source of stage.demo.sources) source.setFault(null);
});

async function card(): Promise<{ readonly card: Card; readonly errors: readonly unknown[] }> {
  const { data, errors = [] } = await stage.gateways[0]!.query<{ customer: Card }>(CARD, { id });
  return { card: data.customer, errors };
}

async function lookUp(identifier: object): Promise<Lookup> {
  const { data } = await stage.gateways[0]!.query<{ customerByIdentifier: Lookup }>(LOOKUP, { identifier });
  return data.customerByIdentifier;
}

const statesOf = (name: SourceName, rows: readonly Row[]): readonly (readonly string[])[] =>
  rows.filter(({ source }) => source === name).map(({ part, state }) => [part, state]);
const simulator = (name: SourceName) => stage.demo.sources.find((source) => source.name === name)!;
const withoutRows = ({ sourceStatus: _, ...fields }: Card): object => fields;

/** Two answers in a row: the first may still be on the way back from what a test did before. */
async function whole(): Promise<Card> {
  const began = performance.now();
  for (;;) {
    const { card: now } = await card();
    if (now.sourceStatus.every(({ state }) => state === 'FRESH' || state === 'CACHED')) return now;
    if (performance.now() - began > 20_000) throw new Error(`not whole: ${JSON.stringify(now.sourceStatus)}`);
  }
}

describe.each(SOURCES)('%s', (name) => {
  test('STALE_SERVED: an older answer stands in, with its age and the cause; but not for a search', async () => {
    const before = await whole();
    const stranger = { email: `nobody.of.${name}@unheard-of.example` };
    expect((await lookUp(stranger)).status).toBe('NOT_FOUND');
    simulator(name).setFault({ fault: { kind: 'status', status: 503 } });
    const { card: stale, errors } = await card();
    expect(statesOf(name, stale.sourceStatus)).toEqual([...PARTS[name]].sort().map((part) => [part, 'STALE_SERVED']));
    for (const { source, message, ageMs } of stale.sourceStatus) {
      if (source === name) expect([message, Number(ageMs) > 0]).toEqual(['HTTP 503', true]);
    }
    const records = before.records.map((one) => (one.source === name ? { ...one, state: 'STALE_SERVED' } : one));
    expect(withoutRows(stale)).toEqual({ ...withoutRows(before), records });
    expect(errors).toEqual([]);
    const { status, sourceStatus } = await lookUp(stranger);
    expect([status, statesOf(name, sourceStatus)]).toEqual(['INCOMPLETE', [['SEARCH', 'UNAVAILABLE']]]);
  });

  test('DISABLED: a source that is switched off says so for each part, and nobody takes its silence for nothing', async () => {
    const before = await whole();
    await switchOff(name);
    simulator(name).clearCalls();
    const { card: without, errors } = await card();

    expect(statesOf(name, without.sourceStatus)).toEqual([...PARTS[name]].sort().map((part) => [part, 'DISABLED']));
    expect(without.records).toContainEqual({ source: name, state: 'DISABLED' });
    expect(errors).toEqual([]);
    for (const [field, owner] of Object.entries({
      orders: 'shop',
      orderSummary: 'shop',
      tickets: 'support',
      ticketSummary: 'support',
    })) {
      expect([field, without[field]]).toEqual([field, owner === name ? null : before[field]]);
    }
    if (name === 'crm') expect(Object.values(without.crm ?? {}).every((list) => list === null)).toBe(true);
    else expect(without.crm).toEqual(before.crm);
    expect((without.timeline as { gaps: readonly object[] }).gaps).toEqual([{ source: name, cause: 'DISABLED' }]);

    // Whom a link names is found; a record that nobody has seen cannot be read; an address is searched for elsewhere.
    const record = person.records.find(({ source }) => source === name)!;
    expect(await lookUp({ record })).toMatchObject({ status: 'FOUND', customer: { id } });
    const unseen = groundTruth(stage.demo.population)
      .customers.flatMap(({ records }) => (records.length === 1 ? records : []))
      .find(({ source }) => source === name)!;
    expect(await lookUp({ record: unseen })).toMatchObject({
      status: 'INCOMPLETE',
      customer: null,
      sourceStatus: [{ source: name, part: 'PROFILE', state: 'DISABLED' }],
    });
    const nobody = await lookUp({ email: `nobody.without.${name}@unheard-of.example` });
    expect([nobody.status, statesOf(name, nobody.sourceStatus)]).toEqual(['NOT_FOUND', [['SEARCH', 'DISABLED']]]);
    if (name !== 'crm') {
      const [kind, part] = name === 'shop' ? (['order', 'ORDERS'] as const) : (['ticket', 'TICKETS'] as const);
      expect(await lookUp({ [kind]: { source: name, number: '1' } })).toMatchObject({
        status: 'INCOMPLETE',
        sourceStatus: [{ source: name, part, state: 'DISABLED' }],
      });
    }
    expect(simulator(name).calls()).toEqual([]);
    await switchOff(undefined);
  });
});

/** Writes the config anew and has another gateway take over. */
async function switchOff(name: SourceName | undefined): Promise<void> {
  const file = join(stage.folder, 'onefold.yml');
  const config = parse(await readFile(file, 'utf8')) as { sources: Record<string, { enabled?: boolean }> };
  for (const [source, settings] of Object.entries(config.sources)) settings.enabled = source !== name;
  await writeFile(file, stringify(config));
  await stage.crash(0);
}
