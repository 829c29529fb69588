import type { ChannelCapabilities } from '#server/channels/types.ts';

export type ReplyWindow =
  | { isOpen: true; closesAt: Date | null }
  | { isOpen: false; closesAt: Date | null; reason: string };

type Hours = Pick<ChannelCapabilities, 'replyWindowHours' | 'humanReplyWindowHours'>;

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
  return {
    isOpen: false,
    closesAt,
    reason:
      `This channel closes the conversation ${inWords(replyWindowHours)} after the ` +
      'customer’s last message. You can write again as soon as they do.',
  };
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
