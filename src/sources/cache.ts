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
  private readonly entries: LRUCache<string, CachedAnswer>;

  constructor(maxBytes: number) {
    this.entries = new LRUCache({
      maxSize: Math.max(1, maxBytes),
      maxEntrySize: Math.max(1, Math.floor(maxBytes / 8)),
      sizeCalculation: (answer, key) => 200 + 2 * key.length + bytesOf(answer.slot),
    });
  }

  /** An answer that is not older than `maxAgeMs` at `now`. */
  get<T>(key: string, maxAgeMs: number, now: number): { slot: Slot<T>; fetchedAt: number } | undefined {
    if (maxAgeMs <= 0) return undefined;
    const answer = this.entries.get(key);
    if (!answer || now - answer.fetchedAt > maxAgeMs) return undefined;
    return answer as { slot: Slot<T>; fetchedAt: number };
  }

  put(key: string, answer: CachedAnswer): void {
    if (answer.slot.state !== 'failed') this.entries.set(key, answer);
  }

  get bytes(): number {
    return this.entries.calculatedSize;
  }

  clear(): void {
    this.entries.clear();
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
