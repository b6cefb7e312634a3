/** What each event makes of the state of a customer. Pure. */
import type { CustomerId } from '../customer/customer-id';
import type { CustomerChange, CustomerState, CustomerVersion, Handle, VersionKey, VersionName } from './store/contract';

export const nameOf = ({ customer, v }: VersionKey): VersionName => `${customer}:${v}`;

export const NOBODY: CustomerState = { handles: [], never: {}, moved: {}, parts: {}, gone: {} };

/** The state after a change. Applied to the versions of a customer one after the other it gives the customer's state. */
export function changed(state: CustomerState, change: CustomerChange): CustomerState {
  const { gains = [], losses, elsewhere } = change;
  const lost = new Set(losses?.handles);
  const before = change.apart ? [] : state.handles;
  const listed = union(
    before.filter((handle) => !lost.has(handle)),
    gains,
  );
  const handles = change.into === undefined ? listed : [];
  const into = change.apart ? undefined : (change.into ?? state.into);
  const was = change.into === undefined ? (change.apart ? undefined : state.was) : listed;
  const parts = new Map(Object.entries(state.parts));
  if (change.losesPart) parts.delete(change.losesPart);
  if (change.takesPart) parts.set(change.takesPart.customer, change.takesPart.v);
  return {
    handles,
    never: concerning(handles, { ...without(state.never, change.allowed ?? []), ...change.never }),
    moved: {
      ...without(state.moved, gains),
      ...leadingTo(losses?.handles ?? [], losses?.to),
      ...elsewhere,
    },
    parts: Object.fromEntries(parts),
    gone: only(handles, without({ ...state.gone, ...change.gone }, change.back ?? [])),
    ...(into !== undefined && { into }),
    ...(was && { was }),
    ...((change.erased || state.erased) && { erased: true as const }),
  };
}

/** Records that come from another customer, with what goes wherever they go: never-links that name them, marks. */
export function arriving(
  handles: readonly Handle[],
  from: CustomerState,
  except?: VersionName,
): Required<Pick<CustomerChange, 'gains' | 'never' | 'gone'>> {
  return {
    gains: handles,
    never: without(concerning(handles, from.never), except ? [except] : []),
    gone: only(handles, from.gone),
  };
}

/** Never-links of these states that stand between records of one customer, should it have all of these. */
export function brokenNever(
  handles: readonly Handle[],
  states: readonly CustomerState[],
  except?: VersionName,
): readonly VersionName[] {
  const here = new Set(handles);
  const isHere = (handle: Handle): boolean => here.has(handle);
  const broken = states.flatMap(({ never }) =>
    namesOf(never).filter((name) => name !== except && never[name]!.a.some(isHere) && never[name]!.b.some(isHere)),
  );
  return [...new Set(broken)];
}

/** Whether no never-link stands between two customers, both are alive, and neither is erased. */
export function mayUnite(a: CustomerState, b: CustomerState): boolean {
  return isAlive(a) && isAlive(b) && brokenNever([...a.handles, ...b.handles], [a, b]).length === 0;
}

export function isAlive(state: CustomerState): boolean {
  return state.into === undefined && state.erased === undefined;
}

/** Where a record is, seen from a customer whom it started from. */
export type Whereabouts =
  | { readonly at: 'HERE' }
  | { readonly at: 'THERE'; readonly customer: CustomerId }
  /** Claimed for this customer, but not written into its state yet. */
  | { readonly at: 'NOWHERE' }
  | { readonly at: 'ERASED' };

export function whereIs(handle: Handle, state: CustomerState): Whereabouts {
  if (state.handles.includes(handle)) return state.erased ? { at: 'ERASED' } : { at: 'HERE' };
  // A record that was split off before a merge is not among those that were merged.
  const moved = Object.hasOwn(state.moved, handle) ? state.moved[handle] : undefined;
  const customer = moved ?? state.into;
  if (customer !== undefined) return { at: 'THERE', customer };
  return state.erased ? { at: 'ERASED' } : { at: 'NOWHERE' };
}

/**
 * The state that the events of one customer add up to, oldest first, those left out that do not count; and the number of
 * the first version whose stored state is another, if any.
 */
export function replayed(versions: readonly CustomerVersion[]): {
  readonly state: CustomerState;
  readonly differsAt?: number;
} {
  let state = NOBODY;
  for (const version of versions) {
    state = changed(state, version.change);
    if (canonical(state) !== canonical(version.state)) return { state, differsAt: version.v };
  }
  return { state };
}

/** Equal for equal states, in whatever order a store gives back the keys of an object. */
function canonical(state: CustomerState): string {
  return JSON.stringify(state, (_, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

type Never = CustomerState['never'];

function concerning(handles: readonly Handle[], never: Never): Never {
  const names = namesOf(never);
  if (names.length === 0) return never;
  const here = new Set(handles);
  const kept = names.filter((name) => [...never[name]!.a, ...never[name]!.b].some((handle) => here.has(handle)));
  return Object.fromEntries(kept.map((name) => [name, never[name]!]));
}

function namesOf(never: Never): readonly VersionName[] {
  return Object.keys(never) as VersionName[];
}

function leadingTo(handles: readonly Handle[], customer: CustomerId | undefined): Readonly<Record<Handle, CustomerId>> {
  return customer === undefined ? {} : Object.fromEntries(handles.map((handle) => [handle, customer]));
}

function only<T>(handles: readonly Handle[], values: Readonly<Record<Handle, T>>): Readonly<Record<Handle, T>> {
  const here = new Set(handles);
  return Object.fromEntries(Object.entries(values).filter(([handle]) => here.has(handle)));
}

function union(a: readonly Handle[], b: readonly Handle[]): readonly Handle[] {
  return [...new Set([...a, ...b])].sort();
}

function without<T>(values: Readonly<Record<string, T>>, keys: readonly string[]): Readonly<Record<string, T>> {
  if (keys.length === 0) return values;
  const gone = new Set(keys);
  return Object.fromEntries(Object.entries(values).filter(([key]) => !gone.has(key)));
}
