/**
 * The door of the room for the server: GraphQL over whatever transport brings it, as a started Apollo Server. Closed and
 * quiet by default: no introspection without the right, no stack traces, no suggestions, nothing sent to a vendor.
 */
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { Caller } from '../access/caller';
import { may } from '../access/rights';
import type { Logger } from '../telemetry/logger';
import type { Metrics } from '../telemetry/metrics';
import type { DecisionView } from '../view/decisions';
import type { CustomerView } from '../view/snapshot';
import type { ApiContext } from './api-context';
import type { Budget } from './budget';
import { EntityBatches } from './entities';
import { formatError } from './format-error';
import { DEFAULT_LIMITS, type DocumentLimits } from './limits';
import { Losses } from './losses';
import { operationPlugin } from './operation-plugin';
import { OperationTally } from './operation-tally';
import { buildSchema } from './schema';

export interface ApiOptions {
  readonly view: CustomerView & DecisionView;
  /** How national spellings of phone numbers are read; ISO 3166-1 alpha-2. */
  readonly defaultRegion?: string;
  /** The longest deadline that a budget may ask for. */
  readonly maxDeadlineMs: number;
  /** How old a cached answer may be, where the budget does not say. */
  readonly maxAgeMs: number;
  /** How old an answer may be that stands in for a failed one; no older than a budget's `maxAgeMs`. */
  readonly staleIfErrorMs: number;
  readonly limits?: Partial<DocumentLimits>;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** One request, as the transport knows it. */
interface ApiRequest {
  readonly caller: Caller;
  readonly requestId: string;
  /** When its headers arrived, on the clock of `performance.now`. */
  readonly startedAt: number;
  /** Fires at the deadline or when the client leaves. */
  readonly signal: AbortSignal;
  /** Of operations that name none. */
  readonly deadlineMs: number;
  /** What the request's header says. */
  readonly budget: Budget;
  /** See `ApiContext`. */
  readonly setDeadline: ApiContext['setDeadline'];
}

export interface Api {
  readonly server: ApolloServer<ApiContext>;
  context(request: ApiRequest): ApiContext;
}

export async function startApi(options: ApiOptions): Promise<Api> {
  const { view, logger, metrics, defaultRegion, maxDeadlineMs, maxAgeMs, staleIfErrorMs } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const ages = ({ maxAgeMs: asked }: Budget) => ({
    maxAgeMs: asked ?? maxAgeMs,
    staleIfErrorMs: Math.min(staleIfErrorMs, asked ?? Number.POSITIVE_INFINITY),
  });
  const server = new ApolloServer<ApiContext>({
    schema: buildSchema(),
    formatError,
    // By right, and checked for each caller: see operation-plugin.ts.
    introspection: true,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: limits.tokens },
    nodeEnv: 'production',
    logger: quiet(logger),
    plugins: [
      // Halves throughput on large answers, by a hook for every field.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      operationPlugin({ limits, logger, metrics, maxDeadlineMs, ages }),
    ],
  });
  await server.start();

  return {
    server,
    context({ caller, requestId, startedAt, signal, deadlineMs, budget, setDeadline }) {
      const sources = view.sources();
      const tally = new OperationTally();
      const own = { callerId: caller.id, mayLink: may(caller, 'link'), signal, tally };
      return {
        caller,
        requestId,
        startedAt,
        view,
        read: { ...own, ...ages(budget), ...setDeadline(budget.deadlineMs ?? deadlineMs) },
        budget,
        deadlineMs: budget.deadlineMs ?? deadlineMs,
        setDeadline,
        tally,
        sources,
        defaultRegion,
        losses: new Losses(sources),
        entities: new EntityBatches(),
      };
    },
  };
}

/** Apollo Server writes messages of errors into its lines; ours have fixed words. */
function quiet(logger: Logger) {
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: () => logger.warn('graphql server warned'),
    error: () => logger.error('graphql server failed'),
  };
}
