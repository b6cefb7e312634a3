/**
 * Shares the store's round trips among all operations in flight: what is asked in one turn of the event loop is read at
 * once, and what comes while enough reads are under way goes together when one of them is done. Nothing is remembered; a read that starts later reads again. While the store cannot be reached each question
 * stands for itself, since some may still be answered from the last minute.
 */
import type { CustomerId } from '../customer/customer-id';
import type { RecordRef } from '../customer/source-record';
import type { Holder, IdentifierQuery, Identity, Membership } from './identity';
import { type BatchOptions, batched } from './store/batches';

/**
 * The size keeps a batch's filter at what every server takes. Two at once: many queries in few round trips, and one that
 * takes long does not hold up the rest.
 */
const BATCHES: BatchOptions = { size: 250, atOnce: 2, soon: setImmediate };

export function withBatchedReads(identity: Identity): Identity {
  const resolve = shared(
    (keys: readonly CustomerId[]): Promise<readonly (Membership | null)[]> => identity.resolve(keys),
  );
  const ownersOf = shared(
    (keys: readonly RecordRef[]): Promise<readonly (Membership | null)[]> => identity.ownersOf(keys),
  );
  const holdersOf = shared(
    (keys: readonly IdentifierQuery[]): Promise<readonly (readonly Holder[])[]> => identity.holdersOf(keys),
  );
  return {
    resolve,
    ownersOf,
    holdersOf,
    admit: (records, actor, evidence) => identity.admit(records, actor, evidence),
    heal: (merges, actor) => identity.heal(merges, actor),
    markGone: (records, actor) => identity.markGone(records, actor),
    searched: (found, sources) => identity.searched(found, sources),
    ping: () => identity.ping(),
  };
}

function shared<Key, Answer>(
  read: (keys: readonly Key[]) => Promise<readonly Answer[]>,
): (keys: readonly Key[]) => Promise<readonly Answer[]> {
  const alone = async (key: Key): Promise<Answer | Error> => {
    try {
      const [answer] = await read([key]);
      return answer as Answer;
    } catch (error) {
      return error as Error;
    }
  };
  return batched<Key, Answer>(async (keys) => {
    try {
      return await read(keys);
    } catch (error) {
      if (keys.length === 1) throw error;
      return Promise.all(keys.map(alone));
    }
  }, BATCHES);
}
