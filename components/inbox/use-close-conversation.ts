'use client';

import { useCallback, useMemo, useState } from 'react';
import { useInboxTools } from '#components/inbox/inbox-tools.tsx';
import type { ListedConversation } from '#components/inbox/types.ts';
import type { GoTo } from '#components/inbox/use-inbox-address.ts';
import { showToast } from '#components/ui/toast.ts';
import { trpc } from '#components/trpc-provider.tsx';

const UNDO_MS = 8_000;

/** Closes and reopens: seen at once, undone within some seconds, put back when the server says no. */
export function useCloseConversation(goTo: GoTo) {
  const { cache, refreshConversation } = useInboxTools();
  const { client, conversations } = trpc.useUtils();
  const [lastClosed, setLastClosed] = useState<string | null>(null);

  const move = useCallback(
    async (id: string, status: 'open' | 'closed') => {
      cache.changeConversation(id, { status, ...(status === 'closed' && { unreadCount: 0 }) });
      try {
        const input = { conversationId: id };
        if (status === 'closed') await client.conversations.close.mutate(input);
        else await client.conversations.reopen.mutate(input);
      } catch {
        const verb = status === 'closed' ? 'close' : 'reopen';
        showToast({ tone: 'danger', message: `We could not ${verb} it. Try again in a moment.` });
      }
      await refreshConversation(id).catch(() => undefined);
      await conversations.counts.invalidate();
    },
    [cache, client, conversations, refreshConversation],
  );

  const reopen = useCallback(
    (id: string) => {
      setLastClosed(null);
      void move(id, 'open');
    },
    [move],
  );

  const undo = useMemo(() => {
    if (lastClosed === null) return null;
    return () => {
      reopen(lastClosed);
      goTo({ conversationId: lastClosed, status: 'open' });
    };
  }, [lastClosed, reopen, goTo]);

  const close = useCallback(
    (conversation: Pick<ListedConversation, 'id' | 'displayName'>) => {
      const { id, displayName } = conversation;
      void move(id, 'closed');
      setLastClosed(id);
      window.setTimeout(() => setLastClosed((last) => (last === id ? null : last)), UNDO_MS);
      showToast({
        id: 'closed',
        message: `Closed the conversation with ${displayName}`,
        durationMs: UNDO_MS,
        action: {
          label: 'Undo',
          keys: 'z',
          run: () => {
            reopen(id);
            goTo({ conversationId: id, status: 'open' });
          },
        },
      });
    },
    [move, reopen, goTo],
  );

  return { close, reopen, undo };
}
