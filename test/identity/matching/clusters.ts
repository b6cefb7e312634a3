import type { RecordRef } from '../../../src/customer/source-record';

/** Clusters in one writing, whatever their order and that of their records. */
export function written(clusters: readonly (readonly RecordRef[])[]): readonly string[] {
  return clusters
    .map((members) =>
      members
        .map(({ source, id }) => `${source}:${id}`)
        .sort()
        .join(' '),
    )
    .sort();
}
