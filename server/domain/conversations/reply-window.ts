import type { ChannelCapabilities } from '#server/channels/types.ts';

export type ReplyWindow =
  | { isOpen: true; closesAt: Date | null }
  | { isOpen: false; closesAt: Date | null; reason: string };

type Hours = Pick<ChannelCapabilities, 'replyWindowHours' | 'humanReplyWindowHours' | 'templates'>;

/**
 * Whether free text may be sent now. The window is counted from the contact's last message by the
 * provider's clock. (reference: WhatsApp's customer service window, 24 hours; Instagram's, in which
 * people may go on for 7 days)
 */
export function replyWindow(
  capabilities: Hours,
  lastInboundAt: Date | null,
  now: Date,
  writer: 'anybody' | 'person' = 'anybody',
): ReplyWindow {
  const replyWindowHours = hoursFor(capabilities, writer);
  if (replyWindowHours === null) return { isOpen: true, closesAt: null };
  const closesAt =
    lastInboundAt === null
      ? null
      : new Date(lastInboundAt.getTime() + replyWindowHours * 60 * 60 * 1000);
  if (closesAt !== null && now < closesAt) return { isOpen: true, closesAt };
  return { isOpen: false, closesAt, reason: whyClosed(capabilities, replyWindowHours) };
}

/** For who cannot write any more: why, and what can be done instead. */
function whyClosed({ templates }: Hours, hours: number): string {
  const why = `This channel closes the conversation ${inWords(hours)} after the customer’s last message.`;
  return templates
    ? `${why} Send a template instead, or wait until they write.`
    : `${why} You can write again as soon as they do.`;
}

/** What a person will be told once their window is over; null where it never is. */
export function reasonOnceClosed(capabilities: Hours): string | null {
  const hours = hoursFor(capabilities, 'person');
  return hours === null ? null : whyClosed(capabilities, hours);
}

function hoursFor(
  { replyWindowHours, humanReplyWindowHours: human }: Hours,
  writer: 'anybody' | 'person',
): number | null {
  if (replyWindowHours === null || writer === 'anybody') return replyWindowHours;
  return Math.max(replyWindowHours, human ?? 0);
}

function inWords(hours: number): string {
  const days = hours / 24;
  return Number.isInteger(days) && days > 1 ? `${String(days)} days` : `${String(hours)} hours`;
}
