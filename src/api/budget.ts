/**
 * What an operation may cost: the `@budget` directive, and the header `Onefold-Budget` for callers behind a gateway that
 * drops directives. An argument of the directive outranks the header's member of the same meaning.
 */
import {
  DirectiveLocation,
  GraphQLBoolean,
  GraphQLDirective,
  type GraphQLEnumType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLSchema,
  getDirectiveValues,
  getVariableValues,
  type OperationDefinitionNode,
} from 'graphql';
import { parseDictionary, Token } from 'structured-headers';
import { SOURCE_KINDS, type SourceKind } from '../customer/source-record';
import { badInput, OnefoldError } from '../errors';

export interface Budget {
  /** When the answer comes at the latest, ms after the arrival of the request's headers. */
  readonly deadlineMs?: number;
  /** Oldest answer of a source that may be served; 0 also forbids joining calls that started earlier. */
  readonly maxAgeMs?: number;
  /** Kinds of source without which the answer is of no use. */
  readonly require?: readonly SourceKind[];
  /** Whether `errors` tells of what sources lost; `sourceStatus` does in any case. Default true. */
  readonly gapErrors?: boolean;
}

export const BUDGET_HEADER = 'onefold-budget';
const DIRECTIVE = 'budget';
/** Shorter than this nothing can be answered. */
const MIN_DEADLINE_MS = 10;
const MAX_AGE_MS = 86_400_000;

interface Limits {
  /** Longest deadline that a caller may ask for. */
  readonly maxDeadlineMs: number;
}

/** @param schema that has the enum of source kinds. */
export function budgetDirective(schema: GraphQLSchema): GraphQLDirective {
  const kind = schema.getType('SourceKind') as GraphQLEnumType;
  return new GraphQLDirective({
    name: DIRECTIVE,
    description: 'What the operation may cost. The header `Onefold-Budget` says the same where directives are dropped.',
    locations: [DirectiveLocation.QUERY],
    args: {
      deadlineMs: {
        type: GraphQLInt,
        description: 'The answer comes by then, with what there is; counted from the arrival of the request’s headers.',
      },
      maxAgeMs: {
        type: GraphQLInt,
        description: 'Oldest answer of a source that may be served. 0: only calls that start now.',
      },
      require: {
        type: new GraphQLList(new GraphQLNonNull(kind)),
        description: 'Kinds of source without which the operation fails with `REQUIRED_SOURCE_MISSING`.',
      },
      gapErrors: {
        type: GraphQLBoolean,
        description: 'Whether `errors` tells what sources lost. Default true; `sourceStatus` tells in any case.',
      },
    },
  });
}

/** @throws OnefoldError BAD_USER_INPUT that names the argument. Variables that do not fit are refused by GraphQL later. */
export function budgetOfDirective(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  limits: Limits,
): Budget {
  const directive = schema.getDirective(DIRECTIVE);
  if (!directive || !operation.directives?.some(({ name }) => name.value === DIRECTIVE)) return {};
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  const values = coerced && getDirectiveValues(directive, operation, coerced);
  if (!values) return {};
  const { deadlineMs, maxAgeMs, require, gapErrors } = values;
  return {
    ...whole('deadlineMs', deadlineMs, MIN_DEADLINE_MS, limits.maxDeadlineMs, refuseArgument),
    ...whole('maxAgeMs', maxAgeMs, 0, MAX_AGE_MS, refuseArgument),
    ...(Array.isArray(require) ? { require: require as SourceKind[] } : {}),
    ...(typeof gapErrors === 'boolean' ? { gapErrors } : {}),
  };
}

const MEMBERS = ['deadline-ms', 'max-age-ms', 'require', 'gap-errors'];

/**
 * Reads `deadline-ms=300, max-age-ms=0, require=(CRM SUPPORT), gap-errors=?0`: a dictionary of structured fields (RFC
 * 9651, in what it shares with RFC 8941). @throws OnefoldError BAD_REQUEST that names the member.
 */
export function budgetOfHeader(header: string | undefined, limits: Limits): Budget {
  if (header === undefined || header.trim() === '') return {};
  let members: ReturnType<typeof parseDictionary>;
  try {
    members = parseDictionary(header);
  } catch {
    throw refuseHeader('the header', 'a dictionary such as deadline-ms=300, require=(CRM)', 'other text');
  }
  for (const name of members.keys()) {
    if (!MEMBERS.includes(name)) throw refuseHeader('the header', `members among ${MEMBERS.join(', ')}`, 'another');
  }
  const value = (name: string): unknown => members.get(name)?.[0];
  const gapErrors = value('gap-errors');
  if (gapErrors !== undefined && typeof gapErrors !== 'boolean')
    throw refuseHeader('gap-errors', '?1 or ?0', 'another value');
  return {
    ...whole('deadlineMs', value('deadline-ms'), MIN_DEADLINE_MS, limits.maxDeadlineMs, (_, ...rest) =>
      refuseHeader('deadline-ms', ...rest),
    ),
    ...whole('maxAgeMs', value('max-age-ms'), 0, MAX_AGE_MS, (_, ...rest) => refuseHeader('max-age-ms', ...rest)),
    ...kinds(value('require')),
    ...(gapErrors === undefined ? {} : { gapErrors }),
  };
}

type Refuse = (name: string, expected: string, received: string) => OnefoldError;

function whole<Name extends string>(
  name: Name,
  value: unknown,
  least: number,
  most: number,
  refuse: Refuse,
): { readonly [N in Name]?: number } {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    const received = typeof value === 'number' ? String(value) : 'another value';
    throw refuse(name, `a whole number from ${least} to ${most}`, received);
  }
  return { [name]: value } as { readonly [N in Name]?: number };
}

function kinds(value: unknown): { readonly require?: readonly SourceKind[] } {
  if (value === undefined) return {};
  const items = Array.isArray(value)
    ? (value as readonly (readonly [unknown, unknown])[]).map(([item]) => item)
    : [value];
  const named = items.map((item) => (item instanceof Token ? item.toString() : ''));
  if (!named.every((kind): kind is SourceKind => (SOURCE_KINDS as readonly string[]).includes(kind))) {
    throw refuseHeader('require', `a list of ${SOURCE_KINDS.join(', ')}, for instance (CRM SUPPORT)`, 'another value');
  }
  return { require: named };
}

const refuseArgument: Refuse = (name, expected, received) => badInput(`@budget.${name}`, expected, received);

const refuseHeader: Refuse = (name, expected, received) =>
  new OnefoldError('BAD_REQUEST', `Onefold-Budget: ${name}: expected ${expected}, received ${received}`);
