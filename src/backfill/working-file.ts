/**
 * What a run has read and not yet linked: records, and by which identifiers they are found. Files of this machine (LMDB),
 * so that memory does not grow with the number of records. All of it is sealed under a key that comes from the config;
 * names of things are keyed hashes. It outlives a process that is killed, so that the run goes on, and ends with the run.
 *
 * A page and the position after it are one transaction: a run that goes on repeats nothing and misses nothing.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Database, open, type RootDatabase } from 'lmdb';
import {
  type IdentifierType,
  type RecordRef,
  refKey,
  type SourceName,
  type SourceRecord,
} from '../customer/source-record';

export interface WorkingFileOptions {
  /** Folder of the files; made if it is not there, removed with the run. */
  readonly folder: string;
  /** Of the config; what is sealed is sealed under a key derived from it. */
  readonly encryptionKey: Uint8Array;
}

/** A run's purpose; one that goes on has the same. */
export interface RunHeader {
  readonly sources: readonly WalkedSource[];
  /** What the index was made by. */
  readonly rules: string;
}

export interface WalkedSource {
  readonly name: SourceName;
  /** RFC 3339; absent: everything. */
  readonly since?: string;
  /** ms since the epoch. */
  readonly startedAt: number;
}

export interface Position {
  readonly done: boolean;
  readonly next?: string;
  readonly pages: number;
  readonly records: number;
  /** Records of which it could not be read who they are; left out. */
  readonly unreadable: number;
}

/** A record's name in the file. */
export type Name = string;

/** `LINKING`: e-mails by which the rules may join. `ISSUED`: by the record that is named. */
export type Index = 'LINKING' | 'ISSUED' | IdentifierType;

export interface IndexedRecord {
  readonly record: SourceRecord;
  /** Those of its e-mails by which the rules may join. */
  readonly linking: readonly string[];
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** LMDB must not meet the end of the disk. */
const RESERVE_BYTES = 64 * 1024 * 1024;

/** @throws Error that says who else is at work on it, or that the disk is full. */
export async function openWorkingFile(options: WorkingFileOptions): Promise<WorkingFile> {
  const folder = path.resolve(options.folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  takeLock(folder);
  const opened = new WorkingFile(folder, options.encryptionKey);
  if (opened.isReadable()) return opened;
  // Of another config: nobody can read it any more.
  await opened.remove();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  takeLock(folder);
  return new WorkingFile(folder, options.encryptionKey);
}

export class WorkingFile {
  private readonly root: RootDatabase;
  private readonly about: Database<Buffer, string>;
  private readonly records: Database<Buffer, Name>;
  private readonly index: Database<Name, string>;
  private readonly gone: Database<Buffer, Name>;
  /** By record, the name of the group in which it was linked. */
  private readonly settled: Database<Name, Name>;
  private readonly sealKey: Buffer;
  private readonly nameKey: Buffer;

  constructor(
    private readonly folder: string,
    encryptionKey: Uint8Array,
  ) {
    this.sealKey = Buffer.from(hkdfSync('sha256', encryptionKey, '', 'onefold/backfill/seal', 32));
    this.nameKey = Buffer.from(hkdfSync('sha256', encryptionKey, '', 'onefold/backfill/name', 32));
    this.root = open({ path: folder, noSubdir: false, maxDbs: 8, overlappingSync: false, eventTurnBatching: false });
    this.about = this.root.openDB({ name: 'about', encoding: 'binary' });
    this.records = this.root.openDB({ name: 'records', encoding: 'binary' });
    this.index = this.root.openDB({ name: 'index', dupSort: true, encoding: 'ordered-binary' });
    this.gone = this.root.openDB({ name: 'gone', encoding: 'binary' });
    this.settled = this.root.openDB({ name: 'settled', encoding: 'string' });
  }

  /** Whether what is in it was sealed under this key. */
  isReadable(): boolean {
    try {
      this.read('header');
      return true;
    } catch {
      return false;
    }
  }

  header(): RunHeader | undefined {
    return this.read<RunHeader>('header');
  }

  /** Begins a run, with nothing left of an earlier one. */
  begin(header: RunHeader): void {
    this.write(() => {
      for (const database of [this.about, this.records, this.index, this.gone, this.settled]) database.clearSync();
      this.keep('header', header);
    });
  }

  position(source: SourceName): Position {
    return this.read<Position>(`position ${source}`) ?? { done: false, pages: 0, records: 0, unreadable: 0 };
  }

  /** A page of a walk, and where it goes on; a record that is met again replaces what it was. */
  takePage(source: SourceName, page: readonly IndexedRecord[], gone: readonly RecordRef[], position: Position): void {
    this.write(() => {
      for (const indexed of page) this.take(indexed);
      for (const ref of gone) {
        this.drop(this.nameOf(ref));
        this.gone.putSync(this.nameOf(ref), this.seal(ref));
      }
      this.keep(`position ${source}`, position);
    });
  }

  nameOf(ref: RecordRef): Name {
    return this.hash(refKey(ref));
  }

  record(name: Name): IndexedRecord | undefined {
    const sealed = this.records.get(name);
    return sealed && (this.open(sealed) as IndexedRecord);
  }

  count(): number {
    return this.records.getCount();
  }

  settledCount(): number {
    return this.settled.getCount();
  }

  /** How many records are found under a value; of `ISSUED`, under the name of the record that they name. */
  countBy(index: Index, value: string): number {
    return this.index.getValuesCount(this.indexKey(index, value));
  }

  namesBy(index: Index, value: string, limit: number): Name[] {
    return [...this.index.getValues(this.indexKey(index, value), { limit })];
  }

  /** Names of records in an order of their own, after one of them. */
  namesAfter(name: Name | undefined, limit: number): Name[] {
    const names = [...this.records.getKeys({ ...(name !== undefined && { start: name }), limit: limit + 1 })];
    return (names[0] === name ? names.slice(1) : names).slice(0, limit);
  }

  /** Every value of an index with the records found under it, at most `most` of them, and how many there are. */
  *shared(index: Index, least: number, most: number): Generator<{ readonly count: number; readonly names: Name[] }> {
    const [start, end] = [this.indexKey(index), `${this.indexKey(index)}\uffff`];
    for (const key of this.index.getKeys({ start, end })) {
      const count = this.index.getValuesCount(key);
      if (count >= least) yield { count, names: [...this.index.getValues(key, { limit: most })] };
    }
  }

  groupOf(name: Name): Name | undefined {
    return this.settled.get(name);
  }

  /** Records are linked, each in a group; `tally` is what was counted so far. */
  settle(groups: readonly (readonly Name[])[], tally: unknown): void {
    this.write(() => {
      for (const group of groups) for (const name of group) this.settled.putSync(name, group[0]!);
      this.keep('tally', tally);
    });
  }

  tally<T>(): T | undefined {
    return this.read<T>('tally');
  }

  *goneRefs(): Generator<RecordRef> {
    for (const { value } of this.gone.getRange()) yield this.open(value) as RecordRef;
  }

  goneCount(): number {
    return this.gone.getCount();
  }

  async close(): Promise<void> {
    await this.root.close();
    rmSync(lockOf(this.folder), { force: true });
  }

  /** Ends the run: nothing of it stays on disk. */
  async remove(): Promise<void> {
    await this.root.close();
    rmSync(this.folder, { recursive: true, force: true });
    rmSync(lockOf(this.folder), { force: true });
  }

  private take(indexed: IndexedRecord): void {
    const { ref } = indexed.record;
    const name = this.nameOf(ref);
    this.drop(name);
    this.gone.removeSync(name);
    this.records.putSync(name, this.seal(indexed));
    for (const key of this.indexKeys(indexed)) this.index.putSync(key, name);
  }

  private drop(name: Name): void {
    const before = this.record(name);
    if (!before) return;
    for (const key of this.indexKeys(before)) this.index.removeSync(key, name);
    this.records.removeSync(name);
  }

  private indexKeys({ linking, record }: IndexedRecord): string[] {
    const keys = [
      ...linking.map((email) => this.indexKey('LINKING', email)),
      ...record.issuedIds.map((ref) => this.indexKey('ISSUED', this.nameOf(ref))),
      ...record.identifiers.map(({ normal, type }) => this.indexKey(type, normal)),
    ];
    return [...new Set(keys)];
  }

  private indexKey(index: Index, value?: string): string {
    return `${index}|${value === undefined ? '' : this.hash(value)}`;
  }

  private hash(text: string): string {
    return createHmac('sha256', this.nameKey).update(text, 'utf8').digest('base64url').slice(0, 24);
  }

  private keep(key: string, value: unknown): void {
    this.about.putSync(this.hash(key), this.seal(value));
  }

  private read<T>(key: string): T | undefined {
    const sealed = this.about.get(this.hash(key));
    // Names are keyed too: with another key nothing is found though something is there.
    if (!sealed && key === 'header' && this.about.getCount() > 0) throw new Error('sealed under another key');
    return sealed && (this.open(sealed) as T);
  }

  private write(work: () => void): void {
    const { bavail, bsize } = statfsSync(this.folder);
    if (bavail * bsize < RESERVE_BYTES) throw Object.assign(new Error('the disk is full'), { code: 'ENOSPC' });
    this.root.transactionSync(work);
  }

  private seal(value: unknown): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.sealKey, nonce);
    const text = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), text]);
  }

  private open(sealed: Buffer): unknown {
    const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', this.sealKey, sealed.subarray(0, NONCE_BYTES)).setAuthTag(tag);
    const text = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    return JSON.parse(text.toString('utf8'));
  }
}

const lockOf = (folder: string): string => `${folder}.lock`;

/** One process at a time; a lock whose process is gone was left by one that was killed. */
function takeLock(folder: string): void {
  const file = lockOf(folder);
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const holder = existsSync(file) ? Number(readFileSync(file, 'utf8')) : Number.NaN;
    if (holder !== process.pid && isAlive(holder)) {
      throw new Error(`Another backfill (process ${holder}) is at work in ${folder}: wait for it, or end it.`);
    }
    writeFileSync(file, String(process.pid), { mode: 0o600 });
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid < 1) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
