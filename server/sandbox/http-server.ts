import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

import { isDropConnection } from '#server/sandbox/core.ts';
import type { OwnSandbox } from '#server/sandbox/sandbox.ts';

const MB = 1024 * 1024;
/** Where files come in, the largest that the provider takes and what is around it. */
const mostBodyBytes = (path: string) => (/\/(media(\?|$)|upload:)/.test(path) ? 101 * MB : MB);

/** The sandbox behind plain HTTP; told to drop a connection, it really cuts the socket. */
export function createSandboxServer(sandbox: OwnSandbox): Server {
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
  sandbox: OwnSandbox,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const bytes = await readBody(incoming);
  if (bytes === null) {
    outgoing.writeHead(413, { connection: 'close' }).end();
    return;
  }
  const { method = 'GET', url = '/', headers } = incoming;
  const { authorization, host, 'content-type': contentType, file_offset: offset } = headers;
  const fileOffset = typeof offset === 'string' ? offset : undefined;
  const gone = () => untilClosed(outgoing);
  const answered = await sandbox.answer({
    method,
    url,
    authorization,
    host,
    contentType,
    fileOffset,
    bytes,
    gone,
  });
  const length = { 'content-length': Buffer.byteLength(answered.body) };
  outgoing.writeHead(answered.status, { ...answered.headers, ...length }).end(answered.body);
}

function untilClosed(outgoing: ServerResponse): AbortSignal {
  if (outgoing.destroyed) return AbortSignal.abort();
  const gone = new AbortController();
  outgoing.once('close', () => {
    gone.abort();
  });
  return gone.signal;
}

/** Null when it is too long. */
function readBody(incoming: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const most = mostBodyBytes(incoming.url ?? '');
    let length = 0;
    incoming.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > most) resolve(null);
      else chunks.push(chunk);
    });
    incoming.once('end', () => {
      resolve(Buffer.concat(chunks));
    });
    incoming.once('error', reject);
  });
}
