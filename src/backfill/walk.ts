/** Walks one source's list into the working file, page by page, from where an earlier process stopped. */
import { meetsFloor, type SourceRecord } from '../customer/source-record';
import { blockedEmails } from '../identity/rules/blocked-emails';
import type { LinkRules } from '../identity/rules/link-groups';
import type { SourceFault } from '../remote/fault';
import { isIdentified } from '../sources/drift';
import type { Source } from '../sources/source';
import { type Patience, untilAnswered } from './patience';
import type { IndexedRecord, Position, WalkedSource, WorkingFile } from './working-file';

export interface WalkOptions extends Patience {
  readonly file: WorkingFile;
  readonly indexed: (record: SourceRecord) => IndexedRecord;
  /** ms between the starts of two calls. */
  readonly intervalMs: number;
  readonly monotonic: () => number;
  readonly onPage: (position: Position) => void;
  readonly onCall: () => void;
}

export type WalkOutcome =
  | { readonly state: 'DONE' | 'INTERRUPTED' }
  | { readonly state: 'FAILED'; readonly fault: SourceFault };

const PAGE_DEADLINE_MS = 60_000;

export async function walk(source: Source, { name, since }: WalkedSource, options: WalkOptions): Promise<WalkOutcome> {
  const { file, interrupted, intervalMs, monotonic, onCall, onPage, pause } = options;
  let position = file.position(name);
  let lastStart = Number.NEGATIVE_INFINITY;
  const ask = async () => {
    const early = lastStart + intervalMs - monotonic();
    if (early > 0) await pause(early);
    lastStart = monotonic();
    onCall();
    return source.listPage(since, position.next, AbortSignal.any([interrupted, AbortSignal.timeout(PAGE_DEADLINE_MS)]));
  };
  while (!position.done) {
    if (interrupted.aborted) return { state: 'INTERRUPTED' };
    const slot = await untilAnswered(ask, options);
    if (slot.state !== 'found') {
      if (interrupted.aborted) return { state: 'INTERRUPTED' };
      return {
        state: 'FAILED',
        fault: slot.state === 'failed' ? slot.fault : { state: 'INVALID_RESPONSE', message: 'no page' },
      };
    }
    const { deletedIds, next, records } = slot.value;
    // By what could be read of it, it would lose the identifiers that it still has.
    const readable = records.filter(isIdentified);
    const after: Position = {
      done: next === undefined,
      ...(next !== undefined && { next }),
      pages: position.pages + 1,
      records: position.records + records.length,
      unreadable: position.unreadable + records.length - readable.length,
    };
    file.takePage(
      name,
      readable.map(options.indexed),
      deletedIds.map((id) => ({ source: name, id })),
      after,
    );
    position = after;
    onPage(position);
  }
  return { state: 'DONE' };
}

/** Which e-mails of a record the rules may join by. */
export function indexing({ blockedEmails: patterns, floor }: LinkRules): (record: SourceRecord) => IndexedRecord {
  const isBlocked = blockedEmails(patterns);
  return (record) => {
    const linking = record.identifiers.filter(
      ({ normal, proof, type }) => type === 'EMAIL' && meetsFloor(proof, floor) && !isBlocked(normal),
    );
    return { record, linking: [...new Set(linking.map(({ normal }) => normal))] };
  };
}
