'use client';

import { CircleAlert, Clock, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFormat } from '#components/format.tsx';
import { sizeWords } from '#components/inbox/content/content-words.ts';
import { summaryOf } from '#components/inbox/message-summary.ts';
import type { ThreadFile } from '#components/inbox/types.ts';
import { useRetryFile } from '#components/inbox/use-file-deeds.ts';
import { Button } from '#components/ui/button.tsx';
import { Spinner } from '#components/ui/spinner.tsx';

interface FileNotHereProps {
  messageId: string;
  file: ThreadFile;
}

/** A file whose bytes are on their way, or why they are not here and how to try again. */
export function FileNotHere({ messageId, file }: FileNotHereProps) {
  const { state, failureText, isTooLarge } = file;
  const name = nameOf(file);
  if (state !== 'failed') {
    if (failureText === null) return <OnItsWay name={name} file={file} />;
    return (
      <Trouble icon={<Clock aria-hidden className="mt-0.5" />} title={`${name} is not here yet`}>
        {failureText} It is tried again by itself.
        <RetryButton messageId={messageId} file={file} label="Try now" />
      </Trouble>
    );
  }
  return (
    <Trouble
      isFinal
      icon={<CircleAlert aria-hidden className="mt-0.5" />}
      title={`${name} ${isTooLarge ? 'was not fetched' : 'could not be fetched'}`}
    >
      {failureText ?? 'The provider gave no reason.'}
      {isTooLarge ? null : <RetryButton messageId={messageId} file={file} label="Retry" />}
    </Trouble>
  );
}

function nameOf({ kind, fileName, isVoice }: ThreadFile): string {
  const file = { fileName, isVoice, durationSeconds: null };
  return summaryOf({ kind, text: '', file }).text;
}

function OnItsWay({ name, file }: { name: string; file: ThreadFile }) {
  const format = useFormat();
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

interface TroubleProps {
  icon: ReactNode;
  title: string;
  isFinal?: boolean;
  children: ReactNode;
}

function Trouble({ icon, title, isFinal = false, children }: TroubleProps) {
  const tone = isFinal ? 'text-danger-text' : 'text-muted-foreground';
  return (
    <span className="grid justify-items-start gap-1.5">
      <span className={`flex items-start gap-2 font-medium ${tone}`}>
        {icon}
        <span className="[overflow-wrap:anywhere]">{title}</span>
      </span>
      <span className="grid justify-items-start gap-1.5 text-caption text-muted-foreground">
        {children}
      </span>
    </span>
  );
}

function RetryButton({ messageId, file, label }: FileNotHereProps & { label: string }) {
  const retry = useRetryFile(messageId);
  return (
    <Button
      size="24"
      className="max-sm:h-10 max-sm:px-4"
      icon={<RotateCw aria-hidden />}
      pending={retry.isPending}
      onClick={() => retry.mutate({ attachmentId: file.id })}
    >
      {label}
    </Button>
  );
}
