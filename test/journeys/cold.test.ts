/**
 * Look-ups in a store that has never heard of anybody, one after the other. What a vendor's search can match is answered
 * right at the first time of asking, whoever was looked up before.
 */
import { groundTruth, type TrueCustomer, type TrueIdentifier } from '../../src/demo/truth';
import { type Stage, startStage } from './stage';

jest.setTimeout(180_000);

let stage: Stage;
afterEach(() => stage?.close());

interface Lookup {
  readonly status: string;
  readonly customer: Person | null;
  readonly candidates: readonly Person[];
}
interface Person {
  readonly records: readonly { readonly source: string; readonly id: string }[];
}

async function lookUp(identifier: Readonly<Record<string, unknown>>): Promise<Lookup> {
  const { data } = await stage.gateways[0]!.query<{ customerByIdentifier: Lookup }>(
    `query($identifier: CustomerIdentifierInput!) { customerByIdentifier(identifier: $identifier) {
      status customer { email records { source id } } candidates { email records { source id } }
    } }`,
    { identifier },
  );
  return data.customerByIdentifier;
}

const names = ({ records }: Person): string =>
  records
    .map(({ source, id }) => `${source}:${id}`)
    .sort()
    .join(' ');

/** Addresses whose people have every mailbox in one spelling, but for case: what text search finds. */
function plainEmails(identifiers: readonly TrueIdentifier[]): readonly TrueIdentifier[] {
  const emails = identifiers.filter(({ type }) => type === 'EMAIL');
  const varied = new Set(
    emails.filter(({ normal, forms }) => forms.some((form) => form.trim().toLowerCase() !== normal)).flatMap(peopleOf),
  );
  return emails.filter((email) => peopleOf(email).every((person) => !varied.has(person)));
}
const peopleOf = ({ holders }: TrueIdentifier): string[] => holders.map(({ person }) => person);

test('every plainly written address is answered right at the first time of asking', async () => {
  stage = await startStage({ persons: 130 });
  const truth = groundTruth(stage.demo.population);
  const customers = new Map(truth.customers.map((customer) => [customer.key, customer]));
  const plain = plainEmails(truth.identifiers);
  expect(plain.length).toBeGreaterThan(60);
  const wrong: unknown[] = [];
  for (const { normal, lookup } of plain) {
    const { status, customer, candidates } = await lookUp({ email: normal });
    const shown = customer ? [names(customer)] : candidates.map(names).sort();
    const expected = lookup.customers.map((key) => names(customers.get(key) as TrueCustomer)).sort();
    if (status !== lookup.status || shown.join(' | ') !== expected.join(' | ')) {
      wrong.push({ normal, status, shown, expected: [lookup.status, ...expected] });
    }
  }
  expect(wrong).toEqual([]);
});

test('who shares an address is answered whole, also after one of them was looked up by another way', async () => {
  stage = await startStage({ persons: 130 });
  const truth = groundTruth(stage.demo.population);
  const customers = new Map(truth.customers.map((customer) => [customer.key, customer]));
  const shared = plainEmails(truth.identifiers).filter(({ lookup }) => lookup.status === 'AMBIGUOUS');
  expect(shared.length).toBeGreaterThan(1);
  for (const { normal, lookup, holders } of shared) {
    await lookUp({ record: holders[0]!.record });
    const { candidates } = await lookUp({ email: normal });
    const expected = lookup.customers.map((key) => names(customers.get(key) as TrueCustomer)).sort();
    expect(candidates.map(names).sort()).toEqual(expected);
  }
});
