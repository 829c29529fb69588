import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerWebhook } from '#server/http/answer-webhook.ts';
import type { WebhookCall } from '#server/http/answer-webhook.ts';
import { readIncomingBody } from '#server/http/read-body.ts';

/** A provider sends its body at once; it gives up itself after five seconds or so. */
const bodyWithinMs = 10_000;

/** Answers `/api/webhooks/<kind>` of the running server, before Next. */
export async function serveWebhook(
  request: IncomingMessage,
  response: ServerResponse,
  withinMs = bodyWithinMs,
): Promise<void> {
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  const { status, headers, body } = await answerWebhook({
    method: request.method ?? 'GET',
    kind: path.slice(path.lastIndexOf('/') + 1),
    query,
    // Node joins what is sent twice, except for cookies, which no provider has.
    headers: request.headers as WebhookCall['headers'],
    readBody: (maxBytes) => readIncomingBody(request, { maxBytes, withinMs }),
  });
  const length = { 'content-length': Buffer.byteLength(body) };
  // A body that nobody read is not waited for.
  if (!request.complete) response.setHeader('connection', 'close');
  response.writeHead(status, { ...headers, ...length }).end(body);
}
