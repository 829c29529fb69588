import { z } from 'zod';

/** The longest text any channel takes; a channel may allow less. */
export const maxTextLength = 4096;

export const messageText = z
  .string()
  .trim()
  .min(1, 'Write something first.')
  .max(
    maxTextLength,
    `A message can have at most ${maxTextLength.toLocaleString('en')} characters.`,
  );

export const sendMessageInput = z.object({
  conversationId: z.uuid(),
  /** Made by the browser once per message: the same id sent twice is one message. */
  clientId: z.uuid(),
  text: messageText,
  quotedMessageId: z.uuid().optional(),
});
export type SendMessageInput = z.infer<typeof sendMessageInput>;

export const messageIdInput = z.object({ messageId: z.uuid() });

export const messageCursor = z.object({ occurredAt: z.date(), id: z.uuid() });

export const listMessagesInput = z.object({
  conversationId: z.uuid(),
  /** The oldest message already there; the page ends just before it. */
  cursor: messageCursor.optional(),
  limit: z.number().int().min(1).max(100).default(50),
});
export type ListMessagesInput = z.infer<typeof listMessagesInput>;
