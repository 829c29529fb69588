'use client';

import { CalendarClock } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useFormat } from '#components/format.tsx';
import { useNow } from '#components/inbox/now.ts';
import type { ThreadMessage } from '#components/inbox/types.ts';
import { useScheduled } from '#components/inbox/use-scheduled.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { OptionalPart } from '#components/ui/optional-part.tsx';
import { maxLatenessHours } from '#server/domain/messages/schema.ts';

const ScheduleDialog = dynamic(() =>
  import('#components/inbox/schedule-dialog.tsx').then((part) => part.ScheduleDialog),
);

interface ScheduledNoteProps {
  message: ThreadMessage;
  scheduledFor: Date;
}

/** When a message goes out, or that it missed its time, and what can still be done with it. */
export function ScheduledNote({ message, scheduledFor }: ScheduledNoteProps) {
  const { change, sendNow, cancel, isUnderWay } = useScheduled(message);
  const [isEditing, setIsEditing] = useState(false);
  const save = async (plan: Parameters<typeof change>[0]) => {
    if (await change(plan)) setIsEditing(false);
  };
  const deeds = { Edit: () => setIsEditing(true), 'Send now': sendNow, Cancel: cancel };
  return (
    <span className="mx-1 mt-1 flex flex-wrap items-center justify-end gap-x-3 gap-y-1 text-count text-subtle-foreground">
      <span className="flex items-center gap-1">
        <CalendarClock aria-hidden className="size-3.5!" />
        <Due at={scheduledFor} />
      </span>
      <TooLate conversationId={message.conversationId} at={scheduledFor} />
      <span className="flex gap-3">
        {Object.entries(deeds).map(([label, run]) => (
          <Button
            key={label}
            variant="link"
            disabled={isUnderWay}
            onClick={run}
            className="relative min-h-6 text-count! max-sm:min-h-10"
          >
            {label}
          </Button>
        ))}
      </span>
      {isEditing ? (
        <OptionalPart>
          <ScheduleDialog
            conversationId={message.conversationId}
            planned={{ text: message.text, at: scheduledFor }}
            isSaving={isUnderWay}
            onSave={(plan) => void save(plan)}
            onClose={() => setIsEditing(false)}
          />
        </OptionalPart>
      ) : null}
    </span>
  );
}

/** Said beforehand: at its time it would only be refused. */
function TooLate({ conversationId, at }: { conversationId: string; at: Date }) {
  const { data } = trpc.conversations.get.useQuery({ conversationId }, { enabled: false });
  const closesAt = data?.window.closesAt ?? null;
  if (closesAt === null || at < closesAt) return null;
  return (
    <span className="text-warning-text">
      The reply window closes before that: it goes out only if they write again.
    </span>
  );
}

function Due({ at }: { at: Date }) {
  const format = useFormat();
  const lateMs = useNow() - at.getTime();
  const when = <time dateTime={at.toISOString()}>{format.upcoming(at)}</time>;
  if (lateMs <= 0) return <span>Goes out {when}</span>;
  if (lateMs <= maxLatenessHours * 60 * 60 * 1000) return <span>Going out, due {when}</span>;
  return <span className="text-warning-text">It was due {when}. Send now or cancel.</span>;
}
