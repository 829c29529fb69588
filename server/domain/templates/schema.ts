import { z } from 'zod';
import { blankNames } from '#server/domain/templates/list-blanks.ts';

export const mostButtons = 10;

const longest = { header: 60, body: 1_024, footer: 60, button: 25, url: 2_000, code: 15 } as const;

const buttonText = z
  .string()
  .trim()
  .min(1, 'Give the button a text.')
  .max(longest.button, `At most ${longest.button} characters on a button.`)
  .regex(/^[^\n{}]*$/, 'A button has one line and no blank.');

const button = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('quick_reply'), text: buttonText }),
  z.object({
    kind: z.literal('url'),
    text: buttonText,
    url: z
      .string()
      .trim()
      .max(longest.url, 'This address is too long.')
      .regex(
        /^https:\/\/[^\s{}]+(\{\{1\}\})?$/,
        'Begin with https://; {{1}} may stand at the end.',
      ),
    sample: z.string().trim().max(longest.url).default(''),
  }),
  z.object({
    kind: z.literal('phone'),
    text: buttonText,
    phone: z
      .string()
      .trim()
      .regex(/^\+[1-9]\d{6,18}$/, 'Write the number as +919820012345.'),
  }),
  z.object({
    kind: z.literal('copy_code'),
    sample: z
      .string()
      .trim()
      .regex(/^\w{1,15}$/, `A code has 1 to ${longest.code} letters and digits.`),
  }),
  z.object({ kind: z.literal('other'), text: z.string(), type: z.string() }),
]);

const header = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({
    kind: z.literal('text'),
    text: z
      .string()
      .trim()
      .min(1, 'Write a header, or choose none.')
      .max(longest.header, `At most ${longest.header} characters in a header.`)
      .refine(isPlainLine, 'A header has one line, without emojis and * _ ~ or `.'),
    sample: z.string().trim().max(longest.header).default(''),
  }),
  z.object({
    kind: z.literal(['image', 'video', 'document']),
    /** What was handed over; what WhatsApp shows of it later is an address, which it does not take back. */
    sample: z
      .string()
      .trim()
      .max(4_096)
      .regex(/^(?!https?:)./, 'Choose an example file: WhatsApp looks at one.'),
  }),
  z.object({ kind: z.literal('location') }),
]);

const parts = z.object({
  header,
  body: z
    .string()
    .trim()
    .min(1, 'Write the message.')
    .max(longest.body, `At most ${longest.body.toLocaleString('en')} characters in a message.`),
  /** An example for each blank of the body, by its name or number. */
  samples: z.record(z.string(), z.string().trim().max(longest.body)),
  footer: z
    .string()
    .trim()
    .max(longest.footer, `At most ${longest.footer} characters in a footer.`)
    .regex(/^[^\n{}]*$/, 'A footer has one line and no blank.')
    .refine(hasNoEmoji, 'WhatsApp takes no emojis in a footer.')
    .default(''),
  buttons: z.array(button).max(mostButtons, `At most ${mostButtons} buttons.`),
});

/** As blanks may have an underscore in their names, they are not looked at. */
function isPlainLine(text: string): boolean {
  return hasNoEmoji(text) && !/[\n*_~`]/.test(text.replace(/\{\{\s*\w+\s*\}\}/g, ''));
}

function hasNoEmoji(text: string): boolean {
  return !/\p{Emoji_Presentation}|\p{Emoji}\uFE0F/u.test(text);
}

export const templateForm = z
  .object({
    name: z
      .string()
      .trim()
      .regex(
        /^[a-z0-9_]{1,512}$/,
        'Small letters, digits and underscores, such as visit_reminder.',
      ),
    language: z.string().regex(/^[a-z]{2,3}(_[A-Za-z]{2,4})?$/, 'Choose a language.'),
    category: z.literal(['utility', 'marketing', 'authentication']),
  })
  .extend(parts.shape)
  .superRefine((form, ctx) => {
    const tell = (path: PropertyKey[], message: string) =>
      ctx.addIssue({ code: 'custom', path, message });
    checkBody(form, tell);
    checkHeader(form.header, tell);
    checkButtons(form.buttons, tell);
    if (formatOf(form) === null) {
      tell(['body'], 'Use either names such as {{first_name}} or numbers such as {{1}}, not both.');
    }
  });
export type TemplateForm = z.output<typeof templateForm>;
export type TemplateFormInput = z.input<typeof templateForm>;

type Tell = (path: PropertyKey[], message: string) => void;

function checkBody(
  { body, samples }: { body: string; samples: Record<string, string> },
  tell: Tell,
) {
  const names = blankNames(body);
  const fault = faultInBlanks(body, names) ?? faultInText(body, names.length);
  if (fault !== null) tell(['body'], fault);
  for (const name of names) {
    if ((samples[name] ?? '') === '') tell(['samples', name], 'Give an example for this blank.');
  }
}

/** Meta's rules for where blanks may stand and how they are called. */
function faultInBlanks(text: string, names: readonly string[]): string | null {
  const rest = text.replace(/\{\{\s*\w+\s*\}\}/g, '');
  if (/\{\{|\}\}/.test(rest)) {
    return 'A blank is written {{first_name}}: small letters, digits and underscores.';
  }
  const wrong = names.find((name) => !/^([a-z][a-z0-9_]*|[1-9]\d?)$/.test(name));
  if (wrong !== undefined) return `“${wrong}” cannot name a blank: use small letters.`;
  const numbers = names.filter((name) => /^\d/.test(name)).map(Number);
  if (numbers.toSorted((a, b) => a - b).some((number, index) => number !== index + 1)) {
    return 'Number the blanks {{1}}, {{2}} and so on, without a gap.';
  }
  return null;
}

function faultInText(text: string, blanks: number): string | null {
  if (blanks === 0) return /\n{3,}| {5,}/.test(text) ? tooMuchRoom : null;
  if (/^\s*\{\{|\}\}\s*$/.test(text)) {
    return 'A message cannot begin or end with a blank. Put a word before and after it.';
  }
  if (/\}\}\s*\{\{/.test(text)) return 'Put a word between two blanks.';
  const words = text
    .replace(/\{\{\s*\w+\s*\}\}/g, ' ')
    .split(/\s+/)
    .filter((word) => /\w/u.test(word));
  if (words.length < 2 * blanks + 1) {
    return 'There are too many blanks for so few words. Write a little more.';
  }
  return /\n{3,}| {5,}/.test(text) ? tooMuchRoom : null;
}

const tooMuchRoom = 'WhatsApp takes at most one empty line, and no long run of spaces.';

function checkHeader(given: TemplateForm['header'], tell: Tell) {
  if (given.kind !== 'text') return;
  const names = blankNames(given.text);
  if (names.length > 1) tell(['header', 'text'], 'A header has at most one blank.');
  const fault = faultInBlanks(given.text, names);
  if (fault !== null) tell(['header', 'text'], fault);
  if (names.length === 1 && given.sample === '') {
    tell(['header', 'sample'], 'Give an example for this blank.');
  }
}

const BUTTON_WORDS: Record<string, string> = {
  url: 'links',
  phone: 'call button',
  copy_code: 'code to copy',
};

function checkButtons(buttons: TemplateForm['buttons'], tell: Tell) {
  const most = { url: 2, phone: 1, copy_code: 1 } as const;
  for (const [kind, number] of Object.entries(most)) {
    if (buttons.filter((one) => one.kind === kind).length > number) {
      tell(['buttons'], `A template has at most ${number} ${BUTTON_WORDS[kind] ?? 'of these'}.`);
    }
  }
  const isReply = buttons.map(({ kind }) => kind === 'quick_reply');
  const changes = isReply.filter((reply, index) => index > 0 && reply !== isReply[index - 1]);
  if (changes.length > 1) tell(['buttons'], 'Keep the quick replies together.');
  const texts = buttons.map((one) => ('text' in one ? one.text.toLowerCase() : ''));
  for (const [index, one] of buttons.entries()) {
    const isTwice = texts[index] !== '' && texts.indexOf(texts[index] ?? '') < index;
    if (isTwice) tell(['buttons', index, 'text'], 'Two buttons cannot say the same.');
    if (one.kind === 'url' && one.url.includes('{{') && !isSampleOf(one)) {
      tell(['buttons', index, 'sample'], 'Give the whole address as an example.');
    }
  }
}

function isSampleOf({ url, sample }: { url: string; sample: string }): boolean {
  const start = url.slice(0, url.indexOf('{{'));
  return sample.startsWith(start) && sample.length > start.length;
}

/** How the blanks of a template go; null where names and numbers are mixed. */
export function formatOf({
  header: head,
  body,
}: Pick<TemplateForm, 'header' | 'body'>): 'named' | 'positional' | null {
  const names = blankNames(`${head.kind === 'text' ? head.text : ''} ${body}`);
  const numbered = names.filter((name) => /^\d+$/.test(name));
  if (names.length === 0 || numbered.length === 0) return 'named';
  return numbered.length === names.length ? 'positional' : null;
}

export const createTemplateInput = z.object({ channelId: z.uuid(), form: templateForm });
export type CreateTemplateInput = z.infer<typeof createTemplateInput>;

export const templateIdInput = z.object({ templateId: z.uuid() });
export type TemplateIdInput = z.infer<typeof templateIdInput>;

export const editTemplateInput = templateIdInput.extend({ form: templateForm });
export type EditTemplateInput = z.infer<typeof editTemplateInput>;

/** Of what WhatsApp looks at beside a template; what is sent later may be larger. */
export const mostSampleBytes = 16 * 1024 * 1024;
export const sampleTypes = {
  image: ['image/jpeg', 'image/png'],
  video: ['video/mp4'],
  document: ['application/pdf'],
} as const;

/** Beside the bytes themselves. */
export const addSampleInput = z.object({
  channelId: z.uuid(),
  kind: z.literal(['image', 'video', 'document']),
  fileName: z.string().max(1_000).default(''),
  mimeType: z.string().max(200).optional(),
});
export type AddSampleInput = z.output<typeof addSampleInput>;

export const suggestTemplatesInput = z.object({ conversationId: z.uuid() });
