/**
 * What only stewards may select. It is checked on the document before anything runs, so that a refusal is the same
 * whatever ids it is about.
 */
import type { FieldNode } from 'graphql';

const FIELDS: ReadonlySet<string> = new Set([
  'Query.identityHistory',
  'Query.previewMerge',
  'Query.previewSplit',
  'Customer.identityHistory',
]);
/** Arguments of fields that others may select without them. */
const ARGUMENTS: ReadonlySet<string> = new Set(['Query.customer.at']);

export function isForStewards(type: string | undefined, node: FieldNode): boolean {
  if (type === 'Mutation') return true;
  const field = `${type}.${node.name.value}`;
  return FIELDS.has(field) || (node.arguments ?? []).some(({ name }) => ARGUMENTS.has(`${field}.${name.value}`));
}
