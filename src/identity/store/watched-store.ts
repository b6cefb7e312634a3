/** Tells the log that a store stopped answering or keeping, and that it does again: not for each of a thousand calls. */
import type { Logger } from '../../telemetry/logger';
import { type IdentityStore, StoreNotWritable, StoreUnavailable } from './contract';

type Trouble = 'unreachable' | 'not writable';

/** A store that fails and answers by turns is told of once in this time. */
const QUIET_MS = 60_000;

/** @param monotonic ms on a clock that only runs forward. */
export function watched(store: IdentityStore, logger: Logger, monotonic = () => performance.now()): IdentityStore {
  const trouble = new Set<Trouble>();
  const toldAt = new Map<Trouble, number>();

  const failed = (error: unknown): void => {
    if (!(error instanceof StoreUnavailable)) return;
    const kind: Trouble = error instanceof StoreNotWritable ? 'not writable' : 'unreachable';
    trouble.add(kind);
    const last = toldAt.get(kind);
    if (last !== undefined && monotonic() - last < QUIET_MS) return;
    toldAt.set(kind, monotonic());
    logger.error('identity store fails', { state: kind, error });
  };
  const over = (kind: Trouble): void => {
    if (trouble.delete(kind)) logger.info('identity store works again', { state: kind });
  };
  const watch = async <T>(work: Promise<T>, writes: boolean): Promise<T> => {
    try {
      const answer = await work;
      over('unreachable');
      if (writes) over('not writable');
      return answer;
    } catch (error) {
      failed(error);
      throw error;
    }
  };
  const read = <T>(work: Promise<T>): Promise<T> => watch(work, false);
  const write = <T>(work: Promise<T>): Promise<T> => watch(work, true);

  return {
    append: (version) => write(store.append(version)),
    versions: (keys) => read(store.versions(keys)),
    decide: (op, decision) => write(store.decide(op, decision)),
    decisions: (ops) => read(store.decisions(ops)),
    claimRefs: (claims) => write(store.claimRefs(claims)),
    refs: (refHashes) => read(store.refs(refHashes)),
    putKeys: (keys, links) => write(store.putKeys(keys, links)),
    dropKeys: (keys) => write(store.dropKeys(keys)),
    keys: (hashes, limit) => read(store.keys(hashes, limit)),
    links: (handles) => read(store.links(handles)),
    forget: (handles) => write(store.forget(handles)),
    putReceipt: (receipt) => write(store.putReceipt(receipt)),
    receipts: (ids) => read(store.receipts(ids)),
    putCards: (cards) => write(store.putCards(cards)),
    cards: (customers) => read(store.cards(customers)),
    putCheckpoint: (checkpoint) => write(store.putCheckpoint(checkpoint)),
    checkpoints: (sources) => read(store.checkpoints(sources)),
    putApiKey: (key) => write(store.putApiKey(key)),
    apiKeys: () => read(store.apiKeys()),
    ping: () => read(store.ping()),
    roundTrips: () => store.roundTrips(),
    close: () => store.close(),
  };
}
