/** What one operation cost the sources, for `extensions.onefold`. */
import type { Part, SourceName } from '../customer/source-record';
import type { ReadTally } from '../sources/source';

interface Row {
  readonly calls: Set<object>;
  cached: number;
}

/** One source and part. */
interface TalliedPart {
  readonly source: SourceName;
  readonly part: Part;
  /** Calls in which keys of this operation went, shared with other operations or not. */
  readonly calls: number;
  /** Reads that the cache answered. */
  readonly cacheHits: number;
}

export class OperationTally implements ReadTally {
  private readonly rows = new Map<string, Row>();

  cached(source: SourceName, part: Part): void {
    this.row(source, part).cached += 1;
  }

  called(source: SourceName, part: Part, call: object): void {
    this.row(source, part).calls.add(call);
  }

  /** In an order that does not depend on who answered first. */
  parts(): readonly TalliedPart[] {
    return [...this.rows.keys()].sort().map((key) => {
      const [source, part] = key.split('|') as [SourceName, Part];
      const { calls, cached } = this.rows.get(key) as Row;
      return { source, part, calls: calls.size, cacheHits: cached };
    });
  }

  private row(source: SourceName, part: Part): Row {
    const key = `${source}|${part}`;
    let row = this.rows.get(key);
    if (!row) {
      row = { calls: new Set(), cached: 0 };
      this.rows.set(key, row);
    }
    return row;
  }
}
