import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CustomerVersion, IdentityStore } from '../../../src/identity/store/contract';
import { openLmdbStore } from '../../../src/identity/store/lmdb-store';
import { describeIdentityStoreContract } from '../../contracts/identity-store-contract';

describeIdentityStoreContract('the LMDB store', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'onefold-identity-'));
  return {
    open: () => openLmdbStore({ path: folder }),
    remove: async () => rmSync(folder, { recursive: true }),
  };
});

describe('openLmdbStore', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'onefold-identity-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('makes a missing folder, with its parents', async () => {
    const store = await openLmdbStore({ path: path.join(folder, 'a', 'b') });
    await store.ping();
    await store.close();
  });

  it('says that the path is a file', async () => {
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    await expect(openLmdbStore({ path: file })).rejects.toThrow(`${file} is none: it is a file`);
    await expect(openLmdbStore({ path: path.join(file, 'sub') })).rejects.toThrow(/it is a file|part of the path/);
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('says that a folder cannot be made, where not even root may', async () => {
    await expect(openLmdbStore({ path: '/proc/onefold/identity' })).rejects.toThrow(
      /needs a folder that it can write to, and \/proc\/onefold\/identity is none/,
    );
  });

  it('refuses files of another program instead of ending the process', async () => {
    writeFileSync(path.join(folder, 'data.mdb'), 'something else '.repeat(1000));
    await expect(openLmdbStore({ path: folder })).rejects.toThrow('was not written by the identity store');
  });

  it('refuses a file that was cut off, and says what to do', async () => {
    const store = await openLmdbStore({ path: folder });
    for (let i = 0; i < 300; i += 1) await store.append(versionOf(i));
    await store.close();
    const whole = readFileSync(path.join(folder, 'data.mdb'));
    for (const length of [100, 4096, 8192]) {
      writeFileSync(path.join(folder, 'data.mdb'), whole.subarray(0, length));
      await expect(openLmdbStore({ path: folder })).rejects.toThrow(/is damaged\. Put a backup in its place/);
    }
    writeFileSync(path.join(folder, 'data.mdb'), whole);
    const again = await openLmdbStore({ path: folder });
    expect(await again.versions([versionOf(299)])).toEqual([versionOf(299)]);
    await again.close();
  });
});

describe('the LMDB store on a disk that becomes full', () => {
  const PLENTY = 1024 ** 3;
  let folder: string;
  let free: number;
  let store: IdentityStore;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'onefold-identity-'));
    free = PLENTY;
    store = await openLmdbStore({ path: folder, freeBytes: () => free });
    await store.append(versionOf(0));
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  /** The disk is looked at only now and then. */
  async function untilRefused(): Promise<unknown> {
    for (let i = 1; ; i += 1) {
      const error = await store.append(versionOf(i)).then(
        () => undefined,
        (refusal: unknown) => refusal,
      );
      if (error !== undefined) return error;
    }
  }

  it('refuses writes before LMDB meets the end of the disk, says why, reads on, and writes as soon as there is room', async () => {
    free = 8 * 1024 ** 2 - 1;
    expect(await untilRefused()).toMatchObject({
      name: 'StoreNotWritable',
      code: 'ENOSPC',
      message: expect.stringContaining('the disk is full'),
    });
    expect(await store.versions([versionOf(0)])).toEqual([versionOf(0)]);
    await store.ping();
    free = PLENTY;
    expect(await store.append(versionOf(-1))).toEqual(versionOf(-1));
  });

  it('is not opened on a disk without any room', async () => {
    await expect(openLmdbStore({ path: folder, freeBytes: () => 1000 })).rejects.toThrow(/the disk is full/);
  });
});

function versionOf(i: number): CustomerVersion {
  const customer = `cus_${String(i).padStart(26, '0')}` as const;
  const state = { handles: ['h'.repeat(200)], never: {}, moved: {}, parts: {}, gone: {} };
  const occurrence = { at: 1, who: 'test', why: 'FIRST_SEEN', event: 'CREATED' } as const;
  return { customer, v: 0, nonce: 'nonce', ...occurrence, change: { gains: state.handles }, state };
}
