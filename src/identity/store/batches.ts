/** Gathers small pieces of work of many callers into few large ones. */
import DataLoader from 'dataloader';

export interface BatchOptions {
  /** Pieces in one batch at most. */
  readonly size: number;
  /** Batches under way at once; what comes meanwhile waits and goes together. */
  readonly atOnce: number;
  /** When a batch leaves that need not wait. Default: once all promises that are ready now had the chance to add a piece. */
  readonly soon?: (dispatch: () => void) => void;
}

const afterReadyPromises = (dispatch: () => void): void => {
  void Promise.resolve().then(() => process.nextTick(dispatch));
};

/**
 * Hands pieces of work on in batches: those that come together, and, as long as enough batches are under way,
 * all that come until one of them is done. So a busy server gets fewer and larger commands instead of a longer queue.
 *
 * `work` answers one result for each piece, in order; an Error is its piece's own. When it fails, all callers of the
 * batch get its error.
 */
export function batched<K, V>(
  work: (pieces: readonly K[]) => Promise<readonly (V | Error)[]>,
  { size, atOnce, soon = afterReadyPromises }: BatchOptions,
): (pieces: readonly K[]) => Promise<V[]> {
  let underWay = 0;
  const waiting: (() => void)[] = [];
  const goOn = (): void => {
    const next = waiting.shift();
    if (next) next();
    else underWay--;
  };
  const loader = new DataLoader<K, V>((pieces) => work(pieces).finally(goOn), {
    cache: false,
    maxBatchSize: size,
    batchScheduleFn: (dispatch) => {
      if (underWay < atOnce) {
        underWay++;
        soon(dispatch);
      } else waiting.push(dispatch);
    },
  });
  return (pieces) => Promise.all(pieces.map((piece) => loader.load(piece)));
}
