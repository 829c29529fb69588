import { z } from 'zod';

import type {
  OutboundContent,
  OutboundFile,
  TemplateButtonValue,
  TemplateValue,
} from '#server/channels/content.ts';
import { FILE_KINDS } from '#server/channels/content.ts';
import type { OutboundMessage } from '#server/channels/types.ts';

/** Published bodies that a message of ours is not meant to become, and why. */
export const notOurs: Record<string, string> = {
  'Send Catalog Message': 'We keep no catalogue of products.',
  'Send Multi-Product Message': 'We keep no catalogue of products.',
  'Send Single Product Message': 'We keep no catalogue of products.',
  'Send Order Details Message': 'Payments are not taken in the chat.',
  'Send Order Status Message': 'Payments are not taken in the chat.',
  'Send Draft Flow by ID': 'Flows go out in templates; drafts are for their builder.',
  'Send Draft Flow by Name': 'Flows go out in templates; drafts are for their builder.',
  'Send Published Flow by ID': 'Flows go out in templates.',
  'Send Published Flow by Name': 'Flows go out in templates.',
  'Send Contact Message': 'A contact of ours has one name and undivided addresses.',
  'Send Reply to Contact Message': 'A contact of ours has one name and undivided addresses.',
  'Send Sample Issue Resolution Template':
    'It fills a button with a truth value, against its schema.',
  'Send typing indicator and read receipt': 'It is no message; it has a test of its own.',
};

const header = z.object({ text: z.string() }).optional();
const interactive = z.object({
  header,
  body: z.object({ text: z.string() }),
  footer: z.object({ text: z.string() }).optional(),
});
const buttons = interactive.extend({
  action: z.object({
    buttons: z.array(z.object({ reply: z.object({ id: z.string(), title: z.string() }) })),
  }),
});
const row = z.object({ id: z.string(), title: z.string(), description: z.string() });
const list = interactive.extend({
  action: z.object({
    button: z.string(),
    sections: z.array(z.object({ title: z.string(), rows: z.array(row) })),
  }),
});
const media = z.object({
  id: z.string().optional(),
  link: z.string().optional(),
  caption: z.string().default(''),
  filename: z.string().optional(),
});
const parameter = z.looseObject({ type: z.string() });
const template = z.object({
  name: z.string(),
  language: z.object({ code: z.string() }),
  components: z
    .array(
      z.object({
        type: z.string(),
        sub_type: z.string().optional(),
        index: z.coerce.number().optional(),
        parameters: z.array(parameter),
      }),
    )
    .default([]),
});
const body = z.looseObject({
  to: z.string(),
  type: z.string().optional(),
  context: z.object({ message_id: z.string() }).optional(),
});

/** The message of ours that says what a published body says. */
export function readExample(value: unknown): OutboundMessage {
  const { to, context, ...rest } = body.parse(value);
  return {
    clientReference: 'our-id',
    to: { address: to },
    content: contentIn(rest),
    ...(context && { quotedProviderMessageId: context.message_id }),
  };
}

function contentIn(rest: Record<string, unknown>): OutboundContent {
  const file = FILE_KINDS.find((kind) => kind in rest);
  if (file !== undefined) {
    const { caption, ...part } = media.parse(rest[file]);
    return { kind: file, text: caption, file: fileIn(part) };
  }
  if ('text' in rest)
    return { kind: 'text', text: z.object({ body: z.string() }).parse(rest.text).body };
  if ('reaction' in rest) {
    const reaction = z.object({ message_id: z.string(), emoji: z.string() }).parse(rest.reaction);
    return { kind: 'reaction', providerMessageId: reaction.message_id, emoji: reaction.emoji };
  }
  if ('location' in rest) {
    const place = z.object({
      latitude: z.number(),
      longitude: z.number(),
      name: z.string(),
      address: z.string(),
    });
    return { kind: 'location', place: place.parse(rest.location) };
  }
  if ('interactive' in rest) return interactiveIn(rest.interactive);
  return templateIn(rest.template);
}

function fileIn({ id, link, filename }: Omit<z.output<typeof media>, 'caption'>): OutboundFile {
  const where = id === undefined ? { link: link ?? '' } : { providerMediaId: id };
  return { ...where, ...(filename !== undefined && { fileName: filename }) };
}

function interactiveIn(value: unknown): OutboundContent {
  const { header: above, body: main, footer: below } = interactive.parse(value);
  const frame = { header: above?.text, text: main.text, footer: below?.text };
  const asButtons = buttons.safeParse(value);
  if (asButtons.success) {
    const choices = asButtons.data.action.buttons.map(({ reply }) => reply);
    return { ...frame, kind: 'buttons', buttons: choices };
  }
  const { button: label, sections } = list.parse(value).action;
  return { ...frame, kind: 'list', label, sections };
}

function templateIn(value: unknown): OutboundContent {
  const { name, language, components } = template.parse(value);
  const valuesOf = (wanted: string) =>
    components.filter(({ type }) => type === wanted).flatMap(({ parameters }) => parameters);
  return {
    kind: 'template',
    name,
    language: language.code,
    header: valuesOf('header').map(valueIn),
    parameters: valuesOf('body').map(valueIn),
    buttons: components.filter(({ type }) => type === 'button').map(buttonIn),
  };
}

function valueIn(value: z.output<typeof parameter>): TemplateValue {
  switch (value.type) {
    case 'currency': {
      const money = z.object({
        fallback_value: z.string(),
        code: z.string(),
        amount_1000: z.number(),
      });
      const { fallback_value: fallback, code, amount_1000 } = money.parse(value.currency);
      return { type: 'currency', fallback, code, amount1000: amount_1000 };
    }
    case 'date_time': {
      const { fallback_value } = z.object({ fallback_value: z.string() }).parse(value.date_time);
      return { type: 'date_time', fallback: fallback_value };
    }
    case 'image':
      return { type: 'image', file: fileIn(media.parse(value.image)) };
    default:
      return { type: 'text', text: z.string().parse(value.text) };
  }
}

const action = z.object({
  thumbnail_product_retailer_id: z.string().optional(),
  flow_token: z.string().optional(),
  flow_action_data: z.record(z.string(), z.unknown()).optional(),
});

function buttonIn({
  sub_type = '',
  index = 0,
  parameters,
}: z.output<typeof template>['components'][number]): TemplateButtonValue {
  const type = z.enum(['quick_reply', 'catalog', 'flow']).parse(sub_type.toLowerCase());
  const [value] = parameters;
  if (type === 'quick_reply') return { index, type, value: z.string().parse(value?.payload) };
  const filled = action.parse(value?.action);
  const data = filled.flow_action_data;
  const text = filled.thumbnail_product_retailer_id ?? filled.flow_token ?? '';
  return { index, type, value: text, ...(data && { data }) };
}

/**
 * The published body with what ours always says, and in the spelling that the file itself uses most.
 * Of a moment Meta shows the text alone; the rest of it is history.
 */
export function asWeWriteIt(value: unknown): unknown {
  const example = structuredClone(value) as {
    text?: object;
    template?: {
      components?: {
        sub_type?: string;
        index?: string | number;
        parameters: { date_time?: { fallback_value: string } }[];
      }[];
    };
  };
  for (const component of example.template?.components ?? []) {
    if (component.sub_type !== undefined) component.sub_type = component.sub_type.toLowerCase();
    if (component.index !== undefined) component.index = String(component.index);
    for (const filled of component.parameters) {
      if (filled.date_time === undefined) continue;
      filled.date_time = { fallback_value: filled.date_time.fallback_value };
    }
  }
  return {
    recipient_type: 'individual',
    // Left out of two of them.
    ...('text' in example && { type: 'text' }),
    ...('interactive' in example && { type: 'interactive' }),
    ...example,
    biz_opaque_callback_data: 'our-id',
  };
}
