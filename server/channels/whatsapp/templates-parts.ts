import { z } from 'zod';
import type {
  ParameterFormat,
  ReadTemplateParts,
  TemplateButton,
  TemplateHeader,
  TemplateParts,
} from '#server/channels/template-parts.ts';
import { listOf } from '#server/channels/meta/untrusted.ts';

const MEDIA = ['image', 'video', 'document'] as const;

const named = z.object({ param_name: z.string(), example: z.string() });

const component = z.object({
  type: z.string(),
  format: z.string().optional().catch(undefined),
  text: z.string().optional().catch(undefined),
  buttons: z.array(z.unknown()).optional().catch(undefined),
  example: z
    .object({
      header_text: z.array(z.string()).optional().catch(undefined),
      header_text_named_params: z.array(named).optional().catch(undefined),
      header_handle: z.array(z.string()).optional().catch(undefined),
      body_text: z.array(z.array(z.string())).optional().catch(undefined),
      body_text_named_params: z.array(named).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});
type Component = z.infer<typeof component>;

const button = z.object({
  type: z.string(),
  text: z.string().default(''),
  url: z.string().optional(),
  phone_number: z.string().optional(),
  example: z.union([z.string(), z.array(z.string())]).optional(),
});

const COMPONENTS = ['HEADER', 'BODY', 'FOOTER', 'BUTTONS'];
const FORMATS = ['TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION'];

/** Meta's components in our words; what is not known is left out, and said to be. */
export function readParts(components: unknown): ReadTemplateParts {
  const parts: ReadTemplateParts = {
    header: { kind: 'none' },
    body: '',
    samples: {},
    footer: '',
    buttons: [],
    isWhole: true,
  };
  for (const value of listOf(components)) {
    const { data } = component.safeParse(value);
    const type = data?.type.toUpperCase() ?? '';
    const format = data?.format?.toUpperCase() ?? 'TEXT';
    if (!COMPONENTS.includes(type) || !FORMATS.includes(format)) parts.isWhole = false;
    if (data === undefined) continue;
    if (type === 'HEADER') parts.header = readHeader(data);
    if (type === 'BODY') {
      parts.body = data.text ?? '';
      parts.samples = readSamples(data);
    }
    if (type === 'FOOTER') parts.footer = data.text ?? '';
    if (type === 'BUTTONS') parts.buttons = (data.buttons ?? []).flatMap(readButton);
  }
  // A body without words, or a button of another kind, is one of those that Meta fills in itself.
  if (parts.body === '' || parts.buttons.some(({ kind }) => kind === 'other')) {
    parts.isWhole = false;
  }
  return parts;
}

function readHeader({ format = 'TEXT', text = '', example }: Component): TemplateHeader {
  const kind = format.toLowerCase();
  if (kind === 'location') return { kind: 'location' };
  const media = MEDIA.find((one) => one === kind);
  if (media !== undefined) return { kind: media, sample: example?.header_handle?.[0] ?? '' };
  if (text === '') return { kind: 'none' };
  const sample = example?.header_text_named_params?.[0]?.example ?? example?.header_text?.[0];
  return { kind: 'text', text, sample: sample ?? '' };
}

function readSamples({ example }: Component): Record<string, string> {
  const byName = example?.body_text_named_params?.map((one) => [one.param_name, one.example]);
  const byNumber = example?.body_text?.[0]?.map((sample, index) => [String(index + 1), sample]);
  return Object.fromEntries(byName ?? byNumber ?? []) as Record<string, string>;
}

function readButton(value: unknown): TemplateButton[] {
  const { data } = button.safeParse(value);
  if (data === undefined) return [];
  const { text, url = '', phone_number: phone = '' } = data;
  const sample = [data.example ?? ''].flat()[0] ?? '';
  switch (data.type.toUpperCase()) {
    case 'QUICK_REPLY':
      return [{ kind: 'quick_reply', text }];
    case 'URL':
      return [{ kind: 'url', text, url, sample }];
    case 'PHONE_NUMBER':
      return [{ kind: 'phone', text, phone }];
    case 'COPY_CODE':
      return [{ kind: 'copy_code', sample }];
    default:
      return [{ kind: 'other', text, type: data.type.toLowerCase() }];
  }
}

/** Our parts as Meta wants them submitted, with a sample for each blank. */
export function writeParts(
  { header, body, samples, footer, buttons }: TemplateParts,
  format: ParameterFormat,
): Record<string, unknown>[] {
  return [
    ...writeHeader(header, format),
    { type: 'BODY', text: body, ...bodyExample(body, samples, format) },
    ...(footer === '' ? [] : [{ type: 'FOOTER', text: footer }]),
    ...(buttons.length === 0 ? [] : [{ type: 'BUTTONS', buttons: buttons.map(writeButton) }]),
  ];
}

function writeHeader(header: TemplateHeader, format: ParameterFormat): Record<string, unknown>[] {
  if (header.kind === 'none') return [];
  if (header.kind === 'location') return [{ type: 'HEADER', format: 'LOCATION' }];
  if (header.kind !== 'text') {
    const example = { header_handle: [header.sample] };
    return [{ type: 'HEADER', format: header.kind.toUpperCase(), example }];
  }
  const { text, sample } = header;
  const [name] = blankNames(text);
  const said = { type: 'HEADER', format: 'TEXT', text };
  if (name === undefined) return [said];
  const example =
    format === 'named'
      ? { header_text_named_params: [{ param_name: name, example: sample }] }
      : { header_text: [sample] };
  return [{ ...said, example }];
}

function bodyExample(body: string, samples: Record<string, string>, format: ParameterFormat) {
  const names = blankNames(body);
  if (names.length === 0) return {};
  const sampleOf = (name: string) => samples[name] ?? '';
  if (format === 'positional') {
    const inOrder = names.toSorted((one, other) => Number(one) - Number(other));
    return { example: { body_text: [inOrder.map(sampleOf)] } };
  }
  const params = names.map((name) => ({ param_name: name, example: sampleOf(name) }));
  return { example: { body_text_named_params: params } };
}

/** Each once, in order of appearance. */
function blankNames(text: string): string[] {
  const found = text.matchAll(/\{\{\s*(\w+)\s*\}\}/g);
  return [...new Set([...found].flatMap(([, name]) => name ?? []))];
}

function writeButton(written: TemplateButton): Record<string, unknown> {
  switch (written.kind) {
    case 'quick_reply':
      return { type: 'QUICK_REPLY', text: written.text };
    case 'url': {
      const { text, url, sample } = written;
      return { type: 'URL', text, url, ...(url.includes('{{') ? { example: [sample] } : {}) };
    }
    case 'phone':
      return { type: 'PHONE_NUMBER', text: written.text, phone_number: written.phone };
    case 'copy_code':
      return { type: 'COPY_CODE', example: written.sample };
    case 'other':
      return { type: written.type.toUpperCase(), text: written.text };
  }
}
