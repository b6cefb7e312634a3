/**
 * When a lane's batches leave. With none under way a batch leaves at the end of the turn in which its keys came, so that
 * a lone query waits for nobody. While one is under way the next waits for it to land, but no longer than a gap; the gap
 * doubles where waiting brought keys of further callers together and halves where it brought none, so that it costs time
 * only where it saves calls. As Nagle's algorithm does for segments (RFC 896), for calls that count against a quota.
 */
export interface PaceOptions {
  /** Longest that the keys of a lane wait which has just become busy, ms. */
  readonly minGapMs: number;
  /** Longest that a key ever waits for company, ms. */
  readonly maxGapMs: number;
}

interface Filling {
  firstTurnOver: boolean;
  company: boolean;
  leave(): void;
}

export class Pace {
  private gapMs: number;
  private underWay = 0;
  /** Batches that open in this turn leave with it: the first found none under way. */
  private leavingThisTurn = false;
  private filling: Filling | undefined;

  constructor(private readonly options: PaceOptions) {
    this.gapMs = options.minGapMs;
  }

  /** A key was added to the batch that is filling, or will open the next. */
  arrived(): void {
    if (this.filling?.firstTurnOver) this.filling.company = true;
  }

  /** A new batch opened: calls `dispatch` when it is to leave. `landed` must follow once it was answered. */
  schedule(dispatch: () => void): void {
    // Another batch opens only when the one before is full.
    this.filling?.leave();
    if (this.underWay === 0 || this.leavingThisTurn) {
      this.underWay += 1;
      this.leavingThisTurn = true;
      setImmediate(() => {
        this.leavingThisTurn = false;
        dispatch();
      });
      return;
    }
    let left = false;
    const filling: Filling = {
      firstTurnOver: false,
      company: false,
      leave: () => {
        if (left) return;
        left = true;
        clearTimeout(timer);
        if (this.filling === filling) this.filling = undefined;
        const { minGapMs, maxGapMs } = this.options;
        this.gapMs = filling.company ? Math.min(maxGapMs, this.gapMs * 2) : Math.max(minGapMs, this.gapMs / 2);
        this.underWay += 1;
        dispatch();
      },
    };
    const timer = setTimeout(filling.leave, this.gapMs);
    setImmediate(() => {
      filling.firstTurnOver = true;
    });
    this.filling = filling;
  }

  landed(): void {
    this.underWay -= 1;
    if (this.underWay === 0) this.filling?.leave();
  }
}
