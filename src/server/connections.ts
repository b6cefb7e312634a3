/**
 * How many connections are open at once, and which goes when one more comes: the one that has been silent longest since
 * it was made, else the one that has been idle longest since its last answer. So connections that ask nothing, however
 * many and however slow, keep nobody out; and enough descriptors are left for the sources and the store.
 */
import { readFileSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What a process holds open beside connections: its pipes, the event loop, the files of the store. */
const OWN_DESCRIPTORS = 32;
const FEWEST_CONNECTIONS = 8;

/** As many connections as are wanted and the process has descriptors for, with so many left for outbound ones. */
export function connectionsFor(wanted: number, outbound: number, descriptors = descriptorLimit()): number {
  return Math.min(wanted, Math.max(FEWEST_CONNECTIONS, descriptors - OWN_DESCRIPTORS - outbound));
}

/** `ulimit -n` of this process, where the system tells. */
function descriptorLimit(): number {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return soft === undefined ? Number.POSITIVE_INFINITY : Number(soft);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** @param onClosed told of each connection that had to go. */
export function boundConnections(server: Server, most: number, onClosed: () => void): void {
  // Sets keep the order in which their members came.
  const silent = new Set<Socket>();
  const idle = new Set<Socket>();
  const asking = new Map<Socket, number>();

  server.on('connection', (socket: Socket) => {
    const open = silent.size + idle.size + asking.size;
    silent.add(socket);
    socket.once('close', () => {
      silent.delete(socket);
      idle.delete(socket);
      asking.delete(socket);
    });
    if (open < most) return;
    const [longest] = silent;
    const goes = longest === socket ? first(idle) : longest;
    // Where all are being answered it stays: its request gets an answer, if only that there is no room.
    if (!goes) return;
    silent.delete(goes);
    idle.delete(goes);
    goes.destroy();
    onClosed();
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    silent.delete(socket);
    idle.delete(socket);
    asking.set(socket, (asking.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const left = (asking.get(socket) ?? 0) - 1;
      if (left > 0) asking.set(socket, left);
      else if (asking.delete(socket)) idle.add(socket);
    });
  });
  // Those that stay beyond the bound are bounded too; what comes then is closed without an answer.
  server.maxConnections = Math.ceil(most * 1.25);
}

function first<T>(set: ReadonlySet<T>): T | undefined {
  const [found] = set;
  return found;
}
