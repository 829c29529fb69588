import type { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import nextConfig from '#next.config.mjs';
import { env } from '#server/env.ts';
import { checkHealth } from '#server/health.ts';
import { createListener } from '#server/http/listener.ts';
import type { FastRoutes } from '#server/http/listener.ts';
import { securityHeaders } from '#server/http/security-headers.ts';
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
    // Handed over, it need not be looked for; in development Next watches the file itself.
    ...(options.isDev ? {} : { conf: nextConfig }),
  });
  await next.prepare();
  const handle = next.getRequestHandler();
  server.on(
    'request',
    createListener(
      options.fastRoutes,
      (request, response) => handle(request, response),
      securityHeaders(env().APP_URL),
    ),
  );
  return { server, next };
}

/** Waits a few seconds for all parts to be well, and until the server answers over HTTP. */
export async function answers(port: number): Promise<void> {
  const deadline = Date.now() + wellWithinMs;
  while ((await checkHealth()).status !== 'ok' && Date.now() < deadline) await delay(20);
  const response = await fetch(`http://localhost:${port}/api/health`, {
    signal: AbortSignal.timeout(60_000),
  });
  await response.arrayBuffer();
}
