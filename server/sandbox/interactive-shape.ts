import { z } from 'zod';
import { commerce } from '#server/sandbox/commerce-shape.ts';

const footer = z.object({ text: z.string().min(1).max(60) }).optional();
const bodyOf = (mostLength: number) => z.object({ text: z.string().min(1).max(mostLength) });
const file = z.looseObject({
  id: z.string().min(1).optional(),
  link: z.string().min(1).optional(),
});

const textHeader = z.object({ type: z.literal('text'), text: z.string().min(1).max(60) });
const header = z.discriminatedUnion('type', [
  textHeader,
  z.object({ type: z.literal('image'), image: file }),
  z.object({ type: z.literal('video'), video: file }),
  z.object({ type: z.literal('document'), document: file }),
]);

const replyButton = z.object({
  type: z.literal('reply'),
  reply: z.object({ id: z.string().min(1).max(256), title: z.string().min(1).max(20) }),
});

const button = z.object({
  type: z.literal('button'),
  header: header.optional(),
  body: bodyOf(1024),
  footer,
  action: z.object({
    buttons: z
      .array(replyButton)
      .min(1)
      .max(3)
      .refine((buttons) => isDistinct(buttons.map(({ reply }) => reply.id)), 'ids repeat')
      .refine((buttons) => isDistinct(buttons.map(({ reply }) => reply.title)), 'titles repeat'),
  }),
});

const section = z.object({
  title: z.string().min(1).max(24).optional(),
  rows: z
    .array(
      z.object({
        id: z.string().min(1).max(200),
        title: z.string().min(1).max(24),
        description: z.string().max(72).optional(),
      }),
    )
    .min(1),
});

const list = z.object({
  type: z.literal('list'),
  header: textHeader.optional(),
  body: bodyOf(4096),
  footer,
  action: z.object({
    button: z.string().min(1).max(20),
    sections: z
      .array(section)
      .min(1)
      .max(10)
      .refine((sections) => sections.flatMap(({ rows }) => rows).length <= 10, 'more than 10 rows')
      .refine(
        (sections) => sections.length === 1 || sections.every(({ title }) => title !== undefined),
        'each of several sections needs a title',
      )
      .refine(
        (sections) => isDistinct(sections.flatMap(({ rows }) => rows.map(({ id }) => id))),
        'ids repeat',
      ),
  }),
});

const link = z.object({
  type: z.literal('cta_url'),
  header: header.optional(),
  body: bodyOf(1024),
  footer,
  action: z.object({
    name: z.literal('cta_url'),
    parameters: z.object({
      display_text: z.string().min(1).max(20),
      url: z.url({ protocol: /^https?$/ }),
    }),
  }),
});

/** Taken for what they are, without a look at their insides: nothing of ours sends them. */
const others = z.object({
  type: z.enum(['location_request_message', 'call_permission_request']),
  body: bodyOf(1024).optional(),
  action: z.looseObject({}),
});

/** The interactive object of a message, each type with what Meta asks of it. */
export const interactive = z.discriminatedUnion('type', [button, list, link, ...commerce, others]);

function isDistinct(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}
