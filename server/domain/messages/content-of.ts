import { z } from 'zod';
import type { MessageContext } from '#server/channels/content.ts';
import type { MessageRow } from '#server/domain/messages/internal.ts';

const optionalText = z.string().optional();

const place = z.object({
  latitude: z.number(),
  longitude: z.number(),
  name: optionalText,
  address: optionalText,
  url: optionalText,
});

const sharedContact = z.object({
  name: z.string(),
  nameParts: z
    .object({
      first: optionalText,
      middle: optionalText,
      last: optionalText,
      prefix: optionalText,
      suffix: optionalText,
    })
    .optional(),
  phones: z.array(z.object({ number: z.string(), label: optionalText, address: optionalText })),
  emails: z.array(z.object({ email: z.string(), label: optionalText })),
  company: optionalText,
  department: optionalText,
  title: optionalText,
  urls: z.array(z.object({ url: z.string(), label: optionalText })).optional(),
  addresses: z
    .array(
      z.object({
        street: optionalText,
        city: optionalText,
        state: optionalText,
        zip: optionalText,
        country: optionalText,
        countryCode: optionalText,
        label: optionalText,
      }),
    )
    .optional(),
  birthday: optionalText,
});

const choice = z.object({
  from: z.enum(['button', 'list', 'template', 'quick_reply', 'postback', 'call_permission']),
  id: optionalText,
  description: optionalText,
});

const orderItem = z.object({
  retailerId: z.string(),
  quantity: z.number(),
  price: z.number().nullable(),
  currency: z.string().nullable(),
});

const story = z.object({ id: optionalText, url: optionalText });

const share = z.object({
  from: z.enum(['post', 'reel', 'story', 'link', 'product']),
  id: optionalText,
  title: optionalText,
  url: optionalText,
});

const listRow = z.object({ id: z.string(), title: z.string(), description: optionalText });

/** The kinds that are all in their text and their files. */
const plainKinds = [
  'text',
  'image',
  'video',
  'audio',
  'document',
  'sticker',
  'reaction',
  'unsupported',
] as const;

const messageContent = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(plainKinds) }),
  z.object({ kind: z.literal('location'), place }),
  z.object({ kind: z.literal('contacts'), contacts: z.array(sharedContact) }),
  z.object({ kind: z.literal('choice'), choice }),
  z.object({
    kind: z.literal('form'),
    form: z.object({ name: optionalText, answers: z.record(z.string(), z.unknown()) }),
  }),
  z.object({
    kind: z.literal('order'),
    order: z.object({ catalogId: optionalText, items: z.array(orderItem) }),
  }),
  z.object({ kind: z.literal('story'), story }),
  z.object({ kind: z.literal('share'), share }),
  z.object({
    kind: z.literal('notice'),
    notice: z.enum(['conversation_opened', 'number_changed', 'identity_changed', 'disappearing']),
  }),
  z.object({
    kind: z.literal('buttons'),
    header: optionalText,
    footer: optionalText,
    buttons: z.array(z.object({ id: z.string(), title: z.string() })),
  }),
  z.object({
    kind: z.literal('list'),
    header: optionalText,
    footer: optionalText,
    label: z.string(),
    sections: z.array(z.object({ title: optionalText, rows: z.array(listRow) })),
  }),
  z.object({
    kind: z.literal('link'),
    header: optionalText,
    footer: optionalText,
    label: z.string(),
    url: z.string(),
  }),
]);

/** What a message holds beside its text and its files, told apart by its kind. */
type MessageContent = z.infer<typeof messageContent>;

const referral = z.object({
  from: z.enum(['ad', 'post', 'link']),
  adId: optionalText,
  clickId: optionalText,
  reference: optionalText,
  url: optionalText,
  headline: optionalText,
  body: optionalText,
  imageUrl: optionalText,
  videoUrl: optionalText,
});

const messageContext = z.object({
  forwarded: z.enum(['once', 'often']).optional(),
  referral: referral.optional(),
  product: z.object({ catalogId: optionalText, retailerId: z.string() }).optional(),
  story: story.optional(),
});

/** The stored content with its type. What is not of the form that its kind has is read as text. */
export function contentOf({ kind, content }: Pick<MessageRow, 'kind' | 'content'>): MessageContent {
  const read = messageContent.safeParse({ ...content, kind });
  return read.success ? read.data : { kind: 'text' };
}

/** How the message came to be written; null when that says nothing, or nothing that can be read. */
export function contextOf({ context }: Pick<MessageRow, 'context'>): MessageContext | null {
  const read = messageContext.safeParse(context);
  return read.success && Object.keys(read.data).length > 0 ? read.data : null;
}
