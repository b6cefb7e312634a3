/** What each event makes of the state of a customer. Pure. */
import type { CustomerId } from '../customer/customer-id';
import type { CustomerState, Handle } from './store/contract';

const NOBODY: CustomerState = { handles: [], never: [], moved: {} };

/** The state of a customer who begins with these records. */
export function created(handles: readonly Handle[]): CustomerState {
  return linked(NOBODY, handles);
}

/** Takes in records that belonged to nobody. */
export function linked(state: CustomerState, handles: readonly Handle[]): CustomerState {
  return { ...state, handles: union(state.handles, handles), moved: without(state.moved, handles) };
}

/** The state of one who becomes a part of another. What it was stays, so that it can be undone. */
export function absorbed(state: CustomerState, into: CustomerId): CustomerState {
  return { ...state, handles: [], was: state.handles, into };
}

/** The state of one who takes in another. */
export function united(survivor: CustomerState, other: CustomerState): CustomerState {
  const state = linked(survivor, other.handles);
  const pairs = new Map([...survivor.never, ...other.never].map((pair) => [[...pair].sort().join(' '), pair]));
  return { ...state, never: [...pairs.values()] };
}

/** Whether no never-link stands between two customers, both are alive, and neither is erased. */
export function mayUnite(a: CustomerState, b: CustomerState): boolean {
  if (!isAlive(a) || !isAlive(b)) return false;
  const [inA, inB] = [new Set(a.handles), new Set(b.handles)];
  return ![...a.never, ...b.never].some(([x, y]) => (inA.has(x) && inB.has(y)) || (inA.has(y) && inB.has(x)));
}

function isAlive(state: CustomerState): boolean {
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

function union(a: readonly Handle[], b: readonly Handle[]): readonly Handle[] {
  return [...new Set([...a, ...b])].sort();
}

function without(moved: CustomerState['moved'], handles: readonly Handle[]): CustomerState['moved'] {
  const back = new Set(handles);
  return Object.fromEntries(Object.entries(moved).filter(([handle]) => !back.has(handle)));
}
