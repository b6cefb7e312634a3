import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
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
});
