/**
 * Carries out what a person decides (`Stewardship` in identity.ts): reads the customers concerned, has changes.ts plan
 * what the decision changes, and commits it. Whoever is overtaken by another writer plans anew.
 *
 * An order with an idempotency key claims a numbered slot of its key before it writes anything. A slot whose operation
 * was aborted is passed over for ever, so at most one operation of a key counts, and its slot holds the outcome.
 */
import type { CustomerId } from '../customer/customer-id';
import { type RecordRef, refKey } from '../customer/source-record';
import { OnefoldError } from '../errors';
import {
  type Decided,
  type Plan,
  planErase,
  planLink,
  planMerge,
  planNever,
  planSplit,
  planUndo,
  type Refused,
} from './changes';
import { changed, nameOf } from './customer-state';
import type { Head, Heads } from './heads';
import type { EventReader } from './history';
import type { EventId, Foreseen, Order, Outcome, Preview, Refusal, Stewardship } from './identity';
import type { People } from './people';
import { newCustomerId, newNonce, type RandomBytes } from './random-names';
import type { Sealer } from './sealing';
import type { CustomerVersion, Handle, IdentityStore, Receipt, RefClaim } from './store/contract';
import { type Step, type Streams, stateOf } from './streams';

export interface StewardshipOptions {
  readonly store: IdentityStore;
  readonly heads: Heads;
  readonly people: People;
  readonly streams: Streams;
  readonly events: EventReader;
  readonly sealer: Sealer;
  readonly randomBytes: RandomBytes;
  readonly pause: (ms: number) => Promise<void>;
}

type ReadHeads = (customers: Iterable<CustomerId>) => Promise<ReadonlyMap<CustomerId, Head>>;
type Attempt = (read: ReadHeads) => Promise<Plan | Refused>;

/** Every attempt that is lost was won by another writer, so this many in a row do not happen to healthy stores. */
const MOST_ATTEMPTS = 100;
const LONGEST_PAUSE_MS = 20;

export class StoredStewardship implements Stewardship {
  constructor(private readonly options: StewardshipOptions) {}

  merge(survivor: CustomerId, other: CustomerId, order: Order): Promise<Outcome> {
    return this.perform(['merge', survivor, other], order, this.merging(survivor, other));
  }

  previewMerge(survivor: CustomerId, other: CustomerId): Promise<Preview> {
    return this.foresee(this.merging(survivor, other));
  }

  split(customer: CustomerId, records: readonly RecordRef[], order: Order): Promise<Outcome> {
    const what = ['split', customer, ...records.map(refKey).sort()];
    return this.perform(what, order, this.splitting(customer, records));
  }

  previewSplit(customer: CustomerId, records: readonly RecordRef[]): Promise<Preview> {
    return this.foresee(this.splitting(customer, records));
  }

  unlink(record: RecordRef, order: Order): Promise<Outcome> {
    return this.perform(['unlink', refKey(record)], order, async (read) => {
      const from = await this.ownerOf(record, read);
      return 'refused' in from ? from : planSplit(from.head, [from.handle], this.nobody());
    });
  }

  link(
    record: RecordRef,
    customer: CustomerId,
    order: Order,
    admitted: () => Promise<Refusal | undefined> = async () => undefined,
  ): Promise<Outcome> {
    let admission: Promise<Refusal | undefined> | undefined;
    return this.perform(['link', refKey(record), customer], order, async (read) => {
      const found = await this.living([customer], read);
      if ('refused' in found) return found;
      admission ??= admitted();
      const refused = await admission;
      if (refused) return { refused };
      const from = await this.ownerOf(record, read);
      return 'refused' in from ? from : planLink(from.handle, from.head, found[0]!);
    });
  }

  never(a: CustomerId, b: CustomerId, order: Order): Promise<Outcome> {
    return this.perform(['never', ...[a, b].sort()], order, async (read) => {
      const found = await this.living([a, b], read);
      if ('refused' in found) return found;
      const [one, two] = found as [Head, Head];
      return one.customer === two.customer ? { refused: 'SAME_CUSTOMER' } : planNever(one, two);
    });
  }

  undo(event: EventId, order: Order): Promise<Outcome> {
    return this.perform(['undo', event], order, async (read) => {
      const versions = await this.options.events.versionsOf(event);
      if (versions.length === 0) return { refused: 'UNKNOWN_EVENT' };
      return planUndo(await this.decided(versions, read));
    });
  }

  async erase(customer: CustomerId, order: Order): Promise<Outcome> {
    const { events, people, store } = this.options;
    const outcome = await this.perform(['erase', customer], order, async (read) => {
      const [head] = await people.survivors([customer], read);
      if (!head?.version) return { refused: 'UNKNOWN_CUSTOMER' };
      return head.version.state.erased ? { refused: 'CUSTOMER_ERASED' } : planErase(head);
    });
    const [head] = await people.survivors([customer]);
    if (!head?.version?.state.erased) return outcome;
    // Also when somebody else had ordered it: what a process that was under way then has left is dropped now.
    await store.forget(head.version.state.handles);
    await people.emptyCards([head, ...(await events.partsOf(head))]);
    if (outcome.status === 'DONE') return outcome;
    return { status: 'DONE', event: `${head.customer}:${head.version.v}`, customers: [] };
  }

  private merging(survivor: CustomerId, other: CustomerId): Attempt {
    return async (read) => {
      const found = await this.living([survivor, other], read);
      if ('refused' in found) return found;
      const [stays, goes] = found as [Head, Head];
      return stays.customer === goes.customer ? { refused: 'SAME_CUSTOMER' } : planMerge(stays, goes);
    };
  }

  private splitting(customer: CustomerId, records: readonly RecordRef[]): Attempt {
    return async (read) => {
      const found = await this.living([customer], read);
      if ('refused' in found) return found;
      const claims = await this.claimsOf(records);
      if (claims.includes(undefined)) return { refused: 'NOT_A_MEMBER' };
      const handles = [...new Set(claims.map((claim) => claim!.handle))].sort();
      return planSplit(found[0]!, handles, this.nobody());
    };
  }

  private async perform(what: readonly string[], order: Order, attempt: Attempt): Promise<Outcome> {
    const { randomBytes, sealer, streams } = this.options;
    const { by: who, expected, idempotencyKey, why = 'STEWARD' } = order;
    const key = idempotencyKey === undefined ? undefined : sealer.orderHash([who, idempotencyKey]);
    const hash = sealer.orderHash(what);
    for (let tries = 1; tries <= MOST_ATTEMPTS; tries++) {
      const slot = key === undefined ? undefined : await this.slotOf(key, hash);
      if (slot && 'status' in slot) return slot;
      const moment = new Moment(streams);
      const read: ReadHeads = (customers) => moment.read(customers);
      const plan = expected ? await asExpected(expected, attempt, read) : await attempt(read);
      if ('refused' in plan) {
        if (await moment.wasOne()) return refusal(plan);
        continue;
      }
      const { head } = plan.steps[0]!;
      const op = newNonce(randomBytes);
      const done = { event: `${head.customer}:${head.next}` as const, customers: plan.customers };
      const isFirst = !slot || (await this.options.store.putReceipt({ ...slot, op, order: hash, ...done })).op === op;
      const occurrence = { who, why, event: plan.event, ...(plan.undoes && { undoes: plan.undoes }) };
      if (isFirst && (await streams.commit(op, plan.steps, occurrence)) === 'DONE') return { status: 'DONE', ...done };
      // Nobody who comes with the same key shall wait for an operation that nobody works on.
      if (slot && isFirst) await this.options.store.decide(op, 'ABORT');
      await this.giveWay(tries);
    }
    throw overtaken();
  }

  private async foresee(attempt: Attempt): Promise<Preview> {
    for (let tries = 1; tries <= MOST_ATTEMPTS; tries++) {
      const moment = new Moment(this.options.streams);
      const plan = await attempt((customers) => moment.read(customers));
      if (!(await moment.wasOne())) await this.giveWay(tries);
      else if ('refused' in plan) return refusal(plan);
      else return { status: 'POSSIBLE', expected: plan.steps.flatMap(newestOf), customers: await this.foreseen(plan) };
    }
    throw overtaken();
  }

  private async foreseen({ customers, steps }: Plan): Promise<readonly Foreseen[]> {
    const { sealer, store } = this.options;
    const told = steps.map(({ head, change }) => {
      const before = stateOf(head);
      return { head, before, after: changed(before, change) };
    });
    const handles = [...new Set(told.flatMap(({ before, after }) => [...before.handles, ...after.handles]))];
    const links = (await store.links(handles)).filter((link) => link !== undefined);
    const refs = new Map(links.map(({ handle, ref }) => [handle, sealer.openRef(handle, ref)]));
    const named = (some: readonly Handle[]): readonly RecordRef[] =>
      some.flatMap((handle) => refs.get(handle) ?? []).sort((a, b) => (refKey(a) < refKey(b) ? -1 : 1));
    const place = ({ customer }: Head): number => [...customers, customer].indexOf(customer);
    return told
      .sort((a, b) => place(a.head) - place(b.head))
      .map(({ head, before, after }) => ({
        id: head.version ? head.customer : null,
        before: named(before.handles),
        after: named(after.handles),
        gone: Object.entries({ ...before.gone, ...after.gone }).flatMap(([handle, absence]) =>
          named([handle]).map((ref) => ({ ref, absence })),
        ),
      }));
  }

  private giveWay(tries: number): Promise<void> {
    const share = this.options.randomBytes(1).readUInt8() / 256;
    return this.options.pause(Math.ceil(share * Math.min(tries, LONGEST_PAUSE_MS)));
  }

  /** The outcome of an order that was carried out under this key, or the slot that the next attempt may claim. */
  private async slotOf(key: string, order: string): Promise<Outcome | Pick<Receipt, 'id'>> {
    const { heads, store, streams } = this.options;
    for (let number = 0; ; ) {
      const id = `${key}/${number}`;
      const [receipt] = await store.receipts([id]);
      if (!receipt) return { id };
      const decision = await heads.decision(receipt.op);
      if (decision === undefined) await streams.settle(receipt.op);
      else if (decision === 'ABORT') number++;
      else if (receipt.order !== order) return { status: 'REFUSED', reason: 'KEY_REUSED', because: [receipt.event] };
      else return { status: 'DONE', event: receipt.event, customers: receipt.customers };
    }
  }

  /** Whom the ids lead to, all alive. */
  private async living(ids: readonly CustomerId[], read: ReadHeads): Promise<readonly Head[] | Refused> {
    const heads = await this.options.people.survivors(ids, read);
    if (heads.some(({ version }) => version === undefined)) return { refused: 'UNKNOWN_CUSTOMER' };
    if (heads.some(({ version }) => version?.state.erased)) return { refused: 'CUSTOMER_ERASED' };
    return heads;
  }

  private async claimsOf(records: readonly RecordRef[]): Promise<readonly (RefClaim | undefined)[]> {
    const { sealer, store } = this.options;
    return store.refs(records.map((ref) => sealer.refHash(ref)));
  }

  private async ownerOf(
    record: RecordRef,
    read: ReadHeads,
  ): Promise<{ readonly handle: Handle; readonly head: Head } | Refused> {
    const { people } = this.options;
    const [claim] = await this.claimsOf([record]);
    if (!claim) return { refused: 'UNKNOWN_RECORD' };
    const { birth, handle } = claim;
    const [place] = await people.places([{ handle, customer: birth }], read);
    if (place!.at === 'ERASED') return { refused: 'CUSTOMER_ERASED' };
    // Claimed, and left by who claimed it: whoever admits the record again completes that.
    return place!.at === 'OWNED' ? { handle, head: place!.head } : { refused: 'UNKNOWN_RECORD' };
  }

  private async decided(versions: readonly CustomerVersion[], read: ReadHeads): Promise<Decided> {
    const { events, people } = this.options;
    const heads = await read(versions.map(({ customer }) => customer));
    const later = await Promise.all(
      versions.map(({ customer, v }) => events.counting(customer, v + 1, heads.get(customer)!)),
    );
    const separated = versions.flatMap(({ change }) =>
      Object.values(change.never ?? {}).flatMap(({ a, b }) => [...a, ...b]),
    );
    // From one of its customers on, every record of a never-link can be followed to where it is now.
    const starts = [...new Set(separated)].flatMap((handle) => startOf(handle, versions));
    const places = await people.places(starts, read);
    const concerned = new Map<CustomerId, Head>();
    for (const place of places) if (place.at === 'OWNED') concerned.set(place.head.customer, place.head);
    return { versions, heads, later: later.flat(), concerned: [...concerned.values()], fresh: this.nobody() };
  }

  private nobody(): Head {
    const customer = newCustomerId(this.options.randomBytes);
    return { customer, version: undefined, next: 0, at: 0, pending: undefined, card: undefined };
  }
}

/**
 * Several customers cannot be read at once. What is written is safe: each version is written upon the one that was read.
 * A refusal writes nothing, so whether the customers ever were what was read, all at one moment, has to be looked up.
 */
class Moment {
  private readonly seen = new Map<CustomerId, number>();
  private isTorn = false;

  constructor(private readonly streams: Streams) {}

  async read(customers: Iterable<CustomerId>): Promise<ReadonlyMap<CustomerId, Head>> {
    const heads = await this.streams.decidedHeads(customers);
    for (const { customer, next } of heads.values()) {
      this.isTorn ||= (this.seen.get(customer) ?? next) !== next;
      this.seen.set(customer, next);
    }
    return heads;
  }

  async wasOne(): Promise<boolean> {
    if (this.seen.size <= 1) return !this.isTorn;
    await this.read([...this.seen.keys()]);
    return !this.isTorn;
  }
}

/** Has an attempt made only as long as the newest events of all customers concerned are the expected ones. */
async function asExpected(expected: readonly EventId[], attempt: Attempt, read: ReadHeads): Promise<Plan | Refused> {
  const heads = [...(await read(expected.map(customerOf))).values()];
  const newer = heads.flatMap((head) => newestOf({ head })).filter((event) => !expected.includes(event));
  if (newer.length > 0) return { refused: 'STALE', because: newer };
  const plan = await attempt(read);
  if ('refused' in plan) return plan;
  const others = plan.steps.flatMap(newestOf).filter((event) => !expected.includes(event));
  return others.length > 0 ? { refused: 'STALE', because: others } : plan;
}

/** The newest event of a customer; none of one who begins. */
function newestOf({ head }: Pick<Step, 'head'>): readonly EventId[] {
  return head.version ? [nameOf(head.version)] : [];
}

function customerOf(event: EventId): CustomerId {
  return event.slice(0, event.lastIndexOf(':')) as CustomerId;
}

function refusal({ refused, because = [] }: Refused): Extract<Outcome, { readonly status: 'REFUSED' }> {
  return { status: 'REFUSED', reason: refused, because };
}

function overtaken(): OnefoldError {
  return new OnefoldError('IDENTITY_UNAVAILABLE', 'Others changed the same customers again and again');
}

/** A customer of the event who had the record after it. */
function startOf(handle: Handle, versions: readonly CustomerVersion[]): { handle: Handle; customer: CustomerId }[] {
  const version = versions.find(({ state }) => state.handles.includes(handle));
  return version ? [{ handle, customer: version.customer }] : [];
}
