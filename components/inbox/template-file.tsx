'use client';

import { Upload } from 'lucide-react';
import { useRef } from 'react';
import type { HeaderFile, HeaderFileKind } from '#components/inbox/use-header-file.ts';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';

const LABELS = {
  image: 'Picture in the header',
  video: 'Video in the header',
  document: 'Document in the header',
} as const;

interface TemplateFileProps {
  kind: HeaderFileKind;
  /** What the channel takes of this kind; empty for anything. */
  mimeTypes: readonly string[];
  header: HeaderFile;
}

/** Where the file for the header of a template is chosen. */
export function TemplateFile({ kind, mimeTypes, header }: TemplateFileProps) {
  const input = useRef<HTMLInputElement>(null);
  const { file, attachment, isSending, refusal } = header;
  const label = LABELS[kind];
  return (
    <Field label={label} error={refusal ?? undefined}>
      {(field) => (
        <span className="flex min-w-0 items-center gap-3">
          <input
            ref={input}
            type="file"
            {...(mimeTypes.length === 0 ? {} : { accept: mimeTypes.join(',') })}
            className="hidden"
            aria-label={`${label} file`}
            onChange={({ target }) => {
              const [chosen] = target.files ?? [];
              target.value = '';
              if (chosen !== undefined) header.choose(chosen);
            }}
          />
          <Button
            {...field}
            pending={isSending}
            icon={<Upload aria-hidden />}
            onClick={() => input.current?.click()}
          >
            {attachment === null ? 'Choose a file' : 'Choose another'}
          </Button>
          <span aria-live="polite" className="min-w-0 truncate text-muted-foreground">
            {isSending ? 'Uploading…' : (file?.name ?? '')}
          </span>
        </span>
      )}
    </Field>
  );
}
