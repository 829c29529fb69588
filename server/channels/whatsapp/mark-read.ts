import { readAnswer } from '#server/channels/meta/read-answer.ts';
import { post } from '#server/channels/post.ts';
import type { ChannelConnection } from '#server/channels/types.ts';
import { doorTo, whatsapp } from '#server/channels/whatsapp/call-graph.ts';

const MARK_READ_TIMEOUT_MS = 10_000;

/** Shows blue ticks on a message and on all before it; throws when WhatsApp does not say that it did. */
export async function markRead(
  connection: ChannelConnection,
  read: { providerMessageId: string; isTyping: boolean },
): Promise<void> {
  const door = doorTo(connection, 'messages');
  if ('failure' in door) throw new Error(door.failure.message);
  const { url, authorization } = door;
  const answer = await post({
    url,
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(buildReadBody(read)),
    timeoutMs: MARK_READ_TIMEOUT_MS,
  });
  const outcome = readAnswer(whatsapp, answer);
  if (outcome === null) throw new Error(`WhatsApp answered ${answer.status}.`);
  if ('failure' in outcome) throw new Error(outcome.failure.message);
}

/** The typing indicator goes away with the next message, or after 25 seconds. */
export function buildReadBody({
  providerMessageId,
  isTyping,
}: {
  providerMessageId: string;
  isTyping: boolean;
}): Record<string, unknown> {
  return {
    messaging_product: 'whatsapp',
    status: 'read',
    message_id: providerMessageId,
    ...(isTyping && { typing_indicator: { type: 'text' } }),
  };
}
