import { z } from 'zod';

import { deliver } from '#server/channels/meta/deliver.ts';
import type { ChannelConnection, OutboundMessage, SendResult } from '#server/channels/types.ts';
import { buildBody } from '#server/channels/whatsapp/build-body.ts';
import { doorTo, whatsapp } from '#server/channels/whatsapp/call-graph.ts';
import { faultIn } from '#server/channels/whatsapp/find-fault.ts';

const accepted = z.object({
  messages: z.tuple([z.object({ id: z.string().min(1) })], z.unknown()),
});

const messenger = {
  ...whatsapp,
  idIn: (body: unknown) => accepted.safeParse(body).data?.messages[0].id,
};

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
  return deliver(messenger, {
    url,
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(buildBody(message)),
  });
}
