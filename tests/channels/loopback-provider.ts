import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach } from 'vitest';

import type { ChannelConnection } from '#server/channels/types.ts';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

interface Received {
  path: string;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** A provider on the loopback for one test at a time, and every request that reached it whole. */
export function loopbackProvider() {
  let server: Server | undefined;
  const received: Received[] = [];
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    server = undefined;
    received.length = 0;
  });
  return {
    received,
    /** Answers each request as told, once its body is there. */
    async start(answer: Answer): Promise<ChannelConnection> {
      const listening = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          const { headers, url: path = '' } = request;
          received.push({ path, headers, body: Buffer.concat(chunks) });
          answer(request, response);
        });
      });
      server = listening;
      await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
      return connectionTo((listening.address() as AddressInfo).port);
    },
    /** From here on nobody listens there. */
    async stop(): Promise<void> {
      const listening = server;
      await new Promise((resolve) => listening?.close(resolve));
    },
  };
}

function connectionTo(port: number): ChannelConnection {
  return {
    kind: 'whatsapp',
    externalId: '109000000000001',
    baseUrl: `http://127.0.0.1:${port}/graph`,
    credentials: { accessToken: 'token-1' },
  };
}

export function answerWith(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

export function graphError(code: number): unknown {
  const error_data = { messaging_product: 'whatsapp', details: 'The details' };
  return { error: { message: `(#${code}) Title`, type: 'OAuthException', code, error_data } };
}
