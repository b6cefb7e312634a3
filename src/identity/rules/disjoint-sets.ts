/** Sets of numbers 0…n-1 that only ever grow together (union-find with path halving). */
export class DisjointSets {
  private readonly parents: number[];

  constructor(size: number) {
    this.parents = Array.from({ length: size }, (_, i) => i);
  }

  /** The same number for all members of a set: its least. */
  find(i: number): number {
    let at = i;
    while (this.parents[at] !== at) {
      const parent = this.parents[at]!;
      this.parents[at] = this.parents[parent]!;
      at = this.parents[at]!;
    }
    return at;
  }

  union(i: number, j: number): void {
    const [a, b] = [this.find(i), this.find(j)];
    this.parents[Math.max(a, b)] = Math.min(a, b);
  }

  /** In the order of their least members; members ascend. */
  sets(): number[][] {
    const sets = new Map<number, number[]>();
    for (let i = 0; i < this.parents.length; i++) {
      const root = this.find(i);
      const set = sets.get(root);
      if (set) set.push(i);
      else sets.set(root, [i]);
    }
    return [...sets.values()];
  }
}
