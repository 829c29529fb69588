import { createServer } from 'node:http';
import type { Server, ServerOptions } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { portError } from '#server/http/port.ts';

/** Who says nothing, or its headers too slowly, is cut within 25 seconds. */
const usual: ServerOptions = {
  headersTimeout: 20_000,
  // For the largest file over a slow line; what is no file has less: see refuse-request.ts.
  requestTimeout: 1_200_000,
  connectionsCheckingInterval: 5_000,
  // Longer than the proxies in front of it keep an idle connection.
  keepAliveTimeout: 75_000,
};
/** At a few kilobytes each; more are dropped as they come. */
const mostConnections = 10_000;

/** A server whose connections are bounded in number and in time. */
export function createHttpServer(limits: ServerOptions = {}): Server {
  const server = createServer({ ...usual, ...limits });
  server.maxConnections = mostConnections;
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
  // Who still gets a call in is told that it was the last, so that the next is not lost on its way.
  server.prependListener('request', (_request, response) => {
    response.setHeader('connection', 'close');
  });
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection that is kept becomes idle with its last answer, and would hold up the end.
  const sweep = setInterval(() => server.closeIdleConnections(), 20);
  await Promise.race([closed, delay(withinMs, undefined, { ref: false })]);
  clearInterval(sweep);
  server.closeAllConnections();
}
