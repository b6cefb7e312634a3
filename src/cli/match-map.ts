/** The map of `onefold match`: which column of a CSV holds what. A mistake is named with its line. */
import { z } from 'zod';
import { ConfigError } from '../config';
import { PROOFS } from '../customer/source-record';
import { complain, findings } from '../documents/complaint';
import { readYaml } from '../documents/yaml-document';

/** One column, or several. */
const columns = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
  .transform((named) => (typeof named === 'string' ? [named] : named));

const address = z.strictObject({
  line1: columns.optional(),
  line2: columns.optional(),
  houseNumber: columns.optional(),
  city: columns.optional(),
  region: columns.optional(),
  postalCode: columns.optional(),
  country: columns.optional(),
});

const proof = z.enum(PROOFS);
const mapShape = z.strictObject({
  id: z.string({ error: 'the name of the column that holds the id of the record' }).min(1),
  source: z.string().min(1).optional(),
  region: z
    .string()
    .regex(/^[A-Z]{2}$/, { error: 'a country of two capitals (ISO 3166-1), for instance GB' })
    .optional(),
  columns: z.strictObject({
    firstName: columns.optional(),
    lastName: columns.optional(),
    fullName: columns.optional(),
    otherNames: columns.optional(),
    company: columns.optional(),
    birthDate: columns.optional(),
    gender: columns.optional(),
    emails: columns.optional(),
    phones: columns.optional(),
    address: z.union([address, z.array(address)]).optional(),
    ids: z.record(z.string().min(1), columns).optional(),
  }),
  proofs: z.record(z.string(), proof).optional(),
  settings: z
    .strictObject({
      link: probability().optional(),
      review: probability().optional(),
      limit: z.int().positive().optional(),
      limits: z.record(z.string(), z.int().positive()).optional(),
      blocked: z.record(z.string(), z.array(z.string())).optional(),
      floor: proof.optional(),
      trust: z.record(z.string(), proof).optional(),
    })
    .optional(),
});

function probability(): z.ZodNumber {
  const error = 'a probability between 0 and 1';
  return z.number({ error }).gt(0, { error }).lt(1, { error });
}

export type MatchMap = z.output<typeof mapShape>;

/** @throws ConfigError with every mistake and its line. */
export function readMatchMap(text: string, file: string): MatchMap {
  const yaml = readYaml(text);
  if (yaml.flaws.length > 0) {
    throw new ConfigError(yaml.flaws.map(({ line, text: message }) => ({ file, line, key: '', message })));
  }
  const data = yaml.data ?? {};
  const parsed = mapShape.safeParse(data);
  if (parsed.success) return parsed.data;
  const schema = z.toJSONSchema(mapShape, { io: 'input', unrepresentable: 'any' }) as z.core.JSONSchema.BaseSchema;
  throw new ConfigError(complain(findings(parsed.error.issues, data, schema), file, yaml));
}

/** Every column that the map names, with the key that names it. */
export function columnsOf(map: MatchMap): ReadonlyMap<string, string> {
  const named = new Map<string, string>([[map.id, 'id']]);
  const add = (columnNames: readonly string[] | undefined, key: string): void => {
    for (const column of columnNames ?? []) named.set(column, key);
  };
  if (map.source !== undefined) add([map.source], 'source');
  const { address: addresses, ids, ...plain } = map.columns;
  for (const [key, value] of Object.entries(plain)) add(value, `columns.${key}`);
  for (const one of addressesOf(map)) {
    for (const [key, value] of Object.entries(one)) add(value, `columns.address.${key}`);
  }
  for (const [type, value] of Object.entries(ids ?? {})) add(value, `columns.ids.${type}`);
  return named;
}

export function addressesOf({ columns: { address: addresses } }: MatchMap): readonly z.output<typeof address>[] {
  if (addresses === undefined) return [];
  return Array.isArray(addresses) ? addresses : [addresses];
}
