/**
 * The embedded store: LMDB files in one folder, for any number of processes of one machine. A write is answered after it
 * was flushed to disk. LMDB lets one process write at a time, so a conditional put decides among all of them.
 */
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  statfsSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as pauseFor } from 'node:timers/promises';
import { getSystemErrorName } from 'node:util';
import { type Database, open, type RootDatabase } from 'lmdb';
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
  StoreNotWritable,
  StoreUnavailable,
  type VersionKey,
} from './contract';

export interface LmdbStoreOptions {
  /** Folder of the files; made if it is not there. */
  readonly path: string;
  /** Bytes that may still be written to the disk of the folder. Default: what the file system says. */
  readonly freeBytes?: () => number;
}

/**
 * So much of the disk is left free. LMDB must not meet the end of it: reporting a failed write it may write past the end
 * of a buffer of its own (`last_error` in mdb.c of lmdb 3.5), which can end the process.
 */
const RESERVE_BYTES = 8 * 1024 * 1024;
/** To open the files takes a few pages. */
const OPENING_BYTES = 1024 * 1024;
const FREE_BYTES_HOLD_MS = 20;
/** After a write that failed the disk is left alone for so long: LMDB complains about each on standard error. */
const REST_MS = 1_000;

/** @throws Error that says what is wrong with the folder. */
export async function openLmdbStore(options: LmdbStoreOptions): Promise<IdentityStore> {
  const folder = path.resolve(options.path);
  prepareFolder(folder);
  const freeBytes = options.freeBytes ?? (() => freeBytesOf(folder));
  if (freeBytes() < OPENING_BYTES) {
    throw new Error(`The identity store cannot be opened in ${folder}: ${reason({ code: 'ENOSPC' })}`);
  }
  try {
    const root = open({
      path: folder,
      noSubdir: false,
      maxDbs: 12,
      // With it a put would be answered before it is on disk.
      overlappingSync: false,
      // With it a commit that fails rejects a promise inside LMDB that nobody can catch, which would end the process.
      eventTurnBatching: false,
    });
    // A process that was killed leaves its place as a reader taken, and the file could not reuse any page it saw.
    root.readerCheck();
    return new LmdbStore(root, freeBytes);
  } catch (error) {
    throw new Error(`The identity store cannot be opened in ${folder}: ${reason(error)}`, { cause: error });
  }
}

class LmdbStore implements IdentityStore {
  private readonly events: Database<CustomerVersion | Decision, string>;
  private readonly claims: Database<RefClaim, string>;
  private readonly identifiers: Database<IdentifierKey, string>;
  private readonly sealedRefs: Database<StoredLink, string>;
  private readonly customers: Database<CustomerCard, string>;
  private readonly done: Database<Receipt, string>;
  /** Handle to the hashes of its keys, so that all of them can be found when a person is erased. */
  private readonly hashesOf: Database<string, Handle>;
  private readonly access: Database<StoredApiKey, string>;
  private readonly walks: Database<Checkpoint, string>;
  private readonly writing = new Set<Promise<unknown>>();
  private calls = 0;
  private closed = false;
  private refusal: { readonly error: StoreNotWritable; readonly until: number } | undefined;
  private measuredAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly root: RootDatabase,
    private readonly freeBytes: () => number,
  ) {
    this.events = root.openDB({ name: 'identityEvents' });
    this.claims = root.openDB({ name: 'identityRefs' });
    this.identifiers = root.openDB({ name: 'identityKeys' });
    this.sealedRefs = root.openDB({ name: 'identityLinks' });
    this.customers = root.openDB({ name: 'customers' });
    this.done = root.openDB({ name: 'identityReceipts' });
    this.hashesOf = root.openDB({ name: 'identityKeysByLink', dupSort: true, encoding: 'ordered-binary' });
    this.access = root.openDB({ name: 'apiKeys' });
    this.walks = root.openDB({ name: 'checkpoints' });
  }

  async append(version: CustomerVersion): Promise<CustomerVersion> {
    const stands = await this.insert(this.events, [[versionId(version), version]]);
    return stands[0] as CustomerVersion;
  }

  async versions(keys: readonly VersionKey[]): Promise<readonly (CustomerVersion | undefined)[]> {
    return this.read(() => keys.map((key) => this.events.get(versionId(key)) as CustomerVersion | undefined));
  }

  async decide(op: string, decision: Decision): Promise<Decision> {
    const stands = await this.insert(this.events, [[decisionId(op), decision]]);
    return stands[0] as Decision;
  }

  async decisions(ops: readonly string[]): Promise<readonly (Decision | undefined)[]> {
    return this.read(() => ops.map((op) => this.events.get(decisionId(op)) as Decision | undefined));
  }

  async claimRefs(claims: readonly RefClaim[]): Promise<readonly RefClaim[]> {
    return this.insert(
      this.claims,
      claims.map((claim) => [claim.refHash, claim]),
    );
  }

  async refs(refHashes: readonly string[]): Promise<readonly (RefClaim | undefined)[]> {
    return this.read(() => refHashes.map((hash) => this.claims.get(hash)));
  }

  async putKeys(keys: readonly IdentifierKey[], links: readonly StoredLink[]): Promise<void> {
    const kept = this.read(() => this.withinRoom(keys));
    await this.write(() => [
      ...kept.map((key) => this.identifiers.put(keyId(key), key)),
      ...kept.map(({ handle, hash }) => this.hashesOf.put(handle, hash)),
      ...links.map((link) =>
        this.sealedRefs.ifNoExists(link.handle, () => {
          told(this.sealedRefs.put(link.handle, link));
        }),
      ),
    ]);
  }

  async dropKeys(keys: readonly Pick<IdentifierKey, 'hash' | 'handle'>[]): Promise<void> {
    await this.write(() =>
      keys.flatMap((key) => [this.identifiers.remove(keyId(key)), this.hashesOf.remove(key.handle, key.hash)]),
    );
  }

  async keys(hashes: readonly string[], limit: number): Promise<readonly (readonly IdentifierKey[])[]> {
    return this.read(() =>
      hashes.map((hash) => [...this.identifiers.getRange({ ...rangeOf(hash), limit }).map(({ value }) => value)]),
    );
  }

  async links(handles: readonly string[]): Promise<readonly (StoredLink | undefined)[]> {
    return this.read(() => handles.map((handle) => this.sealedRefs.get(handle)));
  }

  async forget(handles: readonly Handle[]): Promise<void> {
    const keys = this.read(() =>
      handles.flatMap((handle) => [...this.hashesOf.getValues(handle)].map((hash) => ({ hash, handle }))),
    );
    await this.write(() => [
      ...keys.map((key) => this.identifiers.remove(keyId(key))),
      ...handles.map((handle) => this.hashesOf.remove(handle)),
      ...handles.map((handle) => this.sealedRefs.remove(handle)),
    ]);
  }

  async putReceipt(receipt: Receipt): Promise<Receipt> {
    const [stands] = await this.insert(this.done, [[receipt.id, receipt]]);
    return stands!;
  }

  async receipts(ids: readonly string[]): Promise<readonly (Receipt | undefined)[]> {
    return this.read(() => ids.map((id) => this.done.get(id)));
  }

  async putCards(cards: readonly CustomerCard[]): Promise<void> {
    await this.write(() => cards.map((card) => this.customers.put(card.customer, card)));
  }

  async cards(customers: readonly string[]): Promise<readonly (CustomerCard | undefined)[]> {
    return this.read(() => customers.map((customer) => this.customers.get(customer)));
  }

  async putCheckpoint(checkpoint: Checkpoint): Promise<void> {
    await this.write(() => [this.walks.put(checkpoint.source, checkpoint)]);
  }

  async checkpoints(sources: readonly string[]): Promise<readonly (Checkpoint | undefined)[]> {
    return this.read(() => sources.map((source) => this.walks.get(source)));
  }

  async putApiKey(key: StoredApiKey): Promise<void> {
    await this.write(() => [this.access.put(key.id, key)]);
  }

  async apiKeys(): Promise<readonly StoredApiKey[]> {
    return this.read(() => [...this.access.getRange().map(({ value }) => value)]);
  }

  async ping(): Promise<void> {
    this.read(() => this.access.getCount({ limit: 1 }));
  }

  roundTrips(): number {
    return this.calls;
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await Promise.allSettled(this.writing);
    await this.root.close();
  }

  /** Several processes at once may bring in a few more than there is room for; nothing hangs on the exact number. */
  private withinRoom(keys: readonly IdentifierKey[]): readonly IdentifierKey[] {
    const room = new Map<string, number>();
    return keys.filter((key) => {
      if (this.identifiers.doesExist(keyId(key))) return true;
      const left =
        room.get(key.hash) ??
        KEYS_PER_HASH - this.identifiers.getKeysCount({ ...rangeOf(key.hash), limit: KEYS_PER_HASH });
      room.set(key.hash, left - 1);
      return left > 0;
    });
  }

  /** Puts each value unless its key is there; answers what stands. */
  private async insert<V, W extends V>(
    database: Database<V, string>,
    entries: readonly (readonly [string, W])[],
  ): Promise<W[]> {
    const won = await this.write(() =>
      entries.map(([key, value]) =>
        database.ifNoExists(key, () => {
          told(database.put(key, value));
        }),
      ),
    );
    this.root.resetReadTxn();
    return entries.map(([key, value], i) => (won[i] ? value : (database.get(key) as W)));
  }

  private read<T>(work: () => T): T {
    this.begin();
    try {
      // Other processes write too: a snapshot taken earlier in this turn would miss what they answered already.
      this.root.resetReadTxn();
      return work();
    } catch (error) {
      throw unavailable(error);
    }
  }

  private async write<T>(work: () => readonly Promise<T>[]): Promise<T[]> {
    this.begin();
    this.checkWritable();
    // Puts that come together share one transaction and one flush.
    const written = Promise.all(work());
    this.writing.add(written);
    try {
      const outcome = await written;
      this.refusal = undefined;
      return outcome;
    } catch (cause) {
      const error = await notWritten(cause);
      this.refusal = { error, until: performance.now() + REST_MS };
      throw error;
    } finally {
      this.writing.delete(written);
    }
  }

  private checkWritable(): void {
    const now = performance.now();
    if (this.refusal && now < this.refusal.until) throw this.refusal.error;
    if (now - this.measuredAt < FREE_BYTES_HOLD_MS) return;
    if (this.freeBytes() < RESERVE_BYTES) throw notWritable('ENOSPC');
    this.measuredAt = now;
  }

  private begin(): void {
    if (this.closed) throw new StoreUnavailable('The identity store is closed');
    this.calls++;
  }
}

const versionId = ({ customer, v }: VersionKey): string => `${customer}/${String(v).padStart(8, '0')}`;
const decisionId = (op: string): string => `op/${op}`;
const keyId = ({ hash, handle }: Pick<IdentifierKey, 'hash' | 'handle'>): string => `${hash}|${handle}`;
/** `}` follows `|`. */
const rangeOf = (hash: string): { start: string; end: string } => ({ start: `${hash}|`, end: `${hash}}` });

function unavailable(error: unknown): StoreUnavailable {
  return new StoreUnavailable('The identity store failed to read its files', { cause: error });
}

/** A put inside a condition has the condition's outcome, which is waited for; its own promise fails with it, unheard. */
function told(put: Promise<unknown>): void {
  put.catch(() => undefined);
}

/** A transaction that failed is undone as a whole: nothing of it is kept. */
async function notWritten(error: unknown): Promise<StoreNotWritable> {
  const cause = await commitError(error);
  const { code } = cause as { readonly code?: unknown };
  const name = typeof code === 'number' && code > 0 ? getSystemErrorName(-code) : undefined;
  return notWritable(name, cause);
}

function notWritable(code: string | undefined, cause?: unknown): StoreNotWritable {
  const why = code === undefined ? '' : `: ${reason({ code })}`;
  return new StoreNotWritable(`The identity store cannot write its files${why}`, code, { cause });
}

/** A file system that does not tell is taken to have room. */
function freeBytesOf(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

const COMMIT_ERROR_MS = 100;

/** LMDB tells why a commit failed by a promise of its own, as a rule in the same moment, and now and then never. */
async function commitError(error: unknown): Promise<unknown> {
  const { commitError: later } = error as { readonly commitError?: Promise<never> };
  if (!later) return error;
  const why = later.catch((cause: unknown) => cause);
  return Promise.race([why, pauseFor(COMMIT_ERROR_MS, error, { ref: false })]);
}

function prepareFolder(folder: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Error(`The identity store needs a folder that it can write to, and ${folder} is none: ${reason(error)}`, {
      cause: error,
    });
  }
  if (!isWholeLmdbFile(path.join(folder, 'data.mdb'))) {
    throw new Error(
      `The file data.mdb in ${folder} was not written by the identity store, or is damaged. ` +
        'Put a backup in its place, or name another folder; without it the store begins anew, empty.',
    );
  }
}

/** One level at a time: the recursive form of Node does not return from places where nothing can be made, like /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) {
    if (!statSync(folder).isDirectory()) throw new Error('it is a file');
    return;
  }
  const parent = path.dirname(folder);
  if (parent !== folder) makeFolder(parent);
  try {
    // What is in it tells nothing of anybody, but it is nobody else's either.
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Where things stand in the two pages at the beginning of an LMDB file (`MDB_meta` in mdb.c). */
const META = { magic: 24, pageSize: 48, freeRoot: 88, mainRoot: 136, transaction: 152, length: 160 } as const;
const LMDB_MAGIC = 0xbeefc0de;
const NO_PAGE = 0xffff_ffff_ffff_ffffn;

/** Opening a file that is something else, or only the beginning of one, would end the process without a word. */
function isWholeLmdbFile(file: string): boolean {
  if (!existsSync(file) || statSync(file).size === 0) return true;
  const descriptor = openSync(file, 'r');
  const metaAt = (position: number): Buffer | undefined => {
    const page = Buffer.alloc(META.length);
    const length = readSync(descriptor, page, 0, page.length, position);
    return length === page.length && page.readUInt32LE(META.magic) === LMDB_MAGIC ? page : undefined;
  };
  try {
    const first = metaAt(0);
    const pageSize = first?.readUInt32LE(META.pageSize) ?? 0;
    const second = pageSize > 0 ? metaAt(pageSize) : undefined;
    if (!first || !second) return false;
    const isFirstNewer = first.readBigUInt64LE(META.transaction) > second.readBigUInt64LE(META.transaction);
    const newest = isFirstNewer ? first : second;
    // Of the file's size now, since another process may be making it longer.
    const pages = BigInt(Math.floor(statSync(file).size / pageSize));
    return [META.freeRoot, META.mainRoot].every((at) => {
      const root = newest.readBigUInt64LE(at);
      return root === NO_PAGE || root < pages;
    });
  } finally {
    closeSync(descriptor);
  }
}

function reason(error: unknown): string {
  const { code, message = code ?? 'for no reason that is known' } = error as Partial<NodeJS.ErrnoException>;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EROFS':
      return 'the file system is read-only';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full, or this user may use no more of it';
    case 'EFBIG':
      return 'a file may not grow any further (ulimit -f, or a limit of the file system)';
    case 'EIO':
      return 'the disk fails, or became full in the middle of a write';
    case 'ENOTDIR':
      return 'a part of the path is a file';
    case 'ENOENT':
      return 'a part of the path cannot be made';
    default:
      return message;
  }
}
