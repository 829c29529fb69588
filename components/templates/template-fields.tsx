'use client';

import { useRef } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { TextField } from '#components/settings/text-field.tsx';
import { sampleNames } from '#components/templates/form-preview.ts';
import { HeaderFields } from '#components/templates/header-fields.tsx';
import { LANGUAGES } from '#components/templates/languages.ts';
import type { Sample } from '#components/templates/use-sample.ts';
import { Field } from '#components/ui/field.tsx';
import { Select } from '#components/ui/select.tsx';
import { Textarea } from '#components/ui/textarea.tsx';
import type { TemplateFormInput } from '#server/domain/templates/schema.ts';

interface TemplateFieldsProps {
  /** WhatsApp keeps the name and the language of what it knows. */
  isKnownThere: boolean;
  isApproved: boolean;
  sample: Sample;
}

/** Name, language, category and words of a template. */
export function TemplateFields({ isKnownThere, isApproved, sample }: TemplateFieldsProps) {
  const { register, formState, control } = useFormContext<TemplateFormInput>();
  const { errors } = formState;
  const language = useWatch({ control, name: 'language' });
  const isListed = LANGUAGES.some(({ code }) => code === language);
  return (
    <>
      <TextField
        label="Name"
        autoComplete="off"
        readOnly={isKnownThere}
        error={errors.name?.message}
        {...register('name')}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Language" error={errors.language?.message}>
          {(field) => (
            <Select {...field} {...register('language')} disabled={isKnownThere}>
              {isListed ? null : <option value={language}>{language}</option>}
              {LANGUAGES.map(({ code, name }) => (
                <option key={code} value={code}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field
          label="Category"
          hint="Utility is about something the customer asked for; the rest is marketing."
          error={errors.category?.message}
        >
          {(field) => (
            <Select {...field} {...register('category')} disabled={isApproved}>
              <option value="utility">Utility</option>
              <option value="marketing">Marketing</option>
            </Select>
          )}
        </Field>
      </div>
      <HeaderFields sample={sample} />
      <BodyField />
      <TextField
        label="Footer"
        autoComplete="off"
        error={errors.footer?.message}
        {...register('footer')}
      />
    </>
  );
}

const BLANKS = [
  { name: 'first_name', label: 'First name', sample: 'Priya' },
  { name: 'name', label: 'Full name', sample: 'Priya Sharma' },
  { name: 'phone', label: 'Phone number', sample: '+91 98200 12345' },
  { name: 'business_name', label: 'Name of the business', sample: 'Luxe Salon' },
  { name: 'member_name', label: 'Your name', sample: 'Ana' },
];

function BodyField() {
  const { register, setValue, getValues, formState, control } = useFormContext<TemplateFormInput>();
  const { errors } = formState;
  const area = useRef<HTMLTextAreaElement | null>(null);
  const names = sampleNames(useWatch({ control, name: 'body' }));
  const { ref, ...body } = register('body');
  const insert = (name: string) => {
    const text = getValues('body');
    const at = area.current?.selectionStart ?? text.length;
    const blank = `{{${name}}}`;
    setValue('body', text.slice(0, at) + blank + text.slice(at), { shouldValidate: true });
    const sample = BLANKS.find((one) => one.name === name)?.sample;
    if (sample !== undefined && !getValues(`samples.${name}`)) setValue(`samples.${name}`, sample);
    area.current?.focus();
  };
  return (
    <>
      <Field
        label="Message"
        hint="A blank is written {{first_name}}; it is filled for each customer."
        error={errors.body?.message}
        action={
          <Select
            aria-label="Insert a blank"
            value=""
            onChange={({ target }) => insert(target.value)}
            className="w-44"
          >
            <option value="" disabled>
              Insert a blank
            </option>
            {BLANKS.map(({ name, label }) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </Select>
        }
      >
        {(field) => (
          <Textarea
            {...field}
            {...body}
            ref={(element) => {
              ref(element);
              area.current = element;
            }}
            dir="auto"
          />
        )}
      </Field>
      {names.map((name) => (
        <TextField
          key={name}
          label={`Example for {{${name}}}`}
          autoComplete="off"
          error={errors.samples?.[name]?.message}
          {...register(`samples.${name}`)}
        />
      ))}
    </>
  );
}
