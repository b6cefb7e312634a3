/**
 * Backfill: walks the sources' lists and links everybody in them, in bulk. This is the room's door.
 *
 * Reading comes first and linking after it, for the rules need to know who else carries an identifier: each source is
 * walked into a sealed working file (`walk.ts`, `working-file.ts`), then groups of what may belong together are admitted
 * (`linking.ts`), then the records are assessed (`assessment.ts`). A run that ends, by Ctrl-C or by `kill -9`, goes on
 * where it stopped; the next run reads only what has changed since the last one began. A dry run does all of it but write.
 */
import type { SourceName } from '../customer/source-record';
import type { Foresight, Identity } from '../identity/identity';
import type { LinkRules } from '../identity/rules/link-groups';
import type { Checkpoint } from '../identity/store/contract';
import type { SourceFault } from '../remote/fault';
import type { Quota } from '../sources/contract';
import type { Source } from '../sources/source';
import { type Assessment, assess } from './assessment';
import { type LinkTally, linkAll, NOTHING_LINKED, type SourceTally } from './linking';
import type { Patience } from './patience';
import { indexing, walk } from './walk';
import { openWorkingFile, type RunHeader, type WalkedSource, type WorkingFile } from './working-file';

export interface BackfillOptions {
  /** All sources of the gateway: what is linked already may have to be read from any of them. */
  readonly sources: ReadonlyMap<SourceName, Source>;
  /** Those to walk. Each can list. */
  readonly walked: readonly SourceName[];
  readonly identity: Identity;
  readonly foresight: Foresight;
  readonly checkpoints: {
    putCheckpoint(checkpoint: Checkpoint): Promise<void>;
    checkpoints(sources: readonly SourceName[]): Promise<readonly (Checkpoint | undefined)[]>;
  };
  readonly rules: LinkRules;
  readonly dryRun: boolean;
  /** Folder of the working file. */
  readonly folder: string;
  readonly encryptionKey: Uint8Array;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly monotonic: () => number;
  readonly interrupted: AbortSignal;
  readonly pause: (ms: number) => Promise<void>;
  /** Calls of one source's list in a second at most. Default 4. */
  readonly pagesPerSecond?: number;
  readonly onProgress?: (progress: Progress) => void;
}

export type Progress =
  | { readonly phase: 'walking'; readonly source: SourceName; readonly pages: number; readonly records: number }
  | {
      readonly phase: 'waiting';
      readonly source?: SourceName;
      readonly state: SourceFault['state'];
      readonly ms: number;
    }
  | { readonly phase: 'linking'; readonly linked: number; readonly of: number };

interface SourceReport extends SourceTally {
  readonly records: number;
  readonly deleted: number;
  /** Left out, since it could not be read who they are. */
  readonly unreadable: number;
  readonly likelyDuplicates: number;
  /** Changes since then were read; absent: everything was. */
  readonly since?: string;
  /** Calls that this process made. */
  readonly calls: number;
  readonly quota?: Quota;
}

export interface Report extends Omit<LinkTally, 'bySource'>, Pick<Assessment, 'suspicious'> {
  readonly dryRun: boolean;
  readonly sources: Readonly<Record<SourceName, SourceReport>>;
}

export type BackfillOutcome =
  | { readonly status: 'DONE'; readonly report: Report }
  /** The next run goes on from here. */
  | { readonly status: 'INTERRUPTED' }
  /** Nobody was linked, for whom these sources hold is not known. What was read is kept for the next run. */
  | {
      readonly status: 'FAILED';
      readonly failures: readonly { readonly source: SourceName; readonly fault: SourceFault }[];
    };

/** A source that cannot be walked; the message says why, for the person who named it. */
export class NotWalkable extends Error {
  override readonly name = 'NotWalkable';
}

/** The sources that were named, or all that can list. @throws NotWalkable */
export function sourcesToWalk(
  sources: ReadonlyMap<SourceName, Pick<Source, 'canList'>>,
  named: readonly SourceName[],
): readonly SourceName[] {
  const listing = [...sources].filter(([, { canList }]) => canList).map(([name]) => name);
  const offer = listing.length === 0 ? 'none can be walked' : `those that can be walked: ${listing.join(', ')}`;
  for (const name of named) {
    const source = sources.get(name);
    if (!source)
      throw new NotWalkable(`Expected the name of an enabled source, received ${JSON.stringify(name)}; ${offer}`);
    if (!source.canList) throw new NotWalkable(`The source ${name} cannot list its records; ${offer}`);
  }
  if (named.length === 0 && listing.length === 0)
    throw new NotWalkable('There is no source to walk: none is enabled that can list its records');
  return named.length > 0 ? named : listing;
}

/** Clocks differ, and searches show a change a while after it was made. */
const OVERLAP_MS = 600_000;
const PAGES_PER_SECOND = 4;

/** @throws Error where another backfill is at work, or the disk is full; OnefoldError where the identity store fails. */
export async function backfill(options: BackfillOptions): Promise<BackfillOutcome> {
  // What a dry run would read must not be taken for what a run has read: it begins anew each time.
  const folder = options.dryRun ? `${options.folder}-dry-run` : options.folder;
  const file = await openWorkingFile({ folder, encryptionKey: options.encryptionKey });
  let isOver = options.dryRun;
  try {
    const outcome = await run(file, options);
    isOver ||= outcome.status === 'DONE';
    return outcome;
  } finally {
    await (isOver ? file.remove() : file.close());
  }
}

async function run(file: WorkingFile, options: BackfillOptions): Promise<BackfillOutcome> {
  const { checkpoints, dryRun, interrupted, onProgress, pause, rules, sources } = options;
  const header = await begunOrResumed(file, options);
  const indexed = indexing(rules);
  const calls = new Map<SourceName, number>();
  const onCall = (source: SourceName): void => void calls.set(source, (calls.get(source) ?? 0) + 1);
  const patience = (source?: SourceName): Patience => ({
    interrupted,
    pause,
    onWait: ({ state }, ms) => onProgress?.({ phase: 'waiting', ...(source !== undefined && { source }), state, ms }),
  });

  const outcomes = await Promise.all(
    header.sources.map((walked) =>
      walk(sources.get(walked.name)!, walked, {
        ...patience(walked.name),
        file,
        indexed,
        intervalMs: 1000 / (options.pagesPerSecond ?? PAGES_PER_SECOND),
        monotonic: options.monotonic,
        onCall: () => onCall(walked.name),
        onPage: ({ pages, records }) => onProgress?.({ phase: 'walking', source: walked.name, pages, records }),
      }),
    ),
  );
  const failures = outcomes.flatMap((outcome, i) =>
    outcome.state === 'FAILED' ? [{ source: header.sources[i]!.name, fault: outcome.fault }] : [],
  );
  if (failures.length > 0) return { status: 'FAILED', failures };
  if (interrupted.aborted) return { status: 'INTERRUPTED' };

  const of = file.count();
  const isLinked = await linkAll({
    ...patience(),
    file,
    identity: options.identity,
    foresight: options.foresight,
    sources,
    rules,
    indexed,
    dryRun,
    onCall,
    onLinked: () => onProgress?.({ phase: 'linking', linked: file.settledCount(), of }),
  });
  if (!isLinked) return { status: 'INTERRUPTED' };
  const report = reportOf(file, header, options, calls);
  if (!dryRun) {
    for (const { name, startedAt } of header.sources) {
      // Those who could not be read are to be read again.
      if (file.position(name).unreadable > 0) continue;
      await checkpoints.putCheckpoint({ source: name, walkedUntil: startedAt - OVERLAP_MS });
    }
  }
  return { status: 'DONE', report };
}

/** The run that was under way, if it was for the same; else a new one. */
async function begunOrResumed(file: WorkingFile, options: BackfillOptions): Promise<RunHeader> {
  const { checkpoints, dryRun, now, rules, walked } = options;
  const standing = dryRun ? undefined : file.header();
  const made = JSON.stringify([rules.floor, rules.maxRecordsPerIdentifier, [...rules.blockedEmails].sort()]);
  const names = [...new Set(walked)].sort();
  if (standing && standing.rules === made && standing.sources.map(({ name }) => name).join() === names.join()) {
    return standing;
  }
  const known = await checkpoints.checkpoints(names);
  const header: RunHeader = {
    rules: made,
    sources: names.map((name, i): WalkedSource => {
      const walkedUntil = known[i]?.walkedUntil;
      const since = walkedUntil === undefined ? undefined : new Date(walkedUntil).toISOString();
      return { name, startedAt: now(), ...(since !== undefined && { since }) };
    }),
  };
  file.begin(header);
  return header;
}

function reportOf(
  file: WorkingFile,
  header: RunHeader,
  { dryRun, sources }: BackfillOptions,
  calls: ReadonlyMap<SourceName, number>,
): Report {
  const { bySource, ...tally } = file.tally<LinkTally>() ?? NOTHING_LINKED;
  const { likelyDuplicates, suspicious } = assess(file);
  const deleted = new Map<SourceName, number>();
  for (const { source } of file.goneRefs()) deleted.set(source, (deleted.get(source) ?? 0) + 1);
  const nothing: SourceTally = { withoutEmail: 0, withoutPhone: 0, withoutAny: 0, duplicates: 0 };
  const reports = header.sources.map(({ name, since }): [SourceName, SourceReport] => {
    const { records, unreadable } = file.position(name);
    const quota = sources.get(name)?.quota;
    return [
      name,
      {
        records,
        deleted: deleted.get(name) ?? 0,
        unreadable,
        ...(bySource[name] ?? nothing),
        likelyDuplicates: likelyDuplicates[name] ?? 0,
        ...(since !== undefined && { since }),
        calls: calls.get(name) ?? 0,
        ...(quota && { quota }),
      },
    ];
  });
  return { dryRun, sources: Object.fromEntries(reports), ...tally, suspicious };
}
