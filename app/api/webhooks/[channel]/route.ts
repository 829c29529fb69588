import { answerWebhook } from '#server/http/answer-webhook.ts';
import { readBody } from '#server/http/read-body.ts';

interface Params {
  params: Promise<{ channel: string }>;
}

/** Where our own server does not run; it answers these calls itself, before Next. */
async function answer(request: Request, { params }: Params): Promise<Response> {
  const { channel } = await params;
  const { status, headers, body } = await answerWebhook({
    method: request.method,
    kind: channel,
    query: new URL(request.url).search,
    headers: Object.fromEntries(request.headers),
    readBody: (maxBytes) => readBody(request, maxBytes),
  });
  return new Response(body, { status, headers });
}

// Next would answer some of these by itself, and otherwise than our server does.
export {
  answer as DELETE,
  answer as GET,
  answer as HEAD,
  answer as OPTIONS,
  answer as PATCH,
  answer as POST,
  answer as PUT,
};
