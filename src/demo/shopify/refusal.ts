/** Shopify's refusals: GraphQL errors with a code, thrown by a resolver or answered instead of data. */
import { GraphQLError } from 'graphql';

export function refusal(message: string, code: string, more: Readonly<Record<string, unknown>> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...more } });
}

export function accessDenied(field: string, scope: string): GraphQLError {
  return refusal(`Access denied for ${field} field. Required access: \`${scope}\` access scope.`, 'ACCESS_DENIED', {
    documentation: 'https://shopify.dev/api/usage/access-scopes',
    requiredAccess: `\`${scope}\` access scope.`,
  });
}

/** An app that was not approved for a field of protected customer data gets null and this. */
export function notApproved(field: string): GraphQLError {
  return refusal(`This app is not approved to use the ${field} field.`, 'ACCESS_DENIED', {
    documentation: 'https://shopify.dev/docs/apps/launch/protected-customer-data',
  });
}
