import { channelPort } from '#server/channel-port.ts';
import { isChannelKind } from '#server/channels/registry.ts';
import { verifyHandshake } from '#server/channels/whatsapp/signature.ts';
import { ServiceError } from '#server/domain/errors.ts';
import { listHandshakeTokens } from '#server/domain/webhooks/list-handshake-tokens.ts';
import { maxDeliveryBytes, receiveDelivery } from '#server/domain/webhooks/receive-delivery.ts';
import { env } from '#server/env.ts';
import { readBody } from '#server/http/read-body.ts';
import { log } from '#server/log.ts';
import { sandboxSecrets } from '#server/sandbox/secrets.ts';
import { webhookPorts } from '#server/webhook-ports.ts';

interface Params {
  params: Promise<{ channel: string }>;
}

const statuses: Partial<Record<ServiceError['code'], number>> = {
  UNAUTHENTICATED: 401,
  BAD_REQUEST: 400,
};

/** The provider's handshake: answers the challenge only to who knows our token or a channel's own. */
export async function GET(request: Request, { params }: Params): Promise<Response> {
  const { channel } = await params;
  if (!isChannelKind(channel)) return refuse(404, 'There is no such channel.');
  const query = new URL(request.url).searchParams;
  const handshake = {
    mode: query.get('hub.mode'),
    token: query.get('hub.verify_token'),
    challenge: query.get('hub.challenge'),
  };
  const ours = [env().META_VERIFY_TOKEN, sandboxSecrets().verifyToken];
  const challenge =
    verifyHandshake(
      handshake,
      ours.filter((token) => token !== undefined),
    ) ?? verifyHandshake(handshake, await listHandshakeTokens(channelPort(), channel));
  if (challenge === null) return refuse(403, 'The verify token does not match.');
  return new Response(challenge, { headers: { 'content-type': 'text/plain' } });
}

/** A delivery: 200 only after its raw body is committed. */
export async function POST(request: Request, { params }: Params): Promise<Response> {
  const { channel } = await params;
  if (!isChannelKind(channel)) return refuse(404, 'There is no such channel.');
  const rawBody = await readBody(request, maxDeliveryBytes);
  if (rawBody === null) return refuse(413, 'The body is larger than 3 MB.');
  try {
    const headers = Object.fromEntries(request.headers);
    await receiveDelivery(webhookPorts(), { kind: channel, rawBody, headers });
    return new Response('ok', { headers: { 'content-type': 'text/plain' } });
  } catch (error) {
    const status = error instanceof ServiceError ? statuses[error.code] : undefined;
    if (error instanceof ServiceError && status !== undefined) {
      log().warn({ channel, status, reason: error.message }, 'a webhook was refused');
      return refuse(status, error.message);
    }
    log().error({ error, channel }, 'a webhook could not be stored');
    return refuse(503, 'Could not store this now. Please send it again.');
  }
}

function refuse(status: number, sentence: string): Response {
  return Response.json({ error: sentence }, { status });
}
