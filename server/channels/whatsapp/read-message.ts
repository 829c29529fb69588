import type { InboundEvent, InboundSender } from '#server/channels/events.ts';
import { faultOf, messageSchema, rejected } from '#server/channels/whatsapp/meta-message.ts';
import type { MetaMessage, Origin } from '#server/channels/whatsapp/meta-message.ts';
import { readContent, readQuotedId } from '#server/channels/whatsapp/read-content.ts';
import { readContext } from '#server/channels/whatsapp/read-context.ts';
import { readPerson } from '#server/channels/whatsapp/read-people.ts';
import type { Named, People } from '#server/channels/whatsapp/read-people.ts';
import { readReaction, readRevision } from '#server/channels/whatsapp/read-revision.ts';
import { readSystem } from '#server/channels/whatsapp/read-system.ts';

/** Kinds that are a sign and no utterance: they do not reopen the window for free text. */
const silentTypes = new Set(['ephemeral', 'request_welcome']);

/** One item of `messages` as an event; what cannot be read is rejected with its reason. */
export function readMessage(raw: unknown, people: People, externalChannelId: string): InboundEvent {
  const origin = { externalChannelId, raw };
  const parsed = messageSchema.safeParse(raw);
  if (!parsed.success) return rejected(origin, faultOf('message', parsed.error));
  const message = parsed.data;
  if (message.group_id !== undefined)
    return rejected(origin, 'Messages written in a group are not supported.');
  if (message.type === 'revoke' || message.type === 'edit') return readRevision(message, origin);
  const from = readPerson(senderOf(message), people);
  if (message.type === 'system') return readSystem(message, origin, from);
  if (from === null) return rejected(origin, 'The message does not say who wrote it.');
  if (message.type === 'reaction') return readReaction(message, origin, 'contact', from);
  return readUtterance(message, origin, from);
}

function senderOf(message: MetaMessage): Named {
  const { from: number, from_user_id: userId, from_parent_user_id: parentId } = message;
  return { number, userId, parentId };
}

function readUtterance(message: MetaMessage, origin: Origin, from: InboundSender): InboundEvent {
  const said = readSaid(message);
  if (said === null) return rejected(origin, 'The text message has no text.');
  const opensReplyWindow = !silentTypes.has(message.type);
  return { type: 'message', ...origin, ...said, from, opensReplyWindow };
}

/** What was said, when, and how it came to be; whoever said it. Null for a text without text. */
export function readSaid(message: MetaMessage) {
  const content = readContent(message);
  if (content === null) return null;
  const [context, quoted] = [readContext(message), readQuotedId(message.context)];
  return {
    providerMessageId: message.id,
    occurredAt: message.timestamp,
    content,
    ...(context === undefined ? {} : { context }),
    ...(quoted === undefined ? {} : { quotedProviderMessageId: quoted }),
  };
}
