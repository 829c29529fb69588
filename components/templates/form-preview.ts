import { blankNames, fillBlanks } from '#server/domain/templates/list-blanks.ts';
import type { FilledTemplate } from '#server/domain/templates/fill-template.ts';
import type { TemplateFormInput } from '#server/domain/templates/schema.ts';

export const EMPTY_FORM: TemplateFormInput = {
  name: '',
  language: 'en',
  category: 'utility',
  header: { kind: 'none' },
  body: '',
  samples: {},
  footer: '',
  buttons: [],
};

type Loose = { [Key in keyof TemplateFormInput]?: unknown };

/** How the words stand on a phone while they are written: blanks with their samples, where given. */
export function previewOf(form: Loose): Pick<FilledTemplate, 'text' | 'shown'> {
  const { header, body, samples, footer, buttons } = form as Partial<TemplateFormInput>;
  const fill = (text: string) => fillBlanks(text, (name) => samples?.[name] || undefined);
  const head = header ?? { kind: 'none' as const };
  return {
    text: fill(body ?? '') || 'Your message stands here.',
    shown: {
      ...(head.kind === 'none'
        ? {}
        : head.kind === 'text'
          ? {
              header: { kind: 'text', text: fillBlanks(head.text, () => head.sample || undefined) },
            }
          : { header: { kind: head.kind } }),
      ...(footer ? { footer } : {}),
      buttons: (buttons ?? []).map((button) => ({
        kind: button.kind,
        label: button.kind === 'copy_code' ? 'Copy code' : button.text || 'Button',
      })),
    },
  };
}

/** The blanks of the body for which an example is wanted. */
export function sampleNames(body: string | undefined): string[] {
  return blankNames(body ?? '');
}
