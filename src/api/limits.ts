/**
 * How much a document may ask for. Measured after validation and before execution, on every request, since variables
 * count; each fragment is measured once however often it is spread, so that measuring costs no more than parsing.
 */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from './page';
import { isForStewards } from './steward-fields';

export interface DocumentLimits {
  /** Deepest nesting of fields. */
  readonly depth: number;
  /** Most aliases, each counted as often as its fragment is spread. */
  readonly aliases: number;
  /** Most root fields of the operation. */
  readonly rootFields: number;
  /** Most tokens in the document; kept by the parser. */
  readonly tokens: number;
  /** Most members of one list argument. */
  readonly listSize: number;
  /** Most values that the answer could come to. */
  readonly estimatedSize: number;
}

export const DEFAULT_LIMITS: DocumentLimits = {
  depth: 12,
  aliases: 50,
  rootFields: 50,
  tokens: 5000,
  listSize: 100,
  estimatedSize: 250_000,
};

/** How long lists are taken to be that have no paging: e-mails, records, lines. */
const ASSUMED_LENGTH = 5;
/** A federated graph asks at once for all that another subgraph's lists name. */
const ENTITIES_PER_LIST = 10;
const LIST_ARGUMENTS: ReadonlySet<string> = new Set(['ids', 'identifiers', 'records', 'representations']);

interface Measure {
  depth: number;
  aliases: number;
  /** Values in the largest answer. */
  size: number;
  fields: number;
  introspects: boolean;
  stewards: boolean;
}

const NOTHING: Readonly<Measure> = { depth: 0, aliases: 0, size: 0, fields: 0, introspects: false, stewards: false };

type Variables = Readonly<Record<string, unknown>>;

/**
 * @returns whether the operation reads the schema (`__schema`, `__type`, and the SDL that federation hands out), and
 *   whether it selects what only stewards may.
 * @throws GraphQLError DOCUMENT_TOO_COMPLEX, answered with HTTP 400, that names the limit.
 */
export function checkLimits(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
  limits: DocumentLimits,
): { readonly introspects: boolean; readonly stewards: boolean } {
  const measure = new Ruler(schema, document, variables, limits).operation(operation);
  refuseAbove(limits.depth, measure.depth, 'fields nested in each other');
  refuseAbove(limits.aliases, measure.aliases, 'aliases');
  refuseAbove(limits.rootFields, measure.fields, 'root fields');
  refuseAbove(limits.estimatedSize, measure.size, 'values that the answer could come to');
  return measure;
}

function tooComplex(limit: number, what: string): GraphQLError {
  return new GraphQLError(`The document is too complex: at most ${limit} ${what} are allowed`, {
    extensions: { code: 'DOCUMENT_TOO_COMPLEX', http: { status: 400 } },
  });
}

function refuseAbove(limit: number, measured: number, what: string): void {
  if (measured > limit) throw tooComplex(limit, what);
}

class Ruler {
  private readonly fragments = new Map<string, FragmentDefinitionNode>();
  private readonly measured = new Map<string, Readonly<Measure>>();

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
    private readonly variables: Variables,
    private readonly limits: DocumentLimits,
  ) {
    for (const node of document.definitions) {
      if (node.kind === Kind.FRAGMENT_DEFINITION) this.fragments.set(node.name.value, node);
    }
  }

  operation(operation: OperationDefinitionNode): Measure {
    return this.selections(operation.selectionSet, this.schema.getRootType(operation.operation) ?? undefined);
  }

  private selections(set: SelectionSetNode, type: GraphQLNamedType | undefined): Measure {
    const sum: Measure = { ...NOTHING };
    for (const node of set.selections) {
      let part: Readonly<Measure>;
      if (node.kind === Kind.FIELD) part = this.field(node, type);
      else if (node.kind === Kind.INLINE_FRAGMENT) {
        const on = node.typeCondition ? this.schema.getType(node.typeCondition.name.value) : type;
        part = this.selections(node.selectionSet, on);
      } else part = this.fragment(node.name.value);
      sum.depth = Math.max(sum.depth, part.depth);
      sum.aliases += part.aliases;
      sum.size += part.size;
      sum.fields += part.fields;
      sum.introspects ||= part.introspects;
      sum.stewards ||= part.stewards;
    }
    return sum;
  }

  private fragment(name: string): Readonly<Measure> {
    const known = this.measured.get(name);
    if (known) return known;
    const fragment = this.fragments.get(name);
    if (!fragment) return NOTHING;
    // Validation refuses cycles; until the fragment is measured it counts for nothing.
    this.measured.set(name, NOTHING);
    const measure = this.selections(fragment.selectionSet, this.schema.getType(fragment.typeCondition.name.value));
    this.measured.set(name, measure);
    return measure;
  }

  private field(node: FieldNode, parent: GraphQLNamedType | undefined): Measure {
    const name = node.name.value;
    const aliases = node.alias ? 1 : 0;
    if (name === '__schema' || name === '__type' || name === '_service') {
      // graphql-js bounds the nesting of introspection itself, and the schema bounds its size.
      return { depth: 1, aliases, size: 1, fields: 1, introspects: true, stewards: false };
    }
    const definition = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    const type = definition && getNamedType(definition.type);
    const within = node.selectionSet && isCompositeType(type) ? this.selections(node.selectionSet, type) : NOTHING;
    return {
      depth: 1 + within.depth,
      aliases: aliases + within.aliases,
      size: this.times(node, definition) * (1 + within.size),
      fields: 1,
      introspects: within.introspects,
      stewards: within.stewards || isForStewards(parent?.name, node),
    };
  }

  /** How often a field's value could repeat below its parent. */
  private times(node: FieldNode, definition: GraphQLField<unknown, unknown> | undefined): number {
    if (!definition) return 1;
    for (const argument of definition.args) {
      const given = node.arguments?.find(({ name }) => name.value === argument.name)?.value;
      if (argument.name === 'first') return this.pageOf(given);
      if (LIST_ARGUMENTS.has(argument.name) && given) {
        const length = this.lengthOf(given);
        const { listSize } = this.limits;
        const limit = argument.name === 'representations' ? listSize * ENTITIES_PER_LIST : listSize;
        refuseAbove(limit, length, `members of ${argument.name}`);
        return Math.max(1, length);
      }
    }
    // The edges of a page are already counted by its `first`.
    if (node.name.value === 'edges') return 1;
    return isListType(getNullableType(definition.type)) ? ASSUMED_LENGTH : 1;
  }

  private pageOf(given: ValueNode | undefined): number {
    const first = given?.kind === Kind.INT ? Number(given.value) : this.variable(given);
    // What is out of range is refused as bad input when the field is read.
    return typeof first === 'number' ? Math.min(Math.max(1, first), MAX_PAGE_SIZE) : DEFAULT_PAGE_SIZE;
  }

  private lengthOf(given: ValueNode): number {
    if (given.kind === Kind.LIST) return given.values.length;
    const value = this.variable(given);
    return Array.isArray(value) ? value.length : 1;
  }

  private variable(given: ValueNode | undefined): unknown {
    return given?.kind === Kind.VARIABLE ? this.variables[given.name.value] : undefined;
  }
}
