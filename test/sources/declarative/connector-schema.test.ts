/** The JSON Schema of connector files: editors see every key explained, and accept what the gateway accepts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { connectorJsonSchema } from '../../../src/sources/declarative/connector-file';
import { SYSTEMS } from './described';
import { GRAPHQL, REST } from './mistakes';

interface Schema {
  readonly description?: string;
  readonly const?: unknown;
  readonly allOf?: readonly { readonly $ref?: string }[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly [key: string]: unknown;
}

function undescribed(schema: unknown, at: string): string[] {
  if (Array.isArray(schema)) return schema.flatMap((one, i) => undescribed(one, `${at}[${i}]`));
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {}, ...rest } = schema as Schema;
  return [
    ...Object.entries(properties).flatMap(([name, property]) => {
      const shared = [property.$ref, property.allOf?.[0]?.$ref].some((ref) => ref !== undefined);
      const own = property.description === undefined && !shared ? [`${at}.${name}`] : [];
      return [...own, ...undescribed(property, `${at}.${name}`)];
    }),
    ...Object.values(rest).flatMap((one) => undescribed(one, at)),
  ];
}

test('explains every key', () => {
  expect(undescribed(connectorJsonSchema(), '')).toEqual([]);
});

describe('accepts what the gateway accepts', () => {
  const validate = new Ajv({ strict: false }).compile(connectorJsonSchema());
  const files = ['ledgerline.yml', 'parley.yml'].map(
    (name) => [name, readFileSync(join(SYSTEMS, name), 'utf8')] as const,
  );
  test.each([...files, ['REST', REST] as const, ['GraphQL', GRAPHQL] as const])('%s', (_, text) => {
    validate(parse(text));
    expect(validate.errors).toBeNull();
  });

  test.each([
    ['an unknown key', 'kind: COMMERCE', 'kind: COMMERCE\nkinds: COMMERCE'],
    ['an unknown way of paging', 'type: cursor', 'type: keyset'],
    ['a field with a misspelt key', '{ path: created, convert', '{ path: created, convrt'],
    [
      'a missing page size',
      '{ type: page, param: page, size: { param: limit, value: 50 } }',
      '{ type: page, param: page }',
    ],
  ])('and not %s', (_, from, to) => {
    expect(validate(parse(REST.replace(from, to)))).toBe(false);
  });
});
