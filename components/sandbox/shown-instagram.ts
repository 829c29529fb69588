import { z } from 'zod';
import type { SandboxMessage } from '#components/sandbox/sandbox-client.ts';
import type { ShownContent } from '#components/sandbox/shown-content.ts';

const attachment = z.looseObject({
  type: z.string(),
  payload: z
    .looseObject({
      url: z.string().optional(),
      title: z.string().optional(),
      /** Of a template of the business: its words, and what there is to press under them. */
      text: z.string().optional(),
      buttons: z
        .array(z.looseObject({ title: z.string().default(''), url: z.string().optional() }))
        .optional(),
    })
    .optional(),
});
const envelope = z.object({
  message: z.looseObject({
    text: z.string().optional(),
    attachment: attachment.optional(),
    attachments: z.array(attachment).optional(),
    quick_replies: z
      .array(z.looseObject({ title: z.string().default(''), payload: z.string().default('') }))
      .optional(),
    reply_to: z.looseObject({ story: z.unknown().optional() }).optional(),
    is_unsupported: z.boolean().optional(),
  }),
});

const CARDS: Record<string, string> = {
  story_mention: 'Mentioned the business in a story',
  ig_post: 'Shared a post',
  share: 'Shared a post',
  ig_reel: 'Shared a reel',
  reel: 'Shared a reel',
  ig_story: 'Shared a story',
  ephemeral: 'A photo that can be seen once',
};

const FILES = { image: 'image', video: 'video', audio: 'audio', file: 'document' } as const;
/** An address that the sandbox made of a file it keeps, which has that file by its id as well. */
const KEPT = /\/media\/(\d{16})\/\d+\.[\w-]+$/;

/** Reads what Instagram's side keeps of a message; null when it is not from there. */
export function shownOnInstagram({ text, content }: SandboxMessage): ShownContent | null {
  const parsed = envelope.safeParse(content);
  if (!parsed.success) return null;
  const { attachments, attachment: only, quick_replies: replies, ...message } = parsed.data.message;
  const first = attachments?.[0] ?? only;
  if (message.is_unsupported === true) return { as: 'unknown', kind: 'unsupported' };
  if (first !== undefined) return shownAttachment(first, text);
  if (message.reply_to?.story !== undefined) return offer('Answered a story', text, []);
  if (replies !== undefined) return offer(null, text, replies);
  return { as: 'text', text };
}

function shownAttachment(
  { type, payload }: z.output<typeof attachment>,
  text: string,
): ShownContent {
  if (isFile(type)) {
    const kept = KEPT.exec(payload?.url ?? '')?.[1];
    const shown = kept === undefined ? { link: payload?.url } : { id: kept };
    return { as: 'file', kind: FILES[type], file: shown };
  }
  if (type === 'template' && payload?.text !== undefined) {
    const buttons = linksIn(payload.buttons ?? []);
    return { as: 'buttons', header: null, text: payload.text, footer: null, buttons };
  }
  if (type === 'like_heart') return { as: 'text', text: '❤️' };
  const title = CARDS[type];
  if (title === undefined) return { as: 'unknown', kind: type };
  return offer(title, payload?.title ?? payload?.url ?? text, []);
}

/** Buttons that open a page. */
function linksIn(buttons: readonly { title: string; url?: string | undefined }[]) {
  return buttons.map(({ title, url = null }) => ({
    key: title,
    label: title,
    says: null,
    url,
  }));
}

function isFile(type: string): type is keyof typeof FILES {
  return Object.hasOwn(FILES, type);
}

function offer(
  header: string | null,
  text: string,
  replies: readonly { title: string; payload: string }[],
): ShownContent {
  const buttons = replies.map(({ title, payload }) => ({
    key: payload,
    label: title,
    says: null,
    plays: { type: 'quick_reply' as const, text: title, payload },
    url: null,
  }));
  return { as: 'buttons', header, text, footer: null, buttons };
}
