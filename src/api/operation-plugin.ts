/**
 * What happens around every operation: rights and limits before it runs, losses added to its answer, and one line in
 * the log and one observation when it leaves. No hook runs per field.
 */
import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { may } from '../access/rights';
import type { Logger } from '../telemetry/logger';
import { type Metrics, type OperationOutcome, operationLabel } from '../telemetry/metrics';
import type { ApiContext } from './api-context';
import { onefoldErrorOf } from './format-error';
import { checkLimits, type DocumentLimits } from './limits';

export interface OperationPluginOptions {
  readonly limits: DocumentLimits;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly now: () => number;
}

export function operationPlugin(options: OperationPluginOptions): ApolloServerPlugin<ApiContext> {
  const { limits, logger, metrics, now } = options;
  const listener: GraphQLRequestListener<ApiContext> = {
    // Not validation rules: validated documents are remembered, and serve callers with other rights.
    async didResolveOperation({ schema, document, operation, request, contextValue }) {
      if (!may(contextValue.caller, 'read')) throw refused('This API key may not read customers');
      if (!operation) return;
      if (!schema.getRootType(operation.operation)) throw unserved(operation.operation);
      const { introspects } = checkLimits(schema, document, operation, request.variables ?? {}, limits);
      if (introspects && !may(contextValue.caller, 'introspect')) throw refused('This API key may not read the schema');
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
      const lost = singleResult.data ? contextValue.losses.errors() : [];
      const errors = [
        ...(singleResult.errors ?? []).map((error) => withRequestId(error, contextValue.requestId)),
        ...lost,
      ];
      if (errors.length > 0) singleResult.errors = errors;

      const codes = [...new Set(errors.map(({ extensions }) => String(extensions?.code)))].sort();
      const outcome = outcomeOf(singleResult.data, codes);
      const durationMs = now() - contextValue.startedAt;
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
