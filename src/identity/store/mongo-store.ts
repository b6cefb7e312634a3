/**
 * The store on MongoDB, or on a server that speaks its protocol. Nothing is asked of it but what all of them do well:
 * inserting under `_id`, finding by exact `_id`, replacing and deleting a document by `_id`; erasure alone looks for keys by
 * another field, which is indexed. Collections and the forms of `_id`:
 *
 *     identityEvents   <customer>/<v, 8 digits>     op/<operation>
 *     identityKeys     <hash>|<slot, 3 digits>      ref|<hash>
 *     identityLinks    <handle>
 *     identityReceipts <order>
 *     customers        <customer>
 *     checkpoints      <source>
 *     apiKeys          <id>
 *
 * The keys of one hash fill numbered slots from 0 on, so that they can be found without a range or a second index, and
 * two writers who reach for one slot cannot both have it. A slot keeps its handle and is only marked as gone,
 * until the record's person is erased.
 */
import { Binary, type Collection, type Db, MongoClient } from 'mongodb';
import {
  type Checkpoint,
  type CustomerCard,
  type CustomerVersion,
  type Decision,
  type Handle,
  type IdentifierKey,
  type IdentityStore,
  KEYS_PER_HASH,
  type Receipt,
  type RefClaim,
  type StoredApiKey,
  type StoredLink,
  StoreUnavailable,
  type VersionKey,
} from './contract';
import { DocumentsById } from './documents-by-id';
import { asStoreError, cannotOpen } from './mongo-errors';

export interface MongoStoreOptions {
  /** `mongodb://` or `mongodb+srv://`. */
  readonly uri: string;
  readonly database: string;
}

/** An answer has about two seconds in all; waiting longer for a server that is gone helps nobody. */
const SERVER_SELECTION_TIMEOUT_MS = 2_000;
const SOCKET_TIMEOUT_MS = 5_000;
/** Commands are gathered before they are sent, so a few connections carry many requests. */
export const MONGODB_CONNECTIONS = 20;
/** FerretDB finds one `_id` by index or a quick scan, but unpacks every document for a list of them. */
const FERRETDB_SINGLE_FINDS = 48;

/** @throws StoreUnavailable with a message for the operator; it names the hosts, never the credentials. */
export async function openMongoStore(options: MongoStoreOptions): Promise<IdentityStore> {
  let client: MongoClient;
  try {
    client = new MongoClient(options.uri, {
      appName: 'onefold',
      serverSelectionTimeoutMS: SERVER_SELECTION_TIMEOUT_MS,
      connectTimeoutMS: SERVER_SELECTION_TIMEOUT_MS,
      socketTimeoutMS: SOCKET_TIMEOUT_MS,
      // How soon a server that dropped a connection is tried again.
      minHeartbeatFrequencyMS: 100,
      maxPoolSize: MONGODB_CONNECTIONS,
      writeConcern: { w: 'majority', journal: true },
      ignoreUndefined: true,
    });
  } catch (error) {
    throw new StoreUnavailable('The MongoDB connection string cannot be read', { cause: error });
  }
  try {
    await client.connect();
    const { ferretdbVersion } = await client.db(options.database).command({ buildInfo: 1 });
    const singleFinds = ferretdbVersion === undefined ? 1 : FERRETDB_SINGLE_FINDS;
    return new MongoStore(client, client.db(options.database), singleFinds);
  } catch (error) {
    await client.close();
    throw cannotOpen(
      client.options.hosts.map((host) => host.toString()),
      error,
    );
  }
}

interface VersionDocument extends Omit<CustomerVersion, 'customer' | 'v'> {
  readonly _id: string;
}
interface DecisionDocument {
  readonly _id: string;
  readonly decision: Decision;
}
interface ClaimDocument extends Omit<RefClaim, 'refHash'> {
  readonly _id: string;
}
interface SlotDocument extends Omit<IdentifierKey, 'hash'> {
  readonly _id: string;
  readonly gone?: true;
}
interface LinkDocument extends Omit<StoredLink, 'handle' | 'ref'> {
  readonly _id: string;
  readonly ref: Binary;
}
interface ReceiptDocument extends Omit<Receipt, 'id'> {
  readonly _id: string;
}
interface CardDocument extends Omit<CustomerCard, 'customer' | 'sealed'> {
  readonly _id: string;
  readonly sealed: Binary;
}
interface CheckpointDocument extends Omit<Checkpoint, 'source'> {
  readonly _id: string;
}
interface ApiKeyDocument extends Omit<StoredApiKey, 'id'> {
  readonly _id: string;
}

interface Slot {
  readonly slot: number;
  readonly key: IdentifierKey;
  readonly gone: boolean;
}

class MongoStore implements IdentityStore {
  private readonly versionDocuments: DocumentsById<VersionDocument>;
  private readonly decisionDocuments: DocumentsById<DecisionDocument>;
  private readonly claimDocuments: DocumentsById<ClaimDocument>;
  private readonly slotDocuments: DocumentsById<SlotDocument>;
  private readonly linkDocuments: DocumentsById<LinkDocument>;
  private readonly receiptDocuments: DocumentsById<ReceiptDocument>;
  private readonly cardDocuments: DocumentsById<CardDocument>;
  private readonly checkpointDocuments: DocumentsById<CheckpointDocument>;
  private readonly keyDocuments: Collection<ApiKeyDocument>;
  private calls = 0;

  constructor(
    private readonly client: MongoClient,
    private readonly database: Db,
    singleFinds: number,
  ) {
    const documents = <D extends { readonly _id: string }>(name: string): DocumentsById<D> =>
      new DocumentsById<D>(database.collection<D>(name), { singleFinds, call: (work) => this.call(work) });
    this.versionDocuments = documents('identityEvents');
    this.decisionDocuments = documents('identityEvents');
    this.claimDocuments = documents('identityKeys');
    this.slotDocuments = documents('identityKeys');
    this.linkDocuments = documents('identityLinks');
    this.receiptDocuments = documents('identityReceipts');
    this.cardDocuments = documents('customers');
    this.checkpointDocuments = documents('checkpoints');
    this.keyDocuments = database.collection('apiKeys');
  }

  async append(version: CustomerVersion): Promise<CustomerVersion> {
    const [isInserted] = await this.versionDocuments.insert([versionDocument(version)]);
    if (isInserted) return version;
    const [stands] = await this.versions([version]);
    if (!stands) throw new StoreUnavailable('The identity store lost a version that it had');
    return stands;
  }

  async versions(keys: readonly VersionKey[]): Promise<readonly (CustomerVersion | undefined)[]> {
    const documents = await this.versionDocuments.find(keys.map(versionId));
    return documents.map((document, i) => document && versionOf(keys[i]!, document));
  }

  async decide(op: string, decision: Decision): Promise<Decision> {
    const [isInserted] = await this.decisionDocuments.insert([{ _id: decisionId(op), decision }]);
    if (isInserted) return decision;
    const [stands] = await this.decisions([op]);
    if (!stands) throw new StoreUnavailable('The identity store lost a decision that it had');
    return stands;
  }

  async decisions(ops: readonly string[]): Promise<readonly (Decision | undefined)[]> {
    return (await this.decisionDocuments.find(ops.map(decisionId))).map((document) => document?.decision);
  }

  async claimRefs(claims: readonly RefClaim[]): Promise<readonly RefClaim[]> {
    const inserted = await this.claimDocuments.insert(
      claims.map(({ refHash, ...claim }) => ({ _id: claimId(refHash), ...claim })),
    );
    const lost = claims.filter((_, i) => !inserted[i]).map(({ refHash }) => refHash);
    if (lost.length === 0) return claims;
    const standing = new Map((await this.refs(lost)).map((claim, i) => [lost[i], claim]));
    return claims.map((claim, i) => {
      const stands = inserted[i] ? claim : standing.get(claim.refHash);
      if (!stands) throw new StoreUnavailable('The identity store lost a claim that it had');
      return stands;
    });
  }

  async refs(refHashes: readonly string[]): Promise<readonly (RefClaim | undefined)[]> {
    const documents = await this.claimDocuments.find(refHashes.map(claimId));
    return documents.map(
      (document, i) => document && { refHash: refHashes[i]!, handle: document.handle, birth: document.birth },
    );
  }

  async putKeys(keys: readonly IdentifierKey[], links: readonly StoredLink[]): Promise<void> {
    const documents = links.map(({ handle, ref, refHash }) => ({ _id: handle, refHash, ref: new Binary(ref) }));
    await Promise.all([this.fillSlots(keys), this.linkDocuments.insert(documents)]);
  }

  async dropKeys(keys: readonly Pick<IdentifierKey, 'hash' | 'handle'>[]): Promise<void> {
    const standing = await this.slots(keys.map(({ hash }) => hash));
    const gone = keys.flatMap(({ hash, handle }) =>
      (standing.get(hash) ?? [])
        .filter((slot) => slot.key.handle === handle && !slot.gone)
        .map(({ slot, key }) => ({ ...slotDocument(slot, key), gone: true as const })),
    );
    await this.slotDocuments.replace(gone);
  }

  async keys(hashes: readonly string[], limit: number): Promise<readonly (readonly IdentifierKey[])[]> {
    const standing = await this.slots(hashes);
    return hashes.map((hash) => {
      const live = (standing.get(hash) ?? []).filter((slot) => !slot.gone).map(({ key }) => key);
      return [...new Map(live.map((key) => [key.handle, key])).values()].slice(0, limit);
    });
  }

  async links(handles: readonly Handle[]): Promise<readonly (StoredLink | undefined)[]> {
    const documents = await this.linkDocuments.find(handles);
    return documents.map(
      (document, i) => document && { handle: handles[i]!, refHash: document.refHash, ref: document.ref.value() },
    );
  }

  async forget(handles: readonly Handle[]): Promise<void> {
    if (handles.length === 0) return;
    const keys = this.database.collection<SlotDocument>('identityKeys');
    const links = this.database.collection<LinkDocument>('identityLinks');
    const found = await this.call(async () => {
      await keys.createIndex({ handle: 1 });
      return keys.find({ handle: { $in: [...handles] } }).toArray();
    });
    const slots = found.filter(({ _id }) => !_id.startsWith(claimId('')));
    await this.slotDocuments.replace(
      slots.map(({ _id, hint, proof }) => ({ _id, handle: '', hint, proof, gone: true })),
    );
    await Promise.all([
      ...[...new Set(slots.map(({ _id }) => hashOfSlot(_id)))].map((hash) => this.freeLastSlots(keys, hash)),
      ...handles.map((handle) => this.call(() => links.deleteOne({ _id: handle }))),
    ]);
  }

  async putReceipt(receipt: Receipt): Promise<Receipt> {
    const { id, ...rest } = receipt;
    const [isInserted] = await this.receiptDocuments.insert([{ _id: id, ...rest }]);
    if (isInserted) return receipt;
    const [stands] = await this.receipts([id]);
    if (!stands) throw new StoreUnavailable('The identity store lost a receipt that it had');
    return stands;
  }

  async receipts(ids: readonly string[]): Promise<readonly (Receipt | undefined)[]> {
    const documents = await this.receiptDocuments.find(ids);
    return documents.map((document, i) => {
      if (!document) return undefined;
      const { _id, ...rest } = document;
      return { id: ids[i]!, ...rest };
    });
  }

  async putCards(cards: readonly CustomerCard[]): Promise<void> {
    await this.cardDocuments.replace(
      cards.map(({ customer, sealed, ...card }) => ({ _id: customer, ...card, sealed: new Binary(sealed) })),
    );
  }

  async cards(customers: readonly CustomerCard['customer'][]): Promise<readonly (CustomerCard | undefined)[]> {
    const documents = await this.cardDocuments.find(customers);
    return documents.map((document, i) => {
      if (!document) return undefined;
      const { v, into, sealed } = document;
      return { customer: customers[i]!, v, ...(into && { into }), sealed: sealed.value() };
    });
  }

  async putCheckpoint({ source, ...checkpoint }: Checkpoint): Promise<void> {
    await this.checkpointDocuments.replace([{ _id: source, ...checkpoint }]);
  }

  async checkpoints(sources: readonly string[]): Promise<readonly (Checkpoint | undefined)[]> {
    const documents = await this.checkpointDocuments.find(sources);
    return documents.map((document, i) => document && { source: sources[i]!, walkedUntil: document.walkedUntil });
  }

  async putApiKey({ id, ...key }: StoredApiKey): Promise<void> {
    await this.call(() => this.keyDocuments.replaceOne({ _id: id }, key, { upsert: true }));
  }

  async apiKeys(): Promise<readonly StoredApiKey[]> {
    const documents = await this.call(() => this.keyDocuments.find().toArray());
    return documents.map(({ _id, ...key }) => ({ id: _id, ...key }));
  }

  async ping(): Promise<void> {
    await this.call(() => this.database.command({ ping: 1 }));
  }

  roundTrips(): number {
    return this.calls;
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  private async fillSlots(keys: readonly IdentifierKey[]): Promise<void> {
    // In the order of handles, so that two processes with the same records reach for the same slots.
    let missing = [...keys].sort((a, b) => (a.handle < b.handle ? -1 : a.handle > b.handle ? 1 : 0));
    while (missing.length > 0) {
      const standing = await this.slots(missing.map(({ hash }) => hash));
      const changed: SlotDocument[] = [];
      const fresh: { document: SlotDocument; key: IdentifierKey }[] = [];
      const next = new Map<string, number>();
      for (const key of missing) {
        const slots = standing.get(key.hash) ?? [];
        const own = slots.find((slot) => slot.key.handle === key.handle);
        if (own) {
          const same = own.key.hint === key.hint && own.key.proof === key.proof && !own.gone;
          if (!same) changed.push(slotDocument(own.slot, key));
          continue;
        }
        const free = next.get(key.hash) ?? (slots.at(-1)?.slot ?? -1) + 1;
        next.set(key.hash, free + 1);
        if (free < KEYS_PER_HASH) fresh.push({ document: slotDocument(free, key), key });
      }
      const [inserted] = await Promise.all([
        this.slotDocuments.insert(fresh.map(({ document }) => document)),
        this.slotDocuments.replace(changed),
      ]);
      missing = fresh.filter((_, i) => !inserted[i]).map(({ key }) => key);
    }
  }

  /**
   * Deletes the emptied slots of a hash from the end on, so that a hash that nobody carries leaves nothing. One below a
   * slot that is taken stays, without a handle: a gap would hide those above it.
   */
  private async freeLastSlots(keys: Collection<SlotDocument>, hash: string): Promise<void> {
    const standing = (await this.slots([hash])).get(hash) ?? [];
    for (const { slot, key } of standing.reverse()) {
      if (key.handle !== '') return;
      await this.call(() => keys.deleteOne({ _id: slotId(hash, slot) }));
    }
  }

  /**
   * All slots of each hash in their order. A crash in the middle of an insert can leave a slot free below one that is
   * taken, and so hide the latter; it belongs to a record that nobody lists yet, and to list it fills the slots again.
   */
  private async slots(hashes: readonly string[]): Promise<Map<string, Slot[]>> {
    const found = new Map<string, Slot[]>([...new Set(hashes)].map((hash) => [hash, []]));
    let open = [...found.keys()];
    for (let from = 0, width = 4; open.length > 0 && from < KEYS_PER_HASH; from += width, width *= 2) {
      const numbers = Array.from({ length: Math.min(width, KEYS_PER_HASH - from) }, (_, i) => from + i);
      const wanted = open.flatMap((hash) => numbers.map((slot) => ({ hash, slot })));
      const documents = await this.slotDocuments.find(wanted.map(({ hash, slot }) => slotId(hash, slot)));
      const reaching = new Set<string>();
      for (const [i, document] of documents.entries()) {
        if (!document) continue;
        const { hash, slot } = wanted[i]!;
        const { handle, hint, proof, gone } = document;
        found.get(hash)?.push({ slot, key: { hash, handle, hint, proof }, gone: gone === true });
        if (slot === numbers.at(-1)) reaching.add(hash);
      }
      open = open.filter((hash) => reaching.has(hash));
    }
    return found;
  }

  private async call<T>(work: () => Promise<T>): Promise<T> {
    this.calls++;
    try {
      return await work();
    } catch (error) {
      throw asStoreError(error);
    }
  }
}

const versionId = ({ customer, v }: VersionKey): string => `${customer}/${String(v).padStart(8, '0')}`;
const decisionId = (op: string): string => `op/${op}`;
const claimId = (refHash: string): string => `ref|${refHash}`;
const hashOfSlot = (id: string): string => id.slice(0, id.lastIndexOf('|'));
const slotId = (hash: string, slot: number): string => `${hash}|${String(slot).padStart(3, '0')}`;

function slotDocument(slot: number, { hash, handle, hint, proof }: IdentifierKey): SlotDocument {
  return { _id: slotId(hash, slot), handle, hint, proof };
}

function versionDocument({ customer, v, ...rest }: CustomerVersion): VersionDocument {
  return { _id: versionId({ customer, v }), ...rest };
}

function versionOf(key: VersionKey, { _id, ...rest }: VersionDocument): CustomerVersion {
  return { customer: key.customer, v: key.v, ...rest };
}
