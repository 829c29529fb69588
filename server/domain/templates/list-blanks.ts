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

const blank = /\{\{\s*(\w+)\s*\}\}/g;

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
export function keyOf(format: ParameterFormat, where: 'header' | 'body', name: string): string {
  return format === 'named' ? name : `${where}.${name}`;
}

function inWords(name: string): string {
  const words = name.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A sample is the whole address; what fills the blank is its end. */
function endOf(url: string, sample: string): string {
  const start = url.slice(0, url.indexOf('{{'));
  return sample.startsWith(start) ? sample.slice(start.length) : sample;
}
