/**
 * What each decision changes of each customer, or why it may not be made. Pure: states in, changes out. Who writes them,
 * so that all of them count or none, is streams.ts.
 */
import type { CustomerId } from '../customer/customer-id';
import { arriving, brokenNever, isAlive, nameOf } from './customer-state';
import type { Head } from './heads';
import type { Refusal } from './identity';
import type {
  CustomerChange,
  CustomerState,
  CustomerVersion,
  Handle,
  IdentityEventType,
  VersionName,
} from './store/contract';
import { merging, type Step, stateOf } from './streams';

export interface Plan {
  readonly event: IdentityEventType;
  readonly undoes?: VersionName;
  /** The first is the one whose version gives the event its name. */
  readonly steps: readonly Step[];
  /** Who lives after it: the one that it is about first. */
  readonly customers: readonly CustomerId[];
}

export interface Refused {
  readonly refused: Refusal;
  /** Decisions that stand in the way. */
  readonly because?: readonly VersionName[];
}

export function planMerge(survivor: Head, other: Head): Plan | Refused {
  const [stays, goes] = [stateOf(survivor), stateOf(other)];
  const broken = brokenNever([...stays.handles, ...goes.handles], [stays, goes]);
  if (broken.length > 0) return { refused: 'NEVER_LINKED', because: broken };
  return { event: 'MERGED', steps: merging(survivor, other), customers: [survivor.customer] };
}

/** Records leave for a customer who begins with them. */
export function planSplit(from: Head, handles: readonly Handle[], fresh: Head): Plan | Refused {
  const { handles: all } = stateOf(from);
  if (handles.some((handle) => !all.includes(handle))) return { refused: 'NOT_A_MEMBER' };
  if (handles.length === 0 || handles.length === all.length) return { refused: 'NOTHING_LEFT' };
  return { event: 'SPLIT', steps: parting(from, handles, fresh), customers: [fresh.customer, from.customer] };
}

/** A record comes to a customer from another. */
export function planLink(handle: Handle, from: Head, to: Head): Plan | Refused {
  if (from.customer === to.customer) return { refused: 'SAME_CUSTOMER' };
  if (stateOf(from).handles.length === 1) return planMerge(to, from);
  const broken = brokenNever([...stateOf(to).handles, handle], [stateOf(to), stateOf(from)]);
  if (broken.length > 0) return { refused: 'NEVER_LINKED', because: broken };
  return { event: 'LINKED', steps: parting(from, [handle], to), customers: [to.customer, from.customer] };
}

export function planNever(a: Head, b: Head): Plan {
  const never = { [nextOf(a)]: { a: stateOf(a).handles, b: stateOf(b).handles } };
  return {
    event: 'NEVER',
    steps: [a, b].map((head) => ({ head, change: { never } })),
    customers: [a.customer, b.customer],
  };
}

export function planErase(head: Head): Plan {
  return { event: 'ERASED', steps: [{ head, change: { erased: true } }], customers: [] };
}

/** A decision that counts, and what has become of it. */
export interface Decided {
  /** As each of its customers has it. */
  readonly versions: readonly CustomerVersion[];
  /** What its customers are now; redirects are not followed. */
  readonly heads: ReadonlyMap<CustomerId, Head>;
  /** What was decided about its customers later, and counts. */
  readonly later: readonly CustomerVersion[];
  /** Who has the records of its never-link now, if it wrote one. */
  readonly concerned: readonly Head[];
  /** Who begins if its records leave. */
  readonly fresh: Head;
}

/** Takes a decision back: by what it changed, whatever it was called. */
export function planUndo(decided: Decided): Plan | Refused {
  const { later, versions } = decided;
  const names = versions.map(nameOf);
  if (versions.some(({ event }) => NOT_UNDOABLE.has(event))) return { refused: 'NOT_UNDOABLE' };
  const undoer = undoerOf(names, later);
  // Even if that was undone in turn: what stands now is the work of the last of them, and that can be undone.
  if (undoer) return { refused: 'ALREADY_UNDONE', because: [nameOf(undoer)] };
  const joined = versions.find(({ change }) => change.into !== undefined);
  const parted = versions.find(({ change }) => change.losses !== undefined);
  const taken = versions.find(({ change }) => change.gains !== undefined);
  const plan = joined
    ? undoJoining(decided, joined)
    : parted
      ? undoParting(decided, parted)
      : taken
        ? undoTaking(decided, taken)
        : undoNever(decided);
  return 'refused' in plan ? plan : { ...plan, event: 'UNDONE', undoes: names[0]! };
}

const NOT_UNDOABLE: ReadonlySet<IdentityEventType> = new Set(['CREATED', 'GONE', 'ERASED']);

/** One who became a part of another is a customer of its own again, with the records that it had. */
function undoJoining({ heads, later, versions }: Decided, joined: CustomerVersion): Plan | Refused {
  const [other, survivor] = [heads.get(joined.customer)!, heads.get(joined.change.into!)!];
  const restored = joined.state.was ?? [];
  const { state: then } = versions.find(({ customer }) => customer === survivor.customer)!;
  const cannot = cannotLeave(survivor, restored, later);
  if (cannot) return cannot;
  const elsewhere = cameSince(survivor, then, other, restored);
  const [ofSurvivor, ofOther] = parting(survivor, restored, other, { apart: true, elsewhere }) as [Step, Step];
  return {
    event: 'UNDONE',
    steps: [{ ...ofSurvivor, change: { ...ofSurvivor.change, losesPart: other.customer } }, ofOther],
    customers: [other.customer, survivor.customer],
  };
}

/**
 * Where records are that came to a customer after a merge, or came by: the search for them may begin with the one who was
 * merged then. A way on that this one knows of itself is left as it is: by another it could come back here.
 */
function cameSince(
  survivor: Head,
  then: CustomerState,
  other: Head,
  restored: readonly Handle[],
): Readonly<Record<Handle, CustomerId>> {
  const { handles, moved } = stateOf(survivor);
  const known = new Set([...then.handles, ...restored, ...Object.keys(stateOf(other).moved)]);
  const here = handles.filter((handle) => !known.has(handle)).map((handle) => [handle, survivor.customer] as const);
  const left = Object.entries(moved).filter(([handle]) => !known.has(handle) && !Object.hasOwn(then.moved, handle));
  return Object.fromEntries([...left, ...here]);
}

/** Records that left come back; one who began with them becomes a part of whom they left. */
function undoParting(decided: Decided, parted: CustomerVersion): Plan | Refused {
  const { concerned, heads, later, versions } = decided;
  const { handles, to } = parted.change.losses!;
  const [from, holder] = [heads.get(parted.customer)!, heads.get(to)!];
  const name = nameOf(parted);
  const blocked = endOf(from, later) ?? missing(holder, handles, later);
  if (blocked) return blocked;
  const arrival = versions.find(({ customer }) => customer === to)!;
  const beganThere = arrival.v === 0 || arrival.change.apart === true;
  const coming = beganThere ? stateOf(holder).handles : handles;
  const broken = brokenNever([...stateOf(from).handles, ...coming], [stateOf(from), stateOf(holder)], name);
  if (broken.length > 0) return { refused: 'LATER_DECISIONS', because: broken };
  if (beganThere) {
    const merged = Object.keys(stateOf(holder).parts).filter((part) => !Object.hasOwn(arrival.state.parts, part));
    if (merged.length > 0) return { refused: 'LATER_DECISIONS', because: mergesOf(to, merged, later) };
    const steps = [...merging(from, holder, name), ...lifted(name, concerned, [from, holder])];
    return { event: 'UNDONE', steps, customers: [from.customer] };
  }
  const cannot = cannotLeave(holder, handles, later);
  if (cannot) return cannot;
  const steps = parting(holder, handles, from, {}, name);
  return {
    event: 'UNDONE',
    steps: [...steps, ...lifted(name, concerned, [from, holder])],
    customers: [from.customer, holder.customer],
  };
}

/** Records that belonged to nobody before become a customer of their own. */
function undoTaking({ fresh, heads, later }: Decided, taken: CustomerVersion): Plan | Refused {
  const head = heads.get(taken.customer)!;
  const handles = taken.change.gains!;
  const cannot = cannotLeave(head, handles, later);
  if (cannot) return cannot;
  return { event: 'UNDONE', steps: parting(head, handles, fresh), customers: [fresh.customer, head.customer] };
}

function undoNever({ concerned, versions }: Decided): Plan | Refused {
  const decidedHere = versions.flatMap(({ change }) => Object.keys(change.never ?? {}) as VersionName[]);
  const [name = nameOf(versions[0]!)] = decidedHere;
  const steps = lifted(name, concerned, []);
  // Undoing a never-link, undone: it would have to be decided anew, with the records of today.
  if (decidedHere.length === 0) return { refused: 'NOT_UNDOABLE' };
  if (steps.length === 0) return { refused: 'ALREADY_UNDONE' };
  return { event: 'UNDONE', steps, customers: steps.map(({ head }) => head.customer) };
}

/** Records leave one customer for another, with a never-link to those who stay; `lifting` one that stood between them. */
function parting(
  from: Head,
  handles: readonly Handle[],
  to: Head,
  more: CustomerChange = {},
  lifting?: VersionName,
): readonly Step[] {
  const leaving = new Set(handles);
  const staying = stateOf(from).handles.filter((handle) => !leaving.has(handle));
  const never = { [nextOf(from)]: { a: handles, b: staying } };
  const arrival = arriving(handles, stateOf(from), lifting);
  const allowed = lifting && { allowed: [lifting] };
  return [
    { head: from, change: { losses: { handles, to: to.customer }, never, ...allowed } },
    { head: to, change: { ...arrival, never: { ...arrival.never, ...never }, ...allowed, ...more } },
  ];
}

/** Takes a never-link from all who still have it, beside those who are changed anyway. */
function lifted(never: VersionName, concerned: readonly Head[], besides: readonly Head[]): readonly Step[] {
  const done = new Set(besides.map(({ customer }) => customer));
  return concerned
    .filter((head) => !done.has(head.customer) && Object.hasOwn(stateOf(head).never, never))
    .map((head) => ({ head, change: { allowed: [never] } }));
}

/** Whether records cannot leave a customer: it ended, they are not there any more, or nobody would stay. */
function cannotLeave(head: Head, handles: readonly Handle[], later: readonly CustomerVersion[]): Refused | undefined {
  const blocked = missing(head, handles, later);
  if (blocked) return blocked;
  if (stateOf(head).handles.length > handles.length) return undefined;
  return { refused: 'LATER_DECISIONS', because: lossesOf(head.customer, later).map(nameOf) };
}

function missing(head: Head, handles: readonly Handle[], later: readonly CustomerVersion[]): Refused | undefined {
  const ended = endOf(head, later);
  if (ended) return ended;
  const here = new Set(stateOf(head).handles);
  const away = new Set(handles.filter((handle) => !here.has(handle)));
  if (away.size === 0) return undefined;
  const because = lossesOf(head.customer, later).filter(({ change }) =>
    change.losses!.handles.some((handle) => away.has(handle)),
  );
  return { refused: 'LATER_DECISIONS', because: because.map(nameOf) };
}

/** Why nothing can be changed of a customer any more. */
function endOf(head: Head, later: readonly CustomerVersion[]): Refused | undefined {
  if (isAlive(stateOf(head))) return undefined;
  const because = later.filter(
    ({ customer, change }) => customer === head.customer && (change.into !== undefined || change.erased),
  );
  return { refused: 'LATER_DECISIONS', because: because.slice(-1).map(nameOf) };
}

function lossesOf(customer: CustomerId, later: readonly CustomerVersion[]): readonly CustomerVersion[] {
  return later.filter((version) => version.customer === customer && version.change.losses !== undefined);
}

function mergesOf(
  customer: CustomerId,
  parts: readonly string[],
  later: readonly CustomerVersion[],
): readonly VersionName[] {
  return later
    .filter((version) => version.customer === customer && parts.includes(version.change.takesPart?.customer ?? ''))
    .map(nameOf);
}

/** The event that undid a decision, if one did. `names` are those of all its versions. */
function undoerOf(names: readonly VersionName[], later: readonly CustomerVersion[]): CustomerVersion | undefined {
  return later.find(({ undoes }) => undoes && names.includes(undoes));
}

const nextOf = ({ customer, next }: Head): VersionName => `${customer}:${next}`;
