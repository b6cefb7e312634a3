/** Columns of whole numbers that grow: a million records as a few flat arrays instead of millions of objects. */

export class Column {
  private data: Int32Array;
  length = 0;

  constructor(capacity = 64) {
    this.data = new Int32Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.data.length) {
      const grown = new Int32Array(this.data.length * 2);
      grown.set(this.data);
      this.data = grown;
    }
    this.data[this.length++] = value;
  }

  at(row: number): number {
    return this.data[row]!;
  }

  set(row: number, value: number): void {
    this.data[row] = value;
  }

  /** What was pushed, without what was reserved. A view: it does not follow later growth. */
  view(): Int32Array {
    return this.data.subarray(0, this.length);
  }
}

/** Lists of whole numbers, one after another; each row is closed before the next begins. */
export class ListColumn {
  private readonly starts = new Column();
  private readonly values = new Column();

  constructor() {
    this.starts.push(0);
  }

  /** Adds to the row that is open. */
  push(value: number): void {
    this.values.push(value);
  }

  /** Whether the row that is open has the value already. */
  holds(value: number | undefined): boolean {
    if (value === undefined) return false;
    for (let place = this.starts.at(this.starts.length - 1); place < this.values.length; place++) {
      if (this.values.at(place) === value) return true;
    }
    return false;
  }

  close(): void {
    this.starts.push(this.values.length);
  }

  get rows(): number {
    return this.starts.length - 1;
  }

  start(row: number): number {
    return this.starts.at(row);
  }

  end(row: number): number {
    return this.starts.at(row + 1);
  }

  /** The value at a place between `start` and `end`. */
  value(place: number): number {
    return this.values.at(place);
  }
}
