import { Info } from 'lucide-react';
import { useFormat } from '#components/format.tsx';
import type { ThreadMessage } from '#components/inbox/types.ts';

/** What the provider tells about the person, across the thread. */
export function NoticeLine({ message }: { message: ThreadMessage }) {
  const format = useFormat();
  return (
    <p className="mt-4 self-center px-4 text-center text-caption text-balance [overflow-wrap:anywhere] text-subtle-foreground">
      <Info aria-hidden className="mr-1.5 inline! size-3.5! align-[-2px]" />
      <span dir="auto">
        {message.text} ·{' '}
        <time dateTime={message.occurredAt.toISOString()}>{format.time(message.occurredAt)}</time>
      </span>
    </p>
  );
}
