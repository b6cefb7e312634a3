/**
 * What an operation selects, as the executor will see it: fragments spread, `@skip` and `@include` decided, aliases
 * apart, arguments with their variables in place. Planning reads it before anything is fetched.
 */
import { collectSubFields } from '@graphql-tools/utils';
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  isObjectType,
} from 'graphql';

interface Operation {
  readonly schema: GraphQLSchema;
  readonly fragments: Record<string, FragmentDefinitionNode>;
  readonly variableValues: Record<string, unknown>;
}

export class SelectedField {
  readonly name: string;

  private constructor(
    private readonly operation: Operation,
    private readonly parent: GraphQLObjectType,
    /** The alias, else the name: where the answer carries it. */
    readonly responseKey: string,
    private readonly nodes: FieldNode[],
  ) {
    this.name = nodes[0]?.name.value ?? responseKey;
  }

  /** The field that is being resolved. */
  static resolving(info: GraphQLResolveInfo): SelectedField {
    return new SelectedField(info, info.parentType, String(info.path.key), [...info.fieldNodes]);
  }

  /** With defaults and variables, and internal values of enums. The operation has been validated. */
  get args(): Readonly<Record<string, unknown>> {
    const definition = this.parent.getFields()[this.name];
    const node = this.nodes[0];
    return definition && node ? getArgumentValues(definition, node, this.operation.variableValues) : {};
  }

  /** What is selected within; of an interface or a union, what applies to the object type `typeName`. */
  fields(typeName?: string): readonly SelectedField[] {
    const { schema, fragments, variableValues } = this.operation;
    const type = typeName ? schema.getType(typeName) : this.type;
    if (!isObjectType(type)) return [];
    const variables = { coerced: variableValues, sources: {} };
    const { fields } = collectSubFields(schema, fragments, variables, type, this.nodes);
    return [...fields].map(([key, nodes]) => new SelectedField(this.operation, type, key, nodes));
  }

  field(name: string): readonly SelectedField[] {
    return this.fields().filter((field) => field.name === name);
  }

  private get type(): unknown {
    const definition = this.parent.getFields()[this.name];
    return definition && getNamedType(definition.type);
  }
}
