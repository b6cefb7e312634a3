/** Answers who an identifier belongs to: one customer, nobody, several people (never a guess), or not known for now. */
import type { CustomerIdentifier } from '../customer/customer-identifier';
import {
  type IdentifierType,
  meetsFloor,
  type RecordRef,
  refKey,
  type SourceName,
  type SourceRecord,
} from '../customer/source-record';
import { badInput } from '../errors';
import type { Holder, IdentifierQuery, Membership } from '../identity/identity';
import { isIdentified } from '../sources/drift';
import type { Source } from '../sources/source';
import { type AssemblyOptions, assemble, isSearched } from './assemble';
import { type Discovered, discover } from './discovery';
import { prefetch } from './lists';
import type { Reading } from './reading';
import type { CustomerWant, LookupSnapshot, MatchedBy, SourceStatus } from './snapshot';
import { answered, disabledRows, mergeStatuses, statusOf } from './status';

/** Who was found, before anything is read of them. */
interface Match {
  readonly owners: readonly Membership[];
  readonly matchedBy: MatchedBy;
  readonly statuses: readonly SourceStatus[];
  /** Somebody could not be asked, so that "nobody" would be a guess. */
  readonly incomplete: boolean;
}

export async function lookUp(
  identifier: CustomerIdentifier,
  want: CustomerWant,
  reading: Reading,
  options: AssemblyOptions,
): Promise<LookupSnapshot> {
  const match = await resolve(identifier, want, reading, options);
  const [only, ...others] = match.owners;
  const nobody = { customer: null, candidates: [], sourceStatus: match.statuses } as const;
  if (!only) return { ...nobody, status: match.incomplete ? 'INCOMPLETE' : 'NOT_FOUND', matchedBy: null };
  if (others.length > 0) {
    const candidates = await Promise.all(
      match.owners.map((owner) => assemble(owner, owner.id, want, reading, options)),
    );
    return { ...nobody, status: 'AMBIGUOUS', candidates, matchedBy: match.matchedBy };
  }
  const requestedId = identifier.by === 'ID' ? identifier.id : only.id;
  const customer = await assemble(only, requestedId, want, reading, options);
  const sourceStatus = mergeStatuses([...match.statuses, ...customer.sourceStatus]);
  return { status: 'FOUND', customer, candidates: [], matchedBy: match.matchedBy, sourceStatus };
}

async function resolve(
  identifier: CustomerIdentifier,
  want: CustomerWant,
  reading: Reading,
  options: AssemblyOptions,
): Promise<Match> {
  switch (identifier.by) {
    case 'ID': {
      const [membership] = await reading.identity.resolve([identifier.id]);
      return { owners: membership ? [membership] : [], matchedBy: 'ID', statuses: [], incomplete: false };
    }
    case 'EMAIL':
    case 'PHONE':
      return byIdentifier(identifier.by, identifier.normal, identifier.value, want, reading, options);
    case 'EMAIL_HASH': {
      const [holders = []] = await reading.identity.holdersOf([{ emailHash: identifier.hash }]);
      return { owners: strongest(holders, options), matchedBy: 'EMAIL_HASH', statuses: [], incomplete: false };
    }
    case 'RECORD':
      return byRecord(identifier.ref, 'RECORD', want, reading, options);
    case 'ORDER':
      return byNumber('ORDERS', 'ORDER', identifier.source, identifier.number, want, reading, options);
    case 'TICKET':
      return byNumber('TICKETS', 'TICKET', identifier.source, identifier.number, want, reading, options);
  }
}

async function byIdentifier(
  type: IdentifierType,
  normal: string,
  value: string,
  want: CustomerWant,
  reading: Reading,
  options: AssemblyOptions,
): Promise<Match> {
  const { identity } = reading;
  const query: IdentifierQuery = { type, normal };
  const [stored = []] = await identity.holdersOf([query]);
  // Discovery follows e-mails that meet the floor: a search made for one who has this one with proof found everybody
  // who shares it, but not yet all that belongs to those.
  const covered =
    type === 'EMAIL' &&
    stored.some(({ proof }) => meetsFloor(proof, options.discovery.floor)) &&
    stored.every(({ membership }) => isSearched(membership, reading, options));
  if (covered || stored.some(({ membership }) => membership.stale)) {
    return { owners: strongest(stored, options), matchedBy: type, statuses: [], incomplete: false };
  }
  for (const { membership } of stored)
    for (const ref of membership.records) prefetch(ref, want, reading, options.sealer);
  const found = await search({ identifier: { type, normal, value }, records: [] }, want, reading, options);
  const [now = []] = await identity.holdersOf([query]);
  const holders = type === 'EMAIL' ? await confirmed(now, found, normal, reading) : now;
  const unanswered = found.statuses.some((status) => !answered(status));
  // Who merely claims the identifier stands in for its owner only once everybody was asked who that is.
  const proven = holders.some(({ proof }) => meetsFloor(proof, options.discovery.floor));
  return {
    owners: proven || !unanswered ? strongest(holders, options) : [],
    matchedBy: type,
    // What the config switches off nobody expects to be asked: it does not make an answer incomplete.
    statuses: [...found.statuses, ...disabledRows(options.disabled, ['SEARCH'])],
    incomplete: unanswered || found.seeds.length > 0,
  };
}

async function byRecord(
  ref: RecordRef,
  matchedBy: MatchedBy,
  want: CustomerWant,
  reading: Reading,
  options: AssemblyOptions,
): Promise<Match> {
  const [owner] = await reading.identity.ownersOf([ref]);
  if (owner) return { owners: [owner], matchedBy, statuses: [], incomplete: false };
  if (!reading.source(ref.source)) {
    const state = options.disabled.has(ref.source) ? 'DISABLED' : 'SKIPPED';
    return {
      owners: [],
      matchedBy,
      statuses: [{ source: ref.source, part: 'PROFILE', state }],
      incomplete: state === 'DISABLED',
    };
  }
  const read = await reading.record(ref, 'full');
  const status = statusOf(ref.source, 'PROFILE', ref, read, options.now());
  if (read.slot.state !== 'found') {
    return { owners: [], matchedBy, statuses: [status], incomplete: read.slot.state === 'failed' };
  }
  if (!isIdentified(read.slot.value)) return { owners: [], matchedBy, statuses: [status], incomplete: true };
  const found = await search({ records: [read.slot.value] }, want, reading, options);
  const owners = found.owners.filter((membership) => membership !== null);
  return { owners, matchedBy, statuses: [status, ...found.statuses], incomplete: owners.length === 0 };
}

/** @throws OnefoldError BAD_USER_INPUT for a source that has nothing of the kind. */
export function numbered(
  part: 'ORDERS' | 'TICKETS',
  name: SourceName,
  sources: ReadonlyMap<SourceName, Source>,
  argument: string,
): Source {
  const source = sources.get(name);
  if (source?.connector.byNumber[part]) return source;
  const able = [...sources.values()].filter(({ connector }) => connector.byNumber[part]).map((one) => one.name);
  const expected = `a source that has ${part.toLowerCase()} (${able.join(', ') || 'there is none'})`;
  throw badInput(argument, expected, 'another source');
}

async function byNumber(
  part: 'ORDERS' | 'TICKETS',
  matchedBy: MatchedBy,
  sourceName: SourceName,
  number: string,
  want: CustomerWant,
  reading: Reading,
  options: AssemblyOptions,
): Promise<Match> {
  if (options.disabled.get(sourceName)?.includes(part)) {
    const statuses = [{ source: sourceName, part, state: 'DISABLED' } as const];
    return { owners: [], matchedBy, statuses, incomplete: true };
  }
  const source = numbered(part, sourceName, reading.sources, `identifier.${matchedBy.toLowerCase()}.source`);
  const read = await source.byNumber(part, number, reading.context);
  const status = statusOf(sourceName, part, undefined, read, options.now());
  if (read.slot.state !== 'found') {
    return { owners: [], matchedBy, statuses: [status], incomplete: read.slot.state === 'failed' };
  }
  const match = await byRecord(read.slot.value.record, matchedBy, want, reading, options);
  return { ...match, statuses: [status, ...match.statuses] };
}

function search(
  start: Parameters<typeof discover>[0],
  want: CustomerWant,
  reading: Reading,
  options: AssemblyOptions,
): Promise<Discovered> {
  const actor = { id: reading.context.callerId, mayLink: reading.context.mayLink };
  const onRecord = (record: SourceRecord): void => prefetch(record.ref, want, reading, options.sealer);
  const { discovery: rules, now } = options;
  return discover(start, { reading, rules, actor, now, onRecord });
}

/**
 * Leaves out stored holders that no longer carry the e-mail. A source's search may miss another spelling of it, so a
 * record that was not shown is read before it is believed to have changed.
 */
async function confirmed(
  holders: readonly Holder[],
  found: Discovered,
  normal: string,
  reading: Reading,
): Promise<readonly Holder[]> {
  const shown = new Set(found.seeds.map((record) => refKey(record.ref)));
  const asked = new Set(found.statuses.filter(answered).map((status) => status.source));
  const carries = await Promise.all(
    holders.map(async ({ record }) => {
      if (shown.has(refKey(record)) || !asked.has(record.source)) return true;
      const { slot } = await reading.record(record, 'summary');
      if (slot.state === 'failed') return true;
      const value = slot.state === 'found' || slot.state === 'merged' ? slot.value : undefined;
      // The survivor of a merge that was shown stands for the record merged into it.
      if (!value || (slot.state === 'merged' && shown.has(refKey(value.ref)))) return false;
      return value.identifiers.some((identifier) => identifier.type === 'EMAIL' && identifier.normal === normal);
    }),
  );
  return holders.filter((_, i) => carries[i]);
}

/**
 * The customers who hold the identifier with enough proof; those with less count only where nobody has enough, so that
 * nobody becomes ambiguous by what a stranger claims.
 */
function strongest(holders: readonly Holder[], options: AssemblyOptions): readonly Membership[] {
  const enough = holders.filter((holder) => meetsFloor(holder.proof, options.discovery.floor));
  const counted = enough.length > 0 ? enough : holders;
  const byId = new Map(counted.map(({ membership }) => [membership.id, membership]));
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
