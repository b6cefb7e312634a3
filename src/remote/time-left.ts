/**
 * How much time a call has left, known beside its signal: a signal tells that the time is over, and not before. So that
 * what cannot start in time is refused at once, in place of being waited for.
 */
const known = new WeakMap<AbortSignal, () => number>();

/** @param left ms; may grow when somebody with more time joins the call. */
export function setTimeLeft(signal: AbortSignal, left: () => number): void {
  known.set(signal, left);
}

/** ms; infinite where nobody has said. */
export function timeLeft(signal: AbortSignal): number {
  return known.get(signal)?.() ?? Number.POSITIVE_INFINITY;
}
