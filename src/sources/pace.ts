/**
 * When a lane's batches leave. The first leaves at the end of the turn in which its keys came, so that a lone query waits
 * for nobody. While batches follow each other closely they leave at least a gap apart; the gap doubles while waiting
 * brings keys of further callers together, and halves when it brings none, so that it costs time only where it saves
 * calls. As Nagle's algorithm does for segments (RFC 896), for calls that count against a vendor's quota.
 */
export interface PaceOptions {
  /** Gap between two batches of a lane that has just become busy, ms. */
  readonly minGapMs: number;
  /** Longest that a key waits for company, ms. */
  readonly maxGapMs: number;
}

export class Pace {
  private gapMs: number;
  private leftAt = Number.NEGATIVE_INFINITY;
  /** Of the batch that is filling: whether its first turn is over, and whether keys came after it. */
  private filling: { firstTurnOver: boolean; company: boolean } | undefined;

  constructor(
    private readonly options: PaceOptions,
    private readonly now: () => number,
  ) {
    this.gapMs = options.minGapMs;
  }

  /** A key was added to the batch that is filling, or to the next. */
  arrived(): void {
    if (this.filling?.firstTurnOver) this.filling.company = true;
  }

  schedule(leave: () => void): void {
    const filling = { firstTurnOver: false, company: false };
    this.filling = filling;
    const idle = this.now() - this.leftAt;
    const go = (): void => {
      if (this.filling === filling) this.filling = undefined;
      this.leftAt = this.now();
      leave();
    };
    if (idle >= this.gapMs) {
      if (idle >= 2 * this.gapMs) this.gapMs = this.options.minGapMs;
      setImmediate(go);
      return;
    }
    setImmediate(() => {
      filling.firstTurnOver = true;
    });
    setTimeout(() => {
      const { minGapMs, maxGapMs } = this.options;
      this.gapMs = filling.company ? Math.min(maxGapMs, this.gapMs * 2) : Math.max(minGapMs, this.gapMs / 2);
      go();
    }, this.gapMs - idle);
  }
}
