/**
 * Runs several actors on one memory store, one step of the store at a time, in an order that a seed decides: every
 * interleaving that real processes could meet can come up, and comes up again with the same seed. Steps can fail before
 * they take effect, or after it with the answer lost, and an actor can die for good.
 *
 * Even seeds choose each step by lot. Odd ones let the actor of highest rank go on, and throw ranks anew now and then:
 * so one is held up in the middle of something while others finish all they do, which lots hardly ever bring about.
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
  readonly actor: number;
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

export interface Interleaving {
  readonly place: MemoryPlace;
  readonly seed: number;
  readonly actors: readonly ((tools: ActorTools) => Promise<void>)[];
  readonly faults?: Faults;
  /** Called after each step; throws when something does not hold. */
  readonly check?: () => void;
}

/** Share of the steps before which ranks are thrown anew. */
const NEW_RANKS = 0.06;

export async function interleave({
  place,
  seed,
  actors,
  faults = { failing: 0, deadly: 0 },
  check = () => undefined,
}: Interleaving): Promise<void> {
  const random = randomOf(seed);
  const waiting: Waiting[] = [];
  let running = actors.length;
  const failures: unknown[] = [];
  let ranks = actors.map(random);
  for (const [number, actor] of actors.entries()) {
    let dead = false;
    const step = (canFail: boolean) =>
      new Promise<void>((resolve, reject) => {
        const fail = (): void => {
          dead ||= random() < faults.deadly;
          reject(new StoreUnavailable('The simulated store failed'));
        };
        if (dead) fail();
        else waiting.push({ actor: number, go: resolve, fail: canFail ? fail : resolve });
      });
    const tools: ActorTools = { store: place.open(() => step(true)), pause: () => step(false), random };
    actor(tools)
      .catch((error: unknown) => failures.push(error))
      .finally(() => running--);
  }
  while (running > 0) {
    // All promises settle before the next step is chosen, so that only steps race.
    await new Promise((resolve) => setImmediate(resolve));
    check();
    if (waiting.length === 0) continue;
    if (random() < NEW_RANKS) ranks = actors.map(random);
    const byLot = Math.floor(random() * waiting.length);
    const byRank = waiting.reduce((best, { actor }, i) => (ranks[actor]! > ranks[waiting[best]!.actor]! ? i : best), 0);
    const [next] = waiting.splice(seed % 2 === 0 ? byLot : byRank, 1);
    if (random() < faults.failing) next!.fail();
    else next!.go();
  }
  if (failures.length > 0) throw failures[0];
}
