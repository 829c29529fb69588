import { z } from 'zod';

import { NotSentError, post } from '#server/channels/post.ts';
import type { PostAnswer, PostRequest } from '#server/channels/post.ts';
import { UnknownOutcomeError } from '#server/channels/types.ts';
import type { ChannelConnection, OutboundMessage, SendResult } from '#server/channels/types.ts';
import { buildBody } from '#server/channels/whatsapp/build-body.ts';
import { doorTo, failureOf, readAnswer } from '#server/channels/whatsapp/call-graph.ts';
import { faultIn } from '#server/channels/whatsapp/find-fault.ts';

const SEND_TIMEOUT_MS = 15_000;

const accepted = z.object({
  messages: z.tuple([z.object({ id: z.string().min(1) })], z.unknown()),
});

/** Sends one message; refusals are values, a lost answer throws UnknownOutcomeError. */
export async function sendMessage(
  connection: ChannelConnection,
  message: OutboundMessage,
): Promise<SendResult> {
  const fault = faultIn(message.content);
  if (fault !== null) return { ok: false, failure: fault };
  const door = doorTo(connection, 'messages');
  if ('failure' in door) return { ok: false, failure: door.failure };
  const { url, authorization } = door;
  return deliver({
    url,
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(buildBody(message)),
    timeoutMs: SEND_TIMEOUT_MS,
  });
}

async function deliver(request: PostRequest): Promise<SendResult> {
  let answer: PostAnswer;
  try {
    answer = await post(request);
  } catch (error) {
    if (!(error instanceof NotSentError)) {
      throw new UnknownOutcomeError('WhatsApp did not answer; it may have taken the message.', {
        cause: error,
      });
    }
    const failure = failureOf('provider_down', 'WhatsApp cannot be reached right now.', 5);
    return { ok: false, failure };
  }
  const read = readAnswer(answer);
  if (read !== null && 'failure' in read) return { ok: false, failure: read.failure };
  const success = accepted.safeParse(read?.body);
  if (success.success) return { ok: true, providerMessageId: success.data.messages[0].id };
  throw new UnknownOutcomeError(
    `WhatsApp answered ${answer.status} in a form that says nothing about the message.`,
  );
}
