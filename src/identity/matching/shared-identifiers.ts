/** The shared-identifier detector: which e-mails, phones and ids stand on records of several people. */
import type { ListColumn } from './columns';
import type { FeatureTable } from './features';

/** An identifier on several people. */
export interface SharedIdentifier {
  readonly type: string;
  /** The normal form. */
  readonly value: string;
  readonly records: number;
  /** How many clusters carry it. */
  readonly clusters: number;
  /** More records carry it than its limit allows: it was no evidence. */
  readonly overLimit: boolean;
}

/** @param clusterOf of each row; those most widely shared come first. */
export function sharedIdentifiers(table: FeatureTable, clusterOf: Int32Array): readonly SharedIdentifier[] {
  const found = [
    ...detect(table.emails, clusterOf, table.size).map(([email, clusters]) => ({
      type: 'EMAIL',
      value: table.emailTexts.text(email),
      records: table.emailTexts.count(email),
      clusters,
      overLimit: table.isSharedEmail(email),
    })),
    ...detect(table.phones, clusterOf, table.size).map(([phone, clusters]) => ({
      type: 'PHONE',
      value: table.phoneTexts.text(phone),
      records: table.phoneTexts.count(phone),
      clusters,
      overLimit: table.isSharedPhone(phone),
    })),
    ...detect(table.ids, clusterOf, table.size).map(([id, clusters]) => {
      const [type, value] = table.idTexts.text(id).split('\u0000') as [string, string];
      return { type, value, records: table.idTexts.count(id), clusters, overLimit: table.isSharedId(id) };
    }),
  ];
  return found.sort((x, y) => y.clusters - x.clusters || (x.value < y.value ? -1 : 1));
}

/** Values on records of several clusters, with how many. */
function detect(values: ListColumn, clusterOf: Int32Array, rows: number): readonly (readonly [number, number])[] {
  const first = new Map<number, number>();
  const several = new Map<number, Set<number>>();
  for (let row = 0; row < rows; row++) {
    const cluster = clusterOf[row]!;
    for (let i = values.start(row); i < values.end(row); i++) {
      const value = values.value(i);
      const before = first.get(value);
      if (before === undefined) first.set(value, cluster);
      else if (before !== cluster) {
        const clusters = several.get(value);
        if (clusters === undefined) several.set(value, new Set([before, cluster]));
        else clusters.add(cluster);
      }
    }
  }
  return [...several].map(([value, clusters]) => [value, clusters.size] as const);
}
