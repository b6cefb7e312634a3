/**
 * A process of stewards: forked by `processes.test.ts`, which tells it what to order and learns the answers. It can be
 * killed at any moment.
 */
import { setTimeout as pauseFor } from 'node:timers/promises';
import { OnefoldError } from '../../../src/errors';
import type { Order } from '../../../src/identity/identity';
import type { IdentityStore } from '../../../src/identity/store/contract';
import { identityOn } from '../invariants';
import { openPlace } from '../places';
import type { Answer, Operation } from './model';
import { carryOut, type Doors, type Sighting } from './scripts';

export type Request =
  | { readonly open: readonly string[] }
  | { readonly number: number; readonly operation: Operation; readonly order: Order };

export type Response =
  | { readonly opened: true }
  | { readonly number: number; readonly answer?: Answer; readonly sighting?: Sighting };

let store: IdentityStore | undefined;
let identity: Doors;

async function serve(request: Request): Promise<Response> {
  if ('open' in request) {
    await store?.close();
    store = await openPlace(request.open);
    identity = identityOn(store, { now: Date.now, pause: (ms) => pauseFor(ms) });
    return { opened: true };
  }
  const { number, operation, order } = request;
  try {
    const done = await carryOut(identity, operation, order);
    return done === 'STALE' ? { number } : { number, ...done };
  } catch (error) {
    if (error instanceof OnefoldError) return { number };
    throw error;
  }
}

process.on('message', (request: Request) => {
  serve(request).then(
    (response) => process.send?.(response),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit(0));
