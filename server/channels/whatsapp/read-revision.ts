import type { InboundContent } from '#server/channels/content.ts';
import type { InboundEvent, InboundReactionEvent, InboundSender } from '#server/channels/events.ts';
import { readContent } from '#server/channels/whatsapp/read-content.ts';
import { rejected } from '#server/channels/whatsapp/meta-message.ts';
import type { MetaMessage, Origin } from '#server/channels/whatsapp/meta-message.ts';
import { nameIn, providerId, recordIn, textIn } from '#server/channels/meta/untrusted.ts';

/** An edit carries the message as it is now, a revoke the id of what is taken back. */
export function readRevision(message: MetaMessage, origin: Origin): InboundEvent {
  const part = recordIn(message, message.type);
  const id = providerId.safeParse(part?.original_message_id).data;
  if (id === undefined) return rejected(origin, 'The change does not say which message it is of.');
  const revision = { ...origin, providerMessageId: id, occurredAt: message.timestamp };
  if (message.type === 'revoke') return { type: 'revision', ...revision, content: null };
  const now = recordIn(part, 'message');
  const content = now === undefined ? null : readEdited(now);
  if (content === null) return rejected(origin, 'The edit does not say what the message is now.');
  return { type: 'revision', ...revision, content };
}

/** Of a file only its caption changes, and may come alone; what cannot be shown replaces nothing. */
function readEdited(now: Record<string, unknown>): InboundContent | null {
  const content = readContent(now);
  if (content?.kind !== 'unsupported') return content;
  const text = textIn(recordIn(now, nameIn(now, 'type') ?? ''), 'caption');
  return text === undefined ? null : { kind: 'text', text };
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
