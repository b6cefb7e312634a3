/** Random histories: what a crowd of stewards does to a few customers, and the first world that they find. */
import type { CustomerId } from '../../../src/customer/customer-id';
import type { SourceRecord } from '../../../src/customer/source-record';
import type { EventId, Identity, IdentityHistory, Order, Outcome, Stewardship } from '../../../src/identity/identity';
import { record, refOf, textOf } from '../records';
import { type Answer, type Operation, type RecordName, type Seen, type World, worldOf } from './model';

export type Doors = Identity & Stewardship & IdentityHistory;

const SOURCES = ['crm', 'shop', 'desk'];

/** Six records of four persons: two pairs share an e-mail, so that admitting them links. */
export function recordsOf(seed: string): readonly SourceRecord[] {
  return [0, 0, 1, 1, 2, 3].map((person, i) =>
    record({ ref: `${SOURCES[i % 3]}:${seed}-${i}`, emails: [`${seed}-${person}@example.com`] }),
  );
}

/** Admits the records one after the other; answers the world that this makes. */
export async function settle(identity: Doors, records: readonly SourceRecord[]): Promise<World> {
  const customers = new Map<CustomerId, readonly RecordName[]>();
  for (const [i, one] of records.entries()) {
    const twin = i % 2 === 1 && i < 4 ? [records[i - 1]!] : [];
    const [membership] = await identity.admit([one, ...twin], { id: 'rule', mayLink: true });
    customers.set(membership!.id, membership!.records.map(textOf));
  }
  const events = new Map<EventId, { what: 'CREATED' } | { what: 'TAKEN'; by: CustomerId; records: RecordName[] }>();
  for (const id of customers.keys()) {
    for (const { came, id: event, type } of await identity.history(id, 10)) {
      const taken = { what: 'TAKEN' as const, by: id, records: came.map((ref) => textOf(ref!)).sort() };
      events.set(event, type === 'CREATED' ? { what: 'CREATED' } : taken);
    }
  }
  return worldOf(customers, events);
}

/** What callers know: ids and events that answers have named. Grows as a history goes on. */
export class Knowledge {
  readonly customers: CustomerId[];
  readonly events: EventId[];
  /** What reads have shown, the newest last. */
  private readonly seen: Seen[];

  constructor(
    world: World,
    private readonly records: readonly RecordName[],
  ) {
    this.customers = [...world.fates.keys()];
    this.events = [...world.events.keys()];
    this.seen = this.customers.map((id) => ({
      id,
      records: [...world.owners].filter(([, owner]) => owner === id).map(([name]) => name),
    }));
  }

  learn(answer: Answer): void {
    if (answer.status === 'READ' && answer.seen) this.seen.push(answer.seen);
    if (answer.status !== 'DONE') return;
    this.events.push(answer.event);
    for (const id of answer.customers) if (!this.customers.includes(id)) this.customers.push(id);
  }

  /** Undoing is mostly of what was just decided, as it is in life; everything else is by lot. */
  next(random: () => number): Operation {
    const one = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
    const customer = (): CustomerId => one(this.customers);
    const lot = random();
    if (lot < 0.2) return { kind: 'resolve', customer: customer() };
    if (lot < 0.3) return { kind: 'owner', record: one(this.records) };
    if (lot < 0.48) return { kind: 'merge', survivor: customer(), other: customer() };
    if (lot < 0.56) return { kind: 'link', record: one(this.records), customer: customer() };
    if (lot < 0.64) return { kind: 'unlink', record: one(this.records) };
    if (lot < 0.72) {
      const several = this.seen.filter(({ records }) => records.length > 1);
      const { id, records } = one(several.slice(-3));
      return { kind: 'split', customer: id, records: records.filter(() => random() < 0.5) };
    }
    if (lot < 0.77) return { kind: 'never', a: customer(), b: customer() };
    if (lot < 0.97) return { kind: 'undo', event: one(random() < 0.6 ? this.events.slice(-4) : this.events) };
    return { kind: 'erase', customer: customer() };
  }
}

/** A read with the time for which it speaks. */
export interface Sighting {
  readonly asked: CustomerId;
  readonly decidedAt: number;
  readonly id: CustomerId;
  readonly records: readonly RecordName[];
}

/** `STALE`: the store could not be reached, and what was read a minute ago was answered, marked as such. */
export async function carryOut(
  identity: Doors,
  operation: Operation,
  order: Order,
): Promise<{ readonly answer: Answer; readonly sighting?: Sighting } | 'STALE'> {
  switch (operation.kind) {
    case 'resolve':
    case 'owner': {
      const [found] =
        operation.kind === 'resolve'
          ? await identity.resolve([operation.customer])
          : await identity.ownersOf([refOf(operation.record)]);
      if (!found) return { answer: { status: 'READ', seen: null } };
      if (found.stale) return 'STALE';
      const seen = { id: found.id, records: found.records.map(textOf).sort() };
      const asked = operation.kind === 'resolve' ? operation.customer : found.id;
      return { answer: { status: 'READ', seen }, sighting: { asked, decidedAt: found.decidedAt, ...seen } };
    }
    default:
      return { answer: await decided(identity, operation, order) };
  }
}

function decided(
  identity: Stewardship,
  operation: Exclude<Operation, { kind: 'resolve' | 'owner' }>,
  order: Order,
): Promise<Outcome> {
  switch (operation.kind) {
    case 'merge':
      return identity.merge(operation.survivor, operation.other, order);
    case 'split':
      return identity.split(operation.customer, operation.records.map(refOf), order);
    case 'unlink':
      return identity.unlink(refOf(operation.record), order);
    case 'link':
      return identity.link(refOf(operation.record), operation.customer, order);
    case 'never':
      return identity.never(operation.a, operation.b, order);
    case 'undo':
      return identity.undo(operation.event, order);
    case 'erase':
      return identity.erase(operation.customer, order);
  }
}

/** Where the history and the store disagree after the fact: replay, or a time that is not what was answered then. */
export async function contradictions(
  identity: Doors,
  knowledge: Knowledge,
  sightings: readonly Sighting[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const id of knowledge.customers) {
    const { differsAt } = await identity.verify(id);
    if (differsAt !== undefined) found.push(`replaying ${id} gives another state at ${differsAt}`);
  }
  for (const { asked, decidedAt, id, records } of sightings) {
    const then = await identity.asOf(asked, decidedAt);
    if (then.status === 'ERASED') continue;
    const told = then.status === 'KNOWN' ? { id: then.id, records: then.records.map(textOf).sort() } : null;
    // Links of those who were erased since are gone.
    const isSame = told?.id === id && told.records.every((one) => records.includes(one));
    const complete = told?.records.length === records.length || (await anyErased(identity, records));
    if (!isSame || !complete) {
      found.push(`${asked} at ${decidedAt} is ${JSON.stringify(told)}, was ${JSON.stringify({ id, records })}`);
    }
  }
  return found;
}

async function anyErased(identity: Identity, records: readonly RecordName[]): Promise<boolean> {
  return (await identity.ownersOf(records.map(refOf))).includes(null);
}
