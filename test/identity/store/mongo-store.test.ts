import { randomBytes } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { MongoClient } from 'mongodb';
import { openMongoStore } from '../../../src/identity/store/mongo-store';
import { describeIdentityStoreContract } from '../../contracts/identity-store-contract';

const uri = process.env.MONGODB_URI;

if (uri) {
  describeIdentityStoreContract('the MongoDB store', async () => {
    const database = `onefold_test_${randomBytes(6).toString('hex')}`;
    return {
      open: () => openMongoStore({ uri, database }),
      remove: async () => {
        const client = new MongoClient(uri);
        await client.db(database).dropDatabase();
        await client.close();
      },
    };
  });
} else {
  console.warn('MONGODB_URI is not set: the contract suite of the MongoDB store is SKIPPED');
  it.skip('the MongoDB store keeps the contract of identity stores', () => undefined);
}

describe('openMongoStore', () => {
  it('says which host cannot be reached, and never the credentials', async () => {
    const { server, port } = await listening(() => undefined);
    await new Promise((done) => server.close(done));
    const opening = openMongoStore({ uri: `mongodb://someone:secret@127.0.0.1:${port}/`, database: 'onefold' });
    await expect(opening).rejects.toThrow(`MongoDB at 127.0.0.1:${port} cannot be reached`);
    await expect(opening).rejects.not.toThrow(/secret|someone/);
  });

  it('does not wait for ever for a host that accepts and never answers', async () => {
    const sockets: Socket[] = [];
    const { server, port } = await listening((socket) => sockets.push(socket));
    try {
      await expect(openMongoStore({ uri: `mongodb://127.0.0.1:${port}/`, database: 'onefold' })).rejects.toThrow(
        'cannot be reached',
      );
    } finally {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    }
  });

  it('does not repeat a connection string that it cannot read', async () => {
    const opening = openMongoStore({ uri: 'mongodb://someone:sec/ret@[', database: 'onefold' });
    await expect(opening).rejects.toThrow('The MongoDB connection string cannot be read');
  });
});

async function listening(onSocket: (socket: Socket) => void): Promise<{ server: Server; port: number }> {
  const server = createServer(onSocket);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { server, port: address.port };
}
