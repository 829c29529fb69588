'use client';

import { useId, useState } from 'react';
import { useFormat } from '#components/format.tsx';
import { Ticks } from '#components/inbox/ticks.tsx';
import type { ThreadMessage } from '#components/inbox/types.ts';
import { cn } from '#components/ui/cn.ts';

/** Under the last of a run: when it was written, how far it came, and whether it was changed since. */
export function MessageMeta({ message }: { message: ThreadMessage }) {
  const format = useFormat();
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  const { editedAt, firstText, occurredAt, direction, state } = message;
  const isOurs = direction === 'outbound';
  return (
    <div className={cn('mx-1 mt-1 grid max-w-full gap-1', isOurs && 'justify-items-end')}>
      <span className="flex flex-wrap items-center gap-1 text-count text-subtle-foreground">
        {editedAt === null ? null : (
          <>
            <EditedMark
              at={editedAt}
              {...(firstText === null
                ? {}
                : { isOpen, panelId: id, onToggle: () => setIsOpen(!isOpen) })}
            />
            ·
          </>
        )}
        <time dateTime={occurredAt.toISOString()} title={format.dateTime(occurredAt)}>
          {format.time(occurredAt)}
        </time>
        <Ticks state={state} />
      </span>
      <p
        id={id}
        hidden={!isOpen || firstText === null}
        className="max-w-full text-caption text-muted-foreground"
      >
        <span className="font-medium">At first: </span>
        <span dir="auto" className="[overflow-wrap:anywhere] whitespace-pre-wrap">
          {firstText === '' ? 'no words' : firstText}
        </span>
      </p>
    </div>
  );
}

interface EditedMarkProps {
  at: Date;
  /** What opens is there only where it is known what it said before. */
  isOpen?: boolean;
  panelId?: string;
  onToggle?: () => void;
}

function EditedMark({ at, isOpen = false, panelId, onToggle }: EditedMarkProps) {
  const format = useFormat();
  const mark = (
    <time dateTime={at.toISOString()} title={format.dateTime(at)}>
      Edited {format.time(at)}
    </time>
  );
  if (onToggle === undefined) return mark;
  return (
    <button
      type="button"
      aria-expanded={isOpen}
      aria-controls={panelId}
      onClick={onToggle}
      className="relative min-h-6 underline decoration-dotted underline-offset-2 after:absolute after:inset-x-0 after:-inset-y-1 hover:text-foreground sm:after:hidden"
    >
      {mark}
      <span className="sr-only">, what it said before</span>
    </button>
  );
}
