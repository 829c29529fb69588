import type { Place, TemplateButtonValue } from '#server/channels/content.ts';
import type { ParameterFormat, TemplateParts } from '#server/channels/template-parts.ts';
import { blanksOf, blankNames, fillBlanks, keyOf } from '#server/domain/templates/list-blanks.ts';
import type { FillableTemplate, TemplateBlank } from '#server/domain/templates/list-blanks.ts';

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

type Values = Readonly<Record<string, string>>;

const longestValue = 1_024;

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
