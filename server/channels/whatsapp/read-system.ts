import type { Notice } from '#server/channels/content.ts';
import type { InboundEvent, InboundSender } from '#server/channels/events.ts';
import { formatAddress } from '#server/channels/whatsapp/address.ts';
import type { MetaMessage, Origin } from '#server/channels/whatsapp/meta-message.ts';
import { readAddresses } from '#server/channels/whatsapp/read-people.ts';
import { nameIn, recordIn } from '#server/channels/meta/untrusted.ts';

/** What WhatsApp says about a person: another number, another id, another phone. */
export function readSystem(
  message: MetaMessage,
  origin: Origin,
  from: InboundSender,
): InboundEvent {
  const system = recordIn(message, 'system');
  const type = nameIn(system, 'type') ?? 'system';
  const occurredAt = message.timestamp;
  if (type === 'customer_identity_changed') {
    const text = 'Their security code changed: they may have a new phone.';
    return noticeOf(message, origin, from, { notice: 'identity_changed', text });
  }
  const to = readAddresses(system?.wa_id ?? system?.new_wa_id, system?.user_id);
  if (to !== null) {
    const notice =
      to.address === null
        ? {}
        : { notice: { providerMessageId: message.id, text: wordsOf(to.address) } };
    return { type: 'move', ...origin, from, to, ...notice, occurredAt };
  }
  if (type.includes('changed_number')) {
    const text = 'Their number changed. WhatsApp does not say to which.';
    return noticeOf(message, origin, from, { notice: 'number_changed', text });
  }
  return {
    type: 'message',
    ...origin,
    providerMessageId: message.id,
    from,
    occurredAt,
    content: { kind: 'unsupported', reason: type.slice(0, 64) },
    opensReplyWindow: false,
  };
}

function wordsOf(address: string): string {
  return `Their number changed to ${formatAddress(address)}.`;
}

function noticeOf(
  message: MetaMessage,
  origin: Origin,
  from: InboundSender,
  words: { notice: Notice; text: string },
): InboundEvent {
  return {
    type: 'message',
    ...origin,
    providerMessageId: message.id,
    from,
    occurredAt: message.timestamp,
    content: { kind: 'notice', ...words },
    opensReplyWindow: false,
  };
}
