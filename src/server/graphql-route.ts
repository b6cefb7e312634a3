/**
 * `/graphql`. Callers are known before a byte of their body is read; every refusal, wherever it happens, has the shape
 * of a GraphQL answer.
 */
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import type { Authenticator } from '../access/authenticate';
import type { Caller } from '../access/caller';
import type { Api } from '../api/api';
import { BUDGET_HEADER, type Budget, budgetOfHeader } from '../api/budget';
import { refusal } from '../api/format-error';
import { ERROR_CODES, type ErrorCode, OnefoldError } from '../errors';
import type { Logger } from '../telemetry/logger';
import type { Metrics } from '../telemetry/metrics';
import type { Admission } from './admission';
import { OperationClock } from './operation-clock';

export interface GraphqlRouteOptions {
  readonly api: Api;
  readonly authenticator: Authenticator;
  readonly admission: Admission;
  readonly metrics: Metrics;
  readonly bodyLimitBytes: number;
  readonly deadlineMs: number;
  readonly maxDeadlineMs: number;
  readonly logger: Logger;
}

export interface RunningOperations {
  /** Ends the time of all that are under way: each answers with what it has. */
  hurry(): void;
}

interface Asking {
  readonly clock: OperationClock;
  caller?: Caller;
  budget?: Budget;
}

/** Sources are given up a little before the deadline, so that what they told can be linked, settled and sent by then. */
function timeToAnswer(deadlineMs: number): number {
  return Math.min(250, deadlineMs * 0.15);
}

export function addGraphqlRoute(app: FastifyInstance, options: GraphqlRouteOptions): RunningOperations {
  const { admission, api, authenticator, metrics, bodyLimitBytes, deadlineMs, maxDeadlineMs, logger } = options;
  const asking = new WeakMap<FastifyRequest, Asking>();
  const clocks = new Set<OperationClock>();

  const answer = fastifyApolloHandler(api.server, {
    async context(request) {
      const entry = asking.get(request);
      if (!entry?.caller) throw new OnefoldError('UNAUTHENTICATED', 'An API key is needed');
      const { clock, caller, budget = {} } = entry;
      const { startedAt, signal } = clock;
      const setDeadline = (ms: number) => {
        const sourcesMs = ms - timeToAnswer(ms);
        clock.setDeadline(sourcesMs);
        // Settling and sending take a fraction of it.
        return { until: startedAt + sourcesMs, graceMs: timeToAnswer(ms) * 0.8 };
      };
      return api.context({ caller, requestId: request.id, startedAt, signal, deadlineMs, budget, setDeadline });
    },
  });

  app.route<{ Reply: string }>({
    url: '/graphql',
    method: ['GET', 'POST'],
    bodyLimit: bodyLimitBytes,
    async onRequest(request, reply) {
      const clock = new OperationClock(deadlineMs - timeToAnswer(deadlineMs));
      const entry: Asking = { clock };
      asking.set(request, entry);
      clocks.add(clock);
      // Of the answer, not of the request: a request is closed as soon as it has been read.
      reply.raw.once('close', () => {
        clocks.delete(clock);
        if (reply.raw.writableFinished) clock.answered();
        else clock.clientLeft();
      });
      entry.caller = await authenticator.authenticate(request.headers);
      const leave = admission.enter(entry.caller.role);
      if (!leave) {
        metrics.shed(entry.caller.role);
        throw new OnefoldError('OVERLOADED', 'Too many operations are under way; ask again in a moment');
      }
      reply.raw.once('close', leave);
      entry.budget = budgetOfHeader(headerText(request.headers[BUDGET_HEADER]), { maxDeadlineMs });
    },
    handler: answer,
    errorHandler(error, request, reply) {
      const { status, code, message } = refusalOf(error);
      if (status >= 500 && code !== 'OVERLOADED') logger.error('defect', { requestId: request.id, error });
      if (code === 'UNAUTHENTICATED') void reply.header('www-authenticate', 'Bearer');
      if (code === 'OVERLOADED') void reply.header('retry-after', '1');
      void reply
        .code(status)
        .type('application/json; charset=utf-8')
        .send(JSON.stringify(refusal(code, message)));
    },
  });

  return {
    hurry() {
      for (const clock of clocks) clock.hurry();
    },
  };
}

/** A header that came twice is a list of both. */
function headerText(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'object' ? header.join(', ') : header;
}

interface Refusal {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
}

/** What Fastify says of a request that never became GraphQL. */
const HTTP_REFUSALS: Readonly<Record<string, Refusal>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, code: 'REQUEST_TOO_LARGE', message: 'The request body is too large' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    status: 415,
    code: 'BAD_REQUEST',
    message: 'Content-Type: expected application/json',
  },
  FST_ERR_CTP_EMPTY_JSON_BODY: { status: 400, code: 'BAD_REQUEST', message: 'The request body is empty' },
  FST_ERR_CTP_INVALID_JSON_BODY: { status: 400, code: 'BAD_REQUEST', message: 'The request body is not JSON' },
};

function refusalOf(error: FastifyError | Error): Refusal {
  if (error instanceof OnefoldError) {
    return { status: ERROR_CODES[error.code].httpStatus, code: error.code, message: error.message };
  }
  const { code, statusCode = 500 } = error as Partial<FastifyError>;
  const known = code === undefined ? undefined : HTTP_REFUSALS[code];
  if (known) return known;
  if (statusCode >= 400 && statusCode < 500) {
    return { status: statusCode, code: 'BAD_REQUEST', message: 'The request is not one of GraphQL over HTTP' };
  }
  return { status: 500, code: 'INTERNAL_SERVER_ERROR', message: 'Internal server error' };
}
