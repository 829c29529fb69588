import { z } from 'zod';
import type { GraphRefusal } from '#server/sandbox/graph-error.ts';
import type { SandboxTemplate } from '#server/sandbox/ledger.ts';

type Components = SandboxTemplate['components'];

const sent = z.object({
  name: z.string(),
  language: z.looseObject({ code: z.string() }),
  components: z
    .array(
      z.looseObject({
        type: z.string().transform((type) => type.toUpperCase()),
        index: z.coerce.number().optional(),
        parameters: z
          .array(z.looseObject({ type: z.string(), parameter_name: z.string().optional() }))
          .default([]),
      }),
    )
    .default([]),
});

/** Each blank of a text once, in order of appearance. */
export function blanksIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].flatMap(([, name]) => name ?? []))];
}

export function componentOf(components: Components, type: string) {
  return components.find((one) => one.type.toUpperCase() === type);
}

/** The template that a message names. */
export function findNamed(
  templates: readonly SandboxTemplate[],
  message: unknown,
): SandboxTemplate | undefined {
  const { data } = sent.safeParse(message);
  if (data === undefined) return undefined;
  const code = data.language.code.toLowerCase();
  return templates.find(
    ({ name, language }) => name === data.name && language.toLowerCase() === code,
  );
}

/** Why the provider would not send this template message; null when it would. */
export function checkTemplate(
  templates: readonly SandboxTemplate[],
  message: unknown,
): GraphRefusal | null {
  const { data } = sent.safeParse(message);
  if (data === undefined) return null;
  const { name, language, components } = data;
  const found = findNamed(templates, message);
  if (found === undefined || found.status === 'PENDING' || found.status === 'REJECTED') {
    const why = `template name (${name}) does not exist in ${language.code}`;
    return refusal(132001, 'Template name does not exist in the translation', why, 404);
  }
  if (found.status === 'PAUSED') {
    return refusal(132015, 'Template is paused', 'It is paused because of its low quality.');
  }
  if (found.status !== 'APPROVED')
    return refusal(132016, 'Template is disabled', 'It is disabled.');
  const header = components.find(({ type }) => type === 'HEADER')?.parameters ?? [];
  const body = components.find(({ type }) => type === 'BODY')?.parameters ?? [];
  return (
    faultInHeader(found, header) ??
    faultInText(found, 'BODY', body) ??
    faultInButtons(found, components)
  );
}

const buttonRow = z.array(z.looseObject({ type: z.string(), url: z.string().optional() }));

/** Those with a blank must be filled, each by its place among all of them. */
function faultInButtons(template: SandboxTemplate, given: Sent): GraphRefusal | null {
  const row = buttonRow.safeParse(componentOf(template.components, 'BUTTONS')?.buttons).data ?? [];
  const empty = row.findIndex(({ type, url }, place) => {
    const hasBlank = type.toUpperCase() === 'COPY_CODE' || url?.includes('{{') === true;
    const filled = given.find((one) => one.type === 'BUTTON' && one.index === place);
    return hasBlank && (filled?.parameters.length ?? 0) === 0;
  });
  const kind = row[empty]?.type;
  if (kind === undefined) return null;
  const why = `buttons: Button at index ${empty} of type ${kind} requires a parameter`;
  return refusal(131008, 'Required parameter is missing', why);
}

type Sent = z.infer<typeof sent>['components'];
type Parameters = Sent[number]['parameters'];

function faultInHeader(template: SandboxTemplate, given: Parameters): GraphRefusal | null {
  const header = componentOf(template.components, 'HEADER');
  const format = typeof header?.format === 'string' ? header.format.toUpperCase() : 'TEXT';
  if (header === undefined || format === 'TEXT') return faultInText(template, 'HEADER', given);
  if (given.length === 1 && given[0]?.type.toUpperCase() === format) return null;
  const why = `header: Format mismatch, expected ${format}, received ${given[0]?.type ?? 'UNKNOWN'}`;
  return refusal(132012, 'Parameter format does not match format in the created template', why);
}

function faultInText(
  template: SandboxTemplate,
  part: 'HEADER' | 'BODY',
  given: Parameters,
): GraphRefusal | null {
  const text = componentOf(template.components, part)?.text;
  const blanks = blanksIn(typeof text === 'string' ? text : '');
  if (given.length !== blanks.length) {
    const why = `${part.toLowerCase()}: number of localizable_params (${given.length}) does not match the expected number of params (${blanks.length})`;
    return refusal(
      132000,
      'Number of parameters does not match the expected number of params',
      why,
    );
  }
  if (template.parameter_format === 'NAMED') {
    const names = given.map((one) => one.parameter_name);
    const missing = blanks.find((blank) => !names.includes(blank));
    if (missing !== undefined) {
      const why = `${part.toLowerCase()}: parameter name is missing or unknown, expected ${missing}`;
      return refusal(132012, 'Parameter format does not match format in the created template', why);
    }
  }
  const broken = given.some((one) => typeof one.text === 'string' && /[\n\t]| {5,}/.test(one.text));
  if (!broken) return null;
  const why = 'Param text cannot have new-line/tab characters or more than 4 consecutive spaces';
  return refusal(132018, 'There was an issue with the parameters in the template', why);
}

function refusal(code: number, title: string, details: string, httpStatus = 400): GraphRefusal {
  return { httpStatus, code, title, details };
}
