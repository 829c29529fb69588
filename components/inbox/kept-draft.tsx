'use client';

import { useId, useLayoutEffect, useRef, useState } from 'react';
import { useDraft } from '#components/inbox/inbox-tools.tsx';
import { keptWords } from '#components/inbox/kept-words.ts';
import type { KeptUntil } from '#components/inbox/kept-words.ts';
import type { OpenConversation } from '#components/inbox/types.ts';
import { useRefusedDrop } from '#components/inbox/use-file-drop.ts';
import { useUploadList } from '#components/inbox/use-uploads.ts';

interface KeptDraftProps {
  conversation: OpenConversation;
  until: KeptUntil;
  /** Somebody was writing as the field closed: their next letters must do no deeds. */
  takesFocus: boolean;
}

/** What was being written when the time ran out; the field has it again as soon as it opens. */
export function KeptDraft({ conversation, until, takesFocus }: KeptDraftProps) {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [wasWriting] = useState(takesFocus);
  useLayoutEffect(() => {
    if (wasWriting) field.current?.focus();
  }, [wasWriting]);
  useRefusedDrop();
  const { text } = useDraft(conversation.id);
  const files = useUploadList(conversation.id).filter(({ attachment }) => attachment !== null);
  const words = text.trim();
  const hasText = words !== '';
  if (!hasText && files.length === 0 && !wasWriting) return null;
  const label = keptWords({ hasText, files: files.length }, until);
  return (
    <div className="rounded-md bg-inset px-3 py-2">
      <label htmlFor={id} className="block text-caption text-muted-foreground">
        {label}
      </label>
      {hasText || wasWriting ? (
        <textarea
          ref={field}
          id={id}
          readOnly
          rows={1}
          dir="auto"
          value={words}
          onKeyDown={({ key, currentTarget }) => key === 'Escape' && currentTarget.blur()}
          className="block field-sizing-content max-h-12 w-full resize-none overflow-y-auto rounded-sm bg-transparent"
        />
      ) : null}
    </div>
  );
}
