import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createEventStreams } from '#server/http/event-stream.ts';
import type { EventStreams, Listener } from '#server/http/event-stream.ts';
import type { RealtimeHub } from '#server/realtime/hub.ts';

export interface StreamServer {
  origin: string;
  streams: EventStreams;
  server: Server;
  /** Cuts every connection without a word. */
  cut(): number;
  close(): Promise<void>;
}

type Options = Partial<Parameters<typeof createEventStreams>[0]>;

/** The real streams behind a real server; `authenticate` decides who comes. */
export async function startStreamServer(
  hub: RealtimeHub,
  authenticate: (cookie: string | undefined) => Promise<Listener | null>,
  options: Options & { path?: string } = {},
): Promise<StreamServer> {
  const streams = createEventStreams({ hub: () => hub, authenticate, ...options });
  const server = createServer((request, response) => {
    streams.serve(request, response).catch(() => response.destroy());
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(options.path ?? 0, resolve));
  const port = options.path === undefined ? (server.address() as AddressInfo).port : 0;
  return {
    origin: `http://127.0.0.1:${port}`,
    streams,
    server,
    cut() {
      const count = sockets.size;
      for (const socket of sockets) socket.resetAndDestroy();
      return count;
    },
    async close() {
      streams.stop();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}
