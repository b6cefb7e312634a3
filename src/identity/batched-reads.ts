/**
 * Shares the store's round trips among all operations in flight: what is asked in one turn of the event loop is read at
 * once. Nothing is remembered; a read that starts later reads again.
 */
import DataLoader from 'dataloader';
import type { CustomerId } from '../customer/customer-id';
import type { RecordRef } from '../customer/source-record';
import type { Holder, IdentifierQuery, Identity, Membership } from './identity';

/** Keeps a batch's filter at a size that every server takes. */
const MAX_BATCH = 250;

export function withBatchedReads(identity: Identity): Identity {
  const options = { cache: false, maxBatchSize: MAX_BATCH, batchScheduleFn: setImmediate } as const;
  const ids = new DataLoader<CustomerId, Membership | null>((keys) => identity.resolve(keys), options);
  const refs = new DataLoader<RecordRef, Membership | null>((keys) => identity.ownersOf(keys), options);
  const identifiers = new DataLoader<IdentifierQuery, readonly Holder[]>((keys) => identity.holdersOf(keys), options);
  return {
    resolve: (keys) => Promise.all(keys.map((key) => ids.load(key))),
    ownersOf: (keys) => Promise.all(keys.map((key) => refs.load(key))),
    holdersOf: (keys) => Promise.all(keys.map((key) => identifiers.load(key))),
    admit: (records, actor) => identity.admit(records, actor),
    searched: (found, sources) => identity.searched(found, sources),
    ping: () => identity.ping(),
  };
}
