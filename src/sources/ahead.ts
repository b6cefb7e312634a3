/** A read of what may turn out not to be wanted: begun before it is known, and ended where nobody waits for it. */
import { setMaxListeners } from 'node:events';

export class Ahead<Answer> {
  readonly answer: Promise<Answer>;
  private readonly unwanted = new AbortController();
  private ended = false;

  constructor(signal: AbortSignal, read: (signal: AbortSignal) => Promise<Answer>) {
    const either = AbortSignal.any([signal, this.unwanted.signal]);
    setMaxListeners(0, either);
    const ended = (): void => {
      this.ended = true;
    };
    this.answer = read(either);
    // Whether its failure matters is not known yet.
    this.answer.then(ended, ended);
  }

  end(): void {
    if (!this.ended) this.unwanted.abort();
  }
}
