'use client';

import { CalendarDays, Clock } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useFormat } from '#components/format.tsx';
import { ScheduleDialog } from '#components/inbox/schedule-dialog.tsx';
import { quickPicks } from '#components/inbox/schedule-time.ts';
import { serverClock } from '#components/server-clock.ts';
import { trpc } from '#components/trpc-provider.tsx';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx';

interface ScheduleMenuProps {
  trigger: ReactElement;
  conversationId: string;
  onPick: (at: Date) => void;
}

/** When a message is to go out: the usual times, or one of one's own; loaded when reached for. */
export function ScheduleMenu({ trigger, conversationId, onPick }: ScheduleMenuProps) {
  const [isPicking, setIsPicking] = useState(false);
  return (
    <>
      <DropdownMenu defaultOpen>
        <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
        <DropdownMenuContent align="end" side="top" className="min-w-60">
          <Picks conversationId={conversationId} onPick={onPick} />
          <DropdownMenuSeparator />
          <DropdownMenuItem icon={<CalendarDays aria-hidden />} onSelect={() => setIsPicking(true)}>
            Pick a date and time…
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      {isPicking ? (
        <ScheduleDialog
          conversationId={conversationId}
          onSave={({ at }) => {
            onPick(at);
            setIsPicking(false);
          }}
          onClose={() => setIsPicking(false)}
        />
      ) : null}
    </>
  );
}

/** Drawn with each opening of the menu, so that the times are those of that moment. */
function Picks({ conversationId, onPick }: Pick<ScheduleMenuProps, 'conversationId' | 'onPick'>) {
  const format = useFormat();
  const [picks] = useState(() => quickPicks(new Date(serverClock.now()), format.settings.timeZone));
  const { data } = trpc.conversations.get.useQuery({ conversationId }, { enabled: false });
  const closesAt = data?.window.closesAt ?? null;
  return (
    <>
      <DropdownMenuLabel>Send later</DropdownMenuLabel>
      {picks.map(({ label, at }) => (
        <DropdownMenuItem key={label} icon={<Clock aria-hidden />} onSelect={() => onPick(at)}>
          <span className="flex justify-between gap-4">
            {label}
            <span className="text-subtle-foreground tabular-nums">{format.time(at)}</span>
          </span>
          {closesAt !== null && at >= closesAt ? (
            <span className="block text-caption text-warning-text">
              Only if they write again before
            </span>
          ) : null}
        </DropdownMenuItem>
      ))}
    </>
  );
}
