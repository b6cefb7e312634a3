/**
 * Shares the store's round trips among all operations in flight: what is asked in one turn of the event loop is read at
 * once. Nothing is remembered; a read that starts later reads again. While the store cannot be reached each question
 * stands for itself, since some may still be answered from the last minute.
 */
import DataLoader from 'dataloader';
import type { CustomerId } from '../customer/customer-id';
import type { RecordRef } from '../customer/source-record';
import type { Holder, IdentifierQuery, Identity, Membership } from './identity';

/** Keeps a batch's filter at a size that every server takes. */
const MAX_BATCH = 250;

export function withBatchedReads(identity: Identity): Identity {
  const resolve = batched(
    (keys: readonly CustomerId[]): Promise<readonly (Membership | null)[]> => identity.resolve(keys),
  );
  const ownersOf = batched(
    (keys: readonly RecordRef[]): Promise<readonly (Membership | null)[]> => identity.ownersOf(keys),
  );
  const holdersOf = batched(
    (keys: readonly IdentifierQuery[]): Promise<readonly (readonly Holder[])[]> => identity.holdersOf(keys),
  );
  return {
    resolve,
    ownersOf,
    holdersOf,
    admit: (records, actor) => identity.admit(records, actor),
    searched: (found, sources) => identity.searched(found, sources),
    ping: () => identity.ping(),
  };
}

function batched<Key, Answer>(
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
  const loader = new DataLoader<Key, Answer>(
    async (keys) => {
      try {
        return await read(keys);
      } catch (error) {
        if (keys.length === 1) throw error;
        return Promise.all(keys.map(alone));
      }
    },
    { cache: false, maxBatchSize: MAX_BATCH, batchScheduleFn: setImmediate },
  );
  return (keys) => Promise.all(keys.map((key) => loader.load(key)));
}
