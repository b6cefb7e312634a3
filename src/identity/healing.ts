/**
 * Follows what sources did to their own records. A record that was merged into another leaves its customer to the
 * survivor: the survivor joins that customer, or the two customers become one unless a never-link stands between them.
 * The events are those of any link, with `MERGED_UPSTREAM` for the reason.
 */
import type { Actor, UpstreamMerge } from './identity';
import type { People } from './people';
import { newHandle, type RandomBytes } from './random-names';
import type { Sealer } from './sealing';
import type { IdentityStore } from './store/contract';
import type { Streams } from './streams';

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
    return followed;
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
