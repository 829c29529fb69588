import type { InboundEvent, InboundReactionEvent, InboundSender } from '#server/channels/events.ts';
import { readContent } from '#server/channels/whatsapp/read-content.ts';
import { rejected } from '#server/channels/whatsapp/meta-message.ts';
import type { MetaMessage, Origin } from '#server/channels/whatsapp/meta-message.ts';
import { providerId, recordIn, textIn } from '#server/channels/meta/untrusted.ts';

/** An edit carries the message as it is now, a revoke the id of what is taken back. */
export function readRevision(message: MetaMessage, origin: Origin): InboundEvent {
  const part = recordIn(message, message.type);
  const id = providerId.safeParse(part?.original_message_id).data;
  if (id === undefined) return rejected(origin, 'The change does not say which message it is of.');
  const revision = { ...origin, providerMessageId: id, occurredAt: message.timestamp };
  if (message.type === 'revoke') return { type: 'revision', ...revision, content: null };
  const now = recordIn(part, 'message');
  const content = now === undefined ? null : readContent(now);
  if (content === null) return rejected(origin, 'The edit does not say what the message is now.');
  return { type: 'revision', ...revision, content };
}

/** One that is taken back has an empty emoji, or none. */
export function readReaction(
  message: MetaMessage,
  origin: Origin,
  side: InboundReactionEvent['side'],
  person: InboundSender,
): InboundEvent {
  const part = recordIn(message, 'reaction');
  const id = providerId.safeParse(part?.message_id).data;
  if (id === undefined) return rejected(origin, 'The reaction does not say what it is on.');
  const emoji = textIn(part, 'emoji', 64) ?? null;
  const occurredAt = message.timestamp;
  return { type: 'reaction', ...origin, providerMessageId: id, side, person, emoji, occurredAt };
}
