import type { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { createListener } from '#server/http/listener.ts';
import type { FastRoutes } from '#server/http/listener.ts';
import { createHttpServer } from '#server/http/server.ts';

const wellWithinMs = 5_000;

export interface Served {
  server: Server;
  next: { close(): Promise<void> };
}

/** Prepares Next and the server in front of it; the caller lets it listen. */
export async function prepareServer(options: {
  isDev: boolean;
  port: number;
  root: string;
  fastRoutes: FastRoutes;
}): Promise<Served> {
  const server = createHttpServer();
  const { default: createNext } = await import('next');
  const next = createNext({
    dev: options.isDev,
    dir: options.root,
    hostname: 'localhost',
    port: options.port,
    httpServer: server,
  });
  await next.prepare();
  const handle = next.getRequestHandler();
  server.on(
    'request',
    createListener(options.fastRoutes, (request, response) => handle(request, response)),
  );
  return { server, next };
}

/** Waits until the server answers, and a few seconds longer for all of it to be well. */
export async function answers(port: number): Promise<void> {
  const deadline = Date.now() + wellWithinMs;
  for (;;) {
    const response = await fetch(`http://localhost:${port}/api/health`, {
      signal: AbortSignal.timeout(60_000),
    });
    await response.arrayBuffer();
    if (response.ok || Date.now() > deadline) return;
    await delay(50);
  }
}
