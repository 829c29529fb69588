import { CalendarClock, Check, CheckCheck, CircleAlert, CircleHelp, Clock } from 'lucide-react';
import { cn } from '#components/ui/cn.ts';
import type { ThreadMessage } from '#components/inbox/types.ts';

const TICKS = {
  scheduled: { Icon: CalendarClock, label: 'Goes out later' },
  queued: { Icon: Clock, label: 'On its way' },
  sending: { Icon: Clock, label: 'On its way' },
  accepted: { Icon: Check, label: 'Sent' },
  sent: { Icon: Check, label: 'Sent' },
  delivered: { Icon: CheckCheck, label: 'Delivered' },
  read: { Icon: CheckCheck, label: 'Read' },
  failed: { Icon: CircleAlert, label: 'Not delivered' },
  unknown: { Icon: CircleHelp, label: 'Outcome unknown' },
};

interface TicksProps {
  state: ThreadMessage['state'];
  className?: string;
}

/** How far our own message has come. */
export function Ticks({ state, className }: TicksProps) {
  if (state === 'received' || state === 'cancelled') return null;
  const { Icon, label } = TICKS[state];
  return (
    <span
      role="img"
      aria-label={label}
      className={cn(
        'inline-grid [&>.lucide]:size-3.5',
        state === 'read' && 'text-tick-read',
        state === 'failed' && 'text-danger-text',
        state !== 'read' && state !== 'failed' && 'text-tick',
        className,
      )}
    >
      <Icon aria-hidden />
    </span>
  );
}
