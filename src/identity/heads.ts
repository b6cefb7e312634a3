/**
 * Finds the newest version of customers that counts. Versions are numbered without gaps and can only be found by their
 * exact number, so the search begins where this process, or the customer's card, last saw the end, and goes up. Nearly
 * always that is one round trip, shared by all who are asked for at once.
 */
import { LRUCache } from 'lru-cache';
import type { CustomerId } from '../customer/customer-id';
import type { CustomerCard, CustomerVersion, Decision, IdentityStore } from './store/contract';

export interface Head {
  readonly customer: CustomerId;
  /** The newest version that counts; undefined for a customer who does not exist (yet). */
  readonly version: CustomerVersion | undefined;
  /** The number that the next version gets. */
  readonly next: number;
  /** When the newest version was written, whether it counts or not; 0 where there is none. */
  readonly at: number;
  /** The operation of the newest version, as long as nobody has decided it. */
  readonly pending: string | undefined;
  /** The card as last written; of `version` only if the numbers are equal. */
  readonly card: CustomerCard | undefined;
}

const REMEMBERED = 20_000;
const FIRST_LOOK = 2;

export class Heads {
  /** A number that each stream has reached. */
  private readonly reached = new LRUCache<CustomerId, number>({ max: REMEMBERED });
  /** A decision stands for ever. */
  private readonly decided = new LRUCache<string, Decision>({ max: REMEMBERED });

  constructor(private readonly store: IdentityStore) {}

  /** The heads of these customers. What is not decided yet does not count. */
  async read(customers: Iterable<CustomerId>): Promise<ReadonlyMap<CustomerId, Head>> {
    const heads = await Promise.all([...new Set(customers)].map((customer) => this.find(customer)));
    return new Map(heads.map((head) => [head.customer, head]));
  }

  /** What was decided of an operation, if anything. */
  async decision(op: string): Promise<Decision | undefined> {
    const known = this.decided.get(op);
    if (known) return known;
    const [decision] = await this.store.decisions([op]);
    if (decision) this.decided.set(op, decision);
    return decision;
  }

  private async find(customer: CustomerId): Promise<Head> {
    const start = this.reached.get(customer) ?? 0;
    const stream = new Stream(customer, this.store);
    const [[card]] = await Promise.all([this.store.cards([customer]), stream.look(start, FIRST_LOOK)]);
    await stream.climb(Math.max(start + FIRST_LOOK, card?.v ?? 0));
    if (card && card.v >= stream.next) await stream.lookPast(card.v);

    const top = stream.at(stream.next - 1);
    let pending: string | undefined;
    let version: CustomerVersion | undefined;
    for (let v = stream.next - 1; v >= 0 && !version; v--) {
      const candidate = stream.at(v) ?? (await stream.read(v));
      const op = candidate?.op;
      // A card is written after the decision, so it speaks for its version.
      const decision = op === undefined || card?.v === v ? 'COMMIT' : await this.decision(op);
      if (decision === 'COMMIT') version = candidate;
      else if (decision === undefined && candidate === top) pending = op;
    }
    if (stream.next > 0) this.reached.set(customer, stream.next - 1);
    return { customer, version, next: stream.next, at: top?.at ?? 0, pending, card };
  }
}

/** The versions of one customer as far as they were read. */
class Stream {
  /** The least number that is known to be free. */
  next = Number.POSITIVE_INFINITY;
  private readonly versions = new Map<number, CustomerVersion>();

  constructor(
    private readonly customer: CustomerId,
    private readonly store: IdentityStore,
  ) {}

  at(v: number): CustomerVersion | undefined {
    return this.versions.get(v);
  }

  async read(v: number): Promise<CustomerVersion | undefined> {
    await this.look(v, 1);
    return this.at(v);
  }

  async look(from: number, width: number): Promise<void> {
    const numbers = Array.from({ length: width }, (_, i) => from + i);
    const found = await this.store.versions(numbers.map((v) => ({ customer: this.customer, v })));
    for (const [i, version] of found.entries()) {
      if (version) this.versions.set(numbers[i]!, version);
      else this.next = Math.min(this.next, numbers[i]!);
    }
  }

  /** Looks from `from` on until the end is found. */
  async climb(from: number): Promise<void> {
    let at = from;
    for (let width = FIRST_LOOK; !this.foundEnd(); width *= 2) {
      if (Number.isFinite(this.next)) {
        // Nothing stands just below the free number: where we began is past the end. The store was set back.
        this.next = Number.POSITIVE_INFINITY;
        at = 0;
        width = FIRST_LOOK;
      }
      await this.look(at, width);
      at += width;
    }
  }

  /** Looks on from a version that must have been written after the end was found, or was lost since. */
  async lookPast(v: number): Promise<void> {
    const end = this.next;
    this.next = Number.POSITIVE_INFINITY;
    await this.look(v, FIRST_LOOK);
    if (this.versions.has(v)) await this.climb(v + FIRST_LOOK);
    else this.next = end;
  }

  private foundEnd(): boolean {
    return this.next === 0 || this.versions.has(this.next - 1);
  }
}
