'use client';

import { useState } from 'react';
import { useFormat } from '#components/format.tsx';
import { useInboxTools } from '#components/inbox/inbox-tools.tsx';
import { createScheduler } from '#components/inbox/schedule-draft.ts';
import type { OpenConversation } from '#components/inbox/types.ts';
import { announce } from '#components/layout/live-region.tsx';
import { refusalOf } from '#components/refusal.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { showToast } from '#components/ui/toast.ts';

/** Gives what is written a time to go out; the words stay until that is saved. */
export function useSchedule(conversation: OpenConversation): (at: Date) => void {
  const { drafts, refreshMessage } = useInboxTools();
  const { client } = trpc.useUtils();
  const format = useFormat();
  const [schedule] = useState(() =>
    createScheduler(drafts, async (planned) => {
      const { messageId } = await client.messages.schedule.mutate(planned);
      void refreshMessage(messageId).catch(() => undefined);
    }),
  );
  const deliver = async (at: Date) => {
    try {
      if (await schedule(conversation.id, at))
        announce(`The message goes out ${format.upcoming(at)}.`);
    } catch (error) {
      showToast({ tone: 'danger', message: refusalOf(error).sentence });
    }
  };
  return (at) => void deliver(at);
}
