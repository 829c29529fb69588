import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { noteClientAddress, withoutTokens } from '#server/http/client-address.ts';
import { limitBody, limitTime, refusalOf } from '#server/http/refuse-request.ts';
import type { Refusal } from '#server/http/refuse-request.ts';
import { log, withLogBindings } from '#server/log.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/**
 * Routes answered before Next sees them: by method and path, `GET /api/realtime`, or, whatever the
 * method, by the folder that a path is in, `/api/webhooks/`.
 */
export type FastRoutes = Partial<Record<string, Handler>>;

/** Gives every request an id and every response its headers; answers the fast routes itself. */
export function createListener(
  fastRoutes: FastRoutes,
  next: Handler,
  headers: readonly [name: string, value: string][] = [],
): RequestListener {
  return (request, response) => {
    const requestId = randomUUID();
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const handler = fastRoutes[`${request.method} ${path}`] ?? fastRoutes[folderOf(path)] ?? next;
    noteClientAddress(request);
    limitBody(request);
    // The fast routes see to theirs themselves.
    if (handler === next) limitTime(request, response);
    // What the caller calls itself is not an id: the log and the answer must agree.
    request.headers['x-request-id'] = requestId;
    response.setHeader('x-request-id', requestId);
    for (const [name, value] of headers) response.setHeader(name, value);
    withLogBindings({ requestId }, () => {
      logWhenDone(request, response, path);
      const refusal = refusalOf(request);
      if (refusal === null) void answer(handler, request, response);
      else refuse(response, refusal);
    });
  };
}

const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1);

async function answer(handler: Handler, request: IncomingMessage, response: ServerResponse) {
  try {
    await handler(request, response);
  } catch (error) {
    log().error({ error }, 'a request failed');
    if (response.headersSent) response.destroy();
    else response.writeHead(500, { 'content-type': 'text/plain' }).end('Something went wrong.');
  }
}

function refuse(response: ServerResponse, [status, message]: Refusal): void {
  const headers = { 'content-type': 'application/json', connection: 'close' };
  response.writeHead(status, headers).end(JSON.stringify({ message }));
}

function logWhenDone(request: IncomingMessage, response: ServerResponse, path: string): void {
  const began = performance.now();
  response.once('close', () => {
    const isFailed = response.statusCode >= 500;
    if (!isFailed && !log().isLevelEnabled('debug')) return;
    const line = {
      method: request.method,
      path: withoutTokens(path),
      status: response.statusCode,
      milliseconds: Math.round(performance.now() - began),
    };
    if (isFailed) log().warn(line, 'request failed');
    else log().debug(line, 'request answered');
  });
}
