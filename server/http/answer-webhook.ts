import { isChannelKind } from '#server/channels/registry.ts';
import type { ChannelKind } from '#server/channels/types.ts';
import { verifyHandshake } from '#server/channels/meta/signature.ts';
import { countUp } from '#server/counters.ts';
import { ServiceError } from '#server/domain/errors.ts';
import { listHandshakeTokens } from '#server/domain/webhooks/list-handshake-tokens.ts';
import { maxDeliveryBytes, receiveDelivery } from '#server/domain/webhooks/receive-delivery.ts';
import type { Delivery } from '#server/domain/webhooks/receive-delivery.ts';
import { env } from '#server/env.ts';
import type { BodyFault, WholeBody } from '#server/http/read-body.ts';
import type { Refusal } from '#server/http/refuse-request.ts';
import { log } from '#server/log.ts';
import { sandboxSecrets } from '#server/sandbox/secrets.ts';
import { webhookPorts } from '#server/webhook-ports.ts';

/** A call of `/api/webhooks/<kind>`, through whichever door it came. */
export interface WebhookCall {
  method: string;
  kind: string;
  /** What follows the question mark. */
  query: string;
  headers: Delivery['headers'];
  readBody(maxBytes: number): Promise<WholeBody | BodyFault>;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** The provider's handshake or a delivery: 200 only after its raw body is committed. */
export async function answerWebhook(call: WebhookCall): Promise<Answer> {
  const { method, kind } = call;
  if (!isChannelKind(kind)) return refusal(404, 'There is no such channel.');
  if (method === 'POST') return answerDelivery(call, kind);
  if (method === 'GET') return answerHandshake(call, kind);
  return refusal(405, 'Only GET and POST are answered here.', { allow: 'GET, POST' });
}

/** Answers the challenge only to who knows our token or a channel's own. */
async function answerHandshake(call: WebhookCall, kind: ChannelKind): Promise<Answer> {
  const query = new URLSearchParams(call.query);
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
    ) ?? verifyHandshake(handshake, await listHandshakeTokens(kind, handshake.token));
  if (challenge === null) return refusal(403, 'The verify token does not match.');
  return plain(challenge);
}

async function answerDelivery(call: WebhookCall, kind: ChannelKind): Promise<Answer> {
  const read = await call.readBody(maxDeliveryBytes);
  // What is left of the body is not read: the connection ends with the answer.
  if (typeof read === 'string') return ending(refusalOfBody(read));
  try {
    await receiveDelivery(webhookPorts(), { kind, rawBody: read.bytes, headers: call.headers });
    return plain('ok');
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'TOO_MANY_REQUESTS') return turnAway();
    const status = error instanceof ServiceError ? statuses[error.code] : undefined;
    if (error instanceof ServiceError && status !== undefined) {
      log().warn({ channel: kind, status, reason: error.message }, 'a webhook was refused');
      return refusal(status, error.message);
    }
    log().error({ error, channel: kind }, 'a webhook could not be stored');
    return refusal(503, 'Could not store this now. Please send it again.');
  } finally {
    read.release();
  }
}

const statuses: Partial<Record<ServiceError['code'], number>> = {
  UNAUTHENTICATED: 401,
  BAD_REQUEST: 400,
};

const bodyRefusals: Record<Exclude<BodyFault, 'no room'>, Refusal> = {
  'too large': [413, 'The body is larger than 3 MB.'],
  'too slow': [408, 'The body took too long to arrive.'],
  'cut short': [400, 'The body did not arrive whole.'],
};

function refusalOfBody(fault: BodyFault): Answer {
  return fault === 'no room' ? turnAway() : refusal(...bodyRefusals[fault]);
}

/** The provider sends it again; an early no is better than a late yes. */
function turnAway(): Answer {
  countUp('webhook_deliveries_turned_away');
  const sentence = 'There is too much to store right now. Please send it again.';
  return refusal(429, sentence, { 'retry-after': '1' });
}

const ending = (answer: Answer): Answer => ({
  ...answer,
  headers: { ...answer.headers, connection: 'close' },
});

const plain = (body: string): Answer => ({
  status: 200,
  headers: { 'content-type': 'text/plain' },
  body,
});

const refusal = (status: number, error: string, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify({ error }),
});
