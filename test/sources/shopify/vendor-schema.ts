/**
 * Holds GraphQL traffic against Shopify's own schema: documents and variables by graphql-js, answers by a walk over the
 * document's selection with the vendor's types. Nothing is executed, so the answer is judged as it came.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  buildSchema,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  validate,
} from 'graphql';
import { vendorSpecFile } from '../../contracts/vendor-spec';
import type { GraphQlExchange } from './simulated-shopify';

export const SHOPIFY_SDL = path.join(path.dirname(vendorSpecFile('shopify')), 'shopify-admin-2025-10.reduced.graphql');

export function loadShopifySchema(): GraphQLSchema {
  return buildSchema(readFileSync(SHOPIFY_SDL, 'utf8'));
}

/** Every way in which a request departs from the schema; empty when it fits. */
export function requestBreaches(schema: GraphQLSchema, { query, variables }: GraphQlExchange): string[] {
  const document = parse(query);
  const errors = validate(schema, document);
  if (errors.length > 0) return errors.map(({ message }) => message);
  const operation = operationOf(document);
  const known = new Set(operation.variableDefinitions?.map(({ variable }) => variable.name.value));
  const values = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  return [
    ...(values.errors ?? []).map(({ message }) => message),
    ...Object.keys(variables).flatMap((name) => (known.has(name) ? [] : [`the variable ${name} is not declared`])),
  ];
}

/** Every way in which an answer departs from what its request selects of the schema; empty when it fits. */
export function answerBreaches(schema: GraphQLSchema, { query, body }: GraphQlExchange): string[] {
  const document = parse(query);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === 'FragmentDefinition') fragments.set(definition.name.value, definition);
  }
  const walk = new AnswerWalk(schema, fragments);
  const { data } = body;
  if (data === undefined || data === null) {
    return body.errors?.length ? [] : ['an answer without data has to have errors'];
  }
  walk.object([operationOf(document).selectionSet], schema.getQueryType()!, data, 'data');
  return walk.breaches;
}

function operationOf(document: DocumentNode): OperationDefinitionNode {
  const operation = getOperationAST(document);
  if (!operation) throw new Error('the document has to hold one operation');
  return operation;
}

class AnswerWalk {
  readonly breaches: string[] = [];

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  ) {}

  object(sets: readonly SelectionSetNode[], type: GraphQLObjectType, value: unknown, at: string): void {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.breaches.push(`${at} is no object of ${type.name}`);
      return;
    }
    const came = value as Readonly<Record<string, unknown>>;
    const selected = new Map<string, FieldNode[]>();
    for (const set of sets) this.collect(set, type, selected);
    for (const key of Object.keys(came)) if (!selected.has(key)) this.breaches.push(`${at}.${key} was not selected`);
    for (const [key, fields] of selected) {
      const name = fields[0]!.name.value;
      if (!Object.hasOwn(came, key)) {
        this.breaches.push(`${at}.${key} is missing`);
      } else if (name === '__typename') {
        if (came[key] !== type.name) this.breaches.push(`${at}.${key} is not ${type.name}`);
      } else {
        const inner = fields.flatMap(({ selectionSet }) => selectionSet ?? []);
        this.value(inner, type.getFields()[name]!.type, came[key], `${at}.${key}`);
      }
    }
  }

  private value(sets: readonly SelectionSetNode[], type: GraphQLOutputType, value: unknown, at: string): void {
    if (isNonNullType(type)) {
      if (value === null) this.breaches.push(`${at} is null but ${type}`);
      else this.value(sets, type.ofType, value, at);
    } else if (value === null) {
      return;
    } else if (isListType(type)) {
      if (!Array.isArray(value)) this.breaches.push(`${at} is no list`);
      else for (const [i, item] of value.entries()) this.value(sets, type.ofType, item, `${at}[${i}]`);
    } else if (isScalarType(type)) {
      if (!SCALARS[type.name]?.(value)) this.breaches.push(`${at} is no ${type.name}: ${JSON.stringify(value)}`);
    } else if (isEnumType(type)) {
      if (typeof value !== 'string' || !type.getValue(value)) this.breaches.push(`${at} is no ${type.name}: ${value}`);
    } else {
      const object = isObjectType(type) ? type : this.schema.getType(typeNameOf(value));
      const possible = isObjectType(type) || (isObjectType(object) && this.schema.isSubType(type, object));
      if (isObjectType(object) && possible) this.object(sets, object, value, at);
      else this.breaches.push(`${at} is none of ${type.name}`);
    }
  }

  private collect(set: SelectionSetNode, type: GraphQLObjectType, selected: Map<string, FieldNode[]>): void {
    for (const selection of set.selections) {
      if (selection.kind === 'Field') {
        const key = selection.alias?.value ?? selection.name.value;
        selected.set(key, [...(selected.get(key) ?? []), selection]);
        continue;
      }
      const fragment = selection.kind === 'FragmentSpread' ? this.fragments.get(selection.name.value)! : selection;
      const on = fragment.typeCondition?.name.value ?? type.name;
      const applies = on === type.name || type.getInterfaces().some(({ name }) => name === on);
      if (applies) this.collect(fragment.selectionSet, type, selected);
    }
  }
}

function typeNameOf(value: unknown): string {
  return String((value as Readonly<Record<string, unknown>>).__typename);
}

/** How each scalar is written in JSON. */
const SCALARS: Readonly<Record<string, (value: unknown) => boolean>> = {
  Boolean: (value) => typeof value === 'boolean',
  DateTime: (value) =>
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value),
  Decimal: (value) => typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value),
  Float: (value) => typeof value === 'number',
  ID: (value) => typeof value === 'string' && /^gid:\/\/shopify\/\w+\/\d+$/.test(value),
  Int: (value) => Number.isInteger(value) && Math.abs(value as number) <= 0x7fffffff,
  String: (value) => typeof value === 'string',
  URL: (value) => typeof value === 'string' && URL.canParse(value),
  UnsignedInt64: (value) => typeof value === 'string' && /^\d{1,20}$/.test(value) && BigInt(value) < 2n ** 64n,
};
