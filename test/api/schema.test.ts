import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  buildSchema as parseSchema,
} from 'graphql';
import { buildSchema, printApiSchema, printSubgraphSchema } from '../../src/api/schema';
import { CUSTOMER_FIELD_NAMES } from '../../src/customer/fields';

const file = (name: string): string => readFileSync(path.join(__dirname, '../../schema', name), 'utf8');

it('is printed in schema/schema.graphql as it is in the code (else: npx onefold schema --write)', () => {
  expect(file('schema.graphql')).toBe(printApiSchema());
});

it('is printed in schema/subgraph.graphql as federation hands it out', () => {
  expect(file('subgraph.graphql')).toBe(printSubgraphSchema());
});

it('is plain GraphQL that any tool reads, with oneOf enforced', () => {
  const schema = parseSchema(printApiSchema());
  const input = schema.getType('CustomerIdentifierInput');
  expect(isInputObjectType(input) && input.isOneOf).toBe(true);
  const running = buildSchema().getType('CustomerIdentifierInput');
  expect(isInputObjectType(running) && running.isOneOf).toBe(true);
});

it('describes every type, field, argument and value', () => {
  const schema = parseSchema(printApiSchema());
  const bare: string[] = [];
  const check = (name: string, described: { description?: string | null }) => {
    if (!described.description) bare.push(name);
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (
      type.name.startsWith('__') ||
      ['Query', 'Mutation', 'String', 'Int', 'Float', 'Boolean', 'ID'].includes(type.name)
    ) {
      if (type.name !== 'Query' && type.name !== 'Mutation') continue;
    } else {
      check(type.name, type);
    }
    if (isEnumType(type)) for (const value of type.getValues()) check(`${type.name}.${value.name}`, value);
    if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        check(`${type.name}.${field.name}`, field);
        if ('args' in field) for (const arg of field.args) check(`${type.name}.${field.name}(${arg.name})`, arg);
      }
    }
  }
  expect(bare).toEqual([]);
});

it('promises nothing that a source owns', () => {
  const schema = parseSchema(printApiSchema());
  const required = (name: string) => {
    const type = schema.getType(name);
    if (!isObjectType(type)) throw new Error(`no object type ${name}`);
    return Object.values(type.getFields())
      .filter((field) => isNonNullType(field.type))
      .map((field) => field.name);
  };
  expect(required('Customer')).toEqual([
    'id',
    'requestedId',
    'records',
    'provenance',
    'conflicts',
    'sourceStatus',
    'masks',
  ]);
  for (const type of ['Order', 'Ticket', 'Deal', 'Activity', 'Task']) expect(required(type)).toEqual(['id', 'source']);
  for (const type of ['Money', 'PostalAddress', 'Consent', 'Owner', 'OrderLine', 'Crm'])
    expect(required(type)).toEqual([]);
});

it('has a field for each settled field of a customer, and a value of CustomerField', () => {
  const schema = parseSchema(printApiSchema());
  const names = (type: string) => {
    const found = schema.getType(type);
    return isObjectType(found) ? Object.keys(found.getFields()) : [];
  };
  expect([...names('Customer'), ...names('Crm')]).toEqual(expect.arrayContaining([...CUSTOMER_FIELD_NAMES]));
  const values = schema.getType('CustomerField');
  expect(isEnumType(values) && values.getValues()).toHaveLength(CUSTOMER_FIELD_NAMES.length);
});

it('gives plain fields no resolver, so that execution stays cheap', () => {
  const schema = buildSchema();
  const resolved = ['Customer', 'Crm', 'Order', 'OrderConnection', 'OrderEdge', 'SourceStatus'].flatMap((name) => {
    const type = schema.getType(name);
    if (!isObjectType(type)) throw new Error(`no object type ${name}`);
    return Object.values(type.getFields())
      .filter(({ resolve }) => resolve !== undefined)
      .map((field) => `${name}.${field.name}`);
  });
  expect(resolved).toEqual([
    'Customer.orders',
    'Customer.tickets',
    'Customer.timeline',
    'Customer.identityHistory',
    'Customer.provenance',
    'Crm.deals',
    'Crm.activities',
    'Crm.tasks',
  ]);
});
