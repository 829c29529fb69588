import { z } from 'zod';

import type { MessageContent } from '#server/sandbox/ledger.ts';
import type { SandboxMessage } from '#server/sandbox/state.ts';

/** What a customer can tap in a message of the business, and how the provider names the answer. */
export interface Offer {
  reply: 'button_reply' | 'list_reply';
  options: { id: string; title: string; description?: string | undefined }[];
}

const option = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string().optional(),
});
const buttons = z.object({
  interactive: z.object({
    type: z.literal('button'),
    action: z.object({ buttons: z.array(z.object({ reply: option })) }),
  }),
});
const list = z.object({
  interactive: z.object({
    type: z.literal('list'),
    action: z.object({ sections: z.array(z.object({ rows: z.array(option) })) }),
  }),
});
const rendered = z.object({
  rendered: z.object({ buttons: z.array(z.looseObject({ text: z.string() })) }),
});
const template = z.object({
  template: z.object({
    components: z.array(
      z.looseObject({
        type: z.string(),
        sub_type: z.string().optional(),
        index: z.coerce.number().optional(),
        parameters: z.array(z.looseObject({ payload: z.string().optional() })).optional(),
      }),
    ),
  }),
});

/** What the phone shows of a message; null of a plain text. */
export function contentOf({ kind, content, accepted }: SandboxMessage): MessageContent | null {
  if (content !== undefined) return content;
  const isPlain = kind === 'text' && !hasMessage(accepted?.body);
  if (accepted === undefined || isPlain) return null;
  const body = accepted.body as Record<string, unknown> | null;
  // On Instagram everything stands under one name.
  const [name, part] = body?.[kind] === undefined ? ['message', body?.message] : [kind, body[kind]];
  return { ...(part === undefined ? {} : { [name]: part }), ...accepted.content };
}

function hasMessage(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'message' in body;
}

/** The reply buttons or list rows of a message; null when it has none. */
export function optionsOf(message: SandboxMessage | undefined): Offer | null {
  const content = message === undefined ? null : contentOf(message);
  const asButtons = buttons.safeParse(content);
  if (asButtons.success) {
    const options = asButtons.data.interactive.action.buttons.map(({ reply }) => reply);
    return { reply: 'button_reply', options };
  }
  const asList = list.safeParse(content);
  if (!asList.success) return null;
  const options = asList.data.interactive.action.sections.flatMap(({ rows }) => rows);
  return { reply: 'list_reply', options };
}

/** A quick reply of a template by its place among all buttons; null when there is none. */
export function templateButton(
  message: SandboxMessage | undefined,
  index: number,
): { text: string; payload?: string } | null {
  if (message?.kind !== 'template') return null;
  const content = contentOf(message);
  const names = rendered.safeParse(content).data?.rendered.buttons ?? [];
  const parsed = template.safeParse(content);
  const components = parsed.success ? parsed.data.template.components : [];
  const payload = components.find(
    ({ type, sub_type, index: at }) =>
      type.toLowerCase() === 'button' && sub_type?.toLowerCase() === 'quick_reply' && at === index,
  )?.parameters?.[0]?.payload;
  // Buttons of which nothing was filled in are not in what was sent; their payload is their text.
  const text = names[index]?.text ?? payload ?? `Button ${index + 1}`;
  return { text, ...(payload === undefined ? {} : { payload }) };
}
