/** Documents as Shopify checks them before it runs them, and how it says that it does not know a field. */
import { filterSchema } from '@graphql-tools/utils';
import {
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  Kind,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** The schema of a version of the API that does not know these fields, named as `Customer.locale`. */
export function schemaWithout(schema: GraphQLSchema, fields: readonly string[]): GraphQLSchema {
  if (fields.length === 0) return schema;
  return filterSchema({ schema, fieldFilter: (type, field) => !fields.includes(`${type}.${field}`) });
}

export function readDocument(schema: GraphQLSchema, query: string): DocumentNode | readonly GraphQLFormattedError[] {
  try {
    const document = parse(query);
    const errors = validate(schema, document);
    return errors.length > 0 ? errors.map((error) => explained(error, schema, document)) : document;
  } catch (error) {
    if (error instanceof GraphQLError) return [error.toJSON()];
    throw error;
  }
}

export function isDocument(read: DocumentNode | readonly GraphQLFormattedError[]): read is DocumentNode {
  return 'kind' in read;
}

/** A field that is not in the schema is named by a code, its type, and the way to it through the document. */
function explained(error: GraphQLError, schema: GraphQLSchema, document: DocumentNode): GraphQLFormattedError {
  const field = error.nodes?.[0];
  if (!/^Cannot query field/.test(error.message) || field?.kind !== Kind.FIELD) return error.toJSON();
  const { typeName, path } = placeOf(field, schema, document);
  const fieldName = field.name.value;
  return {
    message: `Field '${fieldName}' doesn't exist on type '${typeName}'`,
    locations: error.locations,
    path,
    extensions: { code: 'undefinedField', typeName, fieldName },
  };
}

function placeOf(wanted: FieldNode, schema: GraphQLSchema, document: DocumentNode) {
  const types = new TypeInfo(schema);
  const way: string[] = [];
  let place: { typeName: string; path: readonly string[] } | undefined;
  const step = (name: string) => void way.push(name);
  const back = () => void way.pop();
  visit(
    document,
    visitWithTypeInfo(types, {
      OperationDefinition: {
        enter: ({ operation, name }) => step(name ? `${operation} ${name.value}` : operation),
        leave: back,
      },
      InlineFragment: { enter: ({ typeCondition }) => step(`... on ${typeCondition?.name.value}`), leave: back },
      Field: {
        enter(node) {
          step(node.alias?.value ?? node.name.value);
          if (node === wanted) place = { typeName: String(types.getParentType()), path: [...way] };
        },
        leave: back,
      },
    }),
  );
  return place ?? { typeName: 'unknown', path: [] };
}
