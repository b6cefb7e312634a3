/** Implements the room's door (identity.ts) over an `IdentityStore`. Any number of processes may do so on one store. */
import { randomBytes as cryptoRandomBytes } from 'node:crypto';
import { setTimeout as pauseFor } from 'node:timers/promises';
import type { CustomerId } from '../customer/customer-id';
import type { Proof, RecordRef, SourceName, SourceRecord } from '../customer/source-record';
import { refKey } from '../customer/source-record';
import { OnefoldError } from '../errors';
import { Admission } from './admission';
import { Heads } from './heads';
import { Healing } from './healing';
import { EventReader, StoredHistory } from './history';
import type {
  Actor,
  AsOf,
  EventId,
  Evidence,
  ForeseenGroup,
  Foresight,
  GoneRecord,
  Holder,
  IdentifierQuery,
  Identity,
  IdentityEvent,
  IdentityHistory,
  Membership,
  Order,
  Outcome,
  Preview,
  Refusal,
  Stewardship,
  UpstreamMerge,
} from './identity';
import { People, type Person } from './people';
import type { RandomBytes } from './random-names';
import { RecentAnswers } from './recent-answers';
import type { LinkRules } from './rules/link-groups';
import { type IdentitySecrets, Sealer } from './sealing';
import { StoredStewardship } from './stewardship';
import { type IdentityStore, StoreNotWritable, StoreUnavailable } from './store/contract';
import { Streams } from './streams';

export interface IdentityOptions {
  readonly store: IdentityStore;
  readonly secrets: IdentitySecrets;
  readonly config: LinkRules;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds on a clock that only runs forward, whatever is done to the other. Default `performance.now`. */
  readonly monotonic?: () => number;
  readonly randomBytes?: RandomBytes;
  /** How writers wait for one another. */
  readonly pause?: (ms: number) => Promise<void>;
}

/** An identifier that more records carry than this tells nobody apart. */
const MOST_HOLDERS = 50;
/** After a failure the store is left alone for so long; an answer cannot wait for each attempt. */
const REST_MS = 1_000;

/** @throws Error when a secret is too short. */
export function createIdentity(options: IdentityOptions): Identity & Stewardship & IdentityHistory & Foresight {
  return new StoredIdentity(options);
}

class StoredIdentity implements Identity, Stewardship, IdentityHistory, Foresight {
  private readonly store: IdentityStore;
  private readonly sealer: Sealer;
  private readonly people: People;
  private readonly admission: Admission;
  private readonly healing: Healing;
  private readonly stewardship: StoredStewardship;
  private readonly past: StoredHistory;
  private readonly now: () => number;
  private readonly monotonic: () => number;
  private readonly memberships: RecentAnswers<Membership>;
  private readonly holders: RecentAnswers<readonly Holder[]>;
  private restUntil = Number.NEGATIVE_INFINITY;

  constructor(options: IdentityOptions) {
    const { store, now, config, randomBytes = cryptoRandomBytes, pause = (ms) => pauseFor(ms) } = options;
    this.store = store;
    this.now = now;
    this.monotonic = options.monotonic ?? (() => performance.now());
    this.sealer = new Sealer(options.secrets, randomBytes);
    const heads = new Heads(store);
    this.people = new People(store, heads, this.sealer);
    const streams = new Streams({ store, heads, now, randomBytes, pause });
    const { people, sealer } = this;
    this.admission = new Admission({ store, heads, people, streams, sealer, rules: config, randomBytes, pause });
    this.healing = new Healing({ store, people, streams, sealer, randomBytes, pause });
    const events = new EventReader(store, heads);
    this.stewardship = new StoredStewardship({ store, heads, people, streams, events, sealer, randomBytes, pause });
    this.past = new StoredHistory({ store, people, streams, events, sealer });
    this.memberships = new RecentAnswers(this.monotonic);
    this.holders = new RecentAnswers(this.monotonic);
  }

  resolve(ids: readonly CustomerId[]): Promise<readonly (Membership | null)[]> {
    return this.memberly(ids, async () => this.people.resolve(ids));
  }

  ownersOf(refs: readonly RecordRef[]): Promise<readonly (Membership | null)[]> {
    return this.memberly(refs.map(refKey), async () => {
      const claims = await this.store.refs(refs.map((ref) => this.sealer.refHash(ref)));
      const known = claims.filter((claim) => claim !== undefined);
      const owners = await this.people.owners(known.map(({ handle, birth }) => ({ handle, customer: birth })));
      const ownerOf = new Map(known.map(({ handle }, i) => [handle, owners[i] ?? null]));
      return claims.map((claim) => (claim && ownerOf.get(claim.handle)) ?? null);
    });
  }

  async holdersOf(identifiers: readonly IdentifierQuery[]): Promise<readonly (readonly Holder[])[]> {
    const hashes = identifiers.map((identifier) => this.hashOf(identifier));
    const fresh = async (): Promise<readonly (readonly Holder[])[]> => {
      const keys = await this.store.keys(hashes, MOST_HOLDERS);
      const carriers = keys.flat();
      const owners = await this.people.owners(carriers.map(({ handle, hint }) => ({ handle, customer: hint })));
      const memberships = membershipsOf(owners);
      let at = 0;
      return keys.map((ofHash) =>
        ofHash.flatMap(({ handle, proof }): Holder[] => {
          const owner = owners[at];
          const membership = memberships[at++];
          const record = owner?.records.find((listed) => listed.handle === handle);
          return membership && record ? [{ membership, record: record.ref, proof: proof as Proof }] : [];
        }),
      );
    };
    const stale = (): readonly (readonly Holder[])[] | undefined =>
      this.holders
        .recall(hashes)
        ?.map((known) => known.map((holder) => ({ ...holder, membership: asStale(holder.membership) })));
    const answers = await this.reachable(fresh, stale);
    for (const [i, found] of answers.entries()) {
      if (found.length === 0) this.holders.forget(hashes[i]!);
      else if (!found.some(({ membership }) => membership.stale)) this.holders.remember(hashes[i]!, found);
    }
    return answers;
  }

  async admit(
    all: readonly SourceRecord[],
    actor: Actor,
    evidence: Evidence = {},
  ): Promise<readonly (Membership | null)[]> {
    const people = await this.reachable(() => this.admission.admit(all, actor, evidence));
    const memberships = membershipsOf(people);
    for (const [i, membership] of memberships.entries()) {
      if (!membership) continue;
      this.memberships.remember(membership.id, membership);
      this.memberships.remember(refKey(all[i]!.ref), membership);
    }
    return memberships;
  }

  foresee(all: readonly SourceRecord[], evidence: Evidence = {}): Promise<readonly ForeseenGroup[]> {
    return this.reachable(() => this.admission.foresee(all, evidence));
  }

  async heal(merges: readonly UpstreamMerge[], actor: Actor): Promise<void> {
    if (!actor.mayLink || merges.length === 0) return;
    const healed = await this.reachable(() => this.healing.heal(merges, actor));
    // The survivors' identifiers, by which they are found.
    const survivors = healed.map(({ into }) => into);
    if (survivors.length > 0) await this.admit(survivors, actor);
  }

  async markGone(records: readonly GoneRecord[], actor: Actor): Promise<void> {
    if (!actor.mayLink || records.length === 0) return;
    await this.reachable(() => this.healing.markGone(records, actor.id));
  }

  merge(survivor: CustomerId, other: CustomerId, order: Order): Promise<Outcome> {
    return this.reachable(() => this.stewardship.merge(survivor, other, order));
  }

  split(customer: CustomerId, records: readonly RecordRef[], order: Order): Promise<Outcome> {
    return this.reachable(() => this.stewardship.split(customer, records, order));
  }

  unlink(record: RecordRef, order: Order): Promise<Outcome> {
    return this.reachable(() => this.stewardship.unlink(record, order));
  }

  link(
    record: RecordRef,
    customer: CustomerId,
    order: Order,
    admitted?: () => Promise<Refusal | undefined>,
  ): Promise<Outcome> {
    return this.reachable(() => this.stewardship.link(record, customer, order, admitted));
  }

  previewMerge(survivor: CustomerId, other: CustomerId): Promise<Preview> {
    return this.reachable(() => this.stewardship.previewMerge(survivor, other));
  }

  previewSplit(customer: CustomerId, records: readonly RecordRef[]): Promise<Preview> {
    return this.reachable(() => this.stewardship.previewSplit(customer, records));
  }

  never(a: CustomerId, b: CustomerId, order: Order): Promise<Outcome> {
    return this.reachable(() => this.stewardship.never(a, b, order));
  }

  undo(event: EventId, order: Order): Promise<Outcome> {
    return this.reachable(() => this.stewardship.undo(event, order));
  }

  async erase(customer: CustomerId, order: Order): Promise<Outcome> {
    const outcome = await this.reachable(() => this.stewardship.erase(customer, order));
    // What was read within the last minute is of somebody who is gone.
    this.memberships.clear();
    this.holders.clear();
    return outcome;
  }

  history(customer: CustomerId, limit: number, before?: EventId): Promise<readonly IdentityEvent[]> {
    return this.reachable(() => this.past.history(customer, limit, before));
  }

  asOf(customer: CustomerId, at: number): Promise<AsOf> {
    return this.reachable(() => this.past.asOf(customer, at));
  }

  verify(customer: CustomerId): Promise<{ readonly events: number; readonly differsAt?: number }> {
    return this.reachable(() => this.past.verify(customer));
  }

  searched(found: Pick<Membership, 'id' | 'records'>, sources: readonly SourceName[]): Promise<void> {
    return this.reachable(async () => {
      const [person] = await this.people.resolve([found.id]);
      // Records that came meanwhile brought identifiers that nobody searched for.
      if (!person || !sameRefs(found.records, refsOf(person))) return;
      const at = this.now();
      const searchedAt = { ...person.searchedAt, ...Object.fromEntries(sources.map((source) => [source, at])) };
      await this.people.keep([{ ...person, searchedAt }]);
    });
  }

  ping(): Promise<void> {
    return this.reachable(() => this.store.ping());
  }

  /** Answers memberships, fresh or from the last minute. */
  private async memberly(
    questions: readonly string[],
    read: () => Promise<readonly (Person | null)[]>,
  ): Promise<readonly (Membership | null)[]> {
    const answers = await this.reachable(
      async () => membershipsOf(await read()),
      () => this.memberships.recall(questions)?.map(asStale),
    );
    for (const [i, answer] of answers.entries()) {
      if (!answer) this.memberships.forget(questions[i]!);
      else if (!answer.stale) this.memberships.remember(questions[i]!, answer);
    }
    return answers;
  }

  /** @throws OnefoldError IDENTITY_UNAVAILABLE */
  private async reachable<T>(work: () => Promise<T>, otherwise: () => T | undefined = () => undefined): Promise<T> {
    try {
      if (this.monotonic() < this.restUntil) throw new StoreUnavailable('The identity store failed a moment ago');
      return await work();
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      // One that merely cannot write says so at once, and goes on answering reads.
      const isGone = !(error instanceof StoreNotWritable);
      if (isGone && this.monotonic() >= this.restUntil) this.restUntil = this.monotonic() + REST_MS;
      const answer = otherwise();
      if (answer !== undefined) return answer;
      throw new OnefoldError(
        'IDENTITY_UNAVAILABLE',
        isGone
          ? 'The identity store cannot be reached, so nobody can be told apart'
          : 'The identity store cannot write, so what was found cannot be linked',
        {},
        { cause: error },
      );
    }
  }

  private hashOf(identifier: IdentifierQuery): string {
    return 'emailHash' in identifier
      ? this.sealer.identifierHashOfEmailHash(identifier.emailHash)
      : this.sealer.identifierHash(identifier.type, identifier.normal);
  }
}

/** One object for each person, however often it is answered. */
function membershipsOf(people: readonly (Person | null)[]): readonly (Membership | null)[] {
  const memberships = new Map<Person, Membership>();
  return people.map((person) => {
    if (!person) return null;
    const known = memberships.get(person);
    if (known) return known;
    const membership: Membership = {
      id: person.id,
      records: refsOf(person),
      gone: goneOf(person),
      decidedAt: person.version.at,
      searchedAt: person.searchedAt,
      stale: false,
    };
    memberships.set(person, membership);
    return membership;
  });
}

function asStale(membership: Membership): Membership {
  return { ...membership, stale: true };
}

function goneOf({ records, version }: Person): readonly GoneRecord[] {
  const { gone } = version.state;
  return records.flatMap(({ handle, ref }) => (Object.hasOwn(gone, handle) ? [{ ref, absence: gone[handle]! }] : []));
}

const refsOf = ({ records }: Person): readonly RecordRef[] => records.map(({ ref }) => ref);

function sameRefs(a: readonly RecordRef[], b: readonly RecordRef[]): boolean {
  return a.length === b.length && a.every((ref, i) => refKey(ref) === refKey(b[i]!));
}
