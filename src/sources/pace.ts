/**
 * When a lane's batches leave. A batch waits for the operations that are on the way when it opens (`company.ts`), so that
 * queries which come together share it however slow this process or its store is; a query that is alone waits for nobody.
 * While others are under way it also waits for them to land, but no longer than a gap, and each one more under way doubles
 * the gap: however slow the vendor answers, few calls are open at once, and a key waits for company only a part of the
 * time that an answer takes. Akin to what Nagle's algorithm does for segments (RFC 896), for calls that count against a
 * quota.
 */
import type { Company } from './company';

export interface PaceOptions {
  /** Longest that a batch waits while one other is under way, ms. */
  readonly gapMs: number;
  /** Longest that a batch ever waits, ms. */
  readonly maxGapMs: number;
}

interface Filling {
  /** None is under way that is worth waiting for. */
  clear: boolean;
  /** Those who were on the way when it opened have come. */
  gathered: boolean;
  readonly openedAt: number;
  readonly timers: NodeJS.Timeout[];
  leave(): void;
}

export class Pace {
  private underWay = 0;
  private filling: Filling | undefined;

  constructor(
    private readonly options: PaceOptions,
    private readonly company: Company,
  ) {}

  /** A new batch opened: calls `dispatch` when it is to leave. `landed` must follow once it was answered. */
  schedule(dispatch: () => void): void {
    // Another batch opens only when the one before is full; both belong to one gathering.
    const full = this.filling;
    full?.leave();
    const filling: Filling = {
      clear: full ? full.clear : this.underWay === 0,
      gathered: false,
      openedAt: performance.now(),
      timers: [],
      leave: () => {
        for (const timer of filling.timers) clearTimeout(timer);
        waitNoLonger();
        this.filling = undefined;
        this.underWay += 1;
        dispatch();
      },
    };
    this.filling = filling;
    const waitNoLonger = this.company.onceGathered(() => {
      filling.gathered = true;
      this.leaveIfReady(filling);
    });
    setImmediate(() => {
      if (this.filling === filling) filling.timers.push(setTimeout(filling.leave, this.options.maxGapMs));
    });
    this.waitForGap(filling);
  }

  landed(): void {
    this.underWay -= 1;
    if (this.filling) this.waitForGap(this.filling);
  }

  private waitForGap(filling: Filling): void {
    if (filling.clear) return;
    const { gapMs, maxGapMs } = this.options;
    const gap = this.underWay === 0 ? 0 : Math.min(maxGapMs, gapMs * 2 ** (this.underWay - 1));
    const left = filling.openedAt + gap - performance.now();
    if (left > 0) filling.timers.push(setTimeout(() => this.waitForGap(filling), left));
    else {
      filling.clear = true;
      this.leaveIfReady(filling);
    }
  }

  private leaveIfReady(filling: Filling): void {
    if (filling.clear && filling.gathered) filling.leave();
  }
}
