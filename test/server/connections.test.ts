import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { boundConnections, connectionsFor } from '../../src/server/connections';

test.each([
  ['as many as are wanted, where there are descriptors', 1000, 30, Number.POSITIVE_INFINITY, 1000],
  ['fewer where there are not: those of the process and outbound ones come first', 1000, 30, 256, 194],
  ['never so few that nobody gets in', 1000, 30, 64, 8],
])('%s', (_, wanted, outbound, descriptors, expected) => {
  expect(connectionsFor(wanted, outbound, descriptors)).toBe(expected);
});

describe('when one more connection comes than there is room for', () => {
  let server: Server;
  let held: ServerResponse[];
  let closed: number;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    held = [];
    closed = 0;
    server = createServer((_request, response) => void held.push(response));
    boundConnections(server, 2, () => {
      closed += 1;
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await new Promise((done) => server.close(done));
  });

  async function opened(): Promise<Socket> {
    const accepted = new Promise((resolve) => server.once('connection', resolve));
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => undefined).resume();
    await accepted;
    return socket;
  }
  const ended = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve));
  async function asking(socket: Socket): Promise<ServerResponse> {
    const before = held.length;
    socket.write('GET / HTTP/1.1\r\nHost: test\r\n\r\n');
    while (held.length === before) await new Promise((resolve) => setImmediate(resolve));
    return held.at(-1)!;
  }
  async function answer(response: ServerResponse): Promise<void> {
    const done = new Promise((resolve) => response.once('close', resolve));
    response.end('done');
    await done;
  }

  it('the one goes that has been silent longest', async () => {
    const [first, second] = [await opened(), await opened()];
    const gone = ended(first);
    await opened();
    await gone;
    expect([closed, second.destroyed]).toEqual([1, false]);
  });

  it('one that was answered goes before the newcomer, and one that waits for its answer never', async () => {
    const [busy, idle] = [await opened(), await opened()];
    const waiting = await asking(busy);
    await answer(await asking(idle));
    const gone = ended(idle);
    const newcomer = await opened();
    await gone;
    // All are being answered now, the newcomer stays.
    await asking(newcomer);
    const further = await opened();
    await asking(further);
    expect([closed, busy.destroyed, newcomer.destroyed, further.destroyed]).toEqual([1, false, false, false]);
    await answer(waiting);
  });
});
