import type {
  Place,
  TemplateButtonValue,
  TemplateContent,
  TemplateValue,
} from '#server/channels/content.ts';
import type { ParameterFormat, TemplateParts } from '#server/channels/template-parts.ts';

/** Something of a template that has to be filled in before it can be sent. */
export interface TemplateBlank {
  /** Where its value is kept; blanks of one name are filled together. */
  key: string;
  /** As people read it: "First name", "Blank 2 of the message". */
  label: string;
  kind: 'text' | 'number' | 'code';
  sample: string;
  isOptional?: true;
}

export interface FillableTemplate {
  name: string;
  language: string;
  parameterFormat: ParameterFormat;
  parts: TemplateParts;
}

/** A template message as it stands in a thread; kept in messages.content. */
export interface ShownTemplate {
  header?: { kind: string; text?: string };
  footer?: string;
  buttons?: { kind: string; label: string }[];
}

interface TextValue {
  type: 'text';
  text: string;
  name?: string;
}

/** As it is sent; a picture or a film in the header is not put in here. */
interface FilledContent {
  name: string;
  language: string;
  header?: (TextValue | { type: 'location'; place: Place })[];
  parameters: (string | TextValue)[];
  buttons?: TemplateButtonValue[];
}

export interface FilledTemplate {
  /** The body, as people read it. */
  text: string;
  shown: ShownTemplate;
  content: FilledContent;
  missing: TemplateBlank[];
  /** By the key of a blank: why the provider would not take its value. */
  faults: Record<string, string>;
}

/** Facts about the two sides of a conversation, from which blanks are filled. */
export interface TemplateFacts {
  contactName: string | null;
  phone: string | null;
  email: string | null;
  businessName: string;
  memberName: string | null;
}

type Values = Readonly<Record<string, string>>;

const blank = /\{\{\s*(\w+)\s*\}\}/g;
const longestValue = 1_024;

/** The names or numbers of the blanks of a text, each once, in order of appearance. */
export function blankNames(text: string): string[] {
  return [...new Set([...text.matchAll(blank)].flatMap(([, name]) => name ?? []))];
}

/** Puts values into a text exactly as they are; what has none stays a blank. */
export function fillBlanks(text: string, valueOf: (name: string) => string | undefined): string {
  return text.replace(blank, (whole, name: string) => valueOf(name) ?? whole);
}

/** Everything that has to be filled in, in the order in which it is read. */
export function blanksOf({ parameterFormat: format, parts }: FillableTemplate): TemplateBlank[] {
  const { header, body, samples, buttons } = parts;
  const blanks = [
    ...headerBlanks(header, format),
    ...blankNames(body).map((name) => textBlank(format, 'body', name, samples[name] ?? '')),
    ...buttons.flatMap((button, index): TemplateBlank[] => {
      const key = `button.${index}`;
      if (button.kind === 'copy_code') {
        return [{ key, label: 'Code to copy', kind: 'code', sample: button.sample }];
      }
      if (button.kind !== 'url' || blankNames(button.url).length === 0) return [];
      const label = `End of the address of “${button.text}”`;
      return [{ key, label, kind: 'text', sample: endOf(button.url, button.sample) }];
    }),
  ];
  return blanks.filter(({ key }, index) => blanks.findIndex((one) => one.key === key) === index);
}

function headerBlanks(header: TemplateParts['header'], format: ParameterFormat): TemplateBlank[] {
  switch (header.kind) {
    case 'none':
      return [];
    case 'text':
      return blankNames(header.text).map((name) =>
        textBlank(format, 'header', name, header.sample),
      );
    case 'location':
      return [
        { key: 'header.latitude', label: 'Latitude', kind: 'number', sample: '19.0596' },
        { key: 'header.longitude', label: 'Longitude', kind: 'number', sample: '72.8295' },
        {
          key: 'header.place',
          label: 'Name of the place',
          kind: 'text',
          sample: 'Hill Road',
          isOptional: true,
        },
      ];
    default:
      return [];
  }
}

function textBlank(
  format: ParameterFormat,
  where: 'header' | 'body',
  name: string,
  sample: string,
): TemplateBlank {
  const key = keyOf(format, where, name);
  if (format === 'named') return { key, label: inWords(name), kind: 'text', sample };
  const label = `Blank ${name} of the ${where === 'body' ? 'message' : 'header'}`;
  return { key, label, kind: 'text', sample };
}

/** One name is one thing, wherever it stands; a number counts anew in each part. */
function keyOf(format: ParameterFormat, where: 'header' | 'body', name: string): string {
  return format === 'named' ? name : `${where}.${name}`;
}

function inWords(name: string): string {
  const words = name.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What can be filled in for this conversation without asking; the rest is for a person to type. */
export function valuesFrom(facts: TemplateFacts): Record<string, string> {
  const { contactName, phone, email, businessName, memberName } = facts;
  const first = contactName?.trim().split(/\s+/)[0];
  const known: Record<string, string | null | undefined> = {
    first_name: first,
    name: contactName,
    full_name: contactName,
    customer_name: contactName,
    contact_name: contactName,
    phone,
    phone_number: phone,
    email,
    business_name: businessName,
    business: businessName,
    member_name: memberName,
    agent_name: memberName,
    my_name: memberName,
  };
  return Object.fromEntries(
    Object.entries(known).flatMap(([key, value]) =>
      value == null || value.trim() === '' ? [] : [[key, value] as const],
    ),
  );
}

/** The message that comes of a template and the values of its blanks; values go through untouched. */
export function fillTemplate(template: FillableTemplate, values: Values): FilledTemplate {
  const { name, language, parameterFormat: format, parts } = template;
  const blanks = blanksOf(template);
  const valueIn = (where: 'header' | 'body') => (blankName: string) =>
    present(values[keyOf(format, where, blankName)]);
  const header = headerValues(template, values);
  const buttons = buttonValues(parts.buttons, values);
  const footer = parts.footer === '' ? {} : { footer: parts.footer };
  return {
    text: fillBlanks(parts.body, valueIn('body')),
    shown: {
      ...shownHeader(parts.header, valueIn('header')),
      ...footer,
      ...(parts.buttons.length === 0 ? {} : { buttons: parts.buttons.map(shownButton) }),
    },
    content: {
      name,
      language,
      ...(header.length === 0 ? {} : { header }),
      parameters: textValues(parts.body, format, valueIn('body')),
      ...(buttons.length === 0 ? {} : { buttons }),
    },
    missing: blanks.filter(
      ({ key, isOptional }) => isOptional !== true && present(values[key]) === undefined,
    ),
    faults: Object.fromEntries(
      blanks.flatMap((one) => {
        const fault = faultIn(one, values[one.key] ?? '');
        return fault === null ? [] : [[one.key, fault] as const];
      }),
    ),
  };
}

function present(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value;
}

/** In order of appearance where they have names, in order of their numbers where they have not. */
function textValues(
  text: string,
  format: ParameterFormat,
  valueOf: (name: string) => string | undefined,
): (string | TextValue)[] {
  const names = blankNames(text);
  if (format === 'named') {
    return names.map((name) => ({ type: 'text', text: valueOf(name) ?? '', name }));
  }
  const inOrder = names.toSorted((one, other) => Number(one) - Number(other));
  return inOrder.map((name) => valueOf(name) ?? '');
}

function headerValues(
  template: FillableTemplate,
  values: Values,
): NonNullable<FilledContent['header']> {
  const { parameterFormat: format, parts } = template;
  const { header } = parts;
  if (header.kind === 'none') return [];
  if (header.kind === 'text') {
    const valueOf = (name: string) => present(values[keyOf(format, 'header', name)]);
    return textValues(header.text, format, valueOf).map((value) =>
      typeof value === 'string' ? { type: 'text', text: value } : value,
    );
  }
  if (header.kind === 'location') {
    const latitude = Number(values['header.latitude']);
    const longitude = Number(values['header.longitude']);
    const name = present(values['header.place']);
    return [
      { type: 'location', place: { latitude, longitude, ...(name === undefined ? {} : { name }) } },
    ];
  }
  return [];
}

function buttonValues(buttons: TemplateParts['buttons'], values: Values): TemplateButtonValue[] {
  return buttons.flatMap((button, index): TemplateButtonValue[] => {
    const value = values[`button.${index}`] ?? '';
    if (button.kind === 'copy_code') return [{ index, type: 'copy_code', value }];
    if (button.kind !== 'url' || blankNames(button.url).length === 0) return [];
    return [{ index, type: 'url', value }];
  });
}

function shownHeader(
  header: TemplateParts['header'],
  valueOf: (name: string) => string | undefined,
): Pick<ShownTemplate, 'header'> {
  if (header.kind === 'none') return {};
  if (header.kind !== 'text') return { header: { kind: header.kind } };
  return { header: { kind: 'text', text: fillBlanks(header.text, valueOf) } };
}

function shownButton(button: TemplateParts['buttons'][number]): { kind: string; label: string } {
  const label = button.kind === 'copy_code' ? 'Copy code' : button.text;
  return { kind: button.kind, label };
}

/** Meta's rules for what a blank may hold, in words; null when it may be sent. */
function faultIn({ kind }: TemplateBlank, value: string): string | null {
  if (value === '') return null;
  if (/[\n\r\t]| {4,}/.test(value)) {
    return 'WhatsApp takes no line breaks, tabs or four spaces in a row here.';
  }
  if (kind === 'number' && !/^-?\d{1,3}(\.\d+)?$/.test(value)) return 'Give degrees as a number.';
  if (kind === 'code' && !/^\w{1,15}$/.test(value)) return 'A code has 1 to 15 letters and digits.';
  return value.length > longestValue ? 'At most 1,024 characters fit in a blank.' : null;
}

/** A sample is the whole address; what fills the blank is its end. */
function endOf(url: string, sample: string): string {
  const start = url.slice(0, url.indexOf('{{'));
  return sample.startsWith(start) ? sample.slice(start.length) : sample;
}

/** The values that a sent template was filled with, by the keys of its blanks. */
export function valuesIn(
  template: FillableTemplate,
  sent: Pick<TemplateContent, 'header' | 'parameters'>,
): Record<string, string> {
  const { parameterFormat: format, parts } = template;
  const headerText = parts.header.kind === 'text' ? parts.header.text : '';
  return Object.fromEntries([
    ...pair(blankNames(headerText), sent.header ?? [], (name) => keyOf(format, 'header', name)),
    ...pair(bodyOrder(parts.body, format), sent.parameters, (name) => keyOf(format, 'body', name)),
  ]);
}

function bodyOrder(body: string, format: ParameterFormat): string[] {
  const names = blankNames(body);
  return format === 'named' ? names : names.toSorted((one, other) => Number(one) - Number(other));
}

function pair(
  names: readonly string[],
  given: readonly (string | TemplateValue)[],
  keyFor: (name: string) => string,
): [string, string][] {
  return given.flatMap((value, index): [string, string][] => {
    const own = typeof value === 'object' && 'name' in value ? value.name : undefined;
    const name = own ?? names[index];
    const text = textOf(value);
    return name === undefined || text === null ? [] : [[keyFor(name), text]];
  });
}

function textOf(value: string | TemplateValue): string | null {
  if (typeof value === 'string') return value;
  if (value.type === 'text') return value.text;
  return value.type === 'currency' || value.type === 'date_time' ? value.fallback : null;
}
