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

/** What one blank of a template is filled with; a provider takes no line breaks there. */
const parameter = z
  .string()
  .trim()
  .min(1, 'Fill in every blank.')
  .max(1_024, 'At most 1,024 characters in a blank.')
  .regex(/^[^\n\t]*$/, 'A blank holds one line.');

/** A text that the provider has approved, by its name there. */
export const messageTemplate = z.object({
  name: z.string().regex(/^[a-z0-9_]{1,512}$/, 'Small letters, digits and underscores.'),
  language: z.string().regex(/^[a-z]{2,3}(_[A-Za-z]{2,4})?$/, 'A language as en or pt_BR.'),
  parameters: z.array(parameter).max(50).default([]),
});

/** The name of a blank, in a template whose blanks have names. */
const blankName = z
  .string()
  .regex(/^[a-z0-9_]{1,100}$/)
  .optional();
const textValue = z.object({ type: z.literal('text'), text: parameter, name: blankName });
const headerValue = z.discriminatedUnion('type', [
  textValue,
  z.object({
    type: z.literal('location'),
    place: z.object({
      latitude: z.number().min(-90).max(90),
      longitude: z.number().min(-180).max(180),
      name: z.string().max(1_000).optional(),
    }),
  }),
]);
const buttonValue = z.object({
  /** Its place among all the buttons of the template, counted from 0. */
  index: z.int().min(0).max(9),
  type: z.enum(['url', 'quick_reply', 'copy_code', 'catalog', 'flow']),
  value: z.string().min(1, 'Fill in every blank.').max(2_000),
});

/** With everything that a template for one person may have. */
export const replyTemplate = messageTemplate.extend({
  header: z.array(headerValue).max(1).optional(),
  parameters: z
    .array(z.union([parameter, textValue]))
    .max(50)
    .default([]),
  buttons: z.array(buttonValue).max(10).optional(),
});

const replyInput = z.object({
  conversationId: z.uuid(),
  /** Made by the browser once per message: the same id sent twice is one message. */
  clientId: z.uuid(),
  text: messageText,
  quotedMessageId: z.uuid().optional(),
});
export type ReplyInput = z.infer<typeof replyInput>;

/** With a template the text is what people here read in its place. */
export const sendMessageInput = replyInput.extend({ template: replyTemplate.optional() });
export type SendMessageInput = z.infer<typeof sendMessageInput>;

/** A message that could not go out at its time goes by itself this much later, and no later. */
export const maxLatenessHours = 2;
export const maxScheduledDays = 365;

export const scheduleMessageInput = replyInput.extend({ scheduledFor: z.date() });
export type ScheduleMessageInput = z.infer<typeof scheduleMessageInput>;

export const rescheduleMessageInput = z.object({
  messageId: z.uuid(),
  text: messageText,
  scheduledFor: z.date(),
  /** The `stateAt` of the message as the editor saw it: of two edits at once the first counts. */
  seenAt: z.date(),
});
export type RescheduleMessageInput = z.infer<typeof rescheduleMessageInput>;

export const messageIdInput = z.object({ messageId: z.uuid() });

export const messageCursor = z.object({ occurredAt: z.date(), id: z.uuid() });

export const listMessagesInput = z.object({
  conversationId: z.uuid(),
  /** The oldest message already there; the page ends just before it. */
  cursor: messageCursor.optional(),
  limit: z.number().int().min(1).max(100).default(50),
});
export type ListMessagesInput = z.infer<typeof listMessagesInput>;
