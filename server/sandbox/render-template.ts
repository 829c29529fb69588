import { z } from 'zod';
import { componentOf } from '#server/sandbox/check-template.ts';
import type { MessageContent, SandboxTemplate } from '#server/sandbox/ledger.ts';

const sentParts = z.object({
  components: z
    .array(
      z.looseObject({
        type: z.string().transform((type) => type.toUpperCase()),
        index: z.coerce.number().optional(),
        parameters: z
          .array(
            z.looseObject({
              text: z.string().optional(),
              parameter_name: z.string().optional(),
              currency: z.looseObject({ fallback_value: z.string() }).optional(),
              date_time: z.looseObject({ fallback_value: z.string() }).optional(),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
});
const buttonPart = z.looseObject({
  type: z.string(),
  // The provider gives a button that copies a code its words itself.
  text: z.string().default('Copy code'),
  url: z.string().optional(),
});

/** A template message as the customer's phone shows it: its own words with the values put in. */
export function renderTemplate(template: SandboxTemplate, message: unknown): MessageContent {
  const parsed = sentParts.safeParse(message);
  const sent = parsed.success ? parsed.data.components : [];
  const textOf = (type: string) => {
    const own = componentOf(template.components, type)?.text;
    if (typeof own !== 'string') return null;
    const given = sent.find((part) => part.type === type)?.parameters ?? [];
    return own.replace(/\{\{\s*(\w+)\s*\}\}/g, (blank, name: string) => {
      const value = /^\d+$/.test(name)
        ? given[Number(name) - 1]
        : given.find(({ parameter_name: one }) => one === name);
      return (
        value?.text ?? value?.currency?.fallback_value ?? value?.date_time?.fallback_value ?? blank
      );
    });
  };
  const row = componentOf(template.components, 'BUTTONS')?.buttons;
  const buttons = z.array(buttonPart).safeParse(row).data ?? [];
  const filled = (url: string, place: number) => {
    const part = sent.find(({ type, index }) => type === 'BUTTON' && index === place);
    return url.replace(/\{\{\s*\w+\s*\}\}/, (blank) => part?.parameters[0]?.text ?? blank);
  };
  return {
    rendered: {
      header: textOf('HEADER'),
      text: textOf('BODY') ?? '',
      footer: textOf('FOOTER'),
      buttons: buttons.map((button, place) =>
        button.url === undefined ? button : { ...button, url: filled(button.url, place) },
      ),
    },
  };
}
