/** `/healthz`: the process lives. `/readyz`: it can answer. `/metrics`: how it does. None of them knows a person. */
import type { FastifyInstance } from 'fastify';
import type { Authenticator } from '../access/authenticate';
import { may } from '../access/rights';
import { ERROR_CODES, type ErrorCode, OnefoldError } from '../errors';
import type { Metrics } from '../telemetry/metrics';

export interface HealthRouteOptions {
  readonly authenticator: Authenticator;
  /** Resolves when the identity store answers. */
  readonly identityPing: () => Promise<void>;
  readonly metrics: Metrics;
  /** Who may read `/metrics`: callers with the right to operate, or anybody who reaches the port. */
  readonly metricsFor: 'operator' | 'open';
  readonly isDraining: () => boolean;
}

const PING_TIMEOUT_MS = 1_000;

export function addHealthRoutes(app: FastifyInstance, options: HealthRouteOptions): void {
  const { authenticator, identityPing, metrics, metricsFor, isDraining } = options;

  app.get('/healthz', async () => ({ status: 'alive' }));

  app.get('/readyz', async (_request, reply) => {
    if (isDraining()) return reply.code(503).send({ status: 'draining' });
    if (await answers(identityPing)) return { status: 'ready' };
    return reply.code(503).send({ status: 'identity store unreachable' });
  });

  app.get('/metrics', async (request, reply) => {
    if (metricsFor === 'operator') {
      try {
        const caller = await authenticator.authenticate(request.headers);
        if (!may(caller, 'operate')) throw new OnefoldError('FORBIDDEN', 'Metrics are for operators');
      } catch (error) {
        if (!(error instanceof OnefoldError)) throw error;
        const code: ErrorCode = error.code;
        return reply.code(code === 'IDENTITY_UNAVAILABLE' ? 503 : ERROR_CODES[code].httpStatus).send({ code });
      }
    }
    return reply.type(metrics.contentType).send(await metrics.text());
  });
}

/** A store that hangs is as good as none. */
function answers(ping: () => Promise<void>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), PING_TIMEOUT_MS);
    const settle = (ready: boolean) => {
      clearTimeout(timer);
      resolve(ready);
    };
    ping().then(
      () => settle(true),
      () => settle(false),
    );
  });
}
