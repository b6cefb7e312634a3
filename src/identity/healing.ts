/**
 * Follows what sources did to their own records. A record that was merged into another leaves its customer to the
 * survivor: the survivor joins that customer, or the two customers become one unless a never-link stands between them.
 * The events are those of any link, with `MERGED_UPSTREAM` for the reason. A record that is gone, by a merge or for good,
 * stays linked with a mark, so that it is not asked for again.
 */
import type { CustomerId } from '../customer/customer-id';
import type { Head } from './heads';
import type { Actor, GoneRecord, UpstreamMerge } from './identity';
import type { People } from './people';
import { newHandle, type RandomBytes } from './random-names';
import type { Sealer } from './sealing';
import type { Absence, Handle, IdentityStore } from './store/contract';
import { type Streams, stateOf, type Written } from './streams';

export interface HealingOptions {
  readonly store: IdentityStore;
  readonly people: People;
  readonly streams: Streams;
  readonly sealer: Sealer;
  readonly randomBytes: RandomBytes;
  readonly pause: (ms: number) => Promise<void>;
}

/** Each attempt that is lost was won by another writer; what is not healed now is healed by the next read. */
const MOST_ATTEMPTS = 20;
const PAUSE_MS = 5;

export class Healing {
  constructor(private readonly options: HealingOptions) {}

  /** Answers the merges of records that somebody had linked. */
  async heal(merges: readonly UpstreamMerge[], actor: Actor): Promise<readonly UpstreamMerge[]> {
    const followed: UpstreamMerge[] = [];
    // One after the other: two that meet in one customer would only get in each other's way.
    for (const merge of merges) if (await this.follow(merge, actor.id)) followed.push(merge);
    await this.markGone(
      followed.map(({ from }) => ({ ref: from, absence: 'MERGED' })),
      actor.id,
    );
    return followed;
  }

  async markGone(records: readonly GoneRecord[], who: string): Promise<void> {
    const { pause, people, sealer, store, streams } = this.options;
    const claims = await store.refs(records.map(({ ref }) => sealer.refHash(ref)));
    const starts = claims.flatMap((claim, i) =>
      claim ? [{ handle: claim.handle, customer: claim.birth, absence: records[i]!.absence }] : [],
    );
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const places = await people.places(starts, (customers) => streams.decidedHeads(customers));
      const unmarked = new Map<CustomerId, Record<Handle, Absence>>();
      const heads = new Map(
        places.flatMap((place) => (place.at === 'OWNED' ? [[place.head.customer, place.head]] : [])),
      );
      for (const [i, place] of places.entries()) {
        const { absence, handle } = starts[i]!;
        if (place.at !== 'OWNED' || stateOf(place.head).gone[handle] === absence) continue;
        unmarked.set(place.head.customer, { ...unmarked.get(place.head.customer), [handle]: absence });
      }
      const written = await Promise.all(
        [...unmarked].map(([customer, gone]) => this.mark(heads.get(customer)!, gone, who)),
      );
      if (!written.includes('LOST')) return;
      await pause(PAUSE_MS);
    }
  }

  private async mark(head: Head, gone: Readonly<Record<Handle, Absence>>, who: string): Promise<Written> {
    const { people, streams } = this.options;
    const [person] = await people.open([head]);
    const written = await streams.write(head, { gone }, { who, why: reasonOf(gone), event: 'GONE' });
    // Nothing came that nobody searched for.
    if (written === 'DONE') await people.keep([{ ...person!, version: { ...person!.version, v: head.next } }]);
    return written;
  }

  private async follow({ from, into }: UpstreamMerge, who: string): Promise<boolean> {
    const { pause, people, randomBytes, sealer, store, streams } = this.options;
    const refHash = sealer.refHash(into.ref);
    const [lost, known] = await store.refs([sealer.refHash(from), refHash]);
    if (!lost) return false;
    const [owner] = await people.owners([{ handle: lost.handle, customer: lost.birth }]);
    if (!owner) return false;
    const claims = known
      ? [known]
      : await store.claimRefs([{ refHash, handle: newHandle(randomBytes), birth: owner.id }]);
    const survivor = claims[0]!;
    // Before any version lists it, as with every record; a link that is there stays.
    await store.putKeys([], [{ handle: survivor.handle, refHash, ref: sealer.sealRef(survivor.handle, into.ref) }]);
    const starts = [lost, survivor].map(({ handle, birth }) => ({ handle, customer: birth }));
    const reason = { who, why: 'MERGED_UPSTREAM' };
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const [old, now] = await people.places(starts, (customers) => streams.decidedHeads(customers));
      if (old?.at !== 'OWNED' || now === undefined || now.at === 'ERASED') return false;
      if (now.at === 'OWNED' && now.head.customer === old.head.customer) return true;
      const written =
        now.at === 'CLAIMED'
          ? await streams.take(now.head, [survivor.handle], reason)
          : await streams.merge(old.head, now.head, reason);
      if (written === 'REFUSED') return false;
      if (written === 'LOST') await pause(PAUSE_MS);
    }
    return false;
  }
}

function reasonOf(gone: Readonly<Record<Handle, Absence>>): string {
  const absences = [...new Set(Object.values(gone))].sort();
  return absences.map((absence) => `${absence}_UPSTREAM`).join('; ');
}
