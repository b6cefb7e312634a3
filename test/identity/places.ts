/** Where identity tests keep their stores: LMDB always, MongoDB where MONGODB_URI names a server. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MongoClient } from 'mongodb';
import type { IdentityStore } from '../../src/identity/store/contract';
import { openLmdbStore } from '../../src/identity/store/lmdb-store';
import { openMongoStore } from '../../src/identity/store/mongo-store';

export interface Place {
  /** Two words that `openPlace` understands in another process. */
  readonly address: readonly [kind: 'lmdb' | 'mongo', where: string];
  /** Every byte that is stored. */
  bytes(): Promise<Buffer>;
  remove(): Promise<void>;
}

export function openPlace([kind, where]: readonly string[]): Promise<IdentityStore> {
  if (kind === 'lmdb') return openLmdbStore({ path: where! });
  return openMongoStore({ uri: process.env.MONGODB_URI!, database: where! });
}

export const PLACES: readonly (readonly [name: string, make: () => Promise<Place>])[] = [
  ['LMDB', lmdbPlace],
  ...(process.env.MONGODB_URI ? ([['MongoDB', mongoPlace]] as const) : []),
];

if (!process.env.MONGODB_URI) console.warn('MONGODB_URI is not set: identity on MongoDB is SKIPPED');

async function lmdbPlace(): Promise<Place> {
  const folder = mkdtempSync(path.join(tmpdir(), 'onefold-identity-'));
  return {
    address: ['lmdb', folder],
    bytes: async () => Buffer.concat(readdirSync(folder).map((file) => readFileSync(path.join(folder, file)))),
    remove: async () => rmSync(folder, { recursive: true }),
  };
}

async function mongoPlace(): Promise<Place> {
  const name = `onefold_test_${randomBytes(6).toString('hex')}`;
  const client = new MongoClient(process.env.MONGODB_URI!);
  const database = client.db(name);
  return {
    address: ['mongo', name],
    bytes: async () => {
      const found: Buffer[] = [];
      for (const { name: collection } of await database.listCollections().toArray()) {
        for await (const document of database.collection(collection).find({}, { raw: true })) {
          found.push(Buffer.from(document as unknown as Uint8Array));
        }
      }
      return Buffer.concat(found);
    },
    remove: async () => {
      await database.dropDatabase();
      await client.close();
    },
  };
}
