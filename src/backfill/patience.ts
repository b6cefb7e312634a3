/** Asking a source again: a walk has no deadline, only manners. */
import type { SourceFault } from '../remote/fault';
import type { Slot } from '../sources/contract';

export interface Patience {
  readonly interrupted: AbortSignal;
  /** Resolves after so many ms, or as soon as the run is interrupted. */
  readonly pause: (ms: number) => Promise<void>;
  readonly onWait?: (fault: SourceFault, ms: number) => void;
}

/** Failures in a row; waits that the source asked for, and its circuit, are none. */
const MOST_FAILURES = 8;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
const WAIT_MS = 1_000;

/**
 * Asks until there is an answer. A failed slot is one that asking again does not change: a refused credential, an answer
 * of another schema, or too many failures in a row; or the run was interrupted.
 */
export async function untilAnswered<T>(ask: () => Promise<Slot<T>>, patience: Patience): Promise<Slot<T>> {
  for (let failures = 0; ; ) {
    const slot = await ask();
    if (slot.state !== 'failed' || patience.interrupted.aborted) return slot;
    const { fault } = slot;
    if (fault.state === 'UNAUTHORISED' || fault.state === 'SCHEMA_DRIFT') return slot;
    const isAskedTo = fault.state === 'RATE_LIMITED' || fault.state === 'CIRCUIT_OPEN';
    if (!isAskedTo) failures += 1;
    if (failures >= MOST_FAILURES) return slot;
    const backOff = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
    const ms = Math.ceil(Math.max(fault.retryAfterMs ?? (isAskedTo ? WAIT_MS : 0), isAskedTo ? 0 : backOff));
    patience.onWait?.(fault, ms);
    await patience.pause(ms);
    if (patience.interrupted.aborted) return slot;
  }
}
