/**
 * Whether a source may be called now. One gate for each source, hence for each upstream credential, shared by everything
 * that the process asks of it:
 *
 * - A wait that the vendor asked for (Retry-After, and whatever its connector reads as such) holds for the whole source.
 * - The last part of the vendor's quota is left to its other users, as far as answers tell how much is left.
 * - What the caps on the rate of requests (`throttle.ts`) would hold up beyond the time that is left is not begun.
 * - A part that keeps failing is left alone for a while (a circuit breaker), then tried with one call.
 * - A call that failed on the way may be made once more, after a random pause, as long as such calls stay a small share of
 *   all: retries must not be what keeps a vendor down.
 *
 * Rate limits and refused credentials are no failures of the service and open no breaker; nor does a time-out that says
 * more of the caller's hurry than of the source, or what never left this process.
 */
import type { Part } from '../customer/source-record';
import type { SourceFault } from '../remote/fault';
import type { Quota } from './contract';
import { rateReached } from './throttle';

export interface GateOptions {
  /** Milliseconds on a clock that only runs forward: what a vendor asked for is not undone by setting the other one. */
  readonly now: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** What the vendor last said. */
  readonly quota: () => Quota | undefined;
  /** Share of the quota that is left to others, 0 to 1. */
  readonly quotaReserve: number;
  /** How long the caps on the rate would hold up a request that came now, ms. */
  readonly heldUpMs: () => number;
  readonly onCircuit?: (part: Part, state: CircuitState) => void;
}

export type CircuitState = 'closed' | 'open' | 'halfOpen';

type Circuit =
  | { readonly state: 'closed'; readonly failures: number }
  | { readonly state: 'open'; readonly until: number; readonly openMs: number }
  /** One call is under way that decides. */
  | { readonly state: 'halfOpen'; readonly openMs: number };

/** Failures in a row after which a part is left alone. */
const FAILURES = 5;
/** How long at first; each time that it turns out not to be over, twice as long. */
const OPEN_MS = 1_000;
const LONGEST_OPEN_MS = 4_000;
/** A time-out after less than this is no evidence. */
const FAIR_TIME_MS = 1_000;
/** Where a vendor limits and does not say for how long. */
const DEFAULT_WAIT_MS = 1_000;
/** What is known of a quota is worth no more after this. */
const LONGEST_QUOTA_WAIT_MS = 3_600_000;

/** Retries are at most this share of calls, and never more than a few at once. */
const RETRY_SHARE = 0.1;
const MOST_RETRIES = 5;
const LONGEST_RETRY_PAUSE_MS = 100;

export class Gate {
  private readonly circuits = new Map<Part, Circuit>();
  private closedUntil = Number.NEGATIVE_INFINITY;
  private retries = MOST_RETRIES;
  /** The newest word on the quota, by when the connector says it came, and when it was noticed on our own clock. */
  private quotaWord = { observedAt: Number.NaN, noticedAt: 0 };

  constructor(private readonly options: GateOptions) {}

  /**
   * Why a call may not be made; undefined: it may, and `ended` must follow.
   * @param timeLeftMs of whoever waits for it longest.
   */
  refusal(part: Part, timeLeftMs = Number.POSITIVE_INFINITY): SourceFault | undefined {
    const now = this.options.now();
    if (now < this.closedUntil) {
      const retryAfterMs = this.closedUntil - now;
      return { state: 'RATE_LIMITED', message: 'the source asked to be left alone', retryAfterMs };
    }
    const reserved = this.quotaWaitMs(now);
    if (reserved > 0) {
      return {
        state: 'RATE_LIMITED',
        message: 'the rest of the quota is left to its other users',
        retryAfterMs: reserved,
      };
    }
    const heldUpMs = this.options.heldUpMs();
    if (heldUpMs > 0 && heldUpMs > timeLeftMs) return rateReached(heldUpMs);
    const circuit = this.circuits.get(part);
    if (circuit?.state === 'halfOpen') return circuitOpen(circuit.openMs);
    if (circuit?.state === 'open') {
      if (now < circuit.until) return circuitOpen(circuit.until - now);
      this.turn(part, { state: 'halfOpen', openMs: circuit.openMs });
    }
    this.retries = Math.min(MOST_RETRIES, this.retries + RETRY_SHARE);
    return undefined;
  }

  /** @param fault of the call as a whole, or of some key of it. */
  ended(part: Part, fault: SourceFault | undefined, durationMs: number): void {
    const now = this.options.now();
    this.noticeQuota(now);
    if (fault?.state === 'RATE_LIMITED' && !fault.unsent) {
      this.closedUntil = Math.max(this.closedUntil, now + (fault.retryAfterMs ?? DEFAULT_WAIT_MS));
    }
    const circuit = this.circuits.get(part) ?? { state: 'closed', failures: 0 };
    if (isFailure(fault, durationMs)) {
      const openMs = circuit.state === 'closed' ? OPEN_MS : Math.min(LONGEST_OPEN_MS, circuit.openMs * 2);
      const failures = circuit.state === 'closed' ? circuit.failures + 1 : FAILURES;
      if (circuit.state === 'open') return;
      this.turn(
        part,
        failures >= FAILURES ? { state: 'open', until: now + openMs, openMs } : { state: 'closed', failures },
      );
    } else if (fault?.state === 'TIMEOUT' || fault?.state === 'RATE_LIMITED' || fault?.unsent) {
      // It decides nothing: the next call is the one to tell.
      if (circuit.state === 'halfOpen') this.turn(part, { state: 'open', until: now, openMs: circuit.openMs });
    } else if (circuit.state !== 'closed' || circuit.failures > 0) this.turn(part, { state: 'closed', failures: 0 });
  }

  /** After how many ms a failed call may be made once more; undefined: not. */
  retryAfter(part: Part, fault: SourceFault): number | undefined {
    if (fault.state !== 'UNAVAILABLE' || fault.retryAfterMs !== undefined || fault.unsent) return undefined;
    if (this.retries < 1 || (this.circuits.get(part)?.state ?? 'closed') !== 'closed') return undefined;
    this.retries -= 1;
    return Math.round(this.options.random() * LONGEST_RETRY_PAUSE_MS);
  }

  /** How long until more is left of the quota than the reserve. */
  private quotaWaitMs(now: number): number {
    const quota = this.noticeQuota(now);
    if (quota?.limit === undefined || quota.remaining === undefined) return 0;
    const missing = quota.limit * this.options.quotaReserve - quota.remaining;
    if (missing <= 0) return 0;
    const windowMs = quota.windowMs ?? DEFAULT_WAIT_MS;
    // Points come back one by one, requests when the window ends.
    const waitMs = quota.unit === 'points' ? missing * windowMs : windowMs;
    return Math.max(0, this.quotaWord.noticedAt + Math.min(waitMs, LONGEST_QUOTA_WAIT_MS) - now);
  }

  private noticeQuota(now: number): Quota | undefined {
    const quota = this.options.quota();
    if (quota && quota.observedAt !== this.quotaWord.observedAt) {
      this.quotaWord = { observedAt: quota.observedAt, noticedAt: now };
    }
    return quota;
  }

  private turn(part: Part, circuit: Circuit): void {
    const before = this.circuits.get(part)?.state ?? 'closed';
    this.circuits.set(part, circuit);
    if (before !== circuit.state) this.options.onCircuit?.(part, circuit.state);
  }
}

function isFailure(fault: SourceFault | undefined, durationMs: number): boolean {
  if (!fault || fault.unsent) return false;
  if (fault.state === 'TIMEOUT') return durationMs >= FAIR_TIME_MS;
  return fault.state === 'UNAVAILABLE' || fault.state === 'INVALID_RESPONSE';
}

function circuitOpen(retryAfterMs: number): SourceFault {
  return {
    state: 'CIRCUIT_OPEN',
    message: 'it failed several times in a row and is left alone for a moment',
    retryAfterMs,
  };
}
