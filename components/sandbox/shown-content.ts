import { z } from 'zod';
import type { InstagramDeed, SaidContent } from '#components/sandbox/said-content.ts';
import { shownOnInstagram } from '#components/sandbox/shown-instagram.ts';
import type { SandboxMessage } from '#components/sandbox/sandbox-client.ts';

const fileKinds = ['image', 'video', 'audio', 'document', 'sticker'] as const;
const text = z.object({ text: z.string() });
const file = z.object({
  id: z.string().optional(),
  link: z.string().optional(),
  caption: z.string().optional(),
  filename: z.string().optional(),
  voice: z.boolean().optional(),
});
const place = z.object({
  latitude: z.coerce.number(),
  longitude: z.coerce.number(),
  name: z.string().optional(),
  address: z.string().optional(),
});
const card = z.looseObject({
  name: z.looseObject({ formatted_name: z.string() }),
  phones: z.array(z.looseObject({ phone: z.string().optional() })).default([]),
});
const row = z.object({ id: z.string(), title: z.string(), description: z.string().optional() });
const offered = z.looseObject({
  type: z.string(),
  header: z.looseObject({ text: z.string().optional() }).optional(),
  body: text.optional(),
  footer: text.optional(),
  action: z.looseObject({
    button: z.string().optional(),
    buttons: z.array(z.looseObject({ reply: row.optional() })).optional(),
    sections: z
      .array(z.looseObject({ title: z.string().optional(), rows: z.array(row).default([]) }))
      .optional(),
    name: z.string().optional(),
    parameters: z
      .looseObject({ display_text: z.string().optional(), url: z.string().optional() })
      .optional(),
  }),
});
const template = z.looseObject({
  name: z.string(),
  components: z
    .array(
      z.looseObject({
        type: z.string(),
        sub_type: z.string().optional(),
        index: z.coerce.number().optional(),
        parameters: z
          .array(z.looseObject({ type: z.string().optional(), text: z.string().optional() }))
          .default([]),
      }),
    )
    .default([]),
});
/** A template as it reads, where the sandbox knows it. */
const rendered = z.object({
  header: z.string().nullish(),
  text: z.string(),
  footer: z.string().nullish(),
  buttons: z
    .array(z.looseObject({ type: z.string(), text: z.string(), url: z.string().optional() }))
    .default([]),
});
const answer = z.looseObject({
  button_reply: row.optional(),
  list_reply: row.optional(),
  nfm_reply: z.looseObject({ response_json: z.string().default('{}') }).optional(),
});
const order = z.looseObject({
  product_items: z.array(
    z.looseObject({
      product_retailer_id: z.string(),
      quantity: z.number(),
      item_price: z.number(),
      currency: z.string(),
    }),
  ),
});

/** What is known of a file that a message carries. */
type ShownFile = z.output<typeof file>;
type FileKind = (typeof fileKinds)[number];

export interface TappableButton {
  key: string;
  label: string;
  /** What a tap says; null when it says nothing. */
  says: SaidContent | null;
  /** What it does on Instagram. */
  plays?: InstagramDeed;
  url: string | null;
}

/** What a phone draws of a message, whoever wrote it. */
export type ShownContent =
  | { as: 'text'; text: string }
  | { as: 'file'; kind: FileKind; file: ShownFile }
  | { as: 'place'; place: z.output<typeof place> }
  | { as: 'cards'; cards: z.output<typeof card>[] }
  | { as: 'list'; text: string; footer: string | null; label: string; sections: ListSection[] }
  | {
      as: 'buttons';
      header: string | null;
      /** In place of a header in words. */
      file?: { kind: FileKind; file: ShownFile };
      text: string;
      footer: string | null;
      buttons: TappableButton[];
    }
  | { as: 'order'; items: z.output<typeof order>['product_items'] }
  | { as: 'form'; answers: [string, string][] }
  | { as: 'unknown'; kind: string };

export interface ListSection {
  title: string | null;
  rows: z.output<typeof row>[];
}

/** Reads what the provider keeps of a message; what cannot be read is told by its kind. */
export function shownContent(message: SandboxMessage): ShownContent {
  const { kind, content } = message;
  const onInstagram = shownOnInstagram(message);
  if (onInstagram !== null) return onInstagram;
  if (kind === 'text' || kind === 'postback') return { as: 'text', text: message.text };
  const part = content?.[kind];
  const fileKind = fileKinds.find((one) => one === kind);
  if (fileKind !== undefined) {
    const parsed = file.safeParse(part);
    if (parsed.success) return { as: 'file', kind: fileKind, file: parsed.data };
  }
  return shownPart(message, part) ?? { as: 'unknown', kind };
}

function shownPart(message: SandboxMessage, part: unknown): ShownContent | null {
  switch (message.kind) {
    case 'location': {
      const parsed = place.safeParse(part);
      return parsed.success ? { as: 'place', place: parsed.data } : null;
    }
    case 'contacts': {
      const parsed = z.array(card).safeParse(part);
      return parsed.success ? { as: 'cards', cards: parsed.data } : null;
    }
    case 'order': {
      const parsed = order.safeParse(part);
      return parsed.success ? { as: 'order', items: parsed.data.product_items } : null;
    }
    case 'button':
      return { as: 'text', text: message.text };
    case 'interactive':
      return message.direction === 'from_customer'
        ? shownAnswer(message, part)
        : offer(message, part);
    case 'template':
      return shownTemplate(message, part);
    default:
      return null;
  }
}

function shownAnswer({ text: said }: SandboxMessage, part: unknown): ShownContent | null {
  const parsed = answer.safeParse(part);
  const form = parsed.data?.nfm_reply;
  if (form === undefined) return { as: 'text', text: said };
  const answers = z.record(z.string(), z.unknown()).safeParse(fromJson(form.response_json));
  const pairs = Object.entries(answers.data ?? {});
  return { as: 'form', answers: pairs.map(([name, value]) => [name, String(value)]) };
}

function offer({ id }: SandboxMessage, part: unknown): ShownContent | null {
  const parsed = offered.safeParse(part);
  if (!parsed.success) return null;
  const { action, body, footer, header } = parsed.data;
  const words = { text: body?.text ?? '', footer: footer?.text ?? null };
  if (action.sections !== undefined) {
    const sections = action.sections.map(({ title = null, rows }) => ({ title, rows }));
    return { as: 'list', ...words, label: action.button ?? 'Choose', sections };
  }
  const replies = (action.buttons ?? []).flatMap(({ reply }) =>
    reply === undefined ? [] : [reply],
  );
  const buttons = replies.map((reply): TappableButton => ({
    key: reply.id,
    label: reply.title,
    says: { type: 'choice', message_id: id, option_id: reply.id },
    url: null,
  }));
  const { display_text: label, url } = action.parameters ?? {};
  const link = url === undefined ? [] : [{ key: url, label: label ?? url, says: null, url }];
  return { as: 'buttons', header: header?.text ?? null, ...words, buttons: [...buttons, ...link] };
}

function shownTemplate(message: SandboxMessage, part: unknown): ShownContent | null {
  const { id, content } = message;
  const parsed = template.safeParse(part);
  if (!parsed.success) return null;
  const press = (index: number, text?: string): SaidContent => ({
    type: 'press',
    message_id: id,
    index,
    ...(text === undefined ? {} : { text }),
  });
  const known = rendered.safeParse(content?.rendered);
  if (known.success) {
    const { header = null, text: words, footer = null } = known.data;
    const buttons = known.data.buttons.map(({ type, text: label, url = null }, index) => {
      const isReply = type.toLowerCase() === 'quick_reply';
      return { key: String(index), label, says: isReply ? press(index, label) : null, url };
    });
    const inHeader = headerFile(parsed.data);
    return { as: 'buttons', header, ...inHeader, text: words, footer, buttons };
  }
  const { name, components } = parsed.data;
  const values = components
    .filter(({ type }) => type.toLowerCase() === 'body')
    .flatMap(({ parameters }) => parameters.flatMap(({ text: value }) => value ?? []));
  const buttons = components.flatMap(({ type, sub_type, index = 0 }) => {
    if (type.toLowerCase() !== 'button' || sub_type?.toLowerCase() !== 'quick_reply') return [];
    return [{ key: String(index), label: `Button ${index + 1}`, says: press(index), url: null }];
  });
  return { as: 'buttons', header: name, text: values.join('\n'), footer: null, buttons };
}

function headerFile({ components }: z.output<typeof template>) {
  const header = components.find(({ type }) => type.toLowerCase() === 'header');
  const [value] = header?.parameters ?? [];
  const kind = fileKinds.find((one) => one === value?.type);
  const parsed = kind === undefined ? undefined : file.safeParse(value?.[kind]);
  return kind === undefined || parsed?.success !== true
    ? {}
    : { file: { kind, file: parsed.data } };
}

/** Of a message passed on, what arrives; what has no other form arrives as its words. */
export function forwardedContent(message: SandboxMessage): SaidContent {
  const shown = shownContent(message);
  if (shown.as === 'file' && shown.file.id !== undefined) {
    const { id, caption, filename } = shown.file;
    const captioned = caption === undefined ? {} : { caption };
    if (shown.kind === 'audio') return { type: 'audio', media_id: id, voice: false };
    if (shown.kind === 'sticker') return { type: 'sticker', media_id: id };
    const named =
      shown.kind === 'document' && filename !== undefined ? { file_name: filename } : {};
    return { type: shown.kind, media_id: id, ...captioned, ...named };
  }
  if (shown.as === 'place') {
    const { latitude, longitude, name, address } = shown.place;
    return {
      type: 'location',
      latitude,
      longitude,
      ...(name === undefined ? {} : { name }),
      ...(address === undefined ? {} : { address }),
    };
  }
  if (shown.as === 'cards') {
    const contacts = shown.cards.map(({ name, phones }) => ({
      name: { formatted_name: name.formatted_name },
      phones: phones.flatMap(({ phone }) => (phone === undefined ? [] : [{ phone }])),
    }));
    return { type: 'contacts', contacts };
  }
  return { type: 'text', text: lineOf(message) };
}

const WORDS: Record<string, string> = {
  image: 'Photo',
  video: 'Video',
  audio: 'Voice message',
  document: 'Document',
  file: 'Document',
  sticker: 'Sticker',
  location: 'Location',
  contacts: 'Contact card',
  order: 'Order',
  template: 'Template',
  unsupported: 'Something the provider cannot pass on',
  story_mention: 'Story with a mention',
  ig_post: 'Shared post',
  ig_reel: 'Shared reel',
};

/** A message in one line, as a quotation or a list has it. */
export function lineOf({ kind, text: words }: Pick<SandboxMessage, 'kind' | 'text'>): string {
  const word = WORDS[kind];
  if (word === undefined) return words === '' ? 'Message' : words;
  return words === '' ? word : `${word}: ${words}`;
}

function fromJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
