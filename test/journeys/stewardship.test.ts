/**
 * A steward at work: every decision over HTTP, from its preview to its undoing; what cannot be decided; and who may not.
 */
import { runCli } from '../../src/cli/program';
import { groundTruth, type TrueCustomer } from '../../src/demo/truth';
import { capturedTerminal } from '../cli/captured-terminal';
import { READER_KEY, STEWARD_KEY, type Stage, startStage } from './stage';

jest.setTimeout(180_000);

interface Ref {
  readonly source: string;
  readonly id: string;
}
interface Made {
  readonly __typename: 'DecisionMade';
  readonly event: string;
  readonly customers: readonly { readonly id: string; readonly records: readonly Ref[] }[];
}
interface Refused {
  readonly __typename: 'DecisionRefused';
  readonly reason: string;
  readonly message: string;
  readonly because: readonly string[];
}
type Decided = Made | Refused;

interface Person {
  readonly id: string;
  readonly records: readonly Ref[];
}

let stage: Stage;
/** Those of whom several sources hold a record, so that there is something to part. */
let rich: TrueCustomer[];
let orders = 0;

beforeAll(async () => {
  stage = await startStage({ persons: 90 });
  rich = groundTruth(stage.demo.population).customers.filter(
    ({ records, orders }) => new Set(records.map(({ source }) => source)).size > 1 && orders.length < 60,
  );
});
afterAll(() => stage?.close());

async function ask<Data>(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
  const { data, errors } = await stage.gateways[0]!.query<Data>(query, variables, STEWARD_KEY);
  expect(errors ?? []).toEqual([]);
  return data;
}

const MUTATIONS = {
  mergeCustomers: 'MergeCustomersInput',
  splitCustomer: 'SplitCustomerInput',
  linkRecord: 'LinkRecordInput',
  unlinkRecord: 'UnlinkRecordInput',
  undoIdentityEvent: 'UndoIdentityEventInput',
} as const;

/** Orders a decision, under a key of its own unless the input has one. */
async function order(mutation: keyof typeof MUTATIONS, input: Record<string, unknown>): Promise<Decided> {
  const query = `mutation ($input: ${MUTATIONS[mutation]}!) { decided: ${mutation}(input: $input) {
    __typename
    ... on DecisionMade { event customers { id records { source id } } }
    ... on DecisionRefused { reason message because }
  } }`;
  orders++;
  const { decided } = await ask<{ decided: Decided }>(query, {
    input: { idempotencyKey: `order-${orders}`, ...input },
  });
  return decided;
}

function made(decided: Decided): Made {
  if (decided.__typename === 'DecisionMade') return decided;
  throw new Error(`refused: ${decided.reason}`);
}

const sourceOf = ({ source }: Ref) => stage.demo.sources.find(({ name }) => name === source)!;

const undo = async (event: string): Promise<Made> => made(await order('undoIdentityEvent', { event }));

const ALL = `id requestedId displayName firstName lastName email phone emails phones company jobTitle locale birthDate tags
  createdAt updatedAt lastContactAt addresses { line1 city country } consents { channel state }
  crm { lifecycleStage owner { name } deals(first: 5) { edges { node { name status } } } }
  records { source id state } conflicts { field severity }
  provenance { field source rule missing alternatives { value whyLost record { source id } } }
  orderSummary { count total { amount currencyCode } exact missing } orders(first: 5) { edges { node { number status } } }
  ticketSummary { count open exact missing } tickets(first: 5) { edges { node { subject status } } }
  timeline(first: 10) { edges { node { at kind source } } gaps { source } }
  sourceStatus { source part record { id } state }`;

/** All that a front end may show of these ids, freshly read; the first reading searches the sources where need be. */
async function shown(...ids: string[]): Promise<unknown> {
  const query = `query ($ids: [ID!]!) @budget(maxAgeMs: 0) { customers(ids: $ids) { ${ALL} } }`;
  await ask(query, { ids });
  return (await ask<{ customers: unknown }>(query, { ids })).customers;
}

const recordsOf = async (id: string): Promise<readonly Ref[]> => {
  const query = 'query ($id: ID!) { customer(id: $id) { records { source id } } }';
  return (await ask<{ customer: Person }>(query, { id })).customer.records;
};

/** Somebody whom nobody has dealt with yet. */
async function somebody(): Promise<Person> {
  const { records } = rich.shift()!;
  const query = `query ($all: [CustomerIdentifierInput!]!) {
    customersByIdentifiers(identifiers: $all) { customer { id email records { source id } } }
  }`;
  const found = await ask<{ customersByIdentifiers: { customer: Person }[] }>(query, {
    all: records.map((record) => ({ record })),
  });
  const { id } = found.customersByIdentifiers.at(-1)!.customer;
  await shown(id);
  return { id, records: await recordsOf(id) };
}

/** Three decisions about others. */
async function meanwhile(): Promise<void> {
  const [a, b] = [await somebody(), await somebody()];
  made(await order('mergeCustomers', { survivor: a.id, other: b.id }));
  made(await order('unlinkRecord', { record: b.records[0] }));
  made(await order('linkRecord', { record: b.records[1], customer: (await somebody()).id }));
}

type Story = () => Promise<{ ids: string[]; decide: () => Promise<Made>; whose: Record<string, readonly Ref[]> }>;

const sorted = (refs: readonly Ref[]): readonly Ref[] =>
  [...refs].sort((a, b) => (`${a.source}|${a.id}` < `${b.source}|${b.id}` ? -1 : 1));

const STORIES: Readonly<Record<string, Story>> = {
  merge: async () => {
    const [a, b] = [await somebody(), await somebody()];
    const all = sorted([...a.records, ...b.records]);
    const decide = async () =>
      made(await order('mergeCustomers', { survivor: a.id, other: b.id, reason: 'same voice' }));
    return { ids: [a.id, b.id], decide, whose: { [a.id]: all, [b.id]: all } };
  },
  split: async () => {
    const a = await somebody();
    const [leaves, ...stay] = a.records as [Ref, ...Ref[]];
    const decide = async () => made(await order('splitCustomer', { customer: a.id, records: [leaves] }));
    return { ids: [a.id], decide, whose: { [a.id]: stay } };
  },
  unlink: async () => {
    const a = await somebody();
    const record = a.records.at(-1)!;
    const decide = async () => made(await order('unlinkRecord', { record }));
    return { ids: [a.id], decide, whose: { [a.id]: a.records.slice(0, -1) } };
  },
  link: async () => {
    const [a, b] = [await somebody(), await somebody()];
    const record = b.records[0]!;
    const decide = async () => made(await order('linkRecord', { record, customer: a.id }));
    const whose = { [a.id]: sorted([...a.records, record]), [b.id]: b.records.slice(1) };
    return { ids: [a.id, b.id], decide, whose };
  },
  'undoing a merge': async () => {
    const [a, b] = [await somebody(), await somebody()];
    const { event } = made(await order('mergeCustomers', { survivor: a.id, other: b.id }));
    return { ids: [a.id, b.id], decide: () => undo(event), whose: { [a.id]: a.records, [b.id]: b.records } };
  },
};

describe.each(Object.keys(STORIES))('%s', (name) => {
  it.each([
    ['at once', async () => undefined],
    ['after three decisions about others', meanwhile],
  ])('is done, read so by everybody, and undone %s: the answer is the one of before', async (_, wait) => {
    const { ids, decide, whose } = await STORIES[name]!();
    const before = await shown(...ids);
    const { event, customers } = await decide();
    for (const [id, records] of Object.entries(whose)) expect(await recordsOf(id)).toEqual(records);
    for (const { id, records } of customers) expect(await recordsOf(id)).toEqual(records);
    const after = await shown(...ids);
    expect(after).not.toEqual(before);
    await wait();
    expect(await shown(...ids)).toEqual(after);
    await undo(event);
    expect(await shown(...ids)).toEqual(before);
  });
});

interface Preview {
  readonly expected: string;
  readonly customers: readonly {
    readonly id: string | null;
    readonly recordsBefore: readonly Ref[];
    readonly recordsAfter: readonly Ref[];
    readonly changes: readonly { readonly field: string; readonly before: unknown; readonly after: unknown }[];
    readonly orders: { readonly before: number; readonly after: number; readonly exact: boolean };
    readonly tickets: { readonly before: number; readonly after: number; readonly exact: boolean };
  }[];
}

const PREVIEW = `... on DecisionPreview { expected customers {
  id recordsBefore { source id } recordsAfter { source id } changes { field before after }
  orders { before after exact } tickets { before after exact }
} } ... on DecisionRefused { __typename reason message because }`;
const PREVIEW_MERGE = `query ($survivor: ID!, $other: ID!) {
  preview: previewMerge(survivor: $survivor, other: $other) { ${PREVIEW} }
}`;
const PREVIEW_SPLIT = `query ($customer: ID!, $records: [RecordIdentifierInput!]!) {
  preview: previewSplit(customer: $customer, records: $records) { ${PREVIEW} }
}`;
const HISTORY = `query ($id: ID!, $first: Int, $after: String) { identityHistory(id: $id, first: $first, after: $after) {
  edges { node { id type who why came { source id } left { source id } others undoes } } pageInfo { hasNextPage endCursor }
} }`;
interface HistoryPage {
  readonly edges: readonly { readonly node: Readonly<Record<string, unknown>> }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}
const eventsOf = async (id: string, first = 100, after?: string): Promise<HistoryPage> =>
  (await ask<{ identityHistory: HistoryPage }>(HISTORY, { id, first, after })).identityHistory;

interface Card {
  readonly displayName: string;
  readonly email: string;
  readonly emails: readonly string[];
  readonly orderSummary: { readonly count: number };
  readonly ticketSummary: { readonly count: number };
}
const card = async (id: string): Promise<Card> => {
  const query = `query ($id: ID!) @budget(maxAgeMs: 0) { customer(id: $id) {
    displayName email emails orderSummary { count } ticketSummary { count }
  } }`;
  return (await ask<{ customer: Card }>(query, { id })).customer;
};

it('what a preview of a merge shows is what the merge brings, and the preview writes nothing', async () => {
  const [a, b] = [await somebody(), await somebody()];
  const [was, history] = [await card(a.id), await eventsOf(a.id)];
  const { preview } = await ask<{ preview: Preview }>(PREVIEW_MERGE, { survivor: a.id, other: b.id });
  expect([await card(a.id), await eventsOf(a.id)]).toEqual([was, history]);
  const [survivor, other] = preview.customers;
  expect(survivor).toMatchObject({ id: a.id, recordsBefore: a.records });
  expect(other).toMatchObject({ id: b.id, recordsBefore: b.records, recordsAfter: [], changes: [] });
  made(await order('mergeCustomers', { survivor: a.id, other: b.id, expected: preview.expected }));
  const is = await card(a.id);
  expect(await recordsOf(a.id)).toEqual(survivor!.recordsAfter);
  expect(survivor!.orders).toEqual({ before: was.orderSummary.count, after: is.orderSummary.count, exact: true });
  expect(survivor!.tickets).toEqual({ before: was.ticketSummary.count, after: is.ticketSummary.count, exact: true });
  const foreseen = new Map(survivor!.changes.map(({ field, before, after }) => [field, { before, after }]));
  for (const [field, key] of [
    ['DISPLAY_NAME', 'displayName'],
    ['EMAIL', 'email'],
    ['EMAILS', 'emails'],
  ] as const) {
    const change =
      JSON.stringify(was[key]) === JSON.stringify(is[key]) ? undefined : { before: was[key], after: is[key] };
    expect([field, foreseen.get(field)]).toEqual([field, change]);
  }
  expect(foreseen.has('EMAILS')).toBe(true);
});

it('what a preview of a split shows is what the split brings', async () => {
  const a = await somebody();
  const records = [a.records[0]!];
  const { preview } = await ask<{ preview: Preview }>(PREVIEW_SPLIT, { customer: a.id, records });
  const { customers } = made(await order('splitCustomer', { customer: a.id, records, expected: preview.expected }));
  expect(preview.customers.map(({ id }) => id)).toEqual([null, a.id]);
  for (const [i, { id }] of customers.entries()) {
    const [foreseen, is] = [preview.customers[i]!, await card(id)];
    expect(await recordsOf(id)).toEqual(foreseen.recordsAfter);
    expect(foreseen.orders.after).toBe(is.orderSummary.count);
    expect(foreseen.tickets.after).toBe(is.ticketSummary.count);
  }
});

it('the history tells who did what and why, in pages; a time gives the records of then', async () => {
  const [a, b] = [await somebody(), await somebody()];
  const merged = made(await order('mergeCustomers', { survivor: a.id, other: b.id, reason: 'same voice' }));
  const at = new Date().toISOString();
  const undone = await undo(merged.event);
  // Records of one event have no order.
  const inOrder = (node: HistoryPage['edges'][number]['node']) => ({
    ...node,
    came: sorted(node.came as Ref[]),
    left: sorted(node.left as Ref[]),
  });
  const [last, before] = (await eventsOf(a.id)).edges.map(({ node }) => inOrder(node));
  expect(last).toMatchObject({ type: 'UNDONE', who: 'steward', undoes: merged.event, others: [b.id], left: b.records });
  expect(before).toMatchObject({
    id: merged.event,
    type: 'MERGED',
    who: 'steward',
    why: 'same voice',
    came: b.records,
  });
  expect(undone.event.split(':')[0]).toBe(a.id);
  const first = await eventsOf(a.id, 1);
  const second = await eventsOf(a.id, 1, first.pageInfo.endCursor);
  expect([...first.edges, ...second.edges].map(({ node }) => inOrder(node))).toEqual([last, before]);
  const query = `query ($id: ID!, $at: DateTime) { customer(id: $id, at: $at) {
    id requestedId displayName records { source id } identityHistory(first: 1) { edges { node { id } } }
  } }`;
  const then = await ask<{ customer: Person & { displayName: string } }>(query, { id: b.id, at });
  expect(then.customer).toMatchObject({ id: a.id, requestedId: b.id, records: sorted([...a.records, ...b.records]) });
  expect(then.customer.displayName).toBeTruthy();
  expect((await ask<{ customer: Person }>(query, { id: b.id })).customer).toMatchObject({
    id: b.id,
    records: b.records,
  });
  const early = await stage.gateways[0]!.query(query, { id: b.id, at: '2020-01-01T00:00:00Z' }, STEWARD_KEY);
  expect(early).toMatchObject({
    data: { customer: null },
    errors: [{ extensions: { code: 'NO_CUSTOMER_THEN', cause: 'UNKNOWN' } }],
  });
});

it('a record that nobody looked up is read and linked by hand; the same order again changes nothing', async () => {
  const a = await somebody();
  const [record] = rich.shift()!.records as [Ref];
  const input = { record, customer: a.id, idempotencyKey: 'by-hand' };
  const first = made(await order('linkRecord', input));
  const events = await eventsOf(a.id);
  // Its source is not needed any more.
  sourceOf(record).setFault({ fault: { kind: 'status', status: 503 } });
  expect(made(await order('linkRecord', input)).event).toBe(first.event);
  sourceOf(record).setFault(null);
  expect(await eventsOf(a.id)).toEqual(events);
  expect(await recordsOf(a.id)).toContainEqual(record);
});

it('what cannot be decided is said plainly, and nothing is half done', async () => {
  const [a, b] = [await somebody(), await somebody()];
  const nobody = `cus_${'0'.repeat(26)}`;
  const { preview: stale } = await ask<{ preview: Preview }>(PREVIEW_MERGE, { survivor: a.id, other: b.id });
  const parted = made(await order('unlinkRecord', { record: b.records[0] }));
  const merged = made(await order('mergeCustomers', { survivor: a.id, other: b.id, idempotencyKey: 'used' }));
  const undone = await undo(merged.event);
  const gone = { source: 'crm', id: '999999999999' };
  const missing = { source: 'support', id: '999999999999' };
  const before = [await shown(a.id, b.id), await eventsOf(a.id), await eventsOf(b.id)];
  const cases: [string, keyof typeof MUTATIONS, Record<string, unknown>, string, string[]][] = [
    ['unknown id', 'mergeCustomers', { survivor: a.id, other: nobody }, 'UNKNOWN_CUSTOMER', []],
    ['with itself', 'mergeCustomers', { survivor: a.id, other: a.id }, 'SAME_CUSTOMER', []],
    ['stale', 'mergeCustomers', { survivor: a.id, other: b.id, expected: stale.expected }, 'STALE', ['any']],
    ['undone before', 'mergeCustomers', { survivor: a.id, other: b.id }, 'NEVER_LINKED', [undone.event]],
    [
      'key of another',
      'mergeCustomers',
      { survivor: b.id, other: a.id, idempotencyKey: 'used' },
      'KEY_REUSED',
      [merged.event],
    ],
    ['undone twice', 'undoIdentityEvent', { event: merged.event }, 'ALREADY_UNDONE', [undone.event]],
    ['no such event', 'undoIdentityEvent', { event: `${a.id}:9999` }, 'UNKNOWN_EVENT', []],
    ['how it began', 'undoIdentityEvent', { event: `${a.id}:0` }, 'NOT_UNDOABLE', []],
    ['of another', 'splitCustomer', { customer: a.id, records: [b.records[1]] }, 'NOT_A_MEMBER', []],
    ['everything', 'splitCustomer', { customer: a.id, records: a.records }, 'NOTHING_LEFT', []],
    ['nothing', 'splitCustomer', { customer: a.id, records: [] }, 'NOTHING_LEFT', []],
    ['of nobody', 'splitCustomer', { customer: nobody, records: [a.records[0]] }, 'UNKNOWN_CUSTOMER', []],
    ['linked to nobody', 'unlinkRecord', { record: gone }, 'UNKNOWN_RECORD', []],
    ['not there', 'linkRecord', { record: gone, customer: a.id }, 'RECORD_NOT_FOUND', []],
    ['not there either', 'linkRecord', { record: missing, customer: a.id }, 'RECORD_NOT_FOUND', []],
    ['to nobody', 'linkRecord', { record: b.records[1], customer: nobody }, 'UNKNOWN_CUSTOMER', []],
    ['there already', 'linkRecord', { record: a.records[0], customer: a.id }, 'SAME_CUSTOMER', []],
  ];
  for (const [what, mutation, input, reason, because] of cases) {
    const decided = await order(mutation, input);
    const expected = because[0] === 'any' ? expect.arrayContaining([expect.any(String)]) : because;
    expect([what, decided]).toEqual([what, expect.objectContaining({ reason, because: expected })]);
    expect(decided).toMatchObject({ message: expect.stringMatching(/^[A-Z].*\.$/) });
  }
  const { preview } = await ask<{ preview: unknown }>(PREVIEW_MERGE, { survivor: a.id, other: b.id });
  expect(preview).toMatchObject({ reason: 'NEVER_LINKED', because: [undone.event] });
  expect([await shown(a.id, b.id), await eventsOf(a.id), await eventsOf(b.id)]).toEqual(before);
  await undo(parted.event);
});

it('a reader is refused, with the same bytes for somebody and nobody, and reads no events in any other way', async () => {
  const a = await somebody();
  const bodies = new Set<string>();
  for (const id of [a.id, `cus_${'0'.repeat(26)}`, 'nonsense']) {
    const refused = [
      `mutation { undoIdentityEvent(input: { event: "${id}:0", idempotencyKey: "k" }) { __typename } }`,
      `mutation { mergeCustomers(input: { survivor: "${id}", other: "${id}", idempotencyKey: "k" }) { __typename } }`,
      `{ previewMerge(survivor: "${id}", other: "${id}") { __typename } }`,
      `{ identityHistory(id: "${id}") { edges { cursor } } }`,
      `{ customer(id: "${id}") { identityHistory { edges { cursor } } } }`,
      `{ customer(id: "${id}", at: "2026-01-01T00:00:00Z") { id } }`,
    ];
    for (const query of refused) bodies.add(JSON.stringify(await stage.gateways[0]!.query(query, {}, READER_KEY)));
  }
  expect(bodies.size).toBe(1);
  expect([...bodies][0]).toContain('FORBIDDEN');
});

it('from a terminal: preview, merge, history, undo, split, link, unlink; a refusal fails the command', async () => {
  const [a, b, c] = [await somebody(), await somebody(), await somebody()];
  const onefold = async (...args: string[]): Promise<{ code: number; output: string; complaints: string }> => {
    const env = { ONEFOLD_URL: stage.gateways[0]!.url, ONEFOLD_KEY: STEWARD_KEY };
    const terminal = capturedTerminal({ env });
    const code = await runCli(args, terminal);
    return { code, output: terminal.output.join('\n'), complaints: terminal.complaints.join('\n') };
  };
  const before = await shown(a.id, b.id);
  const preview = await onefold('merge', a.id, b.id, '--preview');
  expect(preview).toMatchObject({ code: 0, output: expect.stringContaining('EMAILS: ') });
  expect(await shown(a.id, b.id)).toEqual(before);
  const expected = /--expected (\S+)$/.exec(preview.output)?.[1] ?? '';
  const merged = await onefold('merge', a.id, b.id, '--expected', expected, '--reason', 'same voice');
  expect(merged).toMatchObject({ code: 0, complaints: '' });
  const [, event] = /^Done: (\S+)$/m.exec(merged.output) ?? [];
  expect(await recordsOf(b.id)).toEqual(sorted([...a.records, ...b.records]));
  const history = await onefold('history', a.id);
  expect(history.output).toContain(event);
  expect(history.output).toMatch(/MERGED .*\n {2}by steward: same voice/);
  expect(await onefold('undo', event!)).toMatchObject({ code: 0, output: expect.stringContaining(`Done: ${a.id}:`) });
  expect(await shown(a.id, b.id)).toEqual(before);
  const again = await onefold('merge', a.id, b.id, '--expected', expected);
  expect(again).toMatchObject({
    code: 1,
    output: '',
    complaints: expect.stringMatching(/^STALE: .*\n {2}in the way: cus_/),
  });
  const [record] = b.records.map(({ source, id }) => `${source}:${id}`) as [string];
  expect(await onefold('split', b.id, record)).toMatchObject({ code: 0 });
  expect(await onefold('link', record, c.id)).toMatchObject({ code: 0 });
  expect(await recordsOf(c.id)).toEqual(sorted([...c.records, b.records[0]!]));
  expect(await onefold('unlink', record)).toMatchObject({ code: 0 });
  expect(await recordsOf(c.id)).toEqual(c.records);
});

it('a record whose source cannot be asked is not linked', async () => {
  const a = await somebody();
  const [record] = rich.shift()!.records as [Ref];
  const events = await eventsOf(a.id);
  sourceOf(record).setFault({ fault: { kind: 'status', status: 503 } });
  expect(await order('linkRecord', { record, customer: a.id })).toMatchObject({ reason: 'RECORD_NOT_READ' });
  sourceOf(record).setFault(null);
  expect(await eventsOf(a.id)).toEqual(events);
});
