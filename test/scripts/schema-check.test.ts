import { acceptedChanges, breakingChanges } from '../../scripts/schema-check';

const BEFORE = 'type Query { customer(id: ID): Customer } type Customer { id: ID! email: String fax: String }';

it('names what breaks: what was removed, narrowed, or newly demanded', async () => {
  const after = 'type Query { customer(id: ID!): Customer } type Customer { id: ID! email: [String] phone: String }';
  expect((await breakingChanges(BEFORE, after)).map(({ name }) => name).sort()).toEqual([
    'FIELD_ARGUMENT_TYPE_CHANGED Query.customer.id',
    'FIELD_REMOVED Customer.fax',
    'FIELD_TYPE_CHANGED Customer.email',
  ]);
});

it('has nothing against additions and deprecations', async () => {
  const after =
    'type Query { customer(id: ID): Customer } type Customer { id: ID! email: String fax: String @deprecated(reason: "gone") phone: String }';
  expect(await breakingChanges(BEFORE, after)).toEqual([]);
});

it('takes accepted changes only with a reason', () => {
  const entry = { change: 'FIELD_REMOVED Customer.fax', why: 'no source has had one for a year' };
  expect(acceptedChanges(JSON.stringify([entry]))).toEqual(new Set([entry.change]));
  expect(() => acceptedChanges(JSON.stringify([{ change: entry.change }]))).toThrow('each entry needs');
});
