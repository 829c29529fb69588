import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Respond = (response: ServerResponse) => void;

interface HeldFile {
  bytes: Uint8Array;
  mimeType: string;
  sha256?: string;
  /** When it is told otherwise than it is. */
  sizeBytes?: number;
  /** What is said or done in place of the right thing, one a call; then the right thing. */
  onLookUp: Respond[];
  onDownload: Respond[];
}

/**
 * Meta's side of files on this machine: by id to an address, and there the bytes, each with the token;
 * and below /open/ without one.
 */
export async function startProvider() {
  const files = new Map<string, HeldFile>();
  const calls: string[] = [];
  const server = createServer((request, response) => {
    const [, kind = '', id = ''] = /^\/(v23\.0|files|open)\/(\w+)/.exec(request.url ?? '') ?? [];
    const file = files.get(id);
    calls.push(`${kind === 'v23.0' ? 'look-up' : 'download'} ${id}`);
    if (kind === 'open') return response.writeHead(file === undefined ? 404 : 200).end(file?.bytes);
    if (request.headers.authorization !== 'Bearer test-token') return response.writeHead(401).end();
    if (file === undefined) return sayGone(response);
    const instead = (kind === 'files' ? file.onDownload : file.onLookUp).shift();
    if (instead !== undefined) return instead(response);
    if (kind === 'files') return response.end(file.bytes);
    const { bytes, mimeType: mime_type, sha256 = sumOf(bytes), sizeBytes = bytes.length } = file;
    return response.end(
      JSON.stringify({
        url: `${origin}/files/${id}`,
        mime_type,
        sha256,
        file_size: sizeBytes,
        id,
      }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port.toString()}`;
  return {
    origin,
    calls,
    hold(id: string, file: Pick<HeldFile, 'bytes' | 'mimeType'> & Partial<HeldFile>) {
      files.set(id, { onLookUp: [], onDownload: [], ...file });
    },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function sayGone(response: ServerResponse) {
  const error = { code: 100, error_subcode: 33, message: 'Unsupported request.' };
  return response.writeHead(400).end(JSON.stringify({ error }));
}

export function sumOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
