/** Many calls, a few at a time. */
import { SourceError, timeout } from '../remote/fault';
import type { Slot } from './contract';

/** One result an item, in order. Throws what the first failing call threw; no further call starts then. */
export async function inParallel<T, R>(
  limit: number,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    while (next < items.length && !failed) {
      const at = next++;
      try {
        results[at] = await work(items[at]!);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}

/** One slot an item, in order: a call that fails costs its own. Nothing starts once the signal has fired. */
export function slotsInParallel<T, V>(
  limit: number,
  items: readonly T[],
  signal: AbortSignal,
  work: (item: T) => Promise<Slot<V>>,
): Promise<Slot<V>[]> {
  return inParallel(limit, items, async (item): Promise<Slot<V>> => {
    try {
      if (signal.aborted) throw timeout();
      return await work(item);
    } catch (error) {
      if (error instanceof SourceError) return { state: 'failed', fault: error.fault };
      throw error;
    }
  });
}
