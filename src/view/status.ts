/** From a read's outcome to the row that tells the caller about it. */
import type { CustomerField } from '../customer/fields';
import type { Part, RecordRef, SourceName } from '../customer/source-record';
import { driftMessage, driftOf } from '../sources/drift';
import type { SourceRead } from '../sources/source';
import type { SourceState, SourceStatus } from './snapshot';

export function statusOf(
  source: SourceName,
  part: Part,
  record: RecordRef | undefined,
  read: SourceRead<unknown>,
  now: number,
): SourceStatus {
  const { slot, fetchedAt, latencyMs, cached, staleFor } = read;
  if (slot.state === 'failed') {
    const { state, message, retryAfterMs } = slot.fault;
    return { source, part, record, state, latencyMs, retryAfterMs, message };
  }
  const times = { fetchedAt, ageMs: Math.max(0, now - fetchedAt), latencyMs };
  if (part === 'PROFILE' && slot.state !== 'found') {
    const message =
      slot.state === 'merged' ? 'the source merged this record into another' : 'the source deleted this record';
    return { source, part, record, state: 'RECORD_GONE', message, ...times };
  }
  if (staleFor) {
    const { message, retryAfterMs } = staleFor;
    return { source, part, record, state: 'STALE_SERVED', message, retryAfterMs, ...times };
  }
  const drift = slot.state === 'found' ? driftOf(slot.value) : [];
  if (part !== 'SEARCH' && drift.length > 0) {
    // What an item lacks is the item's; the list itself is whole.
    const affects = part === 'PROFILE' ? [...new Set(drift.flatMap((field) => field.affects as CustomerField[]))] : [];
    return { source, part, record, state: 'SCHEMA_DRIFT', message: driftMessage(drift), affects, ...times };
  }
  return { source, part, record, state: cached ? 'CACHED' : 'FRESH', ...times };
}

/** Of a record that is marked as gone, and was not asked for again. */
export function statusOfGone(record: RecordRef): SourceStatus {
  const message = 'the source no longer has this record: it was deleted, or merged into another';
  return { source: record.source, part: 'PROFILE', record, state: 'RECORD_GONE', message };
}

/** Sources that the config switches off, with the parts that they would have been asked for. */
export type DisabledSources = ReadonlyMap<SourceName, readonly Part[]>;

/** A row for each of these parts that a source would have been asked for if it were not switched off. */
export function disabledRows(disabled: DisabledSources, parts: Iterable<Part>): readonly SourceStatus[] {
  const asked = [...parts];
  return [...disabled].flatMap(([source, offered]) =>
    asked.filter((part) => offered.includes(part)).map((part) => ({ source, part, state: 'DISABLED' as const })),
  );
}

const ANSWERED: ReadonlySet<SourceState> = new Set<SourceState>([
  'FRESH',
  'CACHED',
  'STALE_SERVED',
  'NOT_LINKED',
  'RECORD_GONE',
  'SKIPPED',
]);

/** Whether nothing is missing because of this row. */
export function answered(status: SourceStatus): boolean {
  return ANSWERED.has(status.state);
}

/** Keeps one row per source, part and record: the one that tells of trouble, else the oldest answer, if there was one. */
export function mergeStatuses(rows: readonly SourceStatus[]): readonly SourceStatus[] {
  const byKey = new Map<string, SourceStatus>();
  for (const row of rows) {
    const key = `${row.source}|${row.part}|${row.record?.id ?? ''}`;
    const other = byKey.get(key);
    if (row.state === 'SKIPPED' && other) continue;
    const older = (row.fetchedAt ?? 0) < (other?.fetchedAt ?? 0);
    if (!other || other.state === 'SKIPPED' || (answered(other) && (!answered(row) || older))) byKey.set(key, row);
  }
  return [...byKey.values()];
}
