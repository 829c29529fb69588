import { z } from 'zod';

import { badParameter, invalidParameter } from '#server/sandbox/graph-error.ts';
import type { GraphRefusal } from '#server/sandbox/graph-error.ts';
import { interactive } from '#server/sandbox/interactive-shape.ts';
import { template } from '#server/sandbox/template-shape.ts';

const base = z.object({
  messaging_product: z.literal('whatsapp'),
  recipient_type: z.literal('individual').optional(),
  to: z.string().min(1).optional(),
  recipient: z.string().min(1).optional(),
  context: z.object({ message_id: z.string().min(1) }).optional(),
  biz_opaque_callback_data: z.string().max(512).optional(),
});

const mediaOf = (fields: z.ZodRawShape) =>
  z
    .object({
      id: z.string().min(1).optional(),
      link: z.string().min(1).optional(),
      provider: z.string().optional(),
      ...fields,
    })
    .strict()
    .refine((object) => (object.id === undefined) !== (object.link === undefined), {
      error: 'exactly one of id and link must be given',
    });
const caption = z.string().max(1024).optional();

const contactName = z
  .looseObject({ formatted_name: z.string().min(1) })
  .refine((name) => Object.values(name).filter(Boolean).length > 1, {
    error: 'a part of the name must be given beside formatted_name',
  });

const contents = {
  text: z.object({ body: z.string().min(1).max(4096), preview_url: z.boolean().optional() }),
  image: mediaOf({ caption }),
  video: mediaOf({ caption }),
  audio: mediaOf({ voice: z.boolean().optional() }),
  document: mediaOf({ caption, filename: z.string().min(1).max(240).optional() }),
  sticker: mediaOf({}),
  location: z.object({
    latitude: z.coerce.number().min(-90).max(90),
    longitude: z.coerce.number().min(-180).max(180),
    name: z.string().optional(),
    address: z.string().optional(),
  }),
  contacts: z
    .array(z.looseObject({ name: contactName }))
    .min(1)
    .max(257),
  reaction: z.object({ message_id: z.string().min(1), emoji: z.string() }),
  interactive,
  template,
};
type ContentKind = keyof typeof contents;

const readReceipt = z.object({
  messaging_product: z.literal('whatsapp'),
  status: z.literal('read'),
  message_id: z.string().min(1),
  typing_indicator: z.object({ type: z.literal('text') }).optional(),
});

export interface ReadableMessage {
  kind: ContentKind;
  to?: string;
  recipient?: string;
  text: string;
  quotedId?: string;
  reference?: string;
}

export type BodyReading =
  | { ok: true; send: ReadableMessage }
  | { ok: true; markRead: string }
  | { ok: false; refusal: GraphRefusal };

/** Reads the body of POST /messages as Meta documents it, or says what Meta would say. */
export function readMessageBody(body: unknown): BodyReading {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return refuse(invalidParameter('Invalid JSON in request body'));
  }
  if (!('messaging_product' in body)) {
    return refuse(invalidParameter('The parameter messaging_product is required.'));
  }
  if ('status' in body) return readMarkRead(body);
  const parsed = base.safeParse(body);
  if (!parsed.success) return refuse(refusalFor(parsed.error, body, ''));
  const { to, recipient, context, biz_opaque_callback_data: reference } = parsed.data;
  if (to === undefined && recipient === undefined) {
    return refuse(invalidParameter('The parameter to is required.'));
  }
  const content = readContent(body);
  if ('refusal' in content) return refuse(content.refusal);
  return {
    ok: true,
    send: {
      ...content,
      ...(to === undefined ? {} : { to }),
      ...(recipient === undefined ? {} : { recipient }),
      ...(context === undefined ? {} : { quotedId: context.message_id }),
      ...(reference === undefined ? {} : { reference }),
    },
  };
}

function readMarkRead(body: object): BodyReading {
  const parsed = readReceipt.safeParse(body);
  if (!parsed.success) return refuse(refusalFor(parsed.error, body, ''));
  return { ok: true, markRead: parsed.data.message_id };
}

function readContent(
  body: object,
): { kind: ContentKind; text: string } | { refusal: GraphRefusal } {
  const kind = 'type' in body ? body.type : 'text';
  if (typeof kind !== 'string' || !isContentKind(kind)) {
    return { refusal: badParameter(`Unsupported message type: ${String(kind)}`) };
  }
  const part: unknown = (body as Record<string, unknown>)[kind];
  const parsed = contents[kind].safeParse(part);
  if (!parsed.success) return { refusal: refusalFor(parsed.error, part, kind) };
  return { kind, text: summaryOf(kind, part) };
}

function isContentKind(kind: string): kind is ContentKind {
  return Object.hasOwn(contents, kind);
}

/** What a phone would show of it in one line. */
function summaryOf(kind: ContentKind, part: unknown): string {
  if (kind === 'text') return contents.text.parse(part).body;
  if (kind === 'interactive') return interactive.parse(part).body?.text ?? '';
  if (kind === 'template') return contents.template.parse(part).name;
  if (kind === 'reaction') return contents.reaction.parse(part).emoji;
  if (kind === 'location') {
    const { name, address } = contents.location.parse(part);
    return name ?? address ?? '';
  }
  if (kind === 'contacts') {
    const names = contents.contacts.parse(part).map(({ name }) => name.formatted_name);
    return names.join(', ');
  }
  const captioned = z.object({ caption: z.string() }).safeParse(part);
  return captioned.success ? captioned.data.caption : '';
}

function refusalFor(error: z.ZodError, input: unknown, under: string): GraphRefusal {
  const issue = error.issues[0];
  const path = [under, ...(issue?.path.map(String) ?? [])].filter(Boolean).join('.');
  if (issue !== undefined && isMissing(input, issue.path)) {
    return badParameter(`Parameter '${path}' is missing.`, 131008);
  }
  if (issue?.code === 'too_big') {
    const unit = issue.origin === 'string' ? 'characters long' : 'in number';
    return invalidParameter(`Param ${path} must be at most ${issue.maximum} ${unit}.`);
  }
  if (issue?.code === 'unrecognized_keys') {
    return invalidParameter(`Unexpected key "${issue.keys[0] ?? ''}" on param "${path}".`);
  }
  return badParameter(`Parameter '${path}': ${issue?.message ?? 'not valid'}.`);
}

function isMissing(input: unknown, path: readonly PropertyKey[]): boolean {
  let value: unknown = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return true;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value === undefined || value === '';
}

function refuse(refusal: GraphRefusal): BodyReading {
  return { ok: false, refusal };
}
