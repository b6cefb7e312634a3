/**
 * Operations that have begun and have not asked a source yet: the company that a batch may wait for. What a lane cannot
 * see from its own keys is known here, so that a batch waits for those who will come and not for a length of time.
 */
export interface Guest {
  /** Its first keys are with the sources, or it has none. Calling again does nothing. */
  arrived(): void;
}

interface Waiting {
  /** The last guest who was on the way when the wait began. */
  readonly until: number;
  go(): void;
}

export class Company {
  /** Numbers of those on the way, in the order in which they set out. */
  private readonly coming = new Set<number>();
  private readonly waiting = new Set<Waiting>();
  private last = 0;

  setsOut(): Guest {
    this.last += 1;
    const number = this.last;
    this.coming.add(number);
    return {
      arrived: () => {
        if (this.coming.delete(number)) this.letGo();
      },
    };
  }

  /**
   * Calls `go` when all who are on the way now have arrived, at the end of the first turn of the event loop in which
   * nobody else set out: a server that takes in one connection a turn sees a crowd as a row. Whoever waits bounds the
   * time. Answers how to wait no longer.
   */
  onceGathered(go: () => void): () => void {
    let over = false;
    const goAfterQuietTurn = (): void => {
      const seen = this.last;
      setImmediate(() => {
        if (over) return;
        if (seen === this.last) go();
        else goAfterQuietTurn();
      });
    };
    const waiting: Waiting = { until: this.last, go: goAfterQuietTurn };
    if (this.coming.size === 0) waiting.go();
    else this.waiting.add(waiting);
    return () => {
      over = true;
      this.waiting.delete(waiting);
    };
  }

  private letGo(): void {
    if (this.waiting.size === 0) return;
    const [oldest = Number.POSITIVE_INFINITY] = this.coming;
    for (const waiting of this.waiting) {
      if (waiting.until >= oldest) continue;
      this.waiting.delete(waiting);
      waiting.go();
    }
  }
}
