'use client';

import { Plus, Trash2 } from 'lucide-react';
import { useFieldArray, useFormContext, useWatch } from 'react-hook-form';
import { TextField } from '#components/settings/text-field.tsx';
import { FieldError } from '#components/ui/field.tsx';
import { IconButton } from '#components/ui/icon-button.tsx';
import { Button } from '#components/ui/button.tsx';
import { mostButtons } from '#server/domain/templates/schema.ts';
import type { TemplateFormInput } from '#server/domain/templates/schema.ts';

type ButtonInput = NonNullable<TemplateFormInput['buttons']>[number];

const NEW: { label: string; button: ButtonInput }[] = [
  { label: 'Quick reply', button: { kind: 'quick_reply', text: '' } },
  { label: 'Link', button: { kind: 'url', text: '', url: 'https://', sample: '' } },
  { label: 'Call', button: { kind: 'phone', text: '', phone: '+' } },
  { label: 'Code to copy', button: { kind: 'copy_code', sample: '' } },
];

const TITLES: Record<ButtonInput['kind'], string> = {
  quick_reply: 'Quick reply',
  url: 'Link',
  phone: 'Call',
  copy_code: 'Code to copy',
  other: 'Button',
};

/** What can be pressed below the message. */
export function ButtonsFields() {
  const { control, formState } = useFormContext<TemplateFormInput>();
  const { fields, append, remove } = useFieldArray({ control, name: 'buttons' });
  const buttons = useWatch({ control, name: 'buttons' });
  const { buttons: faults } = formState.errors;
  const trouble = faults?.root?.message ?? faults?.message;
  return (
    <section aria-label="Buttons" className="grid gap-3">
      <h2 className="font-medium">Buttons</h2>
      {fields.map((field, index) => (
        <div key={field.id} className="flex items-start gap-2 rounded-md border p-3">
          <div className="grid min-w-0 flex-1 gap-3">
            <ButtonFields kind={buttons[index]?.kind ?? field.kind} index={index} />
          </div>
          <IconButton
            label={`Remove button ${index + 1}`}
            size="icon-28"
            icon={<Trash2 aria-hidden />}
            onClick={() => remove(index)}
          />
        </div>
      ))}
      {trouble === undefined ? null : <FieldError>{trouble}</FieldError>}
      {fields.length >= mostButtons ? null : (
        <div className="flex flex-wrap gap-2">
          {NEW.map(({ label, button }) => (
            <Button
              key={label}
              size="28"
              icon={<Plus aria-hidden />}
              onClick={() => append(button)}
            >
              {label}
            </Button>
          ))}
        </div>
      )}
    </section>
  );
}

type Part = 'text' | 'url' | 'phone' | 'sample';

const PARTS: Record<ButtonInput['kind'], { part: Part; label: string }[]> = {
  quick_reply: [{ part: 'text', label: 'Text' }],
  url: [
    { part: 'text', label: 'Text' },
    { part: 'url', label: 'Address; {{1}} may stand at its end' },
    { part: 'sample', label: 'Example of the whole address, when it has a blank' },
  ],
  phone: [
    { part: 'text', label: 'Text' },
    { part: 'phone', label: 'Phone number' },
  ],
  copy_code: [{ part: 'sample', label: 'Example of a code' }],
  other: [],
};

function ButtonFields({ kind, index }: { kind: ButtonInput['kind']; index: number }) {
  const { register, formState } = useFormContext<TemplateFormInput>();
  const errors = formState.errors.buttons?.[index] as
    Partial<Record<Part, { message?: string }>> | undefined;
  const touched: Partial<Record<Part, boolean>> | undefined =
    formState.touchedFields.buttons?.[index];
  // Nobody is told of what is missing before they had a chance to write it.
  const troubleIn = (part: Part) =>
    formState.isSubmitted || touched?.[part] === true ? errors?.[part]?.message : undefined;
  return (
    <>
      <p className="text-caption text-subtle-foreground">{TITLES[kind]}</p>
      {PARTS[kind].map(({ part, label }) => (
        <TextField
          key={part}
          label={label}
          autoComplete="off"
          error={troubleIn(part)}
          {...register(`buttons.${index}.${part}`)}
        />
      ))}
    </>
  );
}
