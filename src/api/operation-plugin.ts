/**
 * What happens around every operation: rights and limits before it runs, losses added to its answer, and one line in
 * the log and one observation when it leaves. No hook runs per field.
 */
import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { may } from '../access/rights';
import { OnefoldError } from '../errors';
import type { Logger } from '../telemetry/logger';
import { type Metrics, type OperationOutcome, operationLabel } from '../telemetry/metrics';
import type { ReadContext } from '../view/snapshot';
import type { ApiContext } from './api-context';
import { type Budget, budgetOfDirective } from './budget';
import { onefoldErrorOf } from './format-error';
import { checkLimits, type DocumentLimits } from './limits';

export interface OperationPluginOptions {
  readonly limits: DocumentLimits;
  readonly maxDeadlineMs: number;
  /** How old answers may be under a budget. */
  readonly ages: (budget: Budget) => Pick<ReadContext, 'maxAgeMs' | 'staleIfErrorMs'>;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export function operationPlugin(options: OperationPluginOptions): ApolloServerPlugin<ApiContext> {
  const { limits, logger, metrics, maxDeadlineMs, ages } = options;
  const listener: GraphQLRequestListener<ApiContext> = {
    // Not validation rules: validated documents are remembered, and serve callers with other rights.
    async didResolveOperation({ schema, document, operation, request, contextValue }) {
      if (!may(contextValue.caller, 'read')) throw refused('This API key may not read customers');
      if (!operation) return;
      if (!schema.getRootType(operation.operation)) throw unserved(operation.operation);
      const { introspects, stewards } = checkLimits(schema, document, operation, request.variables ?? {}, limits);
      if (introspects && !may(contextValue.caller, 'introspect')) throw refused('This API key may not read the schema');

      if (stewards && !may(contextValue.caller, 'steward')) throw refused('This API key may not decide who is who');

      const asked = budgetOf(schema, operation, request.variables ?? {}, maxDeadlineMs);
      if (Object.keys(asked).length === 0) return;
      const budget = { ...contextValue.budget, ...asked };
      contextValue.budget = budget;
      contextValue.deadlineMs = budget.deadlineMs ?? contextValue.deadlineMs;
      const times = contextValue.setDeadline(contextValue.deadlineMs);
      contextValue.read = { ...contextValue.read, ...ages(budget), ...times };
    },

    async didEncounterErrors({ errors, contextValue }) {
      for (const error of errors) {
        const own = onefoldErrorOf(error);
        if (own?.code === 'IDENTITY_UNAVAILABLE') {
          logger.warn('identity unavailable', { requestId: contextValue.requestId, error: own });
        } else if (!own && isDefect(error)) {
          logger.error('defect', { requestId: contextValue.requestId, error: error.originalError ?? error });
        }
      }
    },

    async willSendResponse({ response, operationName, contextValue }) {
      if (response.body.kind !== 'single') return;
      const { singleResult } = response.body;
      const { budget, losses, deadlineMs, tally } = contextValue;
      const missing = singleResult.data ? losses.missing(budget.require ?? []) : [];
      const lost = singleResult.data && budget.gapErrors !== false ? losses.errors() : [];
      if (missing.length > 0) singleResult.data = null;
      if (may(contextValue.caller, 'trace')) {
        const onefold = { deadlineMs, sources: tally.parts() };
        singleResult.extensions = { ...singleResult.extensions, onefold };
      }
      const errors = [
        ...(singleResult.errors ?? []).map((error) => withRequestId(error, contextValue.requestId)),
        ...(missing.length > 0 ? missing : lost),
      ];
      if (errors.length > 0) singleResult.errors = errors;

      const codes = [...new Set(errors.map(({ extensions }) => String(extensions?.code)))].sort();
      const outcome = outcomeOf(singleResult.data, codes);
      const durationMs = performance.now() - contextValue.startedAt;
      metrics.operation(operationName ?? undefined, outcome, durationMs);
      logger.info('operation', {
        requestId: contextValue.requestId,
        caller: contextValue.caller.id,
        operation: operationLabel(operationName ?? undefined),
        outcome,
        durationMs: Math.round(durationMs),
        ...(codes.length > 0 ? { codes } : {}),
      });
    },
  };
  return { requestDidStart: async () => listener };
}

/** A malformed budget is the request's fault, and nothing has been asked for its sake. */
function budgetOf(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  maxDeadlineMs: number,
): Budget {
  try {
    return budgetOfDirective(schema, operation, variables, { maxDeadlineMs });
  } catch (error) {
    if (!(error instanceof OnefoldError)) throw error;
    const { message, code } = error;
    throw new GraphQLError(message, { originalError: error, extensions: { code, http: { status: 400 } } });
  }
}

/** Thrown by nobody on purpose: neither ours nor a complaint of graphql-js about the document. */
function isDefect(error: GraphQLError): boolean {
  const { code } = error.extensions;
  return code === undefined || code === 'INTERNAL_SERVER_ERROR';
}

/** With it the operator finds the cause in the log. */
function withRequestId(error: GraphQLFormattedError, requestId: string): GraphQLFormattedError {
  if (error.extensions?.code !== 'INTERNAL_SERVER_ERROR') return error;
  return { ...error, extensions: { ...error.extensions, requestId } };
}

function outcomeOf(data: unknown, codes: readonly string[]): OperationOutcome {
  if (codes.includes('INTERNAL_SERVER_ERROR')) return 'failed';
  if (codes.length === 0) return 'ok';
  return data ? 'partial' : 'refused';
}

/** Validation lets an operation through whose root type the schema does not have. */
function unserved(kind: string): GraphQLError {
  return new GraphQLError(`This API has no ${kind}s`, {
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED', http: { status: 400 } },
  });
}

function refused(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'FORBIDDEN', http: { status: 403 } } });
}
