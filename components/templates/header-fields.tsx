'use client';

import { useFormContext, useWatch } from 'react-hook-form';
import { TextField } from '#components/settings/text-field.tsx';
import { Field } from '#components/ui/field.tsx';
import { Select } from '#components/ui/select.tsx';
import { blankNames } from '#server/domain/templates/list-blanks.ts';
import type { TemplateFormInput } from '#server/domain/templates/schema.ts';

type Header = TemplateFormInput['header'];

const KINDS: { kind: Header['kind']; label: string }[] = [
  { kind: 'none', label: 'None' },
  { kind: 'text', label: 'Text' },
  { kind: 'image', label: 'Picture' },
  { kind: 'video', label: 'Video' },
  { kind: 'document', label: 'Document' },
  { kind: 'location', label: 'Location' },
];

/** What stands above the message. */
export function HeaderFields() {
  const { register, setValue, formState, control } = useFormContext<TemplateFormInput>();
  const header = useWatch({ control, name: 'header' });
  const errors = formState.errors.header as
    { text?: { message?: string }; sample?: { message?: string } } | undefined;
  const choose = (kind: string) => setValue('header', headerOf(kind), { shouldValidate: true });
  return (
    <>
      <Field label="Header">
        {(field) => (
          <Select {...field} value={header.kind} onChange={({ target }) => choose(target.value)}>
            {KINDS.map(({ kind, label }) => (
              <option key={kind} value={kind}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {header.kind !== 'text' ? null : (
        <TextField
          label="Header text"
          autoComplete="off"
          error={errors?.text?.message}
          {...register('header.text')}
        />
      )}
      {header.kind === 'text' && blankNames(header.text).length > 0 ? (
        <TextField
          label="Example for the blank of the header"
          autoComplete="off"
          error={errors?.sample?.message}
          {...register('header.sample')}
        />
      ) : null}
      {header.kind === 'image' || header.kind === 'video' || header.kind === 'document' ? (
        <TextField
          label="Handle of a sample file, from Meta’s upload page"
          autoComplete="off"
          error={errors?.sample?.message}
          {...register('header.sample')}
        />
      ) : null}
    </>
  );
}

function headerOf(kind: string): Header {
  switch (kind) {
    case 'text':
      return { kind: 'text', text: '', sample: '' };
    case 'image':
    case 'video':
    case 'document':
      return { kind, sample: '' };
    case 'location':
      return { kind: 'location' };
    default:
      return { kind: 'none' };
  }
}
