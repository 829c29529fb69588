'use client';

import { CalendarClock } from 'lucide-react';
import { lazy } from 'react';
import { useSchedule } from '#components/inbox/use-schedule.ts';
import type { OpenConversation } from '#components/inbox/types.ts';
import { Button } from '#components/ui/button.tsx';
import { LazyMenu } from '#components/ui/lazy-menu.tsx';

const loadMenu = () =>
  import('#components/inbox/schedule-menu.tsx').then((part) => ({ default: part.ScheduleMenu }));
const ScheduleMenu = lazy(loadMenu);

interface ScheduleButtonProps {
  conversation: OpenConversation;
  isDisabled: boolean;
  isSaving: boolean;
}

/** Lets what is written go out later. */
export function ScheduleButton({ conversation, isDisabled, isSaving }: ScheduleButtonProps) {
  const schedule = useSchedule(conversation);
  return (
    <LazyMenu
      preload={() => void loadMenu()}
      trigger={
        <Button
          variant="ghost"
          size="icon-28"
          aria-label="Send later"
          title="Send later"
          disabled={isDisabled}
          pending={isSaving}
          icon={<CalendarClock aria-hidden />}
        />
      }
      menu={(trigger) => (
        <ScheduleMenu trigger={trigger} conversationId={conversation.id} onPick={schedule} />
      )}
    />
  );
}
