import { randomBytes } from 'node:crypto';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { MongoClient } from 'mongodb';
import type { CustomerId } from '../../../src/customer/customer-id';
import { type CustomerVersion, type IdentityStore, StoreUnavailable } from '../../../src/identity/store/contract';
import { openMongoStore } from '../../../src/identity/store/mongo-store';
import { describeIdentityStoreContract } from '../../contracts/identity-store-contract';

const uri = process.env.MONGODB_URI;

if (uri) {
  describeIdentityStoreContract('the MongoDB store', async () => {
    const database = newDatabase();
    return { open: () => openMongoStore({ uri, database }), remove: () => drop(uri, database) };
  });
  describe('the MongoDB store behind a bad network', () => behindBadNetwork(uri));
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

function behindBadNetwork(mongo: string): void {
  let cable: Cable;
  let store: IdentityStore;
  let database: string;

  beforeEach(async () => {
    database = newDatabase();
    cable = await Cable.before(mongo);
    store = await openMongoStore({ uri: `mongodb://127.0.0.1:${cable.port}/?directConnection=true`, database });
  });

  afterEach(async () => {
    await store.close();
    await cable.close();
    await drop(mongo, database);
  });

  it('knows its own version again after the reply to its append was lost', async () => {
    const version = someVersion();
    cable.loseReplyTo('insert');
    expect(await store.append(version)).toEqual(version);
    expect(cable.lost).toBe(1);
    expect(await store.versions([version])).toEqual([version]);
  });

  it('knows its own claims and decisions again after a lost reply', async () => {
    const claims = ['a', 'b', 'c'].map((refHash): Parameters<IdentityStore['claimRefs']>[0][number] => ({
      refHash,
      handle: `handle of ${refHash}`,
      birth: 'cus_1',
    }));
    cable.loseReplyTo('insert');
    expect(await store.claimRefs(claims)).toEqual(claims);
    cable.loseReplyTo('insert');
    expect(await store.decide('op', 'COMMIT')).toBe('COMMIT');
    expect(cable.lost).toBe(2);
  });

  it('says that the server is gone, and goes on when it is back', async () => {
    const version = await store.append(someVersion());
    await cable.pull();
    await expect(store.versions([version])).rejects.toThrow(StoreUnavailable);
    await expect(store.append(someVersion())).rejects.toThrow(StoreUnavailable);
    await expect(store.ping()).rejects.toThrow(StoreUnavailable);
    await cable.plug();
    expect(await store.versions([version])).toEqual([version]);
  });
}

/** Stands between the store and its server, loses a reply when told to, and can be pulled out. */
class Cable {
  lost = 0;
  private server: Server | undefined;
  private command: string | undefined;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly target: { readonly host: string; readonly port: number },
    public port: number,
  ) {}

  static async before(mongo: string): Promise<Cable> {
    const { hosts } = new MongoClient(mongo).options;
    const { host = '127.0.0.1', port = 27017 } = hosts[0]!;
    const cable = new Cable({ host, port }, 0);
    await cable.plug();
    return cable;
  }

  /** The next command of this name reaches the server, and its reply reaches nobody. */
  loseReplyTo(command: string): void {
    this.command = command;
  }

  async plug(): Promise<void> {
    const { server, port } = await listening((socket) => this.accept(socket), this.port);
    this.server = server;
    this.port = port;
  }

  async pull(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((done) => this.server?.close(done));
  }

  close(): Promise<void> {
    return this.pull();
  }

  private accept(client: Socket): void {
    const upstream = connect(this.target);
    let isLosing = false;
    for (const socket of [client, upstream]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (data) => {
      if (this.command !== undefined && data.includes(`\u0002${this.command}\u0000`)) {
        this.command = undefined;
        isLosing = true;
      }
      upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (!isLosing) client.write(data);
      else {
        this.lost++;
        client.destroy();
      }
    });
  }
}

function newDatabase(): string {
  return `onefold_test_${randomBytes(6).toString('hex')}`;
}

async function drop(mongo: string, database: string): Promise<void> {
  const client = new MongoClient(mongo);
  await client.db(database).dropDatabase();
  await client.close();
}

function someVersion(): CustomerVersion {
  const name = randomBytes(8).toString('hex');
  const customer: CustomerId = `cus_${name}`;
  const state = { handles: [name], never: {}, moved: {}, parts: {}, gone: {} };
  const change = { gains: [name] };
  return { customer, v: 0, nonce: name, at: 1, who: 'rule', why: 'FIRST_SEEN', event: 'CREATED', change, state };
}

async function listening(onSocket: (socket: Socket) => void, on = 0): Promise<{ server: Server; port: number }> {
  const server = createServer(onSocket);
  await new Promise<void>((done) => server.listen(on, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { server, port: address.port };
}
