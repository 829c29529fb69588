'use client';

import { useState } from 'react';
import { useInboxTools } from '#components/inbox/inbox-tools.tsx';
import type { ThreadMessage } from '#components/inbox/types.ts';
import { refusalOf } from '#components/refusal.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { hideToast, showToast } from '#components/ui/toast.ts';

const UNDO_MS = 8_000;

/** What a person can do with a message that waits for its time; who comes too late is told. */
export function useScheduled(message: ThreadMessage) {
  const { cache, refreshMessage, refreshConversation } = useInboxTools();
  const { client } = trpc.useUtils();
  const [isUnderWay, setIsUnderWay] = useState(false);
  const { id: messageId, conversationId } = message;

  const attempt = async (deed: () => Promise<void>): Promise<boolean> => {
    setIsUnderWay(true);
    try {
      await deed();
      return true;
    } catch (error) {
      showToast({ tone: 'danger', message: refusalOf(error).sentence });
      return false;
    } finally {
      await refreshMessage(messageId).catch(() => undefined);
      setIsUnderWay(false);
    }
  };
  const undo = () => {
    hideToast(`cancelled ${messageId}`);
    void attempt(() => client.messages.restoreScheduled.mutate({ messageId }));
  };
  const cancel = async () => {
    cache.putMessage({ ...message, state: 'cancelled' });
    if (!(await attempt(() => client.messages.cancelScheduled.mutate({ messageId })))) return;
    showToast({
      id: `cancelled ${messageId}`,
      message: 'Cancelled the scheduled message',
      durationMs: UNDO_MS,
      action: { label: 'Undo', run: undo },
    });
  };
  const sendNow = async () => {
    await attempt(() => client.messages.sendScheduled.mutate({ messageId }));
    await refreshConversation(conversationId).catch(() => undefined);
  };
  return {
    isUnderWay,
    cancel: () => void cancel(),
    sendNow: () => void sendNow(),
    /** True when it is kept. */
    change: ({ text, at }: { text: string; at: Date }) =>
      attempt(() =>
        client.messages.reschedule.mutate({
          messageId,
          text,
          scheduledFor: at,
          seenAt: message.stateAt,
        }),
      ),
  };
}
