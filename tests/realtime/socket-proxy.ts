import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A way to Postgres that can be closed and opened again. */
export interface SocketProxy {
  /** The folder to connect to instead of the server's own. */
  host: string;
  close(): Promise<void>;
  open(): Promise<void>;
  /** Keeps connections open and passes nothing on, like a network that lost its route. */
  freeze(): void;
  remove(): Promise<void>;
}

export async function socketProxy(targetHost: string): Promise<SocketProxy> {
  const host = mkdtempSync(join(tmpdir(), 'pg-proxy-'));
  const name = '.s.PGSQL.5432';
  const sockets = new Set<Socket>();
  let server: Server | null = null;

  function carry(client: Socket): void {
    const upstream = connect(join(targetHost, name));
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream).pipe(client);
  }

  async function open(): Promise<void> {
    const made = createServer(carry);
    server = made;
    await new Promise<void>((resolve) => made.listen(join(host, name), resolve));
  }

  async function close(): Promise<void> {
    for (const socket of sockets) socket.destroy();
    const closing = server;
    server = null;
    if (closing !== null) await new Promise((resolve) => closing.close(resolve));
  }

  await open();
  return {
    host,
    open,
    close,
    freeze: () => sockets.forEach((socket) => void socket.unpipe().pause()),
    async remove() {
      await close();
      rmSync(host, { recursive: true, force: true });
    },
  };
}
