import { z } from 'zod';

import type { GraphRefusal } from '#server/sandbox/graph-error.ts';
import { invalidParameter } from '#server/sandbox/graph-error.ts';

const MOST_BYTES = 1000;

const title = z.string().min(1).max(20);
const attachment = z.object({
  type: z.enum(['image', 'video', 'audio', 'file', 'like_heart', 'MEDIA_SHARE', 'template']),
  payload: z.looseObject({ url: z.url({ protocol: /^https?$/ }).optional() }).optional(),
});
const message = z
  .object({
    text: z.string().min(1).optional(),
    attachment: attachment.optional(),
    quick_replies: z
      .array(
        z.object({
          content_type: z.enum(['text', 'user_phone_number', 'user_email']),
          title: title.optional(),
          payload: z.string().min(1).max(1000).optional(),
        }),
      )
      .min(1)
      .max(13)
      .optional(),
  })
  .refine(({ text, attachment: file }) => (text === undefined) !== (file === undefined), {
    error: 'exactly one of text and attachment must be given',
  });

const sending = z.object({
  recipient: z.object({ id: z.string().min(1) }),
  messaging_type: z.enum(['RESPONSE', 'UPDATE', 'MESSAGE_TAG']).optional(),
  tag: z.literal('HUMAN_AGENT').optional(),
  message,
});

const acting = z.object({
  recipient: z.object({ id: z.string().min(1) }),
  sender_action: z.enum(['mark_seen', 'typing_on', 'typing_off', 'react', 'unreact']),
  payload: z
    .object({ message_id: z.string().min(1), reaction: z.literal('love').optional() })
    .optional(),
});

export type InstagramSend = z.output<typeof sending>;
export type InstagramAction = z.output<typeof acting>;

type Reading = { send: InstagramSend } | { act: InstagramAction } | { refusal: GraphRefusal };

/** Reads the body of POST /messages as Meta documents it for Instagram, or says what Meta would say. */
export function readInstagramBody(body: unknown): Reading {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { refusal: invalidParameter('Invalid JSON in request body') };
  }
  if ('sender_action' in body) {
    const parsed = acting.safeParse(body);
    if (!parsed.success) return { refusal: refusalOf(parsed.error) };
    const { sender_action: action, payload } = parsed.data;
    const isShort = action === 'react' ? payload?.reaction === undefined : payload === undefined;
    if (isShort && (action === 'react' || action === 'unreact')) {
      return { refusal: invalidParameter('Param payload is not complete.') };
    }
    return { act: parsed.data };
  }
  const parsed = sending.safeParse(body);
  if (!parsed.success) return { refusal: refusalOf(parsed.error) };
  const { tag, messaging_type: type, message: said } = parsed.data;
  if ((tag !== undefined) !== (type === 'MESSAGE_TAG')) {
    return { refusal: invalidParameter('Param tag and messaging_type do not fit together.') };
  }
  if (Buffer.byteLength(said.text ?? '') > MOST_BYTES) {
    const words = `Length of param message[text] must be less than or equal to ${MOST_BYTES}`;
    return { refusal: invalidParameter(words) };
  }
  return { send: parsed.data };
}

function refusalOf(error: z.ZodError): GraphRefusal {
  const issue = error.issues[0];
  const path = issue?.path.map(String).join('.') ?? '';
  return invalidParameter(`Param ${path} ${issue?.message ?? 'is not valid'}.`);
}
