/** The tables of `docs/` that the code knows best, as it would write them. */
import { configJsonSchema } from '../../src/config';
import { ERROR_CODES } from '../../src/errors';
import { CONVERTER_COMPANIONS, CONVERTER_MEANINGS, CONVERTER_WORDS } from '../../src/sources/declarative/converters';

export interface DocTable {
  /** Path below `docs/`. */
  readonly file: string;
  /** Between `<!-- name -->` and `<!-- end of name -->`. */
  readonly name: string;
  readonly text: string;
}

export function generatedTables(): readonly DocTable[] {
  return [
    { file: 'errors.md', name: 'error codes', text: errorTable() },
    { file: 'configuration.md', name: 'keys', text: configTables() },
    { file: 'sources/declarative.md', name: 'converters', text: converterTable() },
  ];
}

function errorTable(): string {
  const rows = Object.entries(ERROR_CODES).map(
    ([code, { retryable, httpStatus, meaning }]) =>
      `| \`${code}\` | ${retryable ? 'yes' : 'no'} | ${httpStatus} | ${meaning} |`,
  );
  return ['| code | ask again? | HTTP status | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function converterTable(): string {
  const rows = Object.entries(CONVERTER_MEANINGS).map(([name, meaning]) => {
    const companions = (CONVERTER_COMPANIONS[name] ?? []).map((companion) => `, ${companion}: …`).join('');
    const written = CONVERTER_WORDS.includes(name) ? name : `{ ${name}: …${companions} }`;
    return `| \`${written}\` | ${meaning} |`;
  });
  return ['| `convert` | gives |', '| --- | --- |', ...rows].join('\n');
}

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

function configTables(): string {
  const sections = Object.entries((configJsonSchema() as Schema).properties ?? {});
  return sections.map(([name, schema]) => section(name, schema)).join('\n\n');
}

function section(name: string, schema: Schema): string {
  const head = `### \`${name}\`\n\n${schema.description ?? ''}`;
  if (name === 'sources') {
    const vendors = typeof schema.additionalProperties === 'object' ? (schema.additionalProperties.oneOf ?? []) : [];
    const tables = vendors.map((vendor) => {
      const type = String(vendor.properties?.type?.const);
      return `#### \`sources.<name>\` with \`type: ${type}\`\n\n${table(rows('', vendor))}`;
    });
    return [head, ...tables].join('\n\n');
  }
  if (name === 'policies') {
    const policies = Object.entries(schema.properties ?? {});
    const lines = policies.map(
      ([key, policy]) =>
        `| \`${key}\` | ${(policy.properties?.rules?.items?.enum ?? []).map((rule) => `\`${rule}\``).join(' ')} | ${policy.description ?? ''} |`,
    );
    const each = policies[0]?.[1] as Schema;
    return [
      head,
      `Under each field or group:\n\n${table(rows('', { properties: each.properties, required: each.required }))}`,
      ['| field or group | rules that fit | |', '| --- | --- | --- |', ...lines].join('\n'),
    ].join('\n\n');
  }
  return schema.properties ? `${head}\n\n${table(rows(`${name}.`, schema))}` : `${head}\n\n${expects(schema)}`;
}

const table = (lines: readonly string[]): string =>
  ['| key | expects | default | meaning |', '| --- | --- | --- | --- |', ...lines].join('\n');

function rows(prefix: string, { properties = {}, required = [] }: Schema): string[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const key = `${prefix}${name}`;
    const own = isReference(schema) || (!schema.properties && !schema.oneOf && !schema.items?.properties);
    const line = `| \`${key}\` | ${expects(schema)} | ${own || schema.items ? byDefault(schema, required.includes(name)) : ''} | ${schema.description ?? ''} |`;
    if (own) return [line];
    if (schema.items?.properties) return [line, ...rows(`${key}[].`, schema.items)];
    if (schema.oneOf) {
      return [line, ...schema.oneOf.flatMap((option) => rows(`${key}.`, option))];
    }
    return [line, ...rows(`${key}.`, schema)];
  });
}

function isReference({ properties }: Schema): boolean {
  return properties !== undefined && Object.keys(properties).join() === 'env';
}

function byDefault(schema: Schema, required: boolean): string {
  if (schema.const !== undefined) return '';
  if (schema.default === undefined) return required ? 'required' : 'none';
  if (schema.default === '') return 'empty';
  return `\`${typeof schema.default === 'object' ? JSON.stringify(schema.default).replaceAll('"', '') : schema.default}\``;
}

function expects(schema: Schema): string {
  if (isReference(schema)) return '`{ env: NAME }`';
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(' ');
  if (schema.anyOf) {
    const pattern = schema.anyOf.find((option) => option.pattern)?.pattern ?? '';
    if (pattern.includes('ms')) return 'duration';
    if (pattern.includes('KiB')) return 'size';
    return schema.anyOf.map(expects).join(' or ');
  }
  if (schema.items) return schema.items.properties ? 'list' : `list of ${expects(schema.items)}`;
  if (schema.type === 'integer') return `${schema.minimum} to ${schema.maximum}`;
  if (schema.type === 'boolean') return '`true` `false`';
  if (typeof schema.additionalProperties === 'object' && !schema.properties) {
    return `${expects(schema.additionalProperties)} by name`;
  }
  return schema.properties || schema.oneOf ? 'keys below it' : 'text';
}
