/**
 * Links what a run has read, group by group. A group is everything that the rules could join: it is admitted at once, so
 * that no shared identifier passes for a private one and the outcome does not depend on the order of records. What is
 * linked already and was not read in this run is read now.
 */
import { meetsFloor, type RecordRef, type SourceName, type SourceRecord } from '../customer/source-record';
import { OnefoldError } from '../errors';
import type { Actor, Evidence, Foresight, Identity } from '../identity/identity';
import type { LinkRules } from '../identity/rules/link-groups';
import { isIdentified } from '../sources/drift';
import type { Source } from '../sources/source';
import { type Patience, untilAnswered } from './patience';
import type { IndexedRecord, Name, WorkingFile } from './working-file';

export interface LinkingOptions extends Patience {
  readonly file: WorkingFile;
  readonly identity: Identity;
  readonly foresight: Foresight;
  readonly sources: ReadonlyMap<SourceName, Source>;
  readonly rules: LinkRules;
  readonly indexed: (record: SourceRecord) => IndexedRecord;
  readonly dryRun: boolean;
  readonly onLinked: () => void;
  readonly onCall: (source: SourceName) => void;
}

/** What the rules made of the records. */
export interface LinkTally {
  readonly customers: number;
  /** Customers with records in more than one place. */
  readonly joined: number;
  readonly ofSeveralSources: number;
  readonly joins: Readonly<Record<'ISSUED_ID' | 'SAME_EMAIL', number>>;
  readonly bySource: Readonly<Record<SourceName, SourceTally>>;
}

export interface SourceTally {
  readonly withoutEmail: number;
  readonly withoutPhone: number;
  /** Neither an e-mail nor a phone, nor an id that another source issued. */
  readonly withoutAny: number;
  /** Records beyond the first that one customer has in this source. */
  readonly duplicates: number;
}

export const NOTHING_LINKED: LinkTally = {
  customers: 0,
  joined: 0,
  ofSeveralSources: 0,
  joins: { ISSUED_ID: 0, SAME_EMAIL: 0 },
  bySource: {},
};

const ACTOR: Actor = { id: 'backfill', mayLink: true };
/** Records that are gathered before they are linked. */
const BATCH = 100;
/** A chain of identifiers this long is no person. */
const LONGEST_GROUP = 500;
const GONE_BATCH = 100;
const STORE_ATTEMPTS = 8;
const STORE_PAUSE_MS = 1_000;
const READ_DEADLINE_MS = 60_000;

/** Goes on where an earlier process stopped. Answers false where it was interrupted. */
export async function linkAll(options: LinkingOptions): Promise<boolean> {
  const { dryRun, file, identity, interrupted, onLinked } = options;
  for (let last: Name | undefined; ; ) {
    const names = file.namesAfter(last, BATCH);
    if (names.length === 0) break;
    last = names.at(-1);
    const waiting = names.filter((name) => file.groupOf(name) === undefined);
    if (waiting.length === 0) continue;
    if (interrupted.aborted) return false;
    const view = new View(options);
    for (const name of waiting) view.gather(name);
    await view.addOutsiders();
    if (interrupted.aborted) return false;
    await storeAnswers(options, () => view.link());
    onLinked();
  }
  if (!dryRun) {
    for (let batch: RecordRef[] = [], refs = file.goneRefs(); ; ) {
      const { done, value } = refs.next();
      if (!done) batch.push(value);
      if (batch.length >= GONE_BATCH || (done && batch.length > 0)) {
        const gone = batch.map((ref) => ({ ref, absence: 'DELETED' as const }));
        await storeAnswers(options, () => identity.markGone(gone, ACTOR));
        batch = [];
      }
      if (done) break;
    }
  }
  return true;
}

/** Records that are looked at together. */
class View {
  /** Of this run, by name in the working file. */
  private readonly members = new Map<Name, IndexedRecord>();
  /** Linked before, and not met by this run. */
  private readonly outsiders = new Map<Name, IndexedRecord>();
  private readonly askedEmails = new Set<string>();
  private readonly askedRefs = new Set<Name>();

  constructor(private readonly options: LinkingOptions) {}

  /** Takes a record and all that may belong to it. */
  gather(start: Name): void {
    const queue = [start];
    const limit = this.members.size + LONGEST_GROUP;
    for (const name of queue) {
      if (this.members.has(name) || this.members.size >= limit) continue;
      const indexed = this.options.file.record(name);
      if (!indexed) continue;
      this.members.set(name, indexed);
      queue.push(...this.neighbours(name, indexed));
    }
  }

  private neighbours(name: Name, { linking, record }: IndexedRecord): Name[] {
    const { file, rules } = this.options;
    const most = rules.maxRecordsPerIdentifier;
    const isPrivate = (count: number): boolean => count > 0 && count <= most;
    return [
      ...linking.flatMap((email) =>
        isPrivate(file.countBy('LINKING', email)) ? file.namesBy('LINKING', email, most) : [],
      ),
      ...record.issuedIds.map((ref) => file.nameOf(ref)).filter((issued) => isPrivate(file.countBy('ISSUED', issued))),
      ...(isPrivate(file.countBy('ISSUED', name)) ? file.namesBy('ISSUED', name, most) : []),
    ];
  }

  /** Reads what is linked already and carries an identifier of the view, or is named in it. */
  async addOutsiders(): Promise<void> {
    const { file, identity, interrupted, rules } = this.options;
    for (;;) {
      const all = [...this.members.values(), ...this.outsiders.values()];
      const emails = [...new Set(all.flatMap(({ linking }) => linking))].filter(
        (email) => !this.askedEmails.has(email) && file.countBy('LINKING', email) <= rules.maxRecordsPerIdentifier,
      );
      for (const email of emails) this.askedEmails.add(email);
      const holders = await storeAnswers(this.options, () =>
        identity.holdersOf(emails.map((normal) => ({ type: 'EMAIL', normal }))),
      );
      const refs = [
        ...holders.flatMap((ofEmail) =>
          // A value that so many hold joins nobody: what they are called is of no interest.
          ofEmail.length > rules.maxRecordsPerIdentifier
            ? []
            : ofEmail.filter(({ proof }) => meetsFloor(proof, rules.floor)).map(({ record }) => record),
        ),
        ...all.flatMap(({ record }) => record.issuedIds),
      ];
      const fresh = new Map<Name, RecordRef>();
      for (const ref of refs) {
        const name = file.nameOf(ref);
        if (this.members.has(name) || this.askedRefs.has(name)) continue;
        this.askedRefs.add(name);
        fresh.set(name, ref);
      }
      if (fresh.size === 0 || interrupted.aborted) return;
      await Promise.all([...fresh].map(([name, ref]) => this.addOutsider(name, ref)));
    }
  }

  private async addOutsider(name: Name, ref: RecordRef): Promise<void> {
    const { file, indexed, interrupted, onCall, sources } = this.options;
    if (file.record(name)) return this.gather(name);
    const source = sources.get(ref.source);
    if (!source) return;
    const slot = await untilAnswered(async () => {
      const signal = AbortSignal.any([interrupted, AbortSignal.timeout(READ_DEADLINE_MS)]);
      const tally = { cached: () => undefined, called: () => onCall(ref.source) };
      return (await source.record(ref.id, 'full', { signal, maxAgeMs: 0, tally })).slot;
    }, this.options);
    // One that cannot be read stays linked as it is; so does one that its source no longer has.
    const record = slot.state === 'found' || slot.state === 'merged' ? slot.value : undefined;
    if (record && isIdentified(record)) this.outsiders.set(file.nameOf(record.ref), indexed(record));
  }

  async link(): Promise<void> {
    const { dryRun, file, foresight, identity } = this.options;
    const records = [...this.members.values(), ...this.outsiders.values()].map(({ record }) => this.unshared(record));
    const evidence: Evidence = { carriers: (email) => file.countBy('LINKING', email) };
    const groups = await foresight.foresee(records, evidence);
    if (!dryRun) await identity.admit(records, ACTOR, evidence);
    let tally = file.tally<LinkTally>() ?? NOTHING_LINKED;
    const settled: Name[][] = [];
    for (const { records: refs, rules } of groups) {
      const names = refs.map((ref) => file.nameOf(ref)).filter((name) => this.members.has(name));
      const isNew = names.some((name) => file.groupOf(name) === undefined);
      if (!isNew) continue;
      settled.push(names);
      tally = counted(
        tally,
        names.map((name) => this.members.get(name)!.record),
        refs,
        rules,
      );
    }
    file.settle(settled, tally);
  }

  /** Without ids that so many records name that they say nothing. */
  private unshared(record: SourceRecord): SourceRecord {
    const { file, rules } = this.options;
    const issuedIds = record.issuedIds.filter(
      (ref) => file.countBy('ISSUED', file.nameOf(ref)) <= rules.maxRecordsPerIdentifier,
    );
    return issuedIds.length === record.issuedIds.length ? record : { ...record, issuedIds };
  }
}

function counted(
  tally: LinkTally,
  records: readonly SourceRecord[],
  group: readonly RecordRef[],
  rules: readonly ('ISSUED_ID' | 'SAME_EMAIL')[],
): LinkTally {
  const bySource: Record<SourceName, SourceTally> = { ...tally.bySource };
  for (const source of new Set(records.map(({ ref }) => ref.source))) {
    const own = records.filter(({ ref }) => ref.source === source);
    const has = (type: 'EMAIL' | 'PHONE') => (record: SourceRecord) =>
      record.identifiers.some((identifier) => identifier.type === type);
    const before = bySource[source] ?? { withoutEmail: 0, withoutPhone: 0, withoutAny: 0, duplicates: 0 };
    const isBare = ({ identifiers, issuedIds }: SourceRecord): boolean => identifiers.length + issuedIds.length === 0;
    bySource[source] = {
      withoutEmail: before.withoutEmail + own.filter((record) => !has('EMAIL')(record)).length,
      withoutPhone: before.withoutPhone + own.filter((record) => !has('PHONE')(record)).length,
      withoutAny: before.withoutAny + own.filter(isBare).length,
      duplicates: before.duplicates + own.length - 1,
    };
  }
  const count = (rule: string): number => rules.filter((one) => one === rule).length;
  return {
    customers: tally.customers + 1,
    joined: tally.joined + (group.length > 1 ? 1 : 0),
    ofSeveralSources: tally.ofSeveralSources + (new Set(group.map(({ source }) => source)).size > 1 ? 1 : 0),
    joins: {
      ISSUED_ID: tally.joins.ISSUED_ID + count('ISSUED_ID'),
      SAME_EMAIL: tally.joins.SAME_EMAIL + count('SAME_EMAIL'),
    },
    bySource,
  };
}

/** A store that fails for a moment costs the run a moment. */
async function storeAnswers<T>({ interrupted, pause }: Patience, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const isPassing = error instanceof OnefoldError && error.code === 'IDENTITY_UNAVAILABLE';
      if (!isPassing || attempt >= STORE_ATTEMPTS || interrupted.aborted) throw error;
      await pause(STORE_PAUSE_MS);
    }
  }
}
