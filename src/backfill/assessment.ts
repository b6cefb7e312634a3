/** What a run has found out about the records that it read, beyond who is who. Read from the working file, bit by bit. */
import { namesContradict } from '../customer/normal-forms/name';
import type { IdentifierType, RecordRef, SourceName, SourceRecord } from '../customer/source-record';
import type { WorkingFile } from './working-file';

/** A value that so many records carry, under so many names, that it belongs to nobody. Told without the value. */
interface SuspiciousIdentifier {
  readonly type: IdentifierType;
  readonly records: number;
  /** Different names among them, as far as they were looked at. */
  readonly names: number;
  readonly sources: readonly SourceName[];
  /** One that carries it, to look it up by. */
  readonly example: RecordRef;
}

export interface Assessment {
  readonly suspicious: { readonly count: number; readonly worst: readonly SuspiciousIdentifier[] };
  /** Pairs in one source with one phone and names that do not contradict, which no rule joins. */
  readonly likelyDuplicates: Readonly<Record<SourceName, number>>;
}

const LEAST_RECORDS = 4;
const LEAST_NAMES = 3;
const WORST = 20;
/** Carriers of one value that are looked at. */
const MOST_CARRIERS = 100;
/** A phone of a family; what more carry is no sign of a duplicate. */
const MOST_TOGETHER = 10;

export function assess(file: WorkingFile): Assessment {
  const worst: SuspiciousIdentifier[] = [];
  const likelyDuplicates: Record<SourceName, number> = {};
  let count = 0;
  for (const type of ['EMAIL', 'PHONE'] as const) {
    for (const { count: records, names } of file.shared(type, 2, MOST_CARRIERS)) {
      const carriers = names.flatMap((name) => {
        const found = file.record(name);
        return found ? [{ record: found.record, group: file.groupOf(name) }] : [];
      });
      if (type === 'PHONE' && records <= MOST_TOGETHER) {
        for (const source of pairsOfOne(carriers)) likelyDuplicates[source] = (likelyDuplicates[source] ?? 0) + 1;
      }
      const different = new Set(carriers.flatMap(({ record }) => nameOf(record) ?? [])).size;
      if (records < LEAST_RECORDS || different < LEAST_NAMES) continue;
      count += 1;
      const sources = [...new Set(carriers.map(({ record }) => record.ref.source))].sort();
      worst.push({ type, records, names: different, sources, example: carriers[0]!.record.ref });
      worst.sort((a, b) => b.records - a.records || b.names - a.names);
      worst.splice(WORST);
    }
  }
  return { suspicious: { count, worst }, likelyDuplicates };
}

interface Carrier {
  readonly record: SourceRecord;
  readonly group: string | undefined;
}

/** The source of each pair that looks like one person. */
function pairsOfOne(carriers: readonly Carrier[]): SourceName[] {
  return carriers.flatMap((a, i) =>
    carriers.slice(i + 1).flatMap((b) => {
      const isPair =
        a.record.ref.source === b.record.ref.source &&
        a.group !== b.group &&
        nameOf(a.record) !== undefined &&
        nameOf(b.record) !== undefined &&
        !namesContradict(a.record.attributes, b.record.attributes);
      return isPair ? [a.record.ref.source] : [];
    }),
  );
}

function nameOf({ attributes: { displayName, firstName, lastName } }: SourceRecord): string | undefined {
  const name = displayName ?? [firstName, lastName].filter(Boolean).join(' ');
  return name === '' ? undefined : name.toLowerCase();
}
