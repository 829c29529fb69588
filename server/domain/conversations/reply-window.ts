import type { ChannelCapabilities } from '#server/channels/types.ts';

export type ReplyWindow =
  | { isOpen: true; closesAt: Date | null }
  | { isOpen: false; closesAt: Date | null; reason: string };

/**
 * Whether free text may be sent now. The window is counted from the contact's last message by the
 * provider's clock. (reference: WhatsApp's customer service window, 24 hours)
 */
export function replyWindow(
  capabilities: Pick<ChannelCapabilities, 'replyWindowHours'>,
  lastInboundAt: Date | null,
  now: Date,
): ReplyWindow {
  const { replyWindowHours } = capabilities;
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
      `This channel closes the conversation ${String(replyWindowHours)} hours after the ` +
      'customer’s last message. You can write again as soon as they do.',
  };
}
