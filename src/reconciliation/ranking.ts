import type { SourceName } from '../customer/source-record';
import type { Claim } from './claim';

/** The order of sources under one policy. Sources that it does not name share the last place. */
export class Ranking {
  constructor(private readonly sources: readonly SourceName[]) {}

  rankOf(source: SourceName): number {
    const place = this.sources.indexOf(source);
    return place < 0 ? this.sources.length : place;
  }

  compareSources(a: SourceName, b: SourceName): number {
    return this.rankOf(a) - this.rankOf(b) || compareText(a, b);
  }

  /** Total over the claims on one field, so that ties end the same way on every node. */
  compareClaims(a: Claim, b: Claim): number {
    return (
      this.compareSources(a.record.source, b.record.source) ||
      compareText(a.record.id, b.record.id) ||
      compareText(a.normal, b.normal)
    );
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
