'use client';

import { useState } from 'react';
import { refusalOf } from '#components/refusal.ts';
import type { SystemRun } from '#components/settings/types.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { AlertDialog } from '#components/ui/alert-dialog.tsx';
import { Button } from '#components/ui/button.tsx';
import { showToast } from '#components/ui/toast.ts';

interface CancelRunProps {
  run: SystemRun;
  /** Names this piece of work among the others, for screen readers. */
  label: string;
}

/** What becomes of what the work is for; nothing that is said here happens by itself. */
const consequences: Record<string, string> = {
  'send-message':
    'The message is not sent. Its conversation shows it as not delivered, and from there it can be sent again. If it is with the provider at this moment, it may still arrive.',
  'send-campaign':
    'The bulk send is paused: nobody else gets it until it is resumed, under Bulk sends on this page.',
  'send-scheduled-message':
    'The message does not go out at its time. Its conversation shows it as not delivered, and from there it can be sent again.',
};
const otherwise =
  'What is done of it stays done. A step that is at work now is not waited for, and no other begins.';

/** Ends a piece of work for good, once the admin has read what that means. */
export function CancelRun({ run, label }: CancelRunProps) {
  const [isOpen, setIsOpen] = useState(false);
  const utils = trpc.useUtils();
  const cancel = trpc.system.cancelRun.useMutation({
    onSuccess: () => showToast({ message: 'It is cancelled' }),
    onError: (error: unknown) => {
      showToast({ message: refusalOf(error).sentence, tone: 'danger' });
    },
    onSettled: () => {
      setIsOpen(false);
      return utils.system.invalidate();
    },
  });
  return (
    <>
      <Button
        size="28"
        variant="ghost"
        onClick={() => setIsOpen(true)}
        aria-label={`Cancel: ${label}`}
      >
        Cancel
      </Button>
      <AlertDialog
        open={isOpen}
        onOpenChange={setIsOpen}
        title="Cancel this work?"
        description={`${consequences[run.job] ?? otherwise} The work itself cannot be taken up again.`}
        confirm="Cancel the work"
        cancel="Keep it"
        pending={cancel.isPending}
        onConfirm={() => {
          cancel.mutate({ runId: run.id });
        }}
      />
    </>
  );
}
