import { z } from 'zod';
import { maxFilesAtOnce } from '#server/domain/attachments/schema.ts';

/** The longest text of one message that any channel takes; a channel may allow less. */
export const maxTextLength = 4096;
/** What is longer than one message is sent as several. */
export const maxReplyLength = 20_000;

export const messageText = z
  .string()
  .trim()
  .min(1, 'Write something first.')
  .max(
    maxTextLength,
    `A message can have at most ${maxTextLength.toLocaleString('en')} characters.`,
  );

const replyText = z
  .string()
  .trim()
  .max(
    maxReplyLength,
    `Write at most ${maxReplyLength.toLocaleString('en')} characters at a time.`,
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

const line = (mostLength: number) =>
  z
    .string()
    .trim()
    .max(mostLength, `At most ${mostLength.toLocaleString('en')} characters.`);
const someLine = (mostLength: number) => line(mostLength).min(1, 'Write something here.');

const place = z.object({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  name: line(1_000).optional(),
  address: line(1_000).optional(),
  url: line(2_000).optional(),
});

/** The name of a blank, in a template whose blanks have names. */
const blankName = z
  .string()
  .regex(/^[a-z0-9_]{1,100}$/)
  .optional();
const textValue = z.object({ type: z.literal('text'), text: parameter, name: blankName });
const templateValue = z.discriminatedUnion('type', [
  textValue,
  z.object({
    type: z.literal('currency'),
    fallback: parameter,
    code: z.string().regex(/^[A-Z]{3}$/, 'A currency as EUR or BRL.'),
    amount1000: z.int(),
    name: blankName,
  }),
  z.object({ type: z.literal('date_time'), fallback: parameter, name: blankName }),
]);
const headerValue = z.discriminatedUnion('type', [
  textValue,
  z.object({ type: z.enum(['image', 'video', 'document']), attachmentId: z.uuid() }),
  z.object({ type: z.literal('location'), place }),
]);
const buttonValue = z.object({
  /** Its place among all the buttons of the template, counted from 0. */
  index: z.int().min(0).max(9),
  type: z.enum(['url', 'quick_reply', 'copy_code', 'catalog', 'flow']),
  value: z.string().min(1, 'Fill in every blank.').max(2_000),
  data: z.record(z.string(), z.unknown()).optional(),
});

/** With everything that a template for one person may have; a file in the header is one that was added. */
export const replyTemplate = messageTemplate.extend({
  header: z.array(headerValue).max(1).optional(),
  parameters: z
    .array(z.union([parameter, templateValue]))
    .max(50)
    .default([]),
  buttons: z.array(buttonValue).max(10).optional(),
});

const maybe = line(200).optional();
const label = line(50).optional();

const sharedContact = z.object({
  name: someLine(200),
  nameParts: z
    .object({ first: maybe, middle: maybe, last: maybe, prefix: maybe, suffix: maybe })
    .optional(),
  phones: z.array(z.object({ number: someLine(50), label, address: line(50).optional() })).max(10),
  emails: z.array(z.object({ email: someLine(320), label })).max(10),
  company: maybe,
  department: maybe,
  title: maybe,
  urls: z
    .array(z.object({ url: someLine(2_000), label }))
    .max(10)
    .optional(),
  addresses: z
    .array(
      z.object({
        street: line(1_000).optional(),
        city: maybe,
        state: maybe,
        zip: maybe,
        country: maybe,
        countryCode: maybe,
        label,
      }),
    )
    .max(10)
    .optional(),
  birthday: line(10).optional(),
});

const frame = { header: line(60).optional(), footer: line(60).optional() };
const option = { id: z.string().min(1).max(200), title: someLine(24) };

/** What goes in a message beside its text, in the form that messages.content keeps it in. */
export const storedContent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('location'), place }),
  z.object({ kind: z.literal('contacts'), contacts: z.array(sharedContact).min(1).max(5) }),
  z.object({
    kind: z.literal('buttons'),
    ...frame,
    buttons: z.array(z.object(option)).min(1).max(13),
  }),
  z.object({
    kind: z.literal('list'),
    ...frame,
    label: someLine(20),
    sections: z
      .array(
        z.object({
          title: line(24).optional(),
          rows: z
            .array(z.object({ ...option, description: line(72).optional() }))
            .min(1)
            .max(10),
        }),
      )
      .min(1)
      .max(10),
  }),
  z.object({
    kind: z.literal('link'),
    ...frame,
    label: someLine(20),
    url: z
      .url({ protocol: /^https?$/, error: 'A link begins with https:// or http://.' })
      .max(2_000),
  }),
]);

const replyContent = z.discriminatedUnion('kind', [
  /** Files that the member has added; the text stands below the first that can carry one. */
  z.object({
    kind: z.literal('files'),
    attachmentIds: z.array(z.uuid()).min(1).max(maxFilesAtOnce),
    /** A recording that plays at once, where its format allows that. */
    isVoice: z.boolean().optional(),
  }),
  storedContent,
]);
type ReplyContent = z.infer<typeof replyContent>;

/** Kinds that say enough without a word. */
const wordless = new Set<ReplyContent['kind']>(['files', 'location', 'contacts']);

const replyInput = z.object({
  conversationId: z.uuid(),
  /** Made by the browser once per message: the same id sent twice is one message. */
  clientId: z.uuid(),
  /** With a template, what people here read in its place. */
  text: replyText,
  /** Beside the text, and at most one of them. */
  content: replyContent.optional(),
  template: replyTemplate.optional(),
  quotedMessageId: z.uuid().optional(),
});
export type ReplyInput = z.infer<typeof replyInput>;

const hasWords = ({ text, content }: Pick<ReplyInput, 'text' | 'content'>) =>
  text !== '' || (content !== undefined && wordless.has(content.kind));
const noWords = { path: ['text'], error: 'Write something first.' };

const isOneThing = ({ content, template }: Pick<ReplyInput, 'content' | 'template'>) =>
  content === undefined || template === undefined;
const twoThings = { path: ['content'], error: 'A template is sent by itself.' };

export const sendMessageInput = replyInput.refine(hasWords, noWords).refine(isOneThing, twoThings);
export type SendMessageInput = z.infer<typeof sendMessageInput>;

/** A message that could not go out at its time goes by itself this much later, and no later. */
export const maxLatenessHours = 2;
export const maxScheduledDays = 365;

export const scheduleMessageInput = replyInput
  .extend({ scheduledFor: z.date() })
  .refine(hasWords, noWords)
  .refine(isOneThing, twoThings);
export type ScheduleMessageInput = z.infer<typeof scheduleMessageInput>;

export const reactToMessageInput = z.object({
  messageId: z.uuid(),
  /** Null takes it back. */
  emoji: z.string().max(40).refine(isOneEmoji, 'A reaction is one emoji.').nullable(),
});
export type ReactToMessageInput = z.infer<typeof reactToMessageInput>;

function isOneEmoji(text: string): boolean {
  const [only, more] = new Intl.Segmenter().segment(text);
  return (
    only !== undefined && more === undefined && /\p{Emoji}/u.test(text) && !/^[\d#*]$/.test(text)
  );
}

export const rescheduleMessageInput = z.object({
  messageId: z.uuid(),
  /** Empty where its kind says enough without a word. */
  text: replyText,
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
