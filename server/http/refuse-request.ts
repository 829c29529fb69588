import type { IncomingMessage } from 'node:http';

/** Of any request; the largest that is wanted is a job server's call with its 4 MB. */
export const largestBodyBytes = 5 * 1024 * 1024;

export type Refusal = [status: number, sentence: string];

/** Why no route gets to see this request, whoever sends it; null when one may. */
export function refusalOf({ method = 'GET', headers }: IncomingMessage): Refusal | null {
  if (Number(headers['content-length'] ?? 0) > largestBodyBytes) {
    return [413, 'The body is larger than 5 MB.'];
  }
  // Programs do not send this header; a browser does, and a page of others must not act for its user.
  const from = headers['sec-fetch-site'];
  const isForeign = from === 'cross-site' || from === 'same-site';
  if (isForeign && method !== 'GET' && method !== 'HEAD') {
    return [403, 'Another website cannot do this.'];
  }
  return null;
}

/** A body that does not tell its length is cut off, with its connection, where it becomes too long. */
export function limitBody(request: IncomingMessage): void {
  if (request.headers['transfer-encoding'] === undefined) return;
  const push = request.push.bind(request);
  let size = 0;
  request.push = (chunk: Uint8Array | null, encoding?: BufferEncoding) => {
    size += chunk?.length ?? 0;
    if (size <= largestBodyBytes) return push(chunk, encoding);
    request.destroy();
    return false;
  };
}
