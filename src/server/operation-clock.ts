/**
 * The deadline of one operation, counted from the moment its headers arrived, and the end of it if the client leaves.
 * An own AbortController and an own timer, held by the request: on Node 20, signals made by AbortSignal.any and
 * AbortSignal.timeout can be collected as garbage before they fire (nodejs issue 57736).
 */
export type OperationEnd = 'deadline' | 'client left';

export class OperationEnded extends Error {
  override readonly name = 'OperationEnded';
  constructor(readonly end: OperationEnd) {
    super(end);
  }
}

export class OperationClock {
  private readonly controller = new AbortController();
  /** On a clock that only runs forward, as every duration. */
  readonly startedAt = performance.now();
  private timer: NodeJS.Timeout;

  constructor(deadlineMs: number) {
    this.timer = setTimeout(() => this.end('deadline'), deadlineMs);
  }

  /** Its reason is an `OperationEnded` that tells which of the two it was. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Another deadline, counted from the same moment. */
  setDeadline(deadlineMs: number): void {
    if (this.controller.signal.aborted) return;
    clearTimeout(this.timer);
    const left = Math.max(0, deadlineMs - (performance.now() - this.startedAt));
    this.timer = setTimeout(() => this.end('deadline'), left);
  }

  /** As if the deadline had come. */
  hurry(): void {
    this.end('deadline');
  }

  clientLeft(): void {
    this.end('client left');
  }

  /** The answer is out: nothing is left to stop. */
  answered(): void {
    clearTimeout(this.timer);
  }

  private end(end: OperationEnd): void {
    clearTimeout(this.timer);
    this.controller.abort(new OperationEnded(end));
  }
}
