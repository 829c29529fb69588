'use client';

import { Upload } from 'lucide-react';
import { useRef } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { useFormat } from '#components/format.tsx';
import { sizeWords } from '#components/inbox/content/content-words.ts';
import { TextField } from '#components/settings/text-field.tsx';
import type { Sample } from '#components/templates/use-sample.ts';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Select } from '#components/ui/select.tsx';
import { blankNames } from '#server/domain/templates/list-blanks.ts';
import { mostSampleBytes, sampleTypes } from '#server/domain/templates/schema.ts';
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
export function HeaderFields({ sample }: { sample: Sample }) {
  const { register, setValue, formState, control } = useFormContext<TemplateFormInput>();
  const header = useWatch({ control, name: 'header' });
  const errors = formState.errors.header as
    { text?: { message?: string }; sample?: { message?: string } } | undefined;
  const choose = (kind: string) => {
    sample.forget();
    setValue('header', headerOf(kind), { shouldDirty: true, shouldValidate: kind !== 'text' });
  };
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
        <SampleField
          kind={header.kind}
          isHandedOver={isHandle(header.sample)}
          sample={sample}
          error={errors?.sample?.message}
        />
      ) : null}
    </>
  );
}

/** What WhatsApp shows of an earlier example is an address, which it does not take back. */
const isHandle = (given: string) => given !== '' && !/^https?:/.test(given);

const FILES = {
  image: { label: 'Example picture', what: 'a JPEG or a PNG' },
  video: { label: 'Example video', what: 'an MP4' },
  document: { label: 'Example document', what: 'a PDF' },
};

interface SampleFieldProps {
  kind: keyof typeof FILES;
  isHandedOver: boolean;
  sample: Sample;
  error: string | undefined;
}

function SampleField({ kind, isHandedOver, sample, error }: SampleFieldProps) {
  const { setValue } = useFormContext<TemplateFormInput>();
  const input = useRef<HTMLInputElement>(null);
  const { number } = useFormat();
  const { label, what } = FILES[kind];
  const trouble = sample.refusal ?? (isHandedOver || sample.isSending ? undefined : error);
  const choose = async (file: File) => {
    // The one before is given up by now; the header may be another when this one has arrived.
    setValue('header', { kind, sample: '' }, { shouldDirty: true });
    const handle = await sample.choose(kind, file);
    if (handle === null) return;
    setValue('header', { kind, sample: handle }, { shouldDirty: true, shouldValidate: true });
  };
  return (
    <Field
      label={label}
      error={trouble}
      hint={`Shown to WhatsApp with the template: ${what}, at most ${sizeWords(mostSampleBytes, number)}. Whoever sends it chooses a file of their own.`}
    >
      {(field) => (
        <span className="flex min-w-0 items-center gap-3">
          <input
            ref={input}
            type="file"
            accept={sampleTypes[kind].join(',')}
            className="hidden"
            aria-label={`${label} file`}
            onChange={({ target }) => {
              const [file] = target.files ?? [];
              target.value = '';
              if (file !== undefined) void choose(file);
            }}
          />
          <Button
            {...field}
            pending={sample.isSending}
            icon={<Upload aria-hidden />}
            onClick={() => input.current?.click()}
          >
            {isHandedOver ? 'Choose another file' : 'Choose a file'}
          </Button>
          <span aria-live="polite" className="min-w-0 truncate text-muted-foreground">
            {sample.isSending ? 'Handing it to WhatsApp…' : (sample.fileName ?? '')}
          </span>
        </span>
      )}
    </Field>
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
