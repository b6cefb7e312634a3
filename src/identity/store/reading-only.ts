/** A store that keeps nothing: what only looks cannot change who is who, whatever it calls. */
import { type IdentityStore, StoreNotWritable } from './contract';

export function readingOnly(store: IdentityStore): IdentityStore {
  const refuse = async (): Promise<never> => {
    throw new StoreNotWritable('The identity store is open for reading only');
  };
  return {
    append: refuse,
    versions: (keys) => store.versions(keys),
    decide: refuse,
    decisions: (ops) => store.decisions(ops),
    claimRefs: refuse,
    refs: (refHashes) => store.refs(refHashes),
    putKeys: refuse,
    dropKeys: refuse,
    keys: (hashes, limit) => store.keys(hashes, limit),
    links: (handles) => store.links(handles),
    forget: refuse,
    putReceipt: refuse,
    receipts: (ids) => store.receipts(ids),
    putCards: refuse,
    cards: (customers) => store.cards(customers),
    putCheckpoint: refuse,
    checkpoints: (sources) => store.checkpoints(sources),
    putApiKey: refuse,
    apiKeys: () => store.apiKeys(),
    ping: () => store.ping(),
    roundTrips: () => store.roundTrips(),
    close: () => store.close(),
  };
}
