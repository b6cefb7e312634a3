/**
 * The gateway against the ground truth, over HTTP, from two gateway processes on one store: every identifier of every
 * person, in every spelling in which a system has it.
 *
 * A vendor's search matches text, so a look-up in an empty store can miss a record that has the same mailbox in another
 * spelling; it is linked as soon as either is seen. The truth is what holds once every record has been seen: the first
 * round sees them all, in an order that means nothing, the second compares.
 */
import { createHash } from 'node:crypto';
import { comparable, type GroundTruth, groundTruth, type SettledField, type TrueCustomer } from '../../src/demo/truth';
import { personalLeaks } from './leaks';
import { type Gateway, type Stage, startStage } from './stage';

jest.setTimeout(600_000);

type Identifier = Readonly<Record<string, unknown>>;
interface Ref {
  readonly source: string;
  readonly id: string;
}
interface Card {
  readonly id: string;
  readonly records: readonly Ref[];
  readonly crm: { readonly lifecycleStage: string | null; readonly owner: { readonly id: string } | null } | null;
  readonly emails: readonly string[] | null;
  readonly phones: readonly string[] | null;
  readonly tags: readonly string[] | null;
  readonly consents: readonly { readonly channel: string; readonly state: string }[] | null;
  readonly conflicts: readonly {
    readonly field: string;
    readonly severity: string;
    readonly values: readonly Said[];
  }[];
  readonly [field: string]: unknown;
}
interface Said {
  readonly value: unknown;
  readonly records: readonly Ref[];
}
interface Lookup {
  readonly status: string;
  readonly customer: Card | null;
  readonly candidates: readonly Card[];
  readonly sourceStatus: readonly { readonly source: string; readonly part: string; readonly state: string }[];
}

const QUERY = `
  query Truth($identifiers: [CustomerIdentifierInput!]!) {
    customersByIdentifiers(identifiers: $identifiers) {
      status
      customer { ...Card }
      candidates { id records { source id } }
      sourceStatus { source part state }
    }
  }
  fragment Card on Customer {
    id displayName firstName lastName email phone emails phones company jobTitle locale timeZone birthDate tags
    createdAt updatedAt
    defaultAddress { line1 line2 city region postalCode country }
    crm { lifecycleStage owner { id } }
    consents { channel state }
    records { source id }
    conflicts { field severity values { value records { source id } } }
  }`;

const PLAIN_FIELDS = [
  'displayName',
  'firstName',
  'lastName',
  'email',
  'phone',
  'company',
  'jobTitle',
  'locale',
  'timeZone',
  'birthDate',
  'defaultAddress',
] as const satisfies readonly SettledField[];

let stage: Stage;
let truth: GroundTruth;
let customers: ReadonlyMap<string, TrueCustomer>;

beforeAll(async () => {
  // A MongoDB-wire server that looks through its documents is asked about fewer people.
  stage = await startStage({ gateways: 2, persons: process.env.MONGODB_URI ? 200 : undefined });
  truth = groundTruth(stage.demo.population);
  customers = new Map(truth.customers.map((customer) => [customer.key, customer]));
  const everything = [...emails(), ...phones(), ...records()];
  await lookUpAll(everything.map(({ identifier }) => identifier).sort(byHash));
});

afterAll(() => stage?.close());

interface Case {
  readonly identifier: Identifier;
  readonly status: string;
  /** Keys of the customers in the truth. */
  readonly customers: readonly string[];
}

const emails = (): Case[] => identifiers('EMAIL', (value) => ({ email: value }));
/** A national spelling means nothing by itself, so those in E.164 or with a country code. */
const phones = (): Case[] =>
  identifiers('PHONE', (value) => ({ phone: value })).filter(({ identifier }) =>
    /^\s*\+/.test(String(identifier.phone)),
  );

function identifiers(type: 'EMAIL' | 'PHONE', identify: (value: string) => Identifier): Case[] {
  return truth.identifiers
    .filter((identifier) => identifier.type === type)
    .flatMap(({ forms, lookup }) =>
      forms.map((form) => ({ identifier: identify(form), status: lookup.status, customers: lookup.customers })),
    );
}

const perCustomer = (identify: (customer: TrueCustomer) => readonly Identifier[]): Case[] =>
  truth.customers.flatMap((customer) =>
    identify(customer).map((identifier) => ({ identifier, status: 'FOUND', customers: [customer.key] })),
  );

const records = (): Case[] =>
  perCustomer(({ records }) => records.map(({ source, id }) => ({ record: { source, id } })));

test('every e-mail address finds whom it belongs to, with their records, values and conflicts', () =>
  compareAll(emails()));

test('every phone number finds whom it belongs to, and never guesses among those who share it', () =>
  compareAll(phones()));

test('every record finds its customer', () => compareAll(records()));

test('order and ticket numbers find their customers', () =>
  compareAll(
    perCustomer(({ orders, tickets }) => [
      ...orders.slice(0, 2).map((number) => ({ order: { source: 'shop', number } })),
      ...tickets.slice(0, 2).map((number) => ({ ticket: { source: 'support', number } })),
    ]),
  ));

test('the hash of an address finds whom the address finds', () =>
  compareAll(
    truth.identifiers
      .filter(({ type }) => type === 'EMAIL')
      .map(({ normal, lookup }) => ({
        identifier: { emailHash: createHash('sha256').update(normal).digest('hex') },
        status: lookup.status,
        customers: lookup.customers,
      })),
  ));

test('who nobody knows is NOT_FOUND, since every source was asked', () =>
  compareAll(
    truth.nobodys.map(({ type, value, status }) => ({
      identifier: type === 'EMAIL' ? { email: value } : { phone: value },
      status,
      customers: [],
    })),
  ));

test('every link that the rules allow is made, none that they forbid, and both processes agree', async () => {
  const cases = records();
  const [first, second] = await Promise.all(
    stage.gateways.map((gateway) =>
      askAll(
        gateway,
        cases.map((c) => c.identifier),
      ),
    ),
  );
  const ids = new Map<string, Set<string>>();
  cases.forEach(({ customers: [key = ''] }, i) => {
    expect(second?.[i]?.customer?.id).toBe(first?.[i]?.customer?.id);
    ids.set(key, (ids.get(key) ?? new Set()).add(first?.[i]?.customer?.id ?? 'none'));
  });
  const split = [...ids].filter(([, set]) => set.size !== 1).map(([key]) => key);
  expect(split).toEqual([]);
  expect(new Set([...ids.values()].flatMap((set) => [...set])).size).toBe(truth.customers.length);
});

test('nothing personal is in the store, the logs, the metrics or the errors', async () => {
  const refused = await stage.gateways[0]!.query(
    '{ customerByIdentifier(identifier: { email: "Not an address <x" }) { status } }',
  );
  expect(refused.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  expect(await personalLeaks(stage, [JSON.stringify(refused)])).toEqual([]);
});

async function compareAll(cases: readonly Case[]): Promise<void> {
  expect(cases.length).toBeGreaterThan(0);
  const answers = await lookUpAll(cases.map(({ identifier }) => identifier));
  const wrong = cases.flatMap((expected, i) => {
    const differences = differencesOf(expected, answers[i]!);
    return differences.length > 0 ? [{ identifier: expected.identifier, differences }] : [];
  });
  if (wrong.length > 0)
    console.error(
      `${wrong.length} of ${cases.length} differ, for instance\n${JSON.stringify(wrong.slice(0, 8), null, 1)}`,
    );
  expect(wrong).toHaveLength(0);
}

function differencesOf(expected: Case, { status, customer, candidates, sourceStatus }: Lookup): string[] {
  if (status !== expected.status) {
    const failing = sourceStatus.filter(
      ({ state }) => !['FRESH', 'CACHED', 'NOT_LINKED', 'NOT_SEARCHED'].includes(state),
    );
    return [`status ${status}, expected ${expected.status}; ${JSON.stringify(failing)}`];
  }
  const people = expected.customers.map((key) => customers.get(key)!);
  if (status === 'AMBIGUOUS') {
    const shown = candidates.map(({ records }) => recordsText(records)).sort();
    const wanted = people.map(({ records }) => recordsText(records)).sort();
    return shown.join(' | ') === wanted.join(' | ')
      ? []
      : [`candidates ${shown.join(' | ')}, expected ${wanted.join(' | ')}`];
  }
  return customer ? profileDifferences(people[0]!, customer) : [];
}

function profileDifferences(expected: TrueCustomer, card: Card): string[] {
  const differences: string[] = [];
  const compare = (what: string, shown: unknown, wanted: unknown): void => {
    if (JSON.stringify(shown) !== JSON.stringify(wanted)) {
      differences.push(`${what} ${JSON.stringify(shown)}, expected ${JSON.stringify(wanted)}`);
    }
  };
  compare('records', recordsText(card.records), recordsText(expected.records));
  for (const field of PLAIN_FIELDS) compare(field, normal(field, card[field]), expected.settled[field]?.normal ?? null);
  compare(
    'lifecycleStage',
    normal('lifecycleStage', card.crm?.lifecycleStage),
    expected.settled.lifecycleStage?.normal ?? null,
  );
  compare('owner', card.crm?.owner?.id ?? null, expected.settled.owner?.normal ?? null);
  compare('emails', (card.emails ?? []).map((email) => comparable('email', email)).sort(), expected.emails);
  compare('phones', [...(card.phones ?? [])].sort(), expected.phones);
  compare('tags', (card.tags ?? []).map((tag) => comparable('tags', tag)).sort(), expected.tags);
  compare('createdAt', Date.parse(String(card.createdAt)), Date.parse(expected.createdAt));
  compare('updatedAt', Date.parse(String(card.updatedAt)), Date.parse(expected.updatedAt));
  const consents = Object.fromEntries((card.consents ?? []).map(({ channel, state }) => [channel, state]));
  compare(
    'consents',
    { EMAIL: consents.EMAIL, SMS: consents.SMS },
    { EMAIL: expected.consents.EMAIL, SMS: expected.consents.SMS },
  );
  compare('conflicts', conflictsShown(card), conflictsExpected(expected));
  for (const { field, severity } of expected.conflicts) {
    if (severity)
      compare(`severity of ${field}`, card.conflicts.find((c) => camel(c.field) === field)?.severity, severity);
  }
  return differences;
}

function conflictsShown({ conflicts }: Card): string[] {
  return conflicts
    .map(
      ({ field, values }) =>
        `${camel(field)}: ${values
          .map(({ records }) => recordsText(records))
          .sort()
          .join(' / ')}`,
    )
    .sort();
}

function conflictsExpected({ conflicts }: TrueCustomer): string[] {
  return conflicts
    .map(
      ({ field, values }) =>
        `${field}: ${values
          .map(({ records }) => recordsText(records))
          .sort()
          .join(' / ')}`,
    )
    .sort();
}

function normal(field: SettledField, value: unknown): string | null {
  return value === null || value === undefined ? null : comparable(field, value as string);
}

const camel = (name: string): string =>
  name.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const recordsText = (refs: readonly Ref[]): string =>
  refs
    .map(({ source, id }) => `${source}:${id}`)
    .sort()
    .join(' ');
const byHash = (a: Identifier, b: Identifier): number => (hash(a) < hash(b) ? -1 : 1);
const hash = (value: unknown): string => createHash('md5').update(JSON.stringify(value)).digest('hex');

const BATCH = 40;

/** Half of the batches to each process, both at once. */
async function lookUpAll(asked: readonly Identifier[]): Promise<Lookup[]> {
  const halves = stage.gateways.map((_, g) =>
    asked.filter((_identifier, i) => Math.floor(i / BATCH) % stage.gateways.length === g),
  );
  const answers = await Promise.all(halves.map((half, g) => askAll(stage.gateways[g]!, half)));
  const taken = halves.map(() => 0);
  return asked.map((_, i) => {
    const g = Math.floor(i / BATCH) % halves.length;
    const next = taken[g] ?? 0;
    taken[g] = next + 1;
    return answers[g]![next]!;
  });
}

async function askAll(gateway: Gateway, asked: readonly Identifier[]): Promise<Lookup[]> {
  const answers: Lookup[] = [];
  for (let i = 0; i < asked.length; i += BATCH) {
    const variables = { identifiers: asked.slice(i, i + BATCH) };
    answers.push(...(await ask(gateway, variables)));
  }
  return answers;
}

/** Asks again where an error says that this can help: a busy machine is no untruth. */
async function ask(gateway: Gateway, variables: Record<string, unknown>): Promise<readonly Lookup[]> {
  const began = performance.now();
  for (;;) {
    const { data, errors } = await gateway.query<{ customersByIdentifiers: Lookup[] }>(QUERY, variables);
    if (data) return data.customersByIdentifiers;
    const helps = errors?.every(({ extensions }) => extensions?.retryable === true);
    if (!helps || performance.now() - began > 15_000) throw new Error(`no data: ${JSON.stringify(errors)}`);
  }
}
