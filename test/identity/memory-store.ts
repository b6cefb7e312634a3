/**
 * An identity store in memory for tests that must decide in which order the steps of several writers happen: before each
 * call takes effect, and again before its answer arrives, the step is announced and may be held up.
 */
import {
  type Checkpoint,
  type CustomerCard,
  type CustomerVersion,
  type Decision,
  type IdentifierKey,
  type IdentityStore,
  KEYS_PER_HASH,
  type Receipt,
  type RefClaim,
  type StoredApiKey,
  type StoredLink,
  StoreUnavailable,
} from '../../src/identity/store/contract';

/** What several processes share. */
export class MemoryPlace {
  readonly versions = new Map<string, CustomerVersion>();
  readonly decisions = new Map<string, Decision>();
  readonly claims = new Map<string, RefClaim>();
  readonly keys = new Map<string, Map<string, IdentifierKey>>();
  readonly links = new Map<string, StoredLink>();
  readonly receipts = new Map<string, Receipt>();
  readonly cards = new Map<string, CustomerCard>();
  readonly checkpoints = new Map<string, Checkpoint>();
  readonly apiKeys = new Map<string, StoredApiKey>();

  /** What one process has of it. */
  open(step: Step = async () => undefined): IdentityStore {
    return new MemoryStore(this, step);
  }
}

/** Resolves when the step may happen; rejects when it does not. `method` is the store's. */
export type Step = (method: string, when: 'BEFORE' | 'AFTER') => Promise<void>;

class MemoryStore implements IdentityStore {
  private calls = 0;
  private closed = false;

  constructor(
    private readonly place: MemoryPlace,
    private readonly step: Step,
  ) {}

  append(version: CustomerVersion): Promise<CustomerVersion> {
    return this.call('append', () => putOnce(this.place.versions, `${version.customer}/${version.v}`, version));
  }

  versions(keys: readonly { customer: string; v: number }[]): Promise<readonly (CustomerVersion | undefined)[]> {
    return this.call('versions', () => keys.map(({ customer, v }) => this.place.versions.get(`${customer}/${v}`)));
  }

  decide(op: string, decision: Decision): Promise<Decision> {
    return this.call('decide', () => putOnce(this.place.decisions, op, decision));
  }

  decisions(ops: readonly string[]): Promise<readonly (Decision | undefined)[]> {
    return this.call('decisions', () => ops.map((op) => this.place.decisions.get(op)));
  }

  claimRefs(claims: readonly RefClaim[]): Promise<readonly RefClaim[]> {
    return this.call('claimRefs', () => claims.map((claim) => putOnce(this.place.claims, claim.refHash, claim)));
  }

  refs(refHashes: readonly string[]): Promise<readonly (RefClaim | undefined)[]> {
    return this.call('refs', () => refHashes.map((hash) => this.place.claims.get(hash)));
  }

  putKeys(keys: readonly IdentifierKey[], links: readonly StoredLink[]): Promise<void> {
    return this.call('putKeys', () => {
      for (const key of keys) {
        const ofHash = this.place.keys.get(key.hash) ?? new Map<string, IdentifierKey>();
        if (ofHash.has(key.handle) || ofHash.size < KEYS_PER_HASH) ofHash.set(key.handle, key);
        this.place.keys.set(key.hash, ofHash);
      }
      for (const link of links) putOnce(this.place.links, link.handle, link);
    });
  }

  dropKeys(keys: readonly Pick<IdentifierKey, 'hash' | 'handle'>[]): Promise<void> {
    return this.call('dropKeys', () => {
      for (const { hash, handle } of keys) this.place.keys.get(hash)?.delete(handle);
    });
  }

  keys(hashes: readonly string[], limit: number): Promise<readonly (readonly IdentifierKey[])[]> {
    return this.call('keys', () =>
      hashes.map((hash) => [...(this.place.keys.get(hash)?.values() ?? [])].slice(0, limit)),
    );
  }

  links(handles: readonly string[]): Promise<readonly (StoredLink | undefined)[]> {
    return this.call('links', () => handles.map((handle) => this.place.links.get(handle)));
  }

  forget(handles: readonly string[]): Promise<void> {
    return this.call('forget', () => {
      for (const handle of handles) {
        for (const ofHash of this.place.keys.values()) ofHash.delete(handle);
        this.place.links.delete(handle);
      }
    });
  }

  putReceipt(receipt: Receipt): Promise<Receipt> {
    return this.call('putReceipt', () => putOnce(this.place.receipts, receipt.id, receipt));
  }

  receipts(ids: readonly string[]): Promise<readonly (Receipt | undefined)[]> {
    return this.call('receipts', () => ids.map((id) => this.place.receipts.get(id)));
  }

  putCards(cards: readonly CustomerCard[]): Promise<void> {
    return this.call('putCards', () => {
      for (const card of cards) this.place.cards.set(card.customer, card);
    });
  }

  cards(customers: readonly string[]): Promise<readonly (CustomerCard | undefined)[]> {
    return this.call('cards', () => customers.map((customer) => this.place.cards.get(customer)));
  }

  putCheckpoint(checkpoint: Checkpoint): Promise<void> {
    return this.call('putCheckpoint', () => {
      this.place.checkpoints.set(checkpoint.source, checkpoint);
    });
  }

  checkpoints(sources: readonly string[]): Promise<readonly (Checkpoint | undefined)[]> {
    return this.call('checkpoints', () => sources.map((source) => this.place.checkpoints.get(source)));
  }

  putApiKey(key: StoredApiKey): Promise<void> {
    return this.call('putApiKey', () => {
      this.place.apiKeys.set(key.id, key);
    });
  }

  apiKeys(): Promise<readonly StoredApiKey[]> {
    return this.call('apiKeys', () => [...this.place.apiKeys.values()]);
  }

  ping(): Promise<void> {
    return this.call('ping', () => undefined);
  }

  roundTrips(): number {
    return this.calls;
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  private async call<T>(method: string, work: () => T): Promise<T> {
    if (this.closed) throw new StoreUnavailable('closed');
    this.calls++;
    await this.step(method, 'BEFORE');
    const answer = work();
    await this.step(method, 'AFTER');
    return answer;
  }
}

function putOnce<K, V>(values: Map<K, V>, key: K, value: V): V {
  const stands = values.get(key);
  if (stands !== undefined) return stands;
  values.set(key, value);
  return value;
}
