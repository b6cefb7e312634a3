/**
 * Reads customers as people: follows redirects, finds out where a record is now, and opens what is sealed. A customer's
 * card answers all of it at once; where it is older than the newest version it is made anew from the sealed refs.
 */
import type { CustomerId } from '../customer/customer-id';
import { type Proof, type RecordRef, refKey, type SourceName } from '../customer/source-record';
import { whereIs } from './customer-state';
import type { Head, Heads } from './heads';
import type { Sealer } from './sealing';
import { type CustomerVersion, type Handle, type IdentityStore, StoreNotWritable } from './store/contract';

/** A customer who exists, with the newest version. */
export interface Person {
  readonly id: CustomerId;
  readonly version: CustomerVersion;
  /** Sorted by (source, id). */
  readonly records: readonly PersonRecord[];
  readonly searchedAt: Readonly<Record<SourceName, number>>;
}

export interface PersonRecord {
  readonly handle: Handle;
  readonly ref: RecordRef;
  /** Hashes under which the record's identifiers are stored, with their proofs; absent: not known. */
  readonly keys?: RecordKeys;
}

export type RecordKeys = Readonly<Record<string, Proof>>;

/** Where a record is: with a customer; claimed for one who does not list it yet; with somebody who was erased. */
export type Place = { readonly at: 'OWNED' | 'CLAIMED'; readonly head: Head } | { readonly at: 'ERASED' };

export interface Start {
  readonly handle: Handle;
  /** A customer from whom the record's way can be followed: its birth, or a hint. */
  readonly customer: CustomerId;
}

/** A longer chain of redirects than any history makes: the store is damaged. */
const LONGEST_WAY = 1_000;
/** Reading several streams is not one moment; after that many tries somebody merges faster than we read. */
const RETRIES = 5;

interface CardContent {
  readonly records: readonly { h: Handle; s: SourceName; i: string; k?: RecordKeys }[];
  readonly searchedAt: Readonly<Record<SourceName, number>>;
}

export class People {
  constructor(
    private readonly store: IdentityStore,
    private readonly heads: Heads,
    private readonly sealer: Sealer,
  ) {}

  /** Each id's customer, redirects followed; null for one who does not exist, or was erased. Order kept. */
  async resolve(ids: readonly CustomerId[]): Promise<readonly (Person | null)[]> {
    return this.consistently(async () => {
      const ends = await this.survivors(ids);
      await this.emptyCards(ends.filter(({ version, card }) => version?.state.erased && card && card.v < version.v));
      const alive = ends.map((head) => (head.version && !head.version.state.erased ? head : undefined));
      return this.open(alive);
    });
  }

  /** Whom each id leads to. Order kept. `read` as in `places`. */
  async survivors(
    ids: readonly CustomerId[],
    read = (customers: Iterable<CustomerId>) => this.heads.read(customers),
  ): Promise<readonly Head[]> {
    return this.follow(
      ids,
      (id) => id,
      (_, { into }) => into,
      read,
    );
  }

  /** Overwrites what the cards of these customers still hold. */
  async emptyCards(heads: readonly Head[]): Promise<void> {
    const versions = heads.flatMap(({ version }) => version ?? []);
    if (versions.length > 0) await this.keep([], versions);
  }

  /** The customer of each record, null where none lists it. Order kept. */
  async owners(starts: readonly Start[]): Promise<readonly (Person | null)[]> {
    return this.consistently(async () => {
      const places = await this.places(starts);
      return this.open(places.map((place) => (place.at === 'OWNED' ? place.head : undefined)));
    });
  }

  /** Where each record is. `read` may be another way to read heads, for those who are about to write. */
  async places(starts: readonly Start[], read = (ids: Iterable<CustomerId>) => this.heads.read(ids)): Promise<Place[]> {
    const next = ({ handle }: Start, state: CustomerVersion['state']): CustomerId | undefined => {
      const where = whereIs(handle, state);
      return where.at === 'THERE' ? where.customer : undefined;
    };
    const ends = await this.follow(starts, ({ customer }) => customer, next, read);
    return ends.map((head, i) => {
      const where = head.version ? whereIs(starts[i]!.handle, head.version.state).at : 'NOWHERE';
      if (where === 'ERASED') return { at: 'ERASED' };
      return { at: where === 'HERE' ? 'OWNED' : 'CLAIMED', head };
    });
  }

  /** The people whose heads these are. `known` are records in hand, which need not be read. */
  async open(
    heads: readonly (Head | undefined)[],
    known: ReadonlyMap<Handle, PersonRecord> = new Map(),
  ): Promise<readonly (Person | null)[]> {
    const newest = new Map<CustomerId, Head>();
    for (const head of heads) {
      // One customer may have been read twice, with something in between.
      if (head?.version && (newest.get(head.customer)?.next ?? 0) < head.next) newest.set(head.customer, head);
    }
    const people = new Map<CustomerId, Person>();
    const outdated: Head[] = [];
    for (const head of newest.values()) {
      const person = this.fromCard(head, known);
      if (person) people.set(head.customer, person);
      else outdated.push(head);
    }
    if (outdated.length > 0) {
      const anew = await this.fromLinks(outdated, known);
      for (const person of anew) people.set(person.id, person);
      // A card only makes the next read quicker; as long as nothing can be written, this one answers without.
      await this.keep(anew).catch(unlessNotWritable);
    }
    return heads.map((head) => (head && people.get(head.customer)) ?? null);
  }

  /** Writes the cards of people, and of those who hold nothing any more: merged into others, or erased. */
  async keep(people: readonly Person[], empty: readonly CustomerVersion[] = []): Promise<void> {
    await this.store.putCards([
      ...people.map((person) => ({
        customer: person.id,
        v: person.version.v,
        sealed: this.sealer.sealCard(person.id, cardContent(person)),
      })),
      ...empty.map(({ customer, v, state }) => ({
        customer,
        v,
        ...(state.into && { into: state.into }),
        sealed: this.sealer.sealCard(customer, { records: [], searchedAt: {} } satisfies CardContent),
      })),
    ]);
  }

  private async follow<T>(
    things: readonly T[],
    startOf: (thing: T) => CustomerId,
    next: (thing: T, state: CustomerVersion['state']) => CustomerId | undefined,
    read = (ids: Iterable<CustomerId>) => this.heads.read(ids),
  ): Promise<readonly Head[]> {
    const ends: Head[] = [];
    let moving: Mover<T>[] = things.map((thing, i) => ({ thing, i, customer: startOf(thing) }));
    for (let steps = 0; moving.length > 0; steps++) {
      if (steps > LONGEST_WAY) throw new Error('A customer redirects to itself: the identity store is damaged');
      const heads = await read(moving.map(({ customer }) => customer));
      moving = moving.flatMap(({ thing, i, customer, from }): Mover<T>[] => {
        const head = heads.get(customer)!;
        // They were parted between the two reads: what stands here now is not what the redirect meant.
        if (from && !isPartOf(from, head)) return [{ thing, i, customer: startOf(thing) }];
        const further = head.version && next(thing, head.version.state);
        if (further !== undefined) return [{ thing, i, customer: further, from: head }];
        ends[i] = head;
        return [];
      });
    }
    return ends;
  }

  /** Reads again as long as a merge in between shows one record with two customers. */
  private async consistently(read: () => Promise<readonly (Person | null)[]>): Promise<readonly (Person | null)[]> {
    for (let tries = 1; ; tries++) {
      const people = await read();
      if (tries > RETRIES || !sharesRecords(people)) return people;
    }
  }

  private fromCard(head: Head, known: ReadonlyMap<Handle, PersonRecord>): Person | undefined {
    const { card, customer, version } = head;
    if (!card || !version || card.v !== version.v) return undefined;
    const content = this.sealer.openCard(customer, card.sealed) as CardContent;
    const records = content.records.map(({ h, s, i, k }) => ({ handle: h, ref: { source: s, id: i }, keys: k }));
    if (records.some((record) => isNews(record, known.get(record.handle)))) return undefined;
    return { id: customer, version, records, searchedAt: content.searchedAt };
  }

  private async fromLinks(
    heads: readonly Head[],
    known: ReadonlyMap<Handle, PersonRecord>,
  ): Promise<readonly Person[]> {
    const before = new Map<Handle, PersonRecord>();
    for (const { card, customer } of heads) {
      if (!card) continue;
      const { records } = this.sealer.openCard(customer, card.sealed) as CardContent;
      for (const { h, s, i, k } of records) before.set(h, { handle: h, ref: { source: s, id: i }, keys: k });
    }
    const recordOf = new Map([...before, ...known]);
    const missing = heads.flatMap(({ version }) => version!.state.handles).filter((handle) => !recordOf.has(handle));
    if (missing.length > 0) {
      for (const [i, link] of (await this.store.links(missing)).entries()) {
        const handle = missing[i]!;
        // Links are written before the version that lists them, and dropped only with a person who is erased.
        if (link) recordOf.set(handle, { handle, ref: this.sealer.openRef(handle, link.ref) });
      }
    }
    return heads.map(({ customer, version }) => {
      const records = version!.state.handles.flatMap((handle) => recordOf.get(handle) ?? []).sort(byRef);
      // Nobody searched for a customer who had these records and these identifiers yet.
      return { id: customer, version: version!, records, searchedAt: {} };
    });
  }
}

interface Mover<T> {
  readonly thing: T;
  readonly i: number;
  readonly customer: CustomerId;
  /** Who redirected it here. */
  readonly from?: Head;
}

/**
 * Whether a customer was, at the moment when the survivor was read, still what it was when it redirected there. Two reads
 * are not one moment, and a merge may be undone between them.
 */
function isPartOf({ customer, version }: Head, survivor: Head): boolean {
  if (version?.state.into !== survivor.customer) return true;
  return survivor.version?.state.parts[customer] === version.v;
}

function unlessNotWritable(error: unknown): void {
  if (!(error instanceof StoreNotWritable)) throw error;
}

/** Whether a record in hand carries other identifiers than the card says. */
function isNews(record: PersonRecord, known: PersonRecord | undefined): boolean {
  return known?.keys !== undefined && !sameKeys(record.keys, known.keys);
}

export function sameKeys(a: RecordKeys | undefined, b: RecordKeys | undefined): boolean {
  const [ofA, ofB] = [Object.entries(a ?? {}), b ?? {}];
  return a !== undefined && ofA.length === Object.keys(ofB).length && ofA.every(([hash, proof]) => ofB[hash] === proof);
}

function cardContent({ records, searchedAt }: Person): CardContent {
  return {
    records: records.map(({ handle, ref, keys }) => ({ h: handle, s: ref.source, i: ref.id, k: keys })),
    searchedAt,
  };
}

function sharesRecords(people: readonly (Person | null)[]): boolean {
  const owners = new Map<Handle, CustomerId>();
  return people.some((person) =>
    person?.records.some(({ handle }) => {
      const owner = owners.get(handle);
      owners.set(handle, person.id);
      return owner !== undefined && owner !== person.id;
    }),
  );
}

function byRef(a: PersonRecord, b: PersonRecord): number {
  return refKey(a.ref) < refKey(b.ref) ? -1 : 1;
}
