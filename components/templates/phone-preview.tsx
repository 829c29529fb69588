'use client';

import { ChevronLeft } from 'lucide-react';
import { useShell } from '#components/layout/shell-context.ts';
import { TemplateBubble } from '#components/templates/template-bubble.tsx';
import type { FilledTemplate } from '#server/domain/templates/fill-template.ts';

interface PhonePreviewProps {
  filled: Pick<FilledTemplate, 'text' | 'shown'>;
  pictureUrl: string | null;
}

/** The message on a customer's phone. */
export function PhonePreview({ filled, pictureUrl }: PhonePreviewProps) {
  const { business } = useShell();
  return (
    <figure
      aria-label="Preview on a phone"
      className="mx-auto w-full max-w-[300px] overflow-hidden rounded-[36px] border-[10px] border-foreground/90 bg-inset"
    >
      <figcaption className="flex h-14 items-center gap-2 border-b bg-background px-3">
        <ChevronLeft aria-hidden className="text-muted-foreground" />
        <span className="min-w-0">
          <span className="block truncate font-medium">{business.name}</span>
          <span className="block text-caption text-subtle-foreground">Business account</span>
        </span>
      </figcaption>
      <div className="flex min-h-[340px] flex-col justify-end p-3 pr-8">
        <TemplateBubble {...filled} pictureUrl={pictureUrl} />
      </div>
    </figure>
  );
}
