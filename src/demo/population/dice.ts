/**
 * Randomness from a seed: the same seed throws the same dice on every machine. Each chapter of the generator takes its
 * own dice by name (`fork`), so that a change in one does not reshuffle the others.
 */

/** Steele and Vigna's splitmix in 32 bits, as used to seed other generators: small, and good enough for a demo. */
function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** FNV-1a: turns the name of a chapter into a number. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash;
}

export class Dice {
  private readonly next: () => number;

  constructor(private readonly seed: number) {
    this.next = splitmix32(seed);
    // Neighbouring seeds differ in one bit; a few throws apart they have nothing in common.
    for (let warmUp = 0; warmUp < 4; warmUp++) this.next();
  }

  fork(chapter: string): Dice {
    return new Dice(this.seed ^ hashText(chapter));
  }

  /** A whole number, both ends included. */
  int(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError('Nothing to pick from: the list is empty.');
    return list[this.int(0, list.length - 1)]!;
  }

  /** Picks by weight. */
  weighted<T>(options: readonly (readonly [T, number])[]): T {
    let rest = this.next() * options.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [option, weight] of options) {
      rest -= weight;
      if (rest < 0) return option;
    }
    return options[options.length - 1]![0];
  }

  /** `count` different elements (or all, if there are fewer), in no particular order. */
  sample<T>(list: readonly T[], count: number): T[] {
    const left = [...list];
    const taken: T[] = [];
    while (taken.length < count && left.length > 0) taken.push(left.splice(this.int(0, left.length - 1), 1)[0]!);
    return taken;
  }
}
