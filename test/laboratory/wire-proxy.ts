/** Stands between the gateway and its database and lets bytes through, holds them up, loses them, or ends connections. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export const WIRE_FAULTS = ['hang', 'reset', 'refused', 'slow', 'flapping'] as const;
export type WireFault = (typeof WIRE_FAULTS)[number];

/** What `slow` adds to a message, each way. */
const SLOW_MS = 100;

export interface WireProxy {
  readonly port: number;
  set(fault: WireFault | null): Promise<void>;
  close(): Promise<void>;
}

export async function startWireProxy(target: { readonly host: string; readonly port: number }): Promise<WireProxy> {
  let fault: WireFault | null = null;
  const open = new Set<Socket>();
  let sent = 0;
  const server = createServer((client) => {
    const upstream = connect(target.port, target.host);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(from);
      from.on('data', (chunk) => {
        // What hangs is lost for good: the connection is of no use afterwards, as after a firewall that forgot it.
        if (fault === 'hang') return;
        if (fault === 'flapping' && from === client && ++sent % 2 === 1) client.resetAndDestroy();
        else if (fault === 'slow') setTimeout(() => to.destroyed || to.write(chunk), SLOW_MS);
        else to.write(chunk);
      });
      from.on('error', () => to.destroy());
      from.once('close', () => {
        open.delete(from);
        to.destroy();
      });
    }
    if (fault === 'reset') client.resetAndDestroy();
  });
  const listen = (port: number): Promise<void> => new Promise((done) => server.listen(port, '127.0.0.1', () => done()));
  const end = (): Promise<void> => new Promise((done) => server.close(() => done()));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async set(next) {
      const hung = fault === 'hang';
      fault = next;
      if (next === 'refused' && server.listening) {
        const ended = end();
        for (const socket of open) socket.destroy();
        await ended;
      } else if (next !== 'refused' && !server.listening) await listen(port);
      if (next === 'reset' || hung) for (const socket of open) socket.resetAndDestroy();
    },
    async close() {
      for (const socket of open) socket.destroy();
      if (server.listening) await end();
    },
  };
}
