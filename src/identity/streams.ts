/**
 * Writes versions of customers. A version is inserted under the next number of its stream, so of several writers who
 * started from the same state one wins, and the others look again. An event that touches several customers writes a
 * version to each under one operation, which counts from the moment it is decided COMMIT; whoever finds one undecided
 * waits a little, and then decides ABORT in its place, so that a writer that died holds up nobody.
 */
import type { CustomerId } from '../customer/customer-id';
import { arriving, changed, mayUnite, NOBODY } from './customer-state';
import type { Head, Heads } from './heads';
import { newNonce, type RandomBytes } from './random-names';
import type {
  CustomerChange,
  CustomerState,
  CustomerVersion,
  Handle,
  IdentityEventType,
  IdentityStore,
  VersionName,
} from './store/contract';

export interface StreamsOptions {
  readonly store: IdentityStore;
  readonly heads: Heads;
  readonly now: () => number;
  readonly randomBytes: RandomBytes;
  readonly pause: (ms: number) => Promise<void>;
}

/** Who writes, and why; never a person's data. */
export interface Reason {
  readonly who: string;
  readonly why: string;
}

/** What happened, as the history tells it. */
export interface Occurrence extends Reason {
  readonly event: IdentityEventType;
  readonly undoes?: VersionName;
}

/** What an event changes of one of its customers. */
export interface Step {
  readonly head: Head;
  readonly change: CustomerChange;
}

/** `LOST`: somebody else wrote first, and the state has to be read again. */
export type Written = 'DONE' | 'LOST';
export type Merged = Written | 'REFUSED';

const PATIENCE_MS = 200;
const LOOK_EVERY_MS = 20;

export class Streams {
  constructor(private readonly options: StreamsOptions) {}

  /** Heads with nothing undecided on top, so that a version may be written upon them. */
  async decidedHeads(customers: Iterable<CustomerId>): Promise<ReadonlyMap<CustomerId, Head>> {
    const { heads } = this.options;
    const wanted = [...customers];
    for (;;) {
      const read = await heads.read(wanted);
      const pending = new Set([...read.values()].flatMap((head) => head.pending ?? []));
      if (pending.size === 0) return read;
      await Promise.all([...pending].map((op) => this.settle(op)));
    }
  }

  /** Takes records that belong to nobody into a customer, who begins with them if need be. */
  take(head: Head, handles: readonly Handle[], reason: Reason): Promise<Written> {
    return this.write(head, { gains: handles }, { ...reason, event: head.version ? 'LINKED' : 'CREATED' });
  }

  /** An event of one customer alone. */
  write(head: Head, change: CustomerChange, occurrence: Occurrence): Promise<Written> {
    return this.append({ head, change }, { ...occurrence, at: this.timeAfter([head]) });
  }

  /** Makes two customers one. Which of them survives depends on their states only. */
  async merge(a: Head, b: Head, reason: Reason): Promise<Merged> {
    if (!a.version || !b.version || !mayUnite(a.version.state, b.version.state)) return 'REFUSED';
    const [survivor, other] = [a, b].sort(byPrecedence) as [Head, Head];
    const op = newNonce(this.options.randomBytes);
    return this.commit(op, merging(survivor, other), { ...reason, event: 'MERGED' });
  }

  /** An event of several customers: all of its steps count, or none. `op` is a name that was never used before. */
  async commit(op: string, steps: readonly Step[], occurrence: Occurrence): Promise<Written> {
    const { store } = this.options;
    // All operations touch streams in one order: two that cross meet at the first, not half-way.
    const inOrder = [...steps].sort((x, y) => (x.head.customer < y.head.customer ? -1 : 1));
    const customers = inOrder.map(({ head }) => head.customer);
    const at = this.timeAfter(inOrder.map(({ head }) => head));
    for (const [i, step] of inOrder.entries()) {
      const others = customers.filter((customer) => customer !== step.head.customer);
      if ((await this.append(step, { ...occurrence, op, at, ...(others.length > 0 && { others }) })) === 'DONE')
        continue;
      if (i > 0) await store.decide(op, 'ABORT');
      return 'LOST';
    }
    return (await store.decide(op, 'COMMIT')) === 'COMMIT' ? 'DONE' : 'LOST';
  }

  /** Waits for an operation to be decided, and decides it in the end. */
  async settle(op: string): Promise<void> {
    const { heads, pause, store } = this.options;
    for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_EVERY_MS) {
      if (await heads.decision(op)) return;
      await pause(LOOK_EVERY_MS);
    }
    await store.decide(op, 'ABORT');
  }

  private async append(
    { head, change }: Step,
    event: Omit<CustomerVersion, 'customer' | 'v' | 'nonce' | 'change' | 'state'>,
  ): Promise<Written> {
    const nonce = newNonce(this.options.randomBytes);
    const state = changed(stateOf(head), change);
    const version: CustomerVersion = { customer: head.customer, v: head.next, nonce, ...event, change, state };
    const stands = await this.options.store.append(version);
    return stands.nonce === nonce ? 'DONE' : 'LOST';
  }

  private timeAfter(heads: readonly Head[]): number {
    return Math.max(this.options.now(), ...heads.map(({ at }) => at + 1));
  }
}

export function stateOf(head: Head): CustomerState {
  return head.version?.state ?? NOBODY;
}

/** One becomes a part of another, with all that belongs to it; `lifting` a never-link that stood between them. */
export function merging(survivor: Head, other: Head, lifting?: VersionName): readonly Step[] {
  const goes = stateOf(other);
  return [
    {
      head: survivor,
      change: {
        ...arriving(goes.handles, goes, lifting),
        takesPart: { customer: other.customer, v: other.next },
        ...(lifting && { allowed: [lifting] }),
      },
    },
    { head: other, change: { into: survivor.customer } },
  ];
}

/** The one who is known by more records stays; ties go to the lesser id. */
export function byPrecedence(a: Head, b: Head): number {
  const [inA, inB] = [stateOf(a).handles.length, stateOf(b).handles.length];
  if (inA !== inB) return inB - inA;
  return a.customer < b.customer ? -1 : 1;
}
