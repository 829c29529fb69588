import type { InboundEvent } from '#server/channels/events.ts';
import { faultOf, messageSchema, rejected } from '#server/channels/whatsapp/meta-message.ts';
import { readSaid } from '#server/channels/whatsapp/read-message.ts';
import { readPerson } from '#server/channels/whatsapp/read-people.ts';
import type { People } from '#server/channels/whatsapp/read-people.ts';
import { readReaction, readRevision } from '#server/channels/whatsapp/read-revision.ts';

/** One item of `message_echoes`: what the business wrote on its phone. `from` is the business itself. */
export function readEcho(raw: unknown, people: People, externalChannelId: string): InboundEvent {
  const origin = { externalChannelId, raw };
  const parsed = messageSchema.safeParse(raw);
  if (!parsed.success) return rejected(origin, faultOf('echo', parsed.error));
  const echo = parsed.data;
  if (echo.group_id !== undefined)
    return rejected(origin, 'Messages written in a group are not supported.');
  if (echo.type === 'revoke' || echo.type === 'edit') return readRevision(echo, origin);
  const { to: number, to_user_id: userId, to_parent_user_id: parentId } = echo;
  const to = readPerson({ number, userId, parentId }, people);
  if (to === null) return rejected(origin, 'The echo does not say whom it went to.');
  if (echo.type === 'reaction') return readReaction(echo, origin, 'business', to);
  const said = readSaid(echo);
  if (said === null) return rejected(origin, 'The echoed text has no text.');
  return { type: 'echo', ...origin, ...said, to };
}
