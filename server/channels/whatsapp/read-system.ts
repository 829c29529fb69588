import type { Notice } from '#server/channels/content.ts';
import type { InboundEvent, InboundSender } from '#server/channels/events.ts';
import { formatAddress } from '#server/channels/whatsapp/address.ts';
import { rejected } from '#server/channels/whatsapp/meta-message.ts';
import type { MetaMessage, Origin } from '#server/channels/whatsapp/meta-message.ts';
import { readAddresses } from '#server/channels/whatsapp/read-people.ts';
import { compact, nameIn, recordIn } from '#server/channels/meta/untrusted.ts';

type System = Record<string, unknown> | undefined;

/**
 * What WhatsApp says about a person: another number, another id, another phone. Of one who hides
 * their number it names only the ids, so that `writer` may be null.
 */
export function readSystem(
  message: MetaMessage,
  origin: Origin,
  writer: InboundSender | null,
): InboundEvent {
  const system = recordIn(message, 'system');
  const type = nameIn(system, 'type') ?? 'system';
  const isOfNumber = type.includes('changed_number');
  const occurredAt = message.timestamp;
  const to = type.includes('identity') ? null : readMovedTo(system);
  const from = to === null ? writer : readMovedFrom(system, writer, to);
  if (from === null) return rejected(origin, 'The news does not say whom it is about.');
  if (type === 'customer_identity_changed') {
    const text = 'Their security code changed: they may have a new phone.';
    return noticeOf(message, origin, from, { notice: 'identity_changed', text });
  }
  if (to !== null) {
    const text = wordsOf(to, writer, isOfNumber);
    const notice = text === null ? {} : { notice: { providerMessageId: message.id, text } };
    return { type: 'move', ...origin, from, to, ...notice, occurredAt };
  }
  if (isOfNumber) {
    return noticeOf(message, origin, from, { notice: 'number_changed', text: toUnknown });
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

function readMovedTo(system: System): InboundSender | null {
  return readAddresses({
    number: system?.wa_id ?? system?.new_wa_id,
    userId: system?.user_id,
    parentId: system?.parent_user_id,
  });
}

/** Who they were: the writer's own ids may already be the new ones, and then say nothing. */
function readMovedFrom(
  system: System,
  writer: InboundSender | null,
  to: InboundSender,
): InboundSender | null {
  const named = readAddresses({
    userId: system?.previous_user_id ?? previousIn(system, to),
    parentId: system?.previous_parent_user_id,
  });
  const before = (id: string | undefined, now: string | undefined) => (id === now ? undefined : id);
  const from = compact<InboundSender>({
    address: writer?.address ?? null,
    providerUserId: named?.providerUserId ?? before(writer?.providerUserId, to.providerUserId),
    parentUserId: named?.parentUserId ?? before(writer?.parentUserId, to.parentUserId),
    profileName: writer?.profileName,
    username: writer?.username,
  });
  const { address, providerUserId, parentUserId } = from;
  return address === null && providerUserId === undefined && parentUserId === undefined
    ? null
    : from;
}

/** Older items name the id before only in their sentence. */
function previousIn(system: System, { providerUserId }: InboundSender): string | undefined {
  if (providerUserId === undefined) return undefined;
  const said = / changed from (\S{1,128}) to (\S{1,128}?)\.?$/.exec(nameIn(system, 'body') ?? '');
  return said?.[2] === providerUserId ? said[1] : undefined;
}

const toUnknown = 'Their number changed. WhatsApp does not say to which.';

/** Who hides their number has another id because they have another number; null where nothing is known of one. */
function wordsOf(
  { address }: InboundSender,
  writer: InboundSender | null,
  isOfNumber: boolean,
): string | null {
  if (address !== null) return `Their number changed to ${formatAddress(address)}.`;
  const hidesNumber = (writer?.address ?? null) === null;
  return isOfNumber || hidesNumber ? toUnknown : null;
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
