/**
 * Builds the snapshot of one customer: starts every read at the first moment its keys are known, waits once, settles the
 * fields, and accounts for each source.
 */
import type { CustomerId } from '../customer/customer-id';
import type { CustomerField } from '../customer/fields';
import type { ListPart, ListPartItems } from '../customer/parts';
import { type RecordRef, refKey, type SourceName, type SourceRecord } from '../customer/source-record';
import { OnefoldError } from '../errors';
import type { GoneRecord, Identity, IdentityHistory, Membership, UpstreamMerge } from '../identity/identity';
import type { Policies } from '../reconciliation/policy';
import { reconcile } from '../reconciliation/reconcile';
import type { RecordShape } from '../sources/contract';
import { isIdentified } from '../sources/drift';
import type { SourceRead } from '../sources/source';
import type { CursorSealer } from './cursor';
import { type Discovered, type DiscoveryRules, discover } from './discovery';
import { historyPage } from './history-page';
import {
  checkCursors,
  type ListReader,
  type ProfileRead,
  partsWanted,
  prefetch,
  readConnection,
  readLastContactAt,
  readOrderSummary,
  readTicketSummary,
  readTimeline,
} from './lists';
import type { Reading } from './reading';
import type {
  ConnectionSnapshot,
  CustomerSnapshot,
  CustomerWant,
  Gap,
  RecordSnapshot,
  SourceState,
  SourceStatus,
} from './snapshot';
import { type DisabledSources, disabledRows, mergeStatuses, statusOf, statusOfGone } from './status';

export interface AssemblyOptions {
  readonly identity: Identity;
  readonly history: IdentityHistory;
  readonly discovery: DiscoveryRules;
  readonly policies: Policies;
  readonly sealer: CursorSealer;
  /** How long a search of a source for a customer's identifiers stays good. */
  readonly membershipMaxAgeMs: number;
  /** Source clocks closer than this are not told apart. */
  readonly clockSkewMs: number;
  readonly disabled: DisabledSources;
  readonly now: () => number;
}

export async function assemble(
  membership: Membership,
  requestedId: CustomerId,
  want: CustomerWant,
  reading: Reading,
  options: AssemblyOptions,
): Promise<CustomerSnapshot> {
  const { now, sealer } = options;
  checkCursors(want, sealer);
  const shape = shapeOf(want);
  const needsSources = shape !== undefined || partsWanted(want).size > 0;
  const begin = (ref: RecordRef): void => {
    if (shape && reading.source(ref.source)) void reading.record(ref, shape);
    prefetch(ref, want, reading, sealer);
  };
  // A record that is gone is not read again, until the sources are searched for this customer again.
  for (const ref of present(membership)) begin(ref);
  for (const ref of only(membership, 'DELETED')) prefetch(ref, want, reading, sealer);

  const statuses: SourceStatus[] = [];
  let found: Discovered | undefined;
  let current = membership;
  if (needsSources && !membership.stale && unsearchedSources(membership, reading, options).length > 0) {
    found = await searchAgain(membership, shape ?? 'summary', reading, options, (record) => begin(record.ref)).catch(
      withoutIdentity,
    );
    statuses.push(...(found?.statuses ?? []));
    // One whom a record was merged into may be somebody else still, where the caller may not link.
    const own = new Set(membership.records.map(refKey));
    current = found?.owners.find((owner) => owner?.records.some((ref) => own.has(refKey(ref)))) ?? membership;
  }

  const refs = present(current).filter((ref) => reading.source(ref.source));
  // The tickets and orders of a record that was deleted may still be there; those of a merged one are the survivor's.
  const listRefs = [...refs, ...only(current, 'DELETED').filter((ref) => reading.source(ref.source))];
  if (!shape && !found) {
    for (const ref of refs) statuses.push({ source: ref.source, part: 'PROFILE', record: ref, state: 'SKIPPED' });
  }
  const reads = shape ? await Promise.all(refs.map((ref) => reading.record(ref, shape))) : [];
  const states = new Map<string, SourceState>();
  const inHand: { record: SourceRecord; fetchedAt: number }[] = [];
  const failed = new Set<SourceName>();
  const drifted = new Map<CustomerField, SourceName[]>();
  reads.forEach((read, i) => {
    const ref = refs[i]!;
    const status = markStale(statusOf(ref.source, 'PROFILE', ref, read, now()), current.stale);
    statuses.push(status);
    states.set(refKey(ref), status.state);
    const { slot } = read;
    if (slot.state === 'failed') failed.add(ref.source);
    for (const field of status.affects ?? []) drifted.set(field, [...(drifted.get(field) ?? []), ref.source]);
    const record = slot.state === 'found' || slot.state === 'merged' ? slot.value : undefined;
    if (record) inHand.push({ record, fetchedAt: read.fetchedAt });
  });

  if (shape) {
    for (const { ref } of current.gone) {
      if (!reading.source(ref.source)) continue;
      statuses.push(statusOfGone(ref));
      states.set(refKey(ref), 'RECORD_GONE');
    }
  }

  const listed = new Set(current.records.map(refKey));
  const shown = mergesIn(refs, reads);
  const merges = shown.filter(({ into }) => !listed.has(refKey(into.ref)));
  const gone = [
    ...goneIn(refs, reads),
    ...shown.filter((merge) => !merges.includes(merge)).map(({ from }) => ({ ref: from, absence: 'MERGED' as const })),
  ];
  if ((merges.length > 0 || gone.length > 0) && !current.stale) {
    const actor = { id: reading.context.callerId, mayLink: reading.context.mayLink };
    const { identity } = reading;
    await Promise.all([
      merges.length > 0 ? identity.heal(merges, actor).catch(withoutIdentity) : undefined,
      gone.length > 0 ? identity.markGone(gone, actor).catch(withoutIdentity) : undefined,
    ]);
  }

  const absences = absentSources(current, found, reading, options);
  statuses.push(...absences.statuses);
  const totals = want.orderSummary ? (['ORDERS'] as const) : [];
  statuses.push(...disabledRows(options.disabled, new Set(['PROFILE', ...partsWanted(want), ...totals])));
  const { settled, conflicts } = reconcile(onePerRef(inHand), options.policies, {
    now: now(),
    skewMs: options.clockSkewMs,
    unavailable: [...failed, ...absences.unsearched.map((gap) => gap.source)],
    drifted,
  });

  const lists: ListReader = {
    reading,
    sealer,
    now,
    report: (status) => statuses.push(status),
    unasked: [
      ...absences.unsearched,
      ...[...options.disabled.keys()].map((source): Gap => ({ source, cause: 'DISABLED' })),
    ],
    offers: (source, part) =>
      reading.source(source)?.has(part) ?? options.disabled.get(source)?.includes(part) ?? false,
  };
  const records = onePerRef(inHand).map(({ record }) => record);
  const profiles = profileReads(refs, reads);
  const [connections, timelines, histories, orderSummary, ticketSummary, lastContactAt] = await Promise.all([
    readConnections(listRefs, want, lists),
    readTimelines(listRefs, profiles, want, lists),
    readHistories(current.id, want, reading, options),
    want.orderSummary ? readOrderSummary(records, [...failed], want, lists) : undefined,
    want.ticketSummary ? readTicketSummary(listRefs, want, lists) : undefined,
    want.lastContactAt ? readLastContactAt(listRefs, want, lists) : undefined,
  ]);

  return {
    id: current.id,
    requestedId,
    settled,
    conflicts,
    records: current.records.map((ref) => recordSnapshot(ref, states.get(refKey(ref)), inHand, reading)),
    sourceStatus: sortStatuses(mergeStatuses(statuses)),
    connections,
    timelines,
    histories,
    orderSummary,
    ticketSummary,
    lastContactAt,
  };
}

function only({ gone }: Membership, absence: GoneRecord['absence']): readonly RecordRef[] {
  return gone.filter((record) => record.absence === absence).map(({ ref }) => ref);
}

/** The records that their sources still have, as far as anybody saw. */
function present({ gone, records }: Membership): readonly RecordRef[] {
  if (gone.length === 0) return records;
  const absent = new Set(gone.map(({ ref }) => refKey(ref)));
  return records.filter((ref) => !absent.has(refKey(ref)));
}

/** The records that these reads showed to be gone for good, as fresh answers of their sources. */
function goneIn(refs: readonly RecordRef[], reads: readonly SourceRead<SourceRecord>[]): readonly GoneRecord[] {
  return reads.flatMap(({ slot, staleFor }, i) =>
    (slot.state === 'none' || slot.state === 'gone') && !staleFor ? [{ ref: refs[i]!, absence: 'DELETED' }] : [],
  );
}

/** What is read by links that may have changed since says so. */
function markStale(status: SourceStatus, stale: boolean): SourceStatus {
  if (!stale || (status.state !== 'FRESH' && status.state !== 'CACHED')) return status;
  const message = 'read by links that are up to a minute old: the identity store cannot be reached';
  return { ...status, state: 'STALE_SERVED', message };
}

/** Whether the sources were all searched for this customer lately enough to say that the others hold nothing. */
export function isSearched(membership: Membership, reading: Reading, options: AssemblyOptions): boolean {
  return unsearchedSources(membership, reading, options).length === 0;
}

/** `full` where totals are wanted; profiles also where only their failure would show. */
function shapeOf(want: CustomerWant): RecordShape | undefined {
  if (want.orderSummary) return 'full';
  return want.shape ?? (want.fields.size > 0 ? 'profile' : undefined);
}

function unsearchedSources(membership: Membership, reading: Reading, options: AssemblyOptions): SourceName[] {
  return [...reading.sources.values()]
    .filter((source) => source.canFind('EMAIL') && !searchedLately(membership, source.name, options))
    .map((source) => source.name);
}

/** A search that seems to come from the future was noted by a clock that was wrong, and counts for nothing. */
function searchedLately({ searchedAt }: Membership, source: SourceName, options: AssemblyOptions): boolean {
  const age = options.now() - (searchedAt[source] ?? Number.NEGATIVE_INFINITY);
  return age <= options.membershipMaxAgeMs && age >= -options.clockSkewMs;
}

async function searchAgain(
  membership: Membership,
  shape: RecordShape,
  reading: Reading,
  options: AssemblyOptions,
  onRecord: (record: SourceRecord) => void,
): Promise<Discovered> {
  // One that was deleted may be there again; for one that was merged the survivor stands.
  const merged = new Set(only(membership, 'MERGED').map(refKey));
  const readable = membership.records.filter((ref) => reading.source(ref.source) && !merged.has(refKey(ref)));
  const reads = await Promise.all(readable.map((ref) => reading.record(ref, shape)));
  const merges = mergesIn(readable, reads);
  // What a record without its identifiers says is not all there is to search by.
  const records = [
    ...reads.flatMap(({ slot }) => (slot.state === 'found' && isIdentified(slot.value) ? [slot.value] : [])),
    ...merges.map(({ into }) => into),
  ];
  const followed = new Set(records.map((record) => refKey(record.ref)));
  const gone = readable.filter((_, i) => {
    const slot = reads[i]!.slot;
    if (slot.state === 'merged') return slot.value !== undefined && followed.has(refKey(slot.value.ref));
    return slot.state === 'none' || slot.state === 'gone';
  });
  gone.push(...only(membership, 'MERGED'));
  const { discovery: rules, now } = options;
  const actor = { id: reading.context.callerId, mayLink: reading.context.mayLink };
  return discover({ records, gone, merges }, { reading, rules, actor, now, onRecord });
}

/** The merges that reads of these records showed. */
function mergesIn(refs: readonly RecordRef[], reads: readonly SourceRead<SourceRecord>[]): readonly UpstreamMerge[] {
  return reads.flatMap(({ slot }, i) =>
    slot.state === 'merged' && slot.value && isIdentified(slot.value) ? [{ from: refs[i]!, into: slot.value }] : [],
  );
}

/** One row for each source that holds no record of the customer, and the gaps that follow where that is not certain. */
function absentSources(
  membership: Membership,
  found: Discovered | undefined,
  reading: Reading,
  options: AssemblyOptions,
): { statuses: SourceStatus[]; unsearched: Gap[] } {
  const statuses: SourceStatus[] = [];
  const unsearched: Gap[] = [];
  const holding = new Set(membership.records.map((ref) => ref.source));
  const whole = found?.covers(membership) ?? false;
  for (const source of reading.sources.values()) {
    if (holding.has(source.name)) continue;
    const searchedNow = found?.statuses.some((status) => status.source === source.name) ?? false;
    const failure = found?.statuses.find((row) => row.source === source.name && found.failedSources.has(row.source));
    const searched = (whole && searchedNow && !failure) || searchedLately(membership, source.name, options);
    const nothingToSearchBy = whole && !searchedNow && source.canFind('EMAIL') && !failure;
    const state: SourceState = searched || nothingToSearchBy ? 'NOT_LINKED' : 'NOT_SEARCHED';
    statuses.push({ source: source.name, part: 'PROFILE', state });
    if (state === 'NOT_SEARCHED') unsearched.push({ source: source.name, cause: failure?.state ?? state });
  }
  return { statuses, unsearched };
}

async function readConnections(
  refs: readonly RecordRef[],
  want: CustomerWant,
  lists: ListReader,
): Promise<ReadonlyMap<string, ConnectionSnapshot<ListPartItems[ListPart]> | null>> {
  const entries = await Promise.all(
    want.connections.map(
      async (connection) => [connection.key, await readConnection(connection, refs, want, lists)] as const,
    ),
  );
  return new Map(entries);
}

async function readTimelines(
  refs: readonly RecordRef[],
  profiles: readonly ProfileRead[],
  want: CustomerWant,
  lists: ListReader,
): Promise<CustomerSnapshot['timelines']> {
  const entries = await Promise.all(
    want.timelines.map(
      async (timeline) => [timeline.key, await readTimeline(timeline, refs, profiles, want, lists)] as const,
    ),
  );
  return new Map(entries);
}

async function readHistories(
  id: CustomerId,
  { histories = [] }: CustomerWant,
  reading: Reading,
  { history }: AssemblyOptions,
): Promise<CustomerSnapshot['histories']> {
  const entries = histories.map(
    async ({ key, first, after }) => [key, await reading.wait(historyPage(history, id, first, after))] as const,
  );
  return new Map(await Promise.all(entries));
}

/** How each record's read went; a record that two links lead to shows once. */
function profileReads(refs: readonly RecordRef[], reads: readonly SourceRead<SourceRecord>[]): readonly ProfileRead[] {
  const byRecord = new Map<string, ProfileRead>();
  reads.forEach(({ slot }, i) => {
    const record = slot.state === 'found' || slot.state === 'merged' ? slot.value : undefined;
    const ref = record?.ref ?? refs[i]!;
    byRecord.set(refKey(ref), { ref, record, failed: slot.state === 'failed' ? slot.fault.state : undefined });
  });
  return [...byRecord.values()];
}

/** After an upstream merge two links may lead to one record: it claims once. */
function onePerRef(
  inHand: readonly { record: SourceRecord; fetchedAt: number }[],
): readonly { record: SourceRecord; fetchedAt: number }[] {
  return [...new Map(inHand.map((entry) => [refKey(entry.record.ref), entry])).values()];
}

function recordSnapshot(
  ref: RecordRef,
  state: SourceState | undefined,
  inHand: readonly { record: SourceRecord; fetchedAt: number }[],
  reading: Reading,
): RecordSnapshot {
  const read = inHand.find(({ record }) => refKey(record.ref) === refKey(ref));
  return {
    ref,
    kind: reading.source(ref.source)?.kind,
    state: state ?? (reading.source(ref.source) ? 'SKIPPED' : 'DISABLED'),
    createdAt: read?.record.createdAt,
    updatedAt: read?.record.updatedAt,
    fetchedAt: read?.fetchedAt,
  };
}

/** The store told who this is and then fell silent: nothing is joined, and what is known of the customer stands. */
function withoutIdentity(error: unknown): undefined {
  if (!(error instanceof OnefoldError) || error.code !== 'IDENTITY_UNAVAILABLE') throw error;
  return undefined;
}

function sortStatuses(statuses: readonly SourceStatus[]): readonly SourceStatus[] {
  const key = (row: SourceStatus): string => `${row.source}|${row.part}|${row.record?.id ?? ''}`;
  return [...statuses].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
