/** Remembers what two texts were found to be to each other; forgets one pair when another takes its place. */
import { mix } from './terms';

const BITS = 13;
/** Nothing is remembered. */
export const UNKNOWN = -128;

export class PairMemo {
  private readonly firsts = new Int32Array(1 << BITS).fill(-1);
  private readonly seconds = new Int32Array(1 << BITS);
  private readonly values = new Int8Array(1 << BITS);

  get(a: number, b: number): number {
    const place = mix(a, b) >>> (32 - BITS);
    return this.firsts[place] === a && this.seconds[place] === b ? this.values[place]! : UNKNOWN;
  }

  /** @param value from -127 to 127 */
  set(a: number, b: number, value: number): void {
    const place = mix(a, b) >>> (32 - BITS);
    this.firsts[place] = a;
    this.seconds[place] = b;
    this.values[place] = value;
  }
}
