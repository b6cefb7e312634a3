/**
 * What sources answered, for as long as budgets allow: an LRU in process memory with a bound in bytes. It holds answers
 * (found, nothing, gone), never failures, so a fault is asked about again. Keys carry the source, hence its credential:
 * what a caller may see is decided later, per caller.
 */
import { LRUCache } from 'lru-cache';
import type { Slot } from './contract';

export interface CachedAnswer {
  readonly slot: Slot<unknown>;
  /** ms since the epoch. */
  readonly fetchedAt: number;
}

export class AnswerCache {
  private readonly entries: LRUCache<string, CachedAnswer & { readonly storedAt: number }>;

  private purge: NodeJS.Timeout | undefined;

  /**
   * @param maxAgeMs after which nobody may be served an answer, so that it is forgotten, asked for or not.
   * @param monotonic ms on a clock that only runs forward: setting the other one back makes no answer younger.
   */
  constructor(
    maxBytes: number,
    private readonly maxAgeMs: number,
    private readonly monotonic: () => number,
  ) {
    this.entries = new LRUCache({
      ttl: Math.max(1, maxAgeMs),
      ttlResolution: 0,
      perf: { now: monotonic },
      maxSize: Math.max(1, maxBytes),
      maxEntrySize: Math.max(1, Math.floor(maxBytes / 8)),
      sizeCalculation: (answer, key) => 200 + 2 * key.length + bytesOf(answer.slot),
    });
  }

  /** An answer that is not older than `maxAgeMs` at `now`. */
  get<T>(key: string, maxAgeMs: number, now: number): { slot: Slot<T>; fetchedAt: number } | undefined {
    if (maxAgeMs <= 0) return undefined;
    const answer = this.entries.get(key);
    if (!answer || now - answer.fetchedAt > maxAgeMs || this.monotonic() - answer.storedAt > maxAgeMs) return undefined;
    return answer as { slot: Slot<T>; fetchedAt: number };
  }

  put(key: string, answer: CachedAnswer): void {
    if (answer.slot.state === 'failed' || this.maxAgeMs <= 0) return;
    this.entries.set(key, { ...answer, storedAt: this.monotonic() });
    this.purgeLater();
  }

  get bytes(): number {
    return this.entries.calculatedSize;
  }

  private purgeLater(): void {
    this.purge ??= setTimeout(() => {
      this.purge = undefined;
      this.entries.purgeStale();
      if (this.entries.size > 0) this.purgeLater();
    }, this.maxAgeMs).unref();
  }
}

/** A cheap upper estimate of what a plain value occupies: two bytes a character, sixteen a number, a header an object. */
function bytesOf(value: unknown): number {
  if (typeof value === 'string') return 16 + 2 * value.length;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + bytesOf(item), 16 + 8 * value.length);
  if (value !== null && typeof value === 'object') {
    let sum = 32;
    for (const item of Object.values(value)) sum += 8 + bytesOf(item);
    return sum;
  }
  return 16;
}
