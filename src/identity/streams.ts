/**
 * Writes versions of customers. A version is inserted under the next number of its stream, so of several writers who
 * started from the same state one wins, and the others look again. An event that touches two customers writes a version
 * to both under one operation, which counts from the moment it is decided COMMIT; whoever finds one undecided waits a
 * little, and then decides ABORT in its place, so that a writer that died holds up nobody.
 */
import type { CustomerId } from '../customer/customer-id';
import { absorbed, created, linked, mayUnite, united } from './customer-state';
import type { Head, Heads } from './heads';
import { newNonce, type RandomBytes } from './random-names';
import type { CustomerState, CustomerVersion, Handle, IdentityStore } from './store/contract';

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
  async take(head: Head, handles: readonly Handle[], reason: Reason): Promise<Written> {
    const before = head.version;
    const state = before ? linked(before.state, handles) : created(handles);
    return this.append(head, { ...reason, event: before ? 'LINKED' : 'CREATED', state, at: this.timeAfter([head]) });
  }

  /** Makes two customers one. Which of them survives depends on their states only. */
  async merge(a: Head, b: Head, reason: Reason): Promise<Merged> {
    if (!a.version || !b.version || !mayUnite(a.version.state, b.version.state)) return 'REFUSED';
    const [survivor, other] = [a, b].sort(byPrecedence) as [Head, Head];
    const op = newNonce(this.options.randomBytes);
    const common = { ...reason, event: 'MERGED' as const, op, at: this.timeAfter([a, b]) };
    const [goes, stays] = [other.version!.state, survivor.version!.state];
    const versions = [
      { head: other, state: absorbed(goes, survivor.customer), counterpart: survivor.customer },
      { head: survivor, state: united(stays, goes), counterpart: other.customer },
    ];
    // All operations touch streams in one order: two that cross meet at the first, not half-way.
    versions.sort((x, y) => (x.head.customer < y.head.customer ? -1 : 1));
    for (const [i, { head, state, counterpart }] of versions.entries()) {
      if ((await this.append(head, { ...common, state, counterpart })) === 'DONE') continue;
      if (i > 0) await this.options.store.decide(op, 'ABORT');
      return 'LOST';
    }
    return (await this.options.store.decide(op, 'COMMIT')) === 'COMMIT' ? 'DONE' : 'LOST';
  }

  private async append(
    head: Head,
    event: Omit<CustomerVersion, 'customer' | 'v' | 'nonce'> & { readonly state: CustomerState },
  ): Promise<Written> {
    const nonce = newNonce(this.options.randomBytes);
    const stands = await this.options.store.append({ customer: head.customer, v: head.next, nonce, ...event });
    return stands.nonce === nonce ? 'DONE' : 'LOST';
  }

  private timeAfter(heads: readonly Head[]): number {
    return Math.max(this.options.now(), ...heads.map(({ at }) => at + 1));
  }

  /** Waits for an operation to be decided, and decides it in the end. */
  private async settle(op: string): Promise<void> {
    const { heads, pause, store } = this.options;
    for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_EVERY_MS) {
      if (await heads.decision(op)) return;
      await pause(LOOK_EVERY_MS);
    }
    await store.decide(op, 'ABORT');
  }
}

/** The one who is known by more records stays; ties go to the lesser id. */
export function byPrecedence(a: Head, b: Head): number {
  const [inA, inB] = [a.version?.state.handles.length ?? 0, b.version?.state.handles.length ?? 0];
  if (inA !== inB) return inB - inA;
  return a.customer < b.customer ? -1 : 1;
}
