/**
 * Runs several actors on one memory store, one step of the store at a time, in an order that a seed decides: every
 * interleaving that real processes could meet can come up, and comes up again with the same seed. Steps can fail before
 * they take effect, or after it with the answer lost, and an actor can die for good.
 */
import type { IdentityStore } from '../../src/identity/store/contract';
import { StoreUnavailable } from '../../src/identity/store/contract';
import type { MemoryPlace } from './memory-store';

export interface ActorTools {
  readonly store: IdentityStore;
  /** Lets the others go on, any number of steps. */
  readonly pause: () => Promise<void>;
  readonly random: () => number;
}

export interface Faults {
  /** Share of the steps that fail. */
  readonly failing: number;
  /** Share of the failures after which the actor never reaches the store again. */
  readonly deadly: number;
}

interface Waiting {
  readonly go: () => void;
  readonly fail: () => void;
}

/** Mulberry32: small, and the same on every machine. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export async function interleave(
  place: MemoryPlace,
  seed: number,
  actors: readonly ((tools: ActorTools) => Promise<void>)[],
  faults: Faults = { failing: 0, deadly: 0 },
): Promise<void> {
  const random = randomOf(seed);
  const waiting: Waiting[] = [];
  let running = actors.length;
  const failures: unknown[] = [];
  for (const actor of actors) {
    let dead = false;
    const step = (canFail: boolean) =>
      new Promise<void>((resolve, reject) => {
        const fail = (): void => {
          dead ||= random() < faults.deadly;
          reject(new StoreUnavailable('The simulated store failed'));
        };
        if (dead) fail();
        else waiting.push({ go: resolve, fail: canFail ? fail : resolve });
      });
    const tools: ActorTools = { store: place.open(() => step(true)), pause: () => step(false), random };
    actor(tools)
      .catch((error: unknown) => failures.push(error))
      .finally(() => running--);
  }
  while (running > 0) {
    // All promises settle before the next step is chosen, so that only steps race.
    await new Promise((resolve) => setImmediate(resolve));
    if (waiting.length === 0) continue;
    const [next] = waiting.splice(Math.floor(random() * waiting.length), 1);
    if (random() < faults.failing) next!.fail();
    else next!.go();
  }
  if (failures.length > 0) throw failures[0];
}
