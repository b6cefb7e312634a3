/** Gathers small pieces of work of many callers into few large ones. */
import DataLoader from 'dataloader';

export interface BatchOptions {
  /** Pieces in one batch at most. */
  readonly size: number;
  /** Batches under way at once; what comes meanwhile waits and goes together. */
  readonly atOnce: number;
}

/**
 * Hands pieces of work on in batches: those of one turn of the event loop, and, as long as enough batches are under way,
 * all that come until one of them is done. So a busy server gets fewer and larger commands instead of a longer queue.
 *
 * `work` answers one result for each piece, in order. When it fails, all callers of the batch get its error.
 */
export function batched<K, V>(
  work: (pieces: readonly K[]) => Promise<readonly V[]>,
  { size, atOnce }: BatchOptions,
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
        // After all promises that are ready now have had the chance to add their piece.
        void Promise.resolve().then(() => process.nextTick(dispatch));
      } else waiting.push(dispatch);
    },
  });
  return (pieces) => Promise.all(pieces.map((piece) => loader.load(piece)));
}
