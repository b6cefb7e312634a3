/**
 * What is known of a call's time beside its signal. How much of it is left: a signal tells that the time is over, and not
 * before, so that what cannot start in time is refused at once in place of being waited for. And how much of it was spent
 * on this side, which says nothing of the upstream.
 */
const leftOf = new WeakMap<AbortSignal, () => number>();
const heldOf = new WeakMap<AbortSignal, number>();

/** @param left ms; may grow when somebody with more time joins the call. */
export function setTimeLeft(signal: AbortSignal, left: () => number): void {
  leftOf.set(signal, left);
}

/** ms; infinite where nobody has said. */
export function timeLeft(signal: AbortSignal): number {
  return leftOf.get(signal)?.() ?? Number.POSITIVE_INFINITY;
}

/** A request of the call was held up for so long before it was sent. */
export function noteHeld(signal: AbortSignal, ms: number): void {
  heldOf.set(signal, Math.max(ms, timeHeld(signal)));
}

/** ms, of the request that was held up longest: others may have waited beside it. */
export function timeHeld(signal: AbortSignal): number {
  return heldOf.get(signal) ?? 0;
}
