/** A timeline walked to its end over HTTP: every row once, whatever fails on the way, at the same cost for each page. */
import { groundTruth } from '../../src/demo/truth';
import { LinkedByDocument } from './generated/graphql';
import { type Stage, startStage } from './stage';

jest.setTimeout(120_000);

interface Entry {
  readonly at: string;
  readonly kind: string;
  readonly source: string;
  readonly item: { readonly id?: string; readonly channel?: string };
}
interface Page {
  readonly edges: readonly { readonly node: Entry }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly gaps: readonly { readonly source: string; readonly cause: string; readonly resumeCursor: string | null }[];
}

const TIMELINE = `query ($id: ID!, $first: Int!, $after: String, $kinds: [TimelineKind!]) { customer(id: $id) {
  timeline(first: $first, after: $after, kinds: $kinds) {
    edges { node { at kind source item {
      ... on Order { id } ... on Ticket { id } ... on Deal { id } ... on Activity { id } ... on Consent { channel }
    } } }
    pageInfo { hasNextPage endCursor }
    gaps { source cause resumeCursor }
  }
} }`;

let stage: Stage;
let id: string;

beforeAll(async () => {
  stage = await startStage({ config: { cache: { maxAgeMs: 0 } } });
  const { persons, customers } = groundTruth(stage.demo.population);
  const busy = persons.find(({ story }) => story === 'hundredsOfOrders')!;
  const { records } = customers.find(({ key }) => busy.customers.includes(key))!;
  const { data } = await stage.gateways[0]!.query(LinkedByDocument, { identifiers: [{ record: records[0]! }] });
  id = data.customersByIdentifiers[0]!.customer!.id;
});
afterAll(() => stage?.close());
afterEach(() => {
  for (const source of stage.demo.sources) source.setFault(null);
});

const source = (name: string) => stage.demo.sources.find((one) => one.name === name)!;
const nameOf = ({ source: from, kind, item }: Entry): string => `${from} ${kind} ${item.id ?? item.channel}`;

async function page(first: number, after: string | null, kinds: readonly string[] | null = null): Promise<Page> {
  const { data, errors } = await stage.gateways[0]!.query<{ customer: { timeline: Page } }>(TIMELINE, {
    id,
    first,
    after,
    kinds,
  });
  if (!data?.customer.timeline) throw new Error(`no timeline: ${JSON.stringify(errors)}`);
  return data.customer.timeline;
}

/** To the end. `before` happens before each page. */
async function walk(first: number, from: string | null, before = async (_page: number): Promise<void> => undefined) {
  const entries: Entry[] = [];
  const resumes: string[] = [];
  const calls: number[] = [];
  let after = from;
  for (let n = 0; ; n += 1) {
    await before(n);
    for (const one of stage.demo.sources) one.clearCalls();
    const { edges, pageInfo, gaps } = await page(first, after);
    calls.push(stage.demo.sources.reduce((sum, one) => sum + one.calls().length, 0));
    entries.push(...edges.map(({ node }) => node));
    resumes.push(...gaps.flatMap(({ resumeCursor }) => resumeCursor ?? []));
    if (!pageInfo.hasNextPage) return { entries, resumes, calls };
    after = pageInfo.endCursor;
  }
}

/** Ids in a list of the customer, or of its CRM side, walked by itself. */
async function idsIn(list: 'orders' | 'tickets' | 'deals' | 'activities'): Promise<string[]> {
  const field = `${list}(first: 100, after: $after) { edges { node { id source } } pageInfo { hasNextPage endCursor } }`;
  const selection = list === 'orders' || list === 'tickets' ? field : `crm { ${field} }`;
  const ids: string[] = [];
  for (let after: string | null = null; ; ) {
    const { data } = await stage.gateways[0]!.query<{ customer: Record<string, Record<string, never>> }>(
      `query ($id: ID!, $after: String) { customer(id: $id) { ${selection} } }`,
      { id, after },
    );
    const connection = (data.customer[list] ?? data.customer.crm![list]) as unknown as {
      readonly edges: readonly { readonly node: { readonly id: string; readonly source: string } }[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
    };
    const kind = { orders: 'ORDER', tickets: 'TICKET', deals: 'DEAL', activities: 'ACTIVITY' }[list];
    ids.push(...connection.edges.map(({ node }) => `${node.source} ${kind} ${node.id}`));
    if (!connection.pageInfo.hasNextPage) return ids;
    after = connection.pageInfo.endCursor;
  }
}

test('shows every row of every list once, newest first, each page at the same cost', async () => {
  const { entries, resumes, calls } = await walk(50, null);
  const names = entries.map(nameOf);
  expect(new Set(names).size).toBe(names.length);
  expect(entries.map(({ at }) => at)).toEqual([...entries.map(({ at }) => at)].sort().reverse());
  const listed = await Promise.all((['orders', 'tickets', 'deals', 'activities'] as const).map(idsIn));
  expect(listed[0]!.length).toBeGreaterThan(300);
  const ofLists = names.filter((name) => !name.includes(' CONSENT '));
  expect([...ofLists].sort()).toEqual(listed.flat().sort());
  expect(names.some((name) => name.includes(' CONSENT '))).toBe(true);
  expect(resumes).toEqual([]);
  // A page begins in the middle of the vendors' pages, so it takes at most two of each; however deep it lies.
  expect(calls.length).toBeGreaterThan(8);
  expect(Math.max(...calls)).toBeLessThanOrEqual(calls[0]! * 2);
  expect(Math.max(...calls.slice(-3))).toBeLessThanOrEqual(Math.max(...calls.slice(1, 4)));
});

test('shows only the kinds that are asked for, and takes no cursor of another selection', async () => {
  const { edges, pageInfo } = await page(100, null, ['TICKET', 'CONSENT']);
  expect(new Set(edges.map(({ node }) => node.kind))).toEqual(new Set(['TICKET', 'CONSENT']));
  const { errors } = await stage.gateways[0]!.query(TIMELINE, {
    id,
    first: 5,
    after: pageInfo.endCursor,
    kinds: ['ORDER'],
  });
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
});

test.each([
  ['shop', 2],
  ['support', 1],
  ['crm', 0],
])('what is missed while %s fails on page %i is what its gaps ask for', async (name, failing) => {
  const whole = (await walk(50, null)).entries.map(nameOf);
  const walked = await walk(50, null, async (n) => {
    source(name).setFault(n === failing ? { fault: { kind: 'reset' } } : null);
  });
  expect(walked.resumes.length).toBeGreaterThan(0);
  const rest: Entry[] = [];
  for (const resume of walked.resumes) rest.push(...(await walk(50, resume)).entries);
  const all = [...walked.entries, ...rest].map(nameOf);
  expect(all.length).toBe(whole.length);
  expect([...all].sort()).toEqual([...whole].sort());
});
