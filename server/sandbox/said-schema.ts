import { z } from 'zod';

const shortText = z.string().max(1024);
const longText = z.string().min(1).max(4096);
const objectId = z.string().regex(/^\S{1,256}$/);
const file = { media_id: objectId };

/** Everything that a customer can write, by the provider's word for its kind where it has one. */
export const saidContent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: longText }),
  z.strictObject({ type: z.literal('image'), ...file, caption: shortText.optional() }),
  z.strictObject({ type: z.literal('video'), ...file, caption: shortText.optional() }),
  z.strictObject({ type: z.literal('audio'), ...file, voice: z.boolean().default(false) }),
  z.strictObject({
    type: z.literal('document'),
    ...file,
    caption: shortText.optional(),
    file_name: z.string().min(1).max(255).optional(),
  }),
  z.strictObject({ type: z.literal('sticker'), ...file, animated: z.boolean().default(false) }),
  z.strictObject({
    type: z.literal('location'),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    name: shortText.optional(),
    address: shortText.optional(),
    url: z.url().optional(),
  }),
  z.strictObject({
    type: z.literal('contacts'),
    contacts: z
      .array(z.looseObject({ name: z.looseObject({ formatted_name: z.string().min(1).max(128) }) }))
      .min(1)
      .max(50),
  }),
  /** A reply button or a row of a list, of a message from the business. */
  z.strictObject({ type: z.literal('choice'), message_id: objectId, option_id: objectId }),
  /** A quick reply of a template; its place among all buttons, counted from 0. */
  z.strictObject({
    type: z.literal('press'),
    message_id: objectId,
    index: z.int().min(0).max(9),
    text: z.string().min(1).max(256).optional(),
  }),
  z.strictObject({
    type: z.literal('form'),
    message_id: objectId.optional(),
    answers: z.record(z.string(), z.unknown()),
  }),
  z.strictObject({
    type: z.literal('order'),
    catalog_id: objectId,
    items: z
      .array(
        z.strictObject({
          product_retailer_id: objectId,
          quantity: z.int().min(1),
          item_price: z.number().min(0),
          currency: z.string().regex(/^[A-Z]{3}$/),
        }),
      )
      .min(1)
      .max(30),
  }),
  z.strictObject({ type: z.literal('unsupported') }),
]);

export type SaidContent = z.output<typeof saidContent>;

/** The product that a message asks about, in the provider's words. */
export const askedProduct = z.strictObject({
  catalog_id: objectId,
  product_retailer_id: objectId,
});

/** The ad that a first message came from, in the provider's words. */
export const saidReferral = z.strictObject({
  source_url: z.url(),
  source_id: objectId,
  source_type: z.enum(['ad', 'post']),
  headline: z.string().max(256),
  body: shortText,
  media_type: z.enum(['image', 'video']),
  image_url: z.url().optional(),
  video_url: z.url().optional(),
  thumbnail_url: z.url().optional(),
  ctwa_clid: objectId,
  welcome_message: z.strictObject({ text: shortText }).optional(),
});
