import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { ChannelConnection } from '#server/channels/types.ts';

export const ASHA = '1234567890123456';
const taken = { recipient_id: ASHA, message_id: 'mid.1' };

interface Received {
  method: string | undefined;
  path: string;
  query: URLSearchParams;
  authorization: string | undefined;
  body: unknown;
}

let server: Server | undefined;
export const received: Received[] = [];

/** Ends the provider and forgets what it received; for after each test. */
export function endProvider(): void {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  received.length = 0;
}

interface Answered {
  status?: number;
  body?: unknown;
}

/** A provider that answers so; the connection is the account's own unless told. */
export async function provider(
  answers: Answered | ((path: string) => Answered) = {},
  credentials: Record<string, string> = { accessToken: 'token-1' },
): Promise<ChannelConnection> {
  const listening = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://provider.test');
      const text = Buffer.concat(chunks).toString();
      received.push({
        method: request.method,
        path: pathname,
        query: searchParams,
        authorization: request.headers.authorization,
        body: text === '' ? null : JSON.parse(text),
      });
      const answer = typeof answers === 'function' ? answers(pathname) : answers;
      const { status = 200, body = taken } = answer;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const { port } = listening.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}`;
  return { kind: 'instagram', externalId: '17841400000000001', baseUrl, credentials };
}

export const graphError = (code: number, subcode?: number) => ({
  error: { message: `(#${code}) No`, type: 'OAuthException', code, error_subcode: subcode },
});
