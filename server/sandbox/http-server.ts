import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

import { isDropConnection } from '#server/sandbox/core.ts';
import type { Sandbox } from '#server/sandbox/sandbox.ts';

const MOST_BODY_BYTES = 1024 * 1024;

/** The sandbox behind plain HTTP; told to drop a connection, it really cuts the socket. */
export function createSandboxServer(sandbox: Sandbox): Server {
  return createServer((incoming, outgoing) => {
    answer(sandbox, incoming, outgoing).catch((error: unknown) => {
      if (isDropConnection(error) || outgoing.headersSent) {
        incoming.socket.destroy();
        return;
      }
      console.error('sandbox:', error);
      outgoing.writeHead(500, { 'content-type': 'application/json' });
      outgoing.end(JSON.stringify({ error: { message: 'The sandbox failed.' } }));
    });
  });
}

async function answer(
  sandbox: Sandbox,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const body = await readBody(incoming);
  if (body === null) {
    outgoing.writeHead(413, { connection: 'close' }).end();
    return;
  }
  const gone = new AbortController();
  outgoing.on('close', () => {
    gone.abort();
  });
  const response = await sandbox.handle(toRequest(incoming, body, gone.signal));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}

function toRequest(incoming: IncomingMessage, body: Buffer, signal: AbortSignal): Request {
  const { method = 'GET', url = '/', headers } = incoming;
  const authorization = headers.authorization;
  return new Request(new URL(url, 'http://sandbox.local'), {
    method,
    headers: authorization === undefined ? {} : { authorization },
    ...(method === 'GET' || method === 'HEAD' ? {} : { body: Uint8Array.from(body) }),
    signal,
  });
}

async function readBody(incoming: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
