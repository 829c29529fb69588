import { z } from 'zod';

const id = z.string().regex(/^[\x21-\x7e]{1,255}$/);
const name = z.string().trim().min(1).max(128);
const text = z.string().min(1).max(1000);
const url = z.url({ protocol: /^https?$/ }).max(2048);
const payload = z.string().min(1).max(1000);

const shared = { url, id: id.optional(), title: z.string().max(1000).optional() };

/** Everything a person can do in a thread on Instagram; `echo` is the business in its own app. */
const deed = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text, quoted_id: id.optional() }),
  z.strictObject({
    type: z.literal('attachments'),
    /** As the provider spells them; an attachment of a kind it has yet to invent is welcome. */
    attachments: z
      .array(
        z.strictObject({
          type: z.string().min(1).max(64),
          payload: z.looseObject({ url: url.optional() }).optional(),
          /** A file of their own that the sandbox keeps, in place of an address. */
          media_id: id.optional(),
        }),
      )
      .min(1)
      .max(10),
    text: text.optional(),
  }),
  z.strictObject({ type: z.literal('story_reply'), text, story: z.strictObject({ id, url }) }),
  z.strictObject({ type: z.literal('story_mention'), url, id: id.optional() }),
  z.strictObject({ type: z.literal('share'), ...shared }),
  z.strictObject({ type: z.literal('reel'), ...shared }),
  z.strictObject({ type: z.literal('like') }),
  z.strictObject({ type: z.literal('react'), message_id: id, emoji: z.string().min(1).max(32) }),
  z.strictObject({ type: z.literal('unreact'), message_id: id }),
  z.strictObject({ type: z.literal('unsend'), message_id: id }),
  z.strictObject({ type: z.literal('edit'), message_id: id, text }),
  z.strictObject({
    type: z.literal('postback'),
    title: text,
    payload,
    /** As older versions told it. */
    without_id: z.boolean().default(false),
  }),
  z.strictObject({ type: z.literal('quick_reply'), text, payload }),
  z.strictObject({ type: z.literal('read'), message_id: id.optional() }),
  z.strictObject({ type: z.literal('referral'), ref: text.optional(), ad_id: id.optional() }),
  z.strictObject({ type: z.literal('unsupported') }),
  z.strictObject({ type: z.literal('echo'), text }),
]);

export const instagramBody = z.strictObject({
  phone_number_id: id,
  customer: z.strictObject({
    id: z.string().regex(/^[1-9]\d{4,31}$/, 'must be the digits of a scoped id'),
    name: name.optional(),
  }),
  deed,
});

export type InstagramDeed = z.output<typeof deed>;
