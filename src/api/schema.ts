/**
 * The schema: as it runs (a Federation 2 subgraph) and as text. type-graphql makes the types from decorated classes;
 * their text, read again, makes the schema that runs, so that what is printed and what answers cannot differ.
 */
import 'reflect-metadata';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import {
  GraphQLInputObjectType,
  type GraphQLResolveInfo,
  GraphQLSchema,
  isObjectType,
  parse,
  printSchema,
} from 'graphql';
import { buildSchemaSync, createResolversMap } from 'type-graphql';
import type { ApiContext } from './api-context';
import { budgetDirective } from './budget';
import { DecisionResolver } from './decision-resolver';
import type { CustomerReference } from './entities';
import { ONE_OF_INPUT } from './lookup-types';
import { QueryResolver } from './query-resolver';

const FEDERATION_LINK = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible", "@shareable"])
`;
/** Built into GraphQL since, but composition (2.14) refuses a directive that it does not know. */
const ONE_OF = 'directive @oneOf on INPUT_OBJECT\n';
const WRITTEN_BY = '# Written by `onefold schema` from src/api. Do not edit.\n\n';

/** For `schema/schema.graphql`: plain GraphQL that every tool reads, without the machinery of federation. */
export function printApiSchema(): string {
  return `${WRITTEN_BY}${printSchema(decorated())}\n`;
}

/** For `schema/subgraph.graphql`: what `_service { sdl }` answers, for composing a supergraph. */
export function printSubgraphSchema(): string {
  return `${WRITTEN_BY}${subgraphText()}\n`;
}

/** The schema that answers, with `_service` and `_entities`. */
export function buildSchema(): GraphQLSchema {
  const resolvers = createResolversMap(decorated()) as ResolverMap;
  const __resolveReference = (reference: CustomerReference, context: ApiContext, info: GraphQLResolveInfo) =>
    context.entities.load(reference, context, info);
  return buildSubgraphSchema([
    {
      typeDefs: parse(subgraphText()),
      resolvers: { ...resolvers, Customer: { ...resolvers.Customer, __resolveReference } } as ResolverMap,
    },
  ]);
}

type ResolverMap = NonNullable<
  Extract<Parameters<typeof buildSubgraphSchema>[0], readonly unknown[]>[number] extends infer M
    ? M extends { resolvers?: infer R }
      ? R
      : never
    : never
>;

let built: GraphQLSchema | undefined;

/** The types as the decorators describe them. */
function decorated(): GraphQLSchema {
  if (built) return built;
  // Arguments are parsed by the rooms that own their meaning.
  const schema = buildSchemaSync({ resolvers: [QueryResolver, DecisionResolver], validate: false });
  const input = schema.getType(ONE_OF_INPUT);
  if (!(input instanceof GraphQLInputObjectType)) throw new Error(`${ONE_OF_INPUT} is missing from the schema`);
  input.isOneOf = true;
  // Decorators of parameters run last to first, and arguments stand as they ran.
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) field.args = [...field.args].reverse();
  }
  built = new GraphQLSchema({ ...schema.toConfig(), directives: [...schema.getDirectives(), budgetDirective(schema)] });
  return built;
}

function subgraphText(): string {
  return `${FEDERATION_LINK}\n${ONE_OF}\n${printSchemaWithDirectives(decorated())}`;
}
