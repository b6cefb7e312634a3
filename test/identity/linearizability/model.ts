/**
 * What identity is, for one caller at a time: a sequential model without streams, versions or stores, against which the
 * histories of many callers are checked. Fresh ids and names of events are taken from the answers, since nobody can
 * foresee them; everything else has to be as the model says.
 */
import type { CustomerId } from '../../../src/customer/customer-id';
import type { EventId, Outcome, Refusal } from '../../../src/identity/identity';

/** `crm:1` */
export type RecordName = string;

export type Operation =
  | { readonly kind: 'merge'; readonly survivor: CustomerId; readonly other: CustomerId }
  | { readonly kind: 'split'; readonly customer: CustomerId; readonly records: readonly RecordName[] }
  | { readonly kind: 'unlink'; readonly record: RecordName }
  | { readonly kind: 'link'; readonly record: RecordName; readonly customer: CustomerId }
  | { readonly kind: 'never'; readonly a: CustomerId; readonly b: CustomerId }
  | { readonly kind: 'undo'; readonly event: EventId }
  | { readonly kind: 'erase'; readonly customer: CustomerId }
  | { readonly kind: 'resolve'; readonly customer: CustomerId }
  | { readonly kind: 'owner'; readonly record: RecordName };

export interface Seen {
  readonly id: CustomerId;
  readonly records: readonly RecordName[];
}

export type Answer = Outcome | { readonly status: 'READ'; readonly seen: Seen | null };

type Sides = readonly [readonly RecordName[], readonly RecordName[]];

type Event =
  | { readonly what: 'CREATED' }
  | { readonly what: 'ERASED' }
  | { readonly what: 'ALLOWED' }
  | { readonly what: 'NEVER' }
  | { readonly what: 'TAKEN'; readonly by: CustomerId; readonly records: readonly RecordName[] }
  | { readonly what: 'JOINED'; readonly other: CustomerId; readonly survivor: CustomerId }
  | {
      readonly what: 'PARTED';
      readonly from: CustomerId;
      readonly to: CustomerId;
      readonly records: readonly RecordName[];
      /** Whoever got them began, or began anew, with them; these were its parts already. */
      readonly began: readonly CustomerId[] | null;
    };

interface Fate {
  readonly into?: CustomerId;
  readonly was?: readonly RecordName[];
  readonly erased?: true;
}

/** All that is true at a moment. Never changed: each operation makes another. */
export interface World {
  readonly owners: ReadonlyMap<RecordName, CustomerId>;
  readonly fates: ReadonlyMap<CustomerId, Fate>;
  readonly apart: ReadonlyMap<EventId, Sides>;
  readonly events: ReadonlyMap<EventId, Event>;
  /** Undoing event to the event that it undoes. */
  readonly undoings: ReadonlyMap<EventId, EventId>;
}

/** The world in which each of these customers has these records, and these events have been. */
export function worldOf(
  customers: ReadonlyMap<CustomerId, readonly RecordName[]>,
  events: ReadonlyMap<EventId, Extract<Event, { what: 'CREATED' | 'TAKEN' }>>,
): World {
  return {
    owners: new Map([...customers].flatMap(([id, records]) => records.map((record) => [record, id]))),
    fates: new Map([...customers.keys()].map((id) => [id, {}])),
    apart: new Map(),
    events,
    undoings: new Map(),
  };
}

/** Equal for equal worlds. */
export function fingerprint({ owners, fates, apart, events, undoings }: World): string {
  const sorted = <K extends string, V>(map: ReadonlyMap<K, V>): [K, V][] =>
    [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([owners, fates, apart, events, undoings].map((map) => sorted<string, unknown>(map)));
}

/** The world after an operation that was answered so; undefined where it cannot be answered so in this world. */
export function after(world: World, operation: Operation, answer: Answer): World | undefined {
  if (operation.kind === 'resolve' || operation.kind === 'owner') {
    const id =
      operation.kind === 'resolve' ? survivorOf(world, operation.customer) : world.owners.get(operation.record);
    const living = id !== undefined && fateOf(world, id)?.erased !== true && world.fates.has(id) ? id : undefined;
    const seen = living === undefined ? null : { id: living, records: recordsOf(world, living) };
    return answer.status === 'READ' && JSON.stringify(answer.seen) === JSON.stringify(seen) ? world : undefined;
  }
  if (answer.status === 'READ') return undefined;
  const expected = decide(world, operation, answer);
  if (typeof expected === 'string') {
    return answer.status === 'REFUSED' && answer.reason === expected ? world : undefined;
  }
  if (answer.status !== 'DONE') return undefined;
  const { next, customers } = expected;
  if (customers !== undefined && JSON.stringify(customers) !== JSON.stringify(answer.customers)) return undefined;
  return next;
}

interface Expected {
  readonly next: World;
  /** What the answer has to name; undefined: anything. */
  readonly customers?: readonly CustomerId[];
}

type Decision = Exclude<Operation, { kind: 'resolve' | 'owner' }>;

function decide(world: World, operation: Decision, answer: Outcome): Expected | Refusal {
  const event: EventId = answer.status === 'DONE' ? answer.event : ('cus_none:0' as const);
  const fresh = answer.status === 'DONE' ? answer.customers[0] : undefined;
  switch (operation.kind) {
    case 'merge': {
      const ids = living(world, [operation.survivor, operation.other]);
      if (typeof ids === 'string') return ids;
      return merge(world, ids[0]!, ids[1]!, event);
    }
    case 'split': {
      const ids = living(world, [operation.customer]);
      if (typeof ids === 'string') return ids;
      return split(world, ids[0]!, operation.records, fresh, event);
    }
    case 'unlink': {
      const owner = ownerOf(world, operation.record);
      return isRefusal(owner) ? owner : split(world, owner, [operation.record], fresh, event);
    }
    case 'link': {
      const ids = living(world, [operation.customer]);
      if (typeof ids === 'string') return ids;
      const [to] = ids as [CustomerId];
      const from = ownerOf(world, operation.record);
      if (isRefusal(from)) return from;
      if (from === to) return 'SAME_CUSTOMER';
      if (recordsOf(world, from).length === 1) return merge(world, to, from, event);
      if (clash(world, [...recordsOf(world, to), operation.record])) return 'NEVER_LINKED';
      return { next: part(world, from, to, [operation.record], null, event), customers: [to, from] };
    }
    case 'never': {
      const ids = living(world, [operation.a, operation.b]);
      if (typeof ids === 'string') return ids;
      const [a, b] = ids as [CustomerId, CustomerId];
      if (a === b) return 'SAME_CUSTOMER';
      const apart = new Map(world.apart).set(event, [recordsOf(world, a), recordsOf(world, b)]);
      return { next: noted({ ...world, apart }, event, { what: 'NEVER' }), customers: [a, b] };
    }
    case 'erase': {
      const id = survivorOf(world, operation.customer);
      if (!world.fates.has(id)) return 'UNKNOWN_CUSTOMER';
      if (fateOf(world, id)?.erased) return { next: world, customers: [] };
      const next = withFate(world, id, { ...fateOf(world, id), erased: true });
      return { next: noted(next, event, { what: 'ERASED' }), customers: [] };
    }
    case 'undo':
      return undo(world, operation.event, fresh, event);
  }
}

function undo(world: World, undone: EventId, fresh: CustomerId | undefined, event: EventId): Expected | Refusal {
  const what = world.events.get(undone);
  if (!what) return 'UNKNOWN_EVENT';
  if (what.what === 'CREATED' || what.what === 'ERASED') return 'NOT_UNDOABLE';
  if (isUndone(world, undone)) return 'ALREADY_UNDONE';
  if (what.what === 'ALLOWED') return 'NOT_UNDOABLE';
  const done = undoing(world, what, undone, fresh, event);
  if (typeof done === 'string') return done;
  return { ...done, next: { ...done.next, undoings: new Map(done.next.undoings).set(event, undone) } };
}

function undoing(
  world: World,
  what: Exclude<Event, { what: 'CREATED' | 'ERASED' | 'ALLOWED' }>,
  name: EventId,
  fresh: CustomerId | undefined,
  event: EventId,
): Expected | Refusal {
  switch (what.what) {
    case 'JOINED': {
      const { other, survivor } = what;
      const was = fateOf(world, other)?.was ?? [];
      if (!canLeave(world, survivor, was)) return 'LATER_DECISIONS';
      const parted = part(world, survivor, other, was, partsOf(world, other), event);
      return { next: withFate(parted, other, {}), customers: [other, survivor] };
    }
    case 'PARTED': {
      const { began, from, records, to } = what;
      const coming = began ? recordsOf(world, to) : records;
      const isThere = isAlive(world, from) && isAlive(world, to) && has(world, to, records);
      const without = { ...world, apart: withoutKey(world.apart, name) };
      if (!isThere || clash(without, [...recordsOf(world, from), ...coming])) return 'LATER_DECISIONS';
      if (!began) {
        if (!canLeave(world, to, records)) return 'LATER_DECISIONS';
        return { next: part(without, to, from, records, null, event), customers: [from, to] };
      }
      if (partsOf(world, to).some((one) => !began.includes(one))) return 'LATER_DECISIONS';
      return { next: join(without, from, to, event), customers: [from] };
    }
    case 'TAKEN': {
      if (!canLeave(world, what.by, what.records)) return 'LATER_DECISIONS';
      return begin(world, what.by, what.records, fresh, event);
    }
    case 'NEVER': {
      const concerned = [...(world.apart.get(name) ?? [])]
        .flat()
        .filter((record) => !isRefusal(ownerOf(world, record)));
      if (concerned.length === 0) return 'ALREADY_UNDONE';
      const next = { ...world, apart: withoutKey(world.apart, name) };
      return { next: noted(next, event, { what: 'ALLOWED' }) };
    }
  }
}

function merge(world: World, survivor: CustomerId, other: CustomerId, event: EventId): Expected | Refusal {
  if (survivor === other) return 'SAME_CUSTOMER';
  if (clash(world, [...recordsOf(world, survivor), ...recordsOf(world, other)])) return 'NEVER_LINKED';
  return { next: join(world, survivor, other, event), customers: [survivor] };
}

function split(
  world: World,
  from: CustomerId,
  records: readonly RecordName[],
  fresh: CustomerId | undefined,
  event: EventId,
): Expected | Refusal {
  if (!has(world, from, records)) return 'NOT_A_MEMBER';
  if (records.length === 0 || records.length === recordsOf(world, from).length) return 'NOTHING_LEFT';
  return begin(world, from, records, fresh, event);
}

function begin(
  world: World,
  from: CustomerId,
  records: readonly RecordName[],
  fresh: CustomerId | undefined,
  event: EventId,
): Expected {
  // An id that was given out before is nobody's beginning: no answer names it, so none fits.
  const isFresh = fresh !== undefined && !world.fates.has(fresh);
  const id: CustomerId = isFresh ? fresh : 'cus_none';
  return { next: part(withFate(world, id, {}), from, id, records, [], event), customers: [id, from] };
}

function join(world: World, survivor: CustomerId, other: CustomerId, event: EventId): World {
  const was = recordsOf(world, other);
  const owners = new Map(world.owners);
  for (const record of was) owners.set(record, survivor);
  const next = withFate({ ...world, owners }, other, { into: survivor, was });
  return noted(next, event, { what: 'JOINED', other, survivor });
}

function part(
  world: World,
  from: CustomerId,
  to: CustomerId,
  records: readonly RecordName[],
  began: readonly CustomerId[] | null,
  event: EventId,
): World {
  const rest = recordsOf(world, from).filter((record) => !records.includes(record));
  const owners = new Map(world.owners);
  for (const record of records) owners.set(record, to);
  const apart = new Map(world.apart).set(event, [[...records].sort(), rest]);
  return noted({ ...world, owners, apart }, event, { what: 'PARTED', from, to, records: [...records].sort(), began });
}

function living(world: World, ids: readonly CustomerId[]): readonly CustomerId[] | Refusal {
  const survivors = ids.map((id) => survivorOf(world, id));
  if (survivors.some((id) => !world.fates.has(id))) return 'UNKNOWN_CUSTOMER';
  return survivors.some((id) => fateOf(world, id)?.erased) ? 'CUSTOMER_ERASED' : survivors;
}

function survivorOf(world: World, id: CustomerId): CustomerId {
  const into = fateOf(world, id)?.into;
  return into === undefined ? id : survivorOf(world, into);
}

function ownerOf(world: World, record: RecordName): CustomerId | Refusal {
  const owner = world.owners.get(record);
  if (owner === undefined) return 'UNKNOWN_RECORD';
  return fateOf(world, owner)?.erased ? 'CUSTOMER_ERASED' : owner;
}

function isRefusal(answer: CustomerId | Refusal): answer is Refusal {
  return !answer.startsWith('cus_');
}

function isUndone({ undoings }: World, event: EventId): boolean {
  return [...undoings.values()].includes(event);
}

function canLeave(world: World, from: CustomerId, records: readonly RecordName[]): boolean {
  return isAlive(world, from) && has(world, from, records) && recordsOf(world, from).length > records.length;
}

function clash(world: World, records: readonly RecordName[]): boolean {
  const here = (side: readonly RecordName[]): boolean => side.some((record) => records.includes(record));
  return [...world.apart.values()].some(([a, b]) => here(a) && here(b));
}

function isAlive(world: World, id: CustomerId): boolean {
  const fate = fateOf(world, id);
  return fate !== undefined && fate.into === undefined && !fate.erased;
}

function has(world: World, id: CustomerId, records: readonly RecordName[]): boolean {
  return records.every((record) => world.owners.get(record) === id);
}

function partsOf(world: World, id: CustomerId): readonly CustomerId[] {
  return [...world.fates].filter(([, { into }]) => into === id).map(([part]) => part);
}

function recordsOf(world: World, id: CustomerId): readonly RecordName[] {
  return [...world.owners]
    .filter(([, owner]) => owner === id)
    .map(([record]) => record)
    .sort();
}

const fateOf = (world: World, id: CustomerId): Fate | undefined => world.fates.get(id);

function withFate(world: World, id: CustomerId, fate: Fate): World {
  return { ...world, fates: new Map(world.fates).set(id, fate) };
}

function noted(world: World, name: EventId, event: Event): World {
  return { ...world, events: new Map(world.events).set(name, event) };
}

function withoutKey<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}
