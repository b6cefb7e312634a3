/**
 * Finds the records of a person by asking the sources, and has identity link what its rules allow. It starts from an
 * identifier or from records at hand, and goes on with what the records found say of themselves: further e-mail
 * addresses, ids that one source issued for another. There is no barrier between rounds: a source that hangs holds up
 * only its own answers.
 */
import {
  type Identifier,
  type IdentifierType,
  meetsFloor,
  type Proof,
  type RecordRef,
  refKey,
  type SourceName,
  type SourceRecord,
} from '../customer/source-record';
import { OnefoldError } from '../errors';
import type { Actor, Holder, Membership, UpstreamMerge } from '../identity/identity';
import { isIdentified } from '../sources/drift';
import type { Source, SourceRead } from '../sources/source';
import type { Reading } from './reading';
import type { SourceStatus } from './snapshot';
import { mergeStatuses, statusOf } from './status';

export interface DiscoveryRules {
  /** Groups records that the link rules join; pure. */
  readonly partition: (records: readonly SourceRecord[]) => readonly (readonly SourceRecord[])[];
  /** An e-mail with less proof links nobody, so it is not searched for either. */
  readonly floor: Proof;
  /** Searches that one discovery may start; a shared mailbox must not walk a whole company. */
  readonly maxSearches: number;
}

export interface DiscoveryStart {
  /** `value` is the spelling that was asked for; vendors search text, not normal forms. */
  readonly identifier?: { readonly type: IdentifierType; readonly normal: string; readonly value: string };
  readonly records: readonly SourceRecord[];
  /** Records that were merged into others. */
  readonly merges?: readonly UpstreamMerge[];
  /** Records that their sources no longer have: there is nothing to search by. */
  readonly gone?: readonly RecordRef[];
}

export interface Discovered {
  /** Customers of the records that we started from, or that carry the identifier we started from. */
  readonly owners: readonly (Membership | null)[];
  readonly seeds: readonly SourceRecord[];
  /** A row per source that was searched. */
  readonly statuses: readonly SourceStatus[];
  readonly failedSources: ReadonlySet<SourceName>;
  /** Whether everything known of a customer was searched for, wherever it could be. */
  readonly covers: (membership: Membership) => boolean;
}

export interface DiscoveryOptions {
  readonly reading: Reading;
  readonly rules: DiscoveryRules;
  readonly actor: Actor;
  readonly now: () => number;
  /** Called for each record of the people sought, as soon as it is known, so that its parts can be read meanwhile. */
  readonly onRecord: (record: SourceRecord) => void;
}

export async function discover(start: DiscoveryStart, options: DiscoveryOptions): Promise<Discovered> {
  const search = new Search(start, options);
  await search.run();
  return search.settle();
}

class Search {
  private readonly known = new Map<string, SourceRecord>();
  private readonly seeds = new Set<string>();
  private readonly expanded = new Set<string>();
  private readonly asked = new Set<string>();
  private readonly merges: UpstreamMerge[] = [];
  private readonly statuses: SourceStatus[] = [];
  private readonly searchedSources = new Set<SourceName>();
  private readonly failedSources = new Set<SourceName>();
  /** A search was left out because there were too many. */
  private curtailed = false;
  /** Records in view belong to nobody, because the one who asks may not link them. */
  private leftUnlinked = false;

  constructor(
    private readonly start: DiscoveryStart,
    private readonly options: DiscoveryOptions,
  ) {
    this.merges.push(...(start.merges ?? []));
    for (const ref of start.gone ?? []) this.expanded.add(refKey(ref));
  }

  async run(): Promise<void> {
    const { identifier, records } = this.start;
    const work: Promise<void>[] = [];
    if (identifier) {
      for (const spelling of spellings(identifier)) {
        for (const source of this.finders(identifier.type))
          work.push(this.find(source, identifier.type, spelling, true));
      }
    }
    work.push(this.take(records, true));
    await Promise.all(work);
  }

  async settle(): Promise<Discovered> {
    const { actor, reading } = this.options;
    const { identity } = reading;
    const all = [...this.known.values()];
    // First, or the survivor of a merge would be taken for somebody new.
    if (this.merges.length > 0) await identity.heal(this.merges, actor);
    const memberships = all.length > 0 ? await identity.admit(all, actor) : [];
    this.leftUnlinked = !actor.mayLink && memberships.includes(null);
    const seeds: SourceRecord[] = [];
    const owners: (Membership | null)[] = [];
    all.forEach((record, i) => {
      if (!this.seeds.has(refKey(record.ref))) return;
      seeds.push(record);
      owners.push(memberships[i] ?? null);
    });
    const searched = [...this.searchedSources].filter((source) => !this.failedSources.has(source));
    const people = new Map(owners.flatMap((owner) => (owner ? [[owner.id, owner] as const] : [])));
    const covered = [...people.values()].filter((owner) => this.covers(owner));
    await Promise.all(covered.map((owner) => identity.searched(owner, searched).catch(notNoted)));
    const { failedSources } = this;
    const covers = (membership: Membership): boolean => this.covers(membership);
    return { owners, seeds, statuses: mergeStatuses(this.statuses), failedSources, covers };
  }

  private covers({ records }: Membership): boolean {
    const { reading } = this.options;
    if (this.curtailed || this.leftUnlinked) return false;
    return records.every((ref) => this.expanded.has(refKey(ref)) || !reading.source(ref.source));
  }

  /** Adds records and follows what they say of themselves. */
  private async take(records: readonly SourceRecord[], asSeeds: boolean): Promise<void> {
    for (const record of records) {
      const key = refKey(record.ref);
      if (!this.known.has(key)) this.known.set(key, record);
      if (asSeeds) this.seeds.add(key);
    }
    const people = this.options.rules
      .partition([...this.known.values()])
      .filter((group) => group.some((record) => this.seeds.has(refKey(record.ref))));
    const fresh = people.flat().filter((record) => !this.expanded.has(refKey(record.ref)));
    for (const record of fresh) {
      this.expanded.add(refKey(record.ref));
      this.options.onRecord(record);
    }
    await Promise.all(fresh.flatMap((record) => this.follow(record)));
  }

  private follow(record: SourceRecord): Promise<void>[] {
    const work: Promise<void>[] = [];
    const emails = record.identifiers.filter(
      (identifier) => identifier.type === 'EMAIL' && meetsFloor(identifier.proof, this.options.rules.floor),
    );
    for (const email of emails) {
      work.push(this.holders(email));
      for (const spelling of spellings(email)) {
        for (const source of this.finders('EMAIL')) work.push(this.find(source, 'EMAIL', spelling, false));
      }
    }
    for (const issued of record.issuedIds) work.push(this.named(issued));
    for (const source of this.options.reading.sources.values()) {
      if (source.connector.findIssued?.issuer !== record.ref.source) continue;
      work.push(
        this.once(`issued|${source.name}|${record.ref.id}`, async () => {
          await this.searched(source, this.options.reading.findIssued(source, record.ref), false);
        }),
      );
    }
    return work;
  }

  private find(source: Source, type: IdentifierType, spelling: string, asSeeds: boolean): Promise<void> {
    return this.once(`find|${source.name}|${type}|${spelling}`, () =>
      this.searched(source, this.options.reading.find(source, type, spelling), asSeeds),
    );
  }

  private async searched(
    source: Source,
    search: Promise<SourceRead<readonly SourceRecord[]>>,
    asSeeds: boolean,
  ): Promise<void> {
    const read = await search;
    this.searchedSources.add(source.name);
    this.statuses.push(statusOf(source.name, 'SEARCH', undefined, read, this.options.now()));
    if (read.slot.state === 'failed') this.failedSources.add(source.name);
    if (read.slot.state === 'found') await this.take(read.slot.value, asSeeds);
  }

  /** Records that are already linked and carry the same e-mail, perhaps in a spelling that no vendor's search matches. */
  private holders(email: Identifier): Promise<void> {
    return this.once(`holders|${email.normal}`, async () => {
      const [holders = []] = await this.options.reading.identity.holdersOf([{ type: 'EMAIL', normal: email.normal }]);
      await Promise.all(holders.filter(stands).map((holder) => this.named(holder.record)));
    });
  }

  private named(ref: RecordRef): Promise<void> {
    return this.once(`record|${refKey(ref)}`, async () => {
      if (this.known.has(refKey(ref)) || !this.options.reading.source(ref.source)) return;
      const read = await this.options.reading.record(ref, 'full');
      const { slot } = read;
      // A merged record answers as its survivor.
      const record = slot.state === 'found' || slot.state === 'merged' ? slot.value : undefined;
      if (record && !isIdentified(record)) {
        // Linking it by what could be read would drop the identifiers that it still has.
        this.failedSources.add(ref.source);
        this.statuses.push({ ...statusOf(ref.source, 'PROFILE', ref, read, this.options.now()), part: 'SEARCH' });
        return;
      }
      if (record && slot.state === 'merged') {
        this.merges.push({ from: ref, into: record });
        this.expanded.add(refKey(ref));
      }
      if (record) await this.take([record], false);
      if (slot.state === 'none' || slot.state === 'gone') this.expanded.add(refKey(ref));
      // What it said before will do to go on, but not to conclude that nothing else is there.
      if (read.staleFor) this.failedSources.add(ref.source);
      if (slot.state === 'failed') {
        this.failedSources.add(ref.source);
        this.statuses.push(statusOf(ref.source, 'SEARCH', undefined, read, this.options.now()));
      }
    });
  }

  private async once(key: string, work: () => Promise<void>): Promise<void> {
    if (this.asked.has(key)) return;
    if (this.asked.size >= this.options.rules.maxSearches) {
      this.curtailed = true;
      return;
    }
    this.asked.add(key);
    await work();
  }

  private finders(type: IdentifierType): Source[] {
    return [...this.options.reading.sources.values()].filter((source) => source.canFind(type));
  }
}

/** A search that could not be noted is made again; what it found stands. */
function notNoted(error: unknown): void {
  if (!(error instanceof OnefoldError) || error.code !== 'IDENTITY_UNAVAILABLE') throw error;
}

/** What to ask a vendor's search for: as written, and the normal form where that differs. */
function spellings(identifier: Pick<Identifier, 'type' | 'value' | 'normal'>): readonly string[] {
  if (identifier.type !== 'EMAIL') return [identifier.normal];
  const written = identifier.value.trim().toLowerCase();
  return written === identifier.normal ? [written] : [written, identifier.normal];
}

/** Whether no other record stands for the one that carries the identifier. */
function stands({ membership, record }: Holder): boolean {
  return !membership.gone.some(({ absence, ref }) => absence === 'MERGED' && refKey(ref) === refKey(record));
}
