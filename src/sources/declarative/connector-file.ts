/**
 * The door of connector files: text in, a checked definition or every complaint out. Pure; whoever reads files and the
 * environment hands in what they hold.
 */
import { z } from 'zod';
import { type Complaint, complain, expectation, type Finding, findings, nearest } from '../../documents/complaint';
import { readYaml } from '../../documents/yaml-document';
import { crossFindings } from './cross-checks';
import { fieldSchema } from './field';
import { conditionSchema } from './maps';
import { connectorShape, type Definition } from './shape';
import { placeholders, render } from './template';

export type { Definition } from './shape';

export type ReadConnector = { readonly definition: Definition } | { readonly complaints: readonly Complaint[] };

/** @param file stands in complaints. */
export function readConnector(text: string, file: string): ReadConnector {
  const yaml = readYaml(text);
  if (yaml.flaws.length > 0) {
    return { complaints: yaml.flaws.map(({ line, text: message }) => ({ file, line, key: '', message })) };
  }
  const data = yaml.data ?? {};
  const parsed = connectorShape().safeParse(data);
  const found = parsed.success
    ? crossFindings(parsed.data)
    : findings(parsed.error.issues, data, connectorJsonSchema());
  if (found.length > 0 || !parsed.success) return { complaints: complain(found, file, yaml) };
  return { definition: parsed.data };
}

/** What an account says of itself in onefold.yml. */
export interface Account {
  readonly baseUrl?: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, unknown>>;
  readonly issuedIds?: unknown;
}

/** What of an account does not fit its connector file; paths are those of the source's entry. */
export function accountFindings(definition: Definition, account: Account): Finding[] {
  const { variables, secrets, map, baseUrl } = definition;
  const found: Finding[] = [
    ...strangers('variables', Object.keys(account.variables), Object.keys(variables)),
    ...strangers('secrets', Object.keys(account.secrets), Object.keys(secrets)),
  ];
  for (const [name, { pattern, default: otherwise, description }] of Object.entries(variables)) {
    const value = account.variables[name] ?? otherwise;
    const path = ['variables', ...(account.variables[name] === undefined ? [] : [name])];
    if (value === undefined) {
      const isOptional = account.baseUrl !== undefined && placeholders(baseUrl).some((one) => one.name === name);
      if (!isOptional)
        found.push({ path, message: expectation(`${name}${description ? ` (${description})` : ''}`, 'none') });
    } else if (!pattern.fits(value) || !isPlain(value)) {
      const came = 'another value';
      found.push({
        path,
        message: expectation(`${name} to be of the form ${pattern.text}, without /, ?, #, @, : or spaces`, came),
      });
    }
  }
  for (const [name, meaning] of Object.entries(secrets)) {
    if (account.secrets[name] === undefined) {
      found.push({ path: ['secrets'], message: expectation(`${name}: { env: NAME } (${meaning})`, 'none') });
    }
  }
  if (account.issuedIds !== undefined && !map.customer.issuedId) {
    found.push({ path: ['issuedIds'], message: expectation('map.customer.issuedId in the connector file', 'none') });
  }
  if (found.length === 0) {
    const urls = [
      ['baseUrl', baseUrlOf(definition, account)],
      ['auth.baseUrl', signInUrlOf(definition, account)],
    ] as const;
    for (const [key, url] of urls) {
      if (url === undefined || isBaseUrl(url)) continue;
      found.push({ path: ['variables'], message: expectation(`variables that make ${key} an https URL`, 'others') });
    }
  }
  return found;
}

/** Whatever a pattern lets through, a variable is one label or segment: it may not lead to another host. */
function isPlain(value: string): boolean {
  return value.length <= 200 && /^[\p{L}\p{N}._~+=-]+$/u.test(value) && !/^\.+$/.test(value);
}

function strangers(under: string, given: readonly string[], known: readonly string[]): Finding[] {
  return given.flatMap((name): Finding[] => {
    if (known.includes(name)) return [];
    const near = nearest(name, known);
    const hint = near ? `did you mean ${near}?` : `known here: ${known.join(', ') || 'none'}`;
    return [{ path: [under, name], message: `the connector file has no such name; ${hint}`, atKey: true }];
  });
}

/** Values of all variables. */
export function variablesOf({ variables }: Definition, account: Account): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, { default: otherwise }]) => {
      const value = account.variables[name] ?? otherwise;
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Where the API answers. */
export function baseUrlOf(definition: Definition, account: Account): string {
  return account.baseUrl ?? render(definition.baseUrl, new Map(Object.entries(variablesOf(definition, account))));
}

/** Where to sign in; undefined: where the API answers. */
export function signInUrlOf(definition: Definition, account: Account): string | undefined {
  const { auth } = definition;
  if (!('baseUrl' in auth) || !auth.baseUrl) return undefined;
  return render(auth.baseUrl, new Map(Object.entries(variablesOf(definition, account))));
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

function isBaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(text);
  const safe = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
  return safe && !username && !password && !search && !hash;
}

let jsonSchema: z.core.JSONSchema.BaseSchema | undefined;

/** The JSON Schema of connector files for editors; `schema/connector.schema.json` is a copy. */
export function connectorJsonSchema(): z.core.JSONSchema.BaseSchema {
  jsonSchema ??= writeSchema();
  return jsonSchema;
}

function writeSchema(): z.core.JSONSchema.BaseSchema {
  const { $schema, ...schema } = z.toJSONSchema(connectorShape(), {
    io: 'input',
    target: 'draft-7',
    override: ({ jsonSchema }) => spellOut(jsonSchema),
  });
  return {
    $schema,
    $comment: 'Written by `onefold schema --connector-schema`. Do not edit.',
    title: 'A connector file',
    description: 'A system described for Onefold: how to sign in, what to ask, what answers mean.',
    ...schema,
    definitions: {
      ...(schema.definitions as object | undefined),
      field: fieldSchema() as z.core.JSONSchema.BaseSchema,
      condition: conditionSchema() as z.core.JSONSchema.BaseSchema,
    },
  };
}

/** What may be written shorter: one for a list of one, a path for keys with a path. */
function spellOut(schema: z.core.JSONSchema.BaseSchema): void {
  const { orOne, orPath, items, ...rest } = schema;
  if (orOne === true && typeof items === 'object') {
    for (const key of Object.keys(schema)) delete schema[key];
    const { type: _type, minItems: _minItems, ...kept } = rest;
    Object.assign(schema, kept, { items, anyOf: [items, { type: 'array', minItems: 1 }] });
  } else if (orPath === true) {
    delete schema.orPath;
    schema.type = ['object', 'string'] as never;
  }
}
