/**
 * Links records just read from their sources. In this order, so that a crash between any two steps leaves nothing that
 * the next admission does not complete:
 *
 * 1. every record gets a handle and a birth by an insert-once claim; of several who admit one person at once, all use
 *    the claims that won;
 * 2. the keys by which it is found, and its sealed name, are written;
 * 3. its birth, or whom that has become, takes it in;
 * 4. customers whom the rules join are merged.
 *
 * A claim is a decision: whoever finds one that was not followed up completes it.
 */
import type { CustomerId } from '../customer/customer-id';
import { meetsFloor, type Proof, type RecordRef, refKey, type SourceRecord } from '../customer/source-record';
import { OnefoldError } from '../errors';
import { mayUnite } from './customer-state';
import type { Head, Heads } from './heads';
import type { Actor, Evidence, ForeseenGroup } from './identity';
import { type People, type Person, type PersonRecord, type Place, type RecordKeys, sameKeys } from './people';
import { newCustomerId, newHandle, type RandomBytes } from './random-names';
import { DisjointSets } from './rules/disjoint-sets';
import { type LinkDecision, type LinkKnowledge, type LinkRules, linkDecisions } from './rules/link-groups';
import type { Sealer } from './sealing';
import { type Handle, type IdentifierKey, type IdentityStore, KEYS_PER_HASH, type RefClaim } from './store/contract';
import { byPrecedence, type Reason, type Streams, stateOf } from './streams';

export interface AdmissionOptions {
  readonly store: IdentityStore;
  readonly heads: Heads;
  readonly people: People;
  readonly streams: Streams;
  readonly sealer: Sealer;
  readonly rules: LinkRules;
  readonly randomBytes: RandomBytes;
  readonly pause: (ms: number) => Promise<void>;
}

/** A record in view, and what the store knows of it. */
interface Member {
  readonly record: SourceRecord;
  readonly refHash: string;
  readonly keys: RecordKeys;
  readonly claim?: RefClaim;
  readonly place?: Place;
  /** The customer who lists it, as read. */
  readonly owner?: Person;
  /** Under what the record was stored before. */
  readonly storedKeys?: RecordKeys;
}

interface Group {
  readonly members: readonly Member[];
  readonly decisions: readonly LinkDecision[];
}

interface ClaimedMember extends Member {
  readonly claim: RefClaim;
}

/** Every failed attempt means that another writer succeeded, so this many in a row do not happen to healthy stores. */
const MOST_ATTEMPTS = 100;
const LONGEST_PAUSE_MS = 20;

export class Admission {
  constructor(private readonly options: AdmissionOptions) {}

  /** As `Identity.admit`. */
  async admit(
    all: readonly SourceRecord[],
    actor: Actor,
    evidence: Evidence = {},
  ): Promise<readonly (Person | null)[]> {
    const members = await this.look(distinct(all));
    const people = new Map(members.map(({ record, owner }) => [refKey(record.ref), owner ?? null]));
    if (actor.mayLink) {
      const groups = (await this.group(members, evidence)).map(withoutErased).filter(needsWork);
      if (groups.length > 0) {
        for (const [ref, person] of await this.write(groups, actor.id)) people.set(ref, person);
      }
    }
    return all.map(({ ref }) => people.get(refKey(ref)) ?? null);
  }

  /** As `Identity.foresee`. */
  async foresee(all: readonly SourceRecord[], evidence: Evidence = {}): Promise<readonly ForeseenGroup[]> {
    const groups = await this.group(await this.look(distinct(all)), evidence);
    return groups.map(({ members, decisions }) => ({
      records: members.map(({ record }) => record.ref),
      customers: [...new Set(members.flatMap(({ owner }) => owner?.id ?? []))],
      rules: decisions.map(({ rule }) => rule),
    }));
  }

  private async look(records: readonly SourceRecord[]): Promise<readonly Member[]> {
    const { people, sealer, store } = this.options;
    const refHashes = records.map(({ ref }) => sealer.refHash(ref));
    const claims = await store.refs(refHashes);
    const starts = claims.flatMap((claim) => (claim ? [{ handle: claim.handle, customer: claim.birth }] : []));
    const places = await people.places(starts);
    const owners = await people.open(places.map((place) => (place.at === 'OWNED' ? place.head : undefined)));
    const found = new Map(
      starts.map(({ handle }, i) => [handle, { place: places[i]!, owner: owners[i] ?? undefined }]),
    );
    return records.map((record, i) => {
      const claim = claims[i];
      const { place, owner } = (claim && found.get(claim.handle)) ?? {};
      const storedKeys = owner?.records.find(({ handle }) => handle === claim?.handle)?.keys;
      return { record, refHash: refHashes[i]!, keys: this.keysOf(record), claim, place, owner, storedKeys };
    });
  }

  private keysOf({ identifiers }: SourceRecord): RecordKeys {
    const keys: Record<string, Proof> = {};
    for (const { type, normal, proof } of identifiers) {
      const hash = this.options.sealer.identifierHash(type, normal);
      const before = keys[hash];
      if (before === undefined || !meetsFloor(before, proof)) keys[hash] = proof;
    }
    return keys;
  }

  /** Applies the link rules to the records in view and to what is known of them. */
  private async group(members: readonly Member[], evidence: Evidence): Promise<readonly Group[]> {
    const { rules } = this.options;
    const records = members.map(({ record }) => record);
    const known = { ...knowledgeOf(members), ...evidence };
    const first = linkDecisions(records, rules, known);
    const ownerOf = new Map(members.map(({ record, owner }) => [refKey(record.ref), owner?.id]));
    const isNew = ({ a, b }: LinkDecision): boolean => {
      const owner = ownerOf.get(refKey(a));
      return owner === undefined || owner !== ownerOf.get(refKey(b));
    };
    const byEmail = first.filter((decision) => decision.rule === 'SAME_EMAIL' && isNew(decision));
    const decisions =
      byEmail.length === 0
        ? first
        : linkDecisions(records, rules, { ...known, carriers: await this.countCarriers(members, byEmail, evidence) });

    const positions = new Map(records.map((record, i) => [refKey(record.ref), i]));
    const sets = new DisjointSets(records.length);
    for (const { a, b } of decisions) sets.union(positions.get(refKey(a))!, positions.get(refKey(b))!);
    for (const [start, ...others] of known.joined) {
      for (const other of others) sets.union(positions.get(refKey(start!))!, positions.get(refKey(other))!);
    }
    const decisionsOf = new Map<number, LinkDecision[]>();
    for (const decision of decisions) {
      const root = sets.find(positions.get(refKey(decision.a))!);
      decisionsOf.set(root, [...(decisionsOf.get(root) ?? []), decision]);
    }
    return sets.sets().map((set) => ({
      members: set.map((i) => members[i]!),
      decisions: decisionsOf.get(sets.find(set[0]!)) ?? [],
    }));
  }

  /** How many records carry the e-mails of these decisions, those counted that are stored but not in view. */
  private async countCarriers(
    members: readonly Member[],
    decisions: readonly LinkDecision[],
    evidence: Evidence,
  ): Promise<LinkKnowledge['carriers']> {
    const { rules, sealer, store } = this.options;
    const concerned = new Set(decisions.flatMap(({ a, b }) => [refKey(a), refKey(b)]));
    const carriers = new Map<string, number>();
    for (const { record } of members) {
      if (!concerned.has(refKey(record.ref))) continue;
      const emails = record.identifiers.filter(({ type }) => type === 'EMAIL').map(({ normal }) => normal);
      for (const email of new Set(emails)) carriers.set(email, 0);
    }
    const emails = [...carriers.keys()];
    const hashes = emails.map((email) => sealer.identifierHash('EMAIL', email));
    const stored = await store.keys(hashes, rules.maxRecordsPerIdentifier + 1);
    const inView = new Set(members.flatMap(({ claim }) => claim?.handle ?? []));
    for (const [i, email] of emails.entries()) {
      const hash = hashes[i]!;
      const elsewhere = stored[i]!.filter(
        ({ handle, proof }) => !inView.has(handle) && meetsFloor(proof as Proof, rules.floor),
      );
      const here = members.filter(({ keys }) => keys[hash] !== undefined && meetsFloor(keys[hash], rules.floor));
      // No more than that are kept, so there may be any number.
      const isUncounted = stored[i]!.length >= KEYS_PER_HASH;
      const counted = Math.max(elsewhere.length + here.length, evidence.carriers?.(email) ?? 0);
      carriers.set(email, isUncounted ? Number.POSITIVE_INFINITY : counted);
    }
    return (email) => carriers.get(email) ?? 0;
  }

  private async write(groups: readonly Group[], who: string): Promise<readonly (readonly [string, Person | null])[]> {
    const { heads, people, store } = this.options;
    const minted = new Set<CustomerId>();
    const claimed = await this.claim(groups, minted);
    await this.writeKeys(claimed.flatMap(({ members }) => members));
    const absorbed = (
      await Promise.all(claimed.map(({ members, why }) => this.link(members, { who, why }, minted)))
    ).flat();

    const members = claimed.flatMap((group) => group.members);
    const [places, gone] = await Promise.all([
      people.places(members.map(({ claim }) => ({ handle: claim.handle, customer: claim.birth }))),
      heads.read(absorbed),
    ]);
    // Somebody was erased meanwhile: nothing that was written here may stay.
    const erased = members.filter((_, i) => places[i]!.at === 'ERASED').map(({ claim }) => claim.handle);
    if (erased.length > 0) await store.forget(erased);
    const known = new Map<Handle, PersonRecord>(
      members.map(({ claim, keys, record }) => [claim.handle, { handle: claim.handle, ref: record.ref, keys }]),
    );
    const owners = await people.open(
      places.map((place) => (place.at === 'OWNED' ? place.head : undefined)),
      known,
    );
    const redirected = [...gone.values()].flatMap(({ version }) => (version?.state.into ? [version] : []));
    const moved = members.flatMap((member, i) => {
      const owner = owners[i];
      return owner && owner.id !== hintOf(member) ? keysToStore(member, owner.id) : [];
    });
    await Promise.all([
      redirected.length > 0 ? people.keep([], redirected) : undefined,
      moved.length > 0 ? store.putKeys(moved, []) : undefined,
    ]);
    return members.map(({ record }, i) => [refKey(record.ref), owners[i] ?? null]);
  }

  /** Claims the records that nobody claimed before, each group for one customer. */
  private async claim(
    groups: readonly Group[],
    minted: Set<CustomerId>,
  ): Promise<readonly { readonly members: readonly ClaimedMember[]; readonly why: string }[]> {
    const { randomBytes, store } = this.options;
    const wanted = groups.flatMap(({ members }) => {
      const unclaimed = members.filter(({ claim }) => !claim);
      if (unclaimed.length === 0) return [];
      const birth = birthOf(members) ?? newCustomerId(randomBytes);
      if (birthOf(members) === undefined) minted.add(birth);
      return unclaimed.map(({ refHash }) => ({ refHash, handle: newHandle(randomBytes), birth }));
    });
    // In one order, so that of two who claim the same records one wins them all.
    wanted.sort((a, b) => (a.refHash < b.refHash ? -1 : 1));
    const standing = wanted.length > 0 ? await store.claimRefs(wanted) : [];
    const byHash = new Map(standing.map((claim) => [claim.refHash, claim]));
    return groups.map(({ members, decisions }) => ({
      members: members.map((member) => ({ ...member, claim: member.claim ?? byHash.get(member.refHash)! })),
      why: whyOf(decisions),
    }));
  }

  private async writeKeys(members: readonly ClaimedMember[]): Promise<void> {
    const { sealer, store } = this.options;
    const changed = members.filter(({ keys, storedKeys }) => !sameKeys(storedKeys, keys));
    const dropped = changed.flatMap(({ claim, keys, storedKeys }) =>
      Object.keys(storedKeys ?? {})
        .filter((hash) => keys[hash] === undefined)
        .map((hash) => ({ hash, handle: claim.handle })),
    );
    const links = members
      .filter(({ owner }) => !owner)
      .map(({ claim, record, refHash }) => ({
        handle: claim.handle,
        refHash,
        ref: sealer.sealRef(claim.handle, record.ref),
      }));
    const keys = changed.flatMap((member) => keysToStore(member, hintOf(member)));
    await Promise.all([
      keys.length + links.length > 0 ? store.putKeys(keys, links) : undefined,
      dropped.length > 0 ? store.dropKeys(dropped) : undefined,
    ]);
  }

  /** Has every record listed by one customer, and the same one as far as never-links allow. Answers who was absorbed. */
  private async link(
    members: readonly ClaimedMember[],
    reason: Reason,
    minted: ReadonlySet<CustomerId>,
  ): Promise<readonly CustomerId[]> {
    const { people, streams } = this.options;
    const births = new Set(members.map(({ claim }) => claim.birth));
    const [only] = births;
    if (births.size === 1 && minted.has(only!)) {
      // Nobody can have written there before but one who completes our claims.
      const head: Head = { customer: only!, version: undefined, next: 0, at: 0, pending: undefined, card: undefined };
      if ((await streams.take(head, handlesOf(members), reason)) === 'DONE') return [];
    }
    const starts = members.map(({ claim }) => ({ handle: claim.handle, customer: claim.birth }));
    const absorbed = new Set<CustomerId>();
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      const places = await people.places(starts, (customers) => streams.decidedHeads(customers));
      const outcome =
        (await this.takeIn(members, places, reason)) ??
        (await this.mergeOwners(places, reason, absorbed)) ??
        (await this.takeOffMarks(members, places, reason));
      if (outcome === 'DONE') return [...absorbed];
      if (outcome === 'LOST') await this.pauseAfter(attempt);
    }
    // Not an absent store, which would be left alone for a while: everybody else gets on.
    throw new OnefoldError('IDENTITY_UNAVAILABLE', 'Others changed the same customers again and again');
  }

  /** Writes claimed records to the customers they are claimed for; undefined: there were none. */
  private async takeIn(
    members: readonly ClaimedMember[],
    places: readonly Place[],
    reason: Reason,
  ): Promise<'AGAIN' | 'LOST' | undefined> {
    const waiting = new Map<CustomerId, { head: Head; handles: Handle[] }>();
    for (const [i, place] of places.entries()) {
      if (place.at !== 'CLAIMED') continue;
      const { head } = place;
      const entry = waiting.get(head.customer) ?? { head, handles: [] };
      entry.handles.push(members[i]!.claim.handle);
      waiting.set(head.customer, entry);
    }
    if (waiting.size === 0) return undefined;
    const written = await Promise.all(
      [...waiting.values()].map(({ head, handles }) => this.options.streams.take(head, handles, reason)),
    );
    return written.includes('LOST') ? 'LOST' : 'AGAIN';
  }

  /** Merges one pair of the owners; then everything is read again. */
  private async mergeOwners(
    places: readonly Place[],
    reason: Reason,
    absorbed: Set<CustomerId>,
  ): Promise<'AGAIN' | 'LOST' | undefined> {
    const owners = headsAt(places).sort(byPrecedence);
    for (const [i, survivor] of owners.entries()) {
      for (const other of owners.slice(i + 1)) {
        const merged = await this.options.streams.merge(survivor, other, reason);
        if (merged === 'REFUSED') continue;
        if (merged === 'LOST') return 'LOST';
        absorbed.add(other.customer);
        return 'AGAIN';
      }
    }
    return undefined;
  }

  /** Records in view are there, whatever somebody saw before. */
  private async takeOffMarks(
    members: readonly ClaimedMember[],
    places: readonly Place[],
    { who }: Reason,
  ): Promise<'LOST' | 'DONE'> {
    const marked = new Map<CustomerId, { head: Head; back: Handle[] }>();
    for (const [i, place] of places.entries()) {
      const { handle } = members[i]!.claim;
      if (place.at !== 'OWNED' || !Object.hasOwn(stateOf(place.head).gone, handle)) continue;
      const { head } = place;
      const entry = marked.get(head.customer) ?? { head, back: [] };
      entry.back.push(handle);
      marked.set(head.customer, entry);
    }
    const written = await Promise.all(
      [...marked.values()].map(({ head, back }) =>
        this.options.streams.write(head, { back }, { who, why: 'SEEN_AGAIN', event: 'GONE' }),
      ),
    );
    return written.includes('LOST') ? 'LOST' : 'DONE';
  }

  private pauseAfter(attempt: number): Promise<void> {
    const share = this.options.randomBytes(1).readUInt8() / 256;
    return this.options.pause(Math.ceil(share * Math.min(attempt, LONGEST_PAUSE_MS)));
  }
}

function distinct(all: readonly SourceRecord[]): readonly SourceRecord[] {
  return [...new Map(all.map((record) => [refKey(record.ref), record])).values()];
}

function knowledgeOf(members: readonly Member[]): Pick<LinkKnowledge, 'joined' | 'never'> {
  const owned = new Map<CustomerId, { owner: Person; refs: RecordRef[] }>();
  for (const { owner, record } of members) {
    if (!owner) continue;
    const entry = owned.get(owner.id) ?? { owner, refs: [] };
    entry.refs.push(record.ref);
    owned.set(owner.id, entry);
  }
  const customers = [...owned.values()];
  const never: [RecordRef, RecordRef][] = [];
  for (const [i, a] of customers.entries()) {
    for (const b of customers.slice(i + 1)) {
      if (mayUnite(a.owner.version.state, b.owner.version.state)) continue;
      for (const ofA of a.refs) for (const ofB of b.refs) never.push([ofA, ofB]);
    }
  }
  return { joined: customers.map(({ refs }) => refs), never };
}

/** Who is joined with somebody who was erased may be the same person coming back, and gets no customer. */
function withoutErased(group: Group): Group {
  if (!group.members.some(({ place }) => place?.at === 'ERASED')) return group;
  return { ...group, members: group.members.filter(({ owner }) => owner !== undefined) };
}

function needsWork({ members }: Group): boolean {
  return (
    new Set(members.map(({ owner }) => owner?.id)).size > 1 ||
    members.some(
      ({ claim, keys, owner, storedKeys }) =>
        !owner || !sameKeys(storedKeys, keys) || Object.hasOwn(owner.version.state.gone, claim!.handle),
    )
  );
}

/** For whom new records of a group are claimed: one who is there already. */
function birthOf(members: readonly Member[]): CustomerId | undefined {
  return headsAt(members.flatMap(({ place }) => place ?? [])).sort(byPrecedence)[0]?.customer;
}

function headsAt(places: readonly Place[]): Head[] {
  return [...new Map(places.flatMap((place) => ('head' in place ? [[place.head.customer, place.head]] : []))).values()];
}

function handlesOf(members: readonly ClaimedMember[]): readonly Handle[] {
  return members.map(({ claim }) => claim.handle);
}

const hintOf = ({ claim, owner }: ClaimedMember): CustomerId => owner?.id ?? claim.birth;

function keysToStore({ claim, keys }: ClaimedMember, hint: CustomerId): readonly IdentifierKey[] {
  return Object.entries(keys).map(([hash, proof]) => ({ hash, handle: claim.handle, hint, proof }));
}

function whyOf(decisions: readonly LinkDecision[]): string {
  return decisions.length === 0 ? 'FIRST_SEEN' : [...new Set(decisions.map(reasonOf))].sort().join('; ');
}

/** For the history: the rule and how well each side vouched. */
function reasonOf({ evidence, rule }: LinkDecision): string {
  return evidence.length === 0 ? rule : `${rule} ${evidence.join('+')}`;
}
