import { Timer } from 'lucide-react';
import { isNear, timeLeft } from '#components/inbox/reply-countdown.ts';
import { CHANNEL_NAMES } from '#components/ui/channel-glyph.tsx';
import type { OpenConversation } from '#components/inbox/types.ts';
import { cn } from '#components/ui/cn.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** How long a reply is still possible, counting down. */
export function ReplyTimeLeft({ closesAt, now }: { closesAt: Date; now: number }) {
  const near = isNear(closesAt, now);
  return (
    <span
      className={cn(
        'flex items-center gap-1.5 pb-0.5 text-caption',
        near ? 'text-warning-text' : 'text-subtle-foreground',
      )}
    >
      <Timer aria-hidden className="size-3.5!" />
      <span>
        <span className="max-lg:hidden">Reply window closes in </span>
        <b
          className={
            near ? 'font-semibold tabular-nums' : 'font-medium text-muted-foreground tabular-nums'
          }
        >
          {timeLeft(closesAt, now)}
        </b>
        <span className="lg:hidden"> left to reply</span>
      </span>
    </span>
  );
}

interface PersonOnlyNoteProps {
  conversation: Pick<OpenConversation, 'channelKind' | 'lastInboundAt'>;
  closesAt: Date;
}

/** After the time that everything has to keep, a person may go on for a while by themselves. */
export function PersonOnlyNote({ conversation, closesAt }: PersonOnlyNoteProps) {
  const { channelKind, lastInboundAt } = conversation;
  if (lastInboundAt === null) return null;
  const days = Math.round((closesAt.getTime() - lastInboundAt.getTime()) / DAY_MS);
  return (
    <p className="px-3.5 pt-1 text-caption text-muted-foreground max-sm:px-4">
      {`${CHANNEL_NAMES[channelKind]} gives a person ${days} days to answer in their own words. Nothing automatic can be sent here any more.`}
    </p>
  );
}
