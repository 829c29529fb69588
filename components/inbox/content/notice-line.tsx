import { Info } from 'lucide-react';
import { useFormat } from '#components/format.tsx';
import type { ThreadMessage } from '#components/inbox/types.ts';

/** What the provider tells about the person, across the thread. */
export function NoticeLine({ message }: { message: ThreadMessage }) {
  const format = useFormat();
  return (
    <p className="mt-4 flex items-start justify-center gap-1.5 self-center px-4 text-center text-caption text-subtle-foreground">
      <Info aria-hidden className="mt-px size-3.5!" />
      <span dir="auto" className="text-balance [overflow-wrap:anywhere]">
        {message.text} ·{' '}
        <time dateTime={message.occurredAt.toISOString()}>{format.time(message.occurredAt)}</time>
      </span>
    </p>
  );
}
