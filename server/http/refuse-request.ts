import type { IncomingMessage, ServerResponse } from 'node:http';

const MB = 1024 * 1024;
/** Of most requests; the largest that is wanted is a job server's call with its 4 MB. */
export const largestBodyBytes = 5 * MB;
/** Where files come in: what the largest may have, and what stands around it. */
export const largestFileBytes = 101 * MB;
const takesFiles = /^\/api\/((attachments|templates\/sample)(\?|$)|sandbox\/)/;

const largestOf = ({ url = '' }: IncomingMessage) =>
  takesFiles.test(url) ? largestFileBytes : largestBodyBytes;

export type Refusal = [status: number, sentence: string];

/** Why no route gets to see this request, whoever sends it; null when one may. */
export function refusalOf(request: IncomingMessage): Refusal | null {
  const { method = 'GET', headers } = request;
  const largest = largestOf(request);
  if (Number(headers['content-length'] ?? 0) > largest) {
    return [413, `The body is larger than ${largest / MB} MB.`];
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
  const largest = largestOf(request);
  let size = 0;
  request.push = (chunk: Uint8Array | null, encoding?: BufferEncoding) => {
    size += chunk?.length ?? 0;
    if (size <= largest) return push(chunk, encoding);
    request.destroy();
    return false;
  };
}

const bodyWithinMs = 60_000;

/**
 * A body that is no file is cut off, with its connection, where it takes too long. A file has the
 * time that the server gives, but only until it is answered: nobody waits for the rest of it then.
 */
export function limitTime(
  request: IncomingMessage,
  response: ServerResponse,
  withinMs = bodyWithinMs,
): void {
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
  if (length === undefined && coding === undefined) return;
  const begin = () => {
    if (request.complete) return;
    const timer = setTimeout(() => {
      if (!request.complete) request.destroy();
    }, withinMs).unref();
    request.once('close', () => clearTimeout(timer));
  };
  if (takesFiles.test(request.url ?? '')) response.once('finish', begin);
  else begin();
}
