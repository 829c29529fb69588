'use client';

import { CircleAlert, RotateCw } from 'lucide-react';
import { useFormat } from '#components/format.tsx';
import { sizeWords } from '#components/inbox/content/content-words.ts';
import { summaryOf } from '#components/inbox/message-summary.ts';
import type { ThreadFile } from '#components/inbox/types.ts';
import { useRetryFile } from '#components/inbox/use-file-deeds.ts';
import { Button } from '#components/ui/button.tsx';
import { Spinner } from '#components/ui/spinner.tsx';

/** A file whose bytes are on their way, or why they are not here and how to try again. */
export function FileNotHere({ messageId, file }: { messageId: string; file: ThreadFile }) {
  const format = useFormat();
  const retry = useRetryFile(messageId);
  const { text: name } = summaryOf({
    kind: file.kind,
    text: '',
    file: { ...file, durationSeconds: null },
  });
  if (file.state !== 'failed') {
    const size = file.sizeBytes === null ? null : sizeWords(file.sizeBytes, format.number);
    return (
      <span className="flex items-center gap-2 text-muted-foreground">
        <Spinner />
        <span className="[overflow-wrap:anywhere]">
          {name}
          {size === null ? ' is on its way' : ` · ${size}, on its way`}
        </span>
      </span>
    );
  }
  return (
    <span className="grid justify-items-start gap-1.5">
      <span className="flex items-start gap-2 font-medium text-danger-text">
        <CircleAlert aria-hidden className="mt-0.5" />
        <span className="[overflow-wrap:anywhere]">{name} could not be fetched</span>
      </span>
      <span className="text-caption text-muted-foreground">
        {file.failureText ?? 'The provider gave no reason.'}
      </span>
      <Button
        size="24"
        className="max-sm:h-10 max-sm:px-4"
        icon={<RotateCw aria-hidden />}
        pending={retry.isPending}
        onClick={() => retry.mutate({ attachmentId: file.id })}
      >
        Retry
      </Button>
    </span>
  );
}
