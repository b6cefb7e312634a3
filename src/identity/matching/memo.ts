/** Remembers what two texts were found to be to each other; forgets one pair when another takes its place. */
import { mix } from './terms';

const BITS = 13;

export class PairMemo {
  private readonly firsts = new Int32Array(1 << BITS).fill(-1);
  private readonly seconds = new Int32Array(1 << BITS);
  private readonly values = new Int8Array(1 << BITS);

  /** @param find is asked where nothing is remembered; its answer is from -128 to 127. */
  get(a: number, b: number, find: (a: number, b: number) => number): number {
    const place = mix(a, b) >>> (32 - BITS);
    if (this.firsts[place] === a && this.seconds[place] === b) return this.values[place]!;
    const value = find(a, b);
    this.firsts[place] = a;
    this.seconds[place] = b;
    this.values[place] = value;
    return value;
  }
}
