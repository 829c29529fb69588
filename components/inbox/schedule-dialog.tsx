'use client';

import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { useFormat } from '#components/format.tsx';
import { useNow } from '#components/inbox/now.ts';
import { momentOf, wallTimeOf } from '#components/inbox/schedule-time.ts';
import type { WallTime } from '#components/inbox/schedule-time.ts';
import { serverClock } from '#components/server-clock.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogContent } from '#components/ui/dialog.tsx';
import { Field, FieldError } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Textarea } from '#components/ui/textarea.tsx';
import { maxReplyLength } from '#server/domain/messages/schema.ts';

const HOUR_MS = 60 * 60 * 1000;

export interface Plan {
  /** Empty where the words are not asked for. */
  text: string;
  at: Date;
}

interface ScheduleDialogProps {
  conversationId: string;
  /** What waits already; without it only the time is asked for. */
  planned?: Plan;
  isSaving?: boolean;
  onSave: (plan: Plan) => void;
  onClose: () => void;
}

/** Asks when a message is to go out, in the business's time, and for its words when it has some. */
export function ScheduleDialog(props: ScheduleDialogProps) {
  const { conversationId, planned, isSaving = false, onSave, onClose } = props;
  const { timeZone } = useFormat().settings;
  const conversation = trpc.useUtils().conversations.get.getData({ conversationId });
  const [text, setText] = useState(planned?.text ?? '');
  const [wall, setWall] = useState(() =>
    wallTimeOf(planned?.at ?? new Date(serverClock.now() + HOUR_MS), timeZone),
  );
  const [trouble, setTrouble] = useState<string | null>(null);
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    const at = momentOf(wall, timeZone);
    const found = troubleWith(wall, at) ?? (planned ? troubleIn(text) : null);
    setTrouble(found);
    if (found === null && at !== null) onSave({ text: text.trim(), at });
  };
  return (
    <Dialog open onOpenChange={(isOpen) => isOpen || onClose()}>
      <DialogContent title={planned ? 'Change the scheduled message' : 'Send later'}>
        <form noValidate onSubmit={save} className="flex flex-col gap-4">
          {planned === undefined ? null : (
            <Field label="Message">
              {(control) => (
                <Textarea
                  {...control}
                  dir="auto"
                  value={text}
                  onChange={({ target }) => setText(target.value)}
                />
              )}
            </Field>
          )}
          <WallFields wall={wall} onChange={setWall} />
          <Consequence wall={wall} closesAt={conversation?.window.closesAt ?? null} />
          {trouble === null ? null : <FieldError>{trouble}</FieldError>}
          <span className="flex justify-end">
            <Button type="submit" variant="primary" pending={isSaving}>
              {planned ? 'Save' : 'Schedule'}
            </Button>
          </span>
        </form>
      </DialogContent>
    </Dialog>
  );
}

function WallFields({ wall, onChange }: { wall: WallTime; onChange: (wall: WallTime) => void }) {
  const { timeZone } = useFormat().settings;
  const [today] = useState(() => wallTimeOf(new Date(serverClock.now()), timeZone).day);
  return (
    <div className="grid grid-cols-2 gap-3">
      <Field label="Date">
        {(control) => (
          <Input
            {...control}
            type="date"
            min={today}
            value={wall.day}
            onChange={({ target }) => onChange({ ...wall, day: target.value })}
          />
        )}
      </Field>
      <Field label="Time">
        {(control) => (
          <Input
            {...control}
            type="time"
            value={wall.time}
            onChange={({ target }) => onChange({ ...wall, time: target.value.slice(0, 5) })}
          />
        )}
      </Field>
    </div>
  );
}

/** The time as it will be kept, and what stands in its way. */
function Consequence({ wall, closesAt }: { wall: WallTime; closesAt: Date | null }) {
  const format = useFormat();
  const now = useNow();
  const { timeZone } = format.settings;
  const at = momentOf(wall, timeZone);
  if (at === null || at.getTime() <= now) return null;
  return (
    <div className="grid gap-1 text-caption text-muted-foreground">
      <p>
        Goes out {format.upcoming(at)}, by the clock of {timeZone.replaceAll('_', ' ')}.
      </p>
      {closesAt !== null && at >= closesAt ? (
        <p role="status" className="text-warning-text">
          The reply window closes before that, so it only goes out if they write again.
        </p>
      ) : null}
    </div>
  );
}

function troubleWith({ day, time }: WallTime, at: Date | null): string | null {
  if (day === '' || time === '') return 'Pick a date and a time.';
  if (at === null) return 'Clocks are put forward over that time. Pick another.';
  return at.getTime() > serverClock.now()
    ? null
    : 'That time is over. Pick one that is still to come.';
}

function troubleIn(text: string) {
  const { length } = text.trim();
  if (length === 0) return 'Write something first.';
  if (length <= maxReplyLength) return null;
  return `Write at most ${maxReplyLength.toLocaleString('en')} characters at a time.`;
}
