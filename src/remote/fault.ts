/** Why a call to an upstream gave no usable answer. Safe to show: no URL, token, body or personal value. */

export type FaultState =
  | 'TIMEOUT'
  | 'RATE_LIMITED'
  | 'UNAUTHORISED'
  | 'CIRCUIT_OPEN'
  | 'UNAVAILABLE'
  | 'INVALID_RESPONSE'
  | 'SCHEMA_DRIFT';

export interface SourceFault {
  readonly state: FaultState;
  /** One plain sentence, for instance `HTTP 503`. */
  readonly message: string;
  /** How long the upstream asked to be left alone. */
  readonly retryAfterMs?: number;
  /** It was held back on this side and says nothing of the upstream. */
  readonly unsent?: true;
  /** The vendor's name of the permission whose lack was the cause, where it says so. */
  readonly permission?: string;
}

/** Thrown where a whole call failed; the fault is what may be shown. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  constructor(
    readonly fault: SourceFault,
    options?: { cause?: unknown },
  ) {
    super(fault.message, options);
  }
}

export const timeout = (message = 'no answer by the deadline'): SourceError =>
  new SourceError({ state: 'TIMEOUT', message });
export const invalidResponse = (message: string): SourceError =>
  new SourceError({ state: 'INVALID_RESPONSE', message });
