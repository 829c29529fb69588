import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { portError } from '#server/http/port.ts';

/** A server that outlives the idle time of the proxies in front of it. */
export function createHttpServer(): Server {
  const server = createServer({ requestTimeout: 60_000, headersTimeout: 20_000 });
  server.keepAliveTimeout = 75_000;
  return server;
}

/** Listens on all addresses; rejects with one plain sentence when the port cannot be had. */
export function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(portError(port, error));
    server.once('error', fail);
    server.listen(port, () => {
      server.off('error', fail);
      resolve();
    });
  });
}

/** Takes no more requests, waits for those under way, and cuts what is left after the time given. */
export async function close(server: Server, withinMs: number): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection that is kept becomes idle with its last answer, and would hold up the end.
  const sweep = setInterval(() => server.closeIdleConnections(), 20);
  await Promise.race([closed, delay(withinMs, undefined, { ref: false })]);
  clearInterval(sweep);
  server.closeAllConnections();
}
