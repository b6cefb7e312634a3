/** Which states of a source mean that it was needed and did not deliver, and whether asking again can help. */
import type { CustomerField } from '../customer/fields';
import type { SourceState, SourceStatus } from '../view/snapshot';

const FAILURES: Partial<Record<SourceState, { readonly retryable: boolean }>> = {
  TIMEOUT: { retryable: true },
  RATE_LIMITED: { retryable: true },
  CIRCUIT_OPEN: { retryable: true },
  UNAVAILABLE: { retryable: true },
  UNAUTHORISED: { retryable: false },
  INVALID_RESPONSE: { retryable: false },
  SCHEMA_DRIFT: { retryable: false },
};

export const FAILED_STATES: ReadonlySet<SourceState> = new Set(Object.keys(FAILURES) as SourceState[]);

/** A source that was not searched may be searched by the next question. */
export function isRetryable(state: SourceState): boolean {
  return state === 'NOT_SEARCHED' || (FAILURES[state]?.retryable ?? false);
}

/**
 * Whether a failure may have cost a settled field, or (undefined) something else: a source that answered with a loss cost
 * the fields that it names and no others.
 */
export function mayHaveCost({ affects }: SourceStatus, field: CustomerField | undefined): boolean {
  return !affects || (field !== undefined && affects.includes(field));
}
