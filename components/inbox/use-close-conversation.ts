'use client';

import { useState } from 'react';
import { useInboxTools } from '#components/inbox/inbox-tools.tsx';
import type { ListedConversation } from '#components/inbox/types.ts';
import type { GoTo } from '#components/inbox/use-inbox-address.ts';
import { hideToast, showToast } from '#components/ui/toast.ts';
import { trpc } from '#components/trpc-provider.tsx';

const UNDO_MS = 8_000;

/** Closes and reopens: seen at once, undone within some seconds, put back when the server says no. */
export function useCloseConversation(goTo: GoTo) {
  const move = useMove();
  const [lastClosed, setLastClosed] = useState<string | null>(null);
  const forget = (id: string) => setLastClosed((last) => (last === id ? null : last));

  const reopen = (id: string) => {
    forget(id);
    void move(id, 'open');
  };
  const undo = (id: string) => {
    hideToast('closed');
    reopen(id);
    goTo({ conversationId: id, status: 'open' });
  };
  const close = ({ id, displayName }: Pick<ListedConversation, 'id' | 'displayName'>) => {
    void move(id, 'closed');
    setLastClosed(id);
    window.setTimeout(() => forget(id), UNDO_MS);
    showToast({
      id: 'closed',
      message: `Closed the conversation with ${displayName}`,
      durationMs: UNDO_MS,
      action: { label: 'Undo', keys: 'z', run: () => undo(id) },
    });
  };
  return { close, reopen, undo: () => lastClosed !== null && undo(lastClosed) };
}

function useMove() {
  const { cache, refreshConversation } = useInboxTools();
  const { client, conversations } = trpc.useUtils();
  return async (conversationId: string, status: 'open' | 'closed') => {
    const isClosing = status === 'closed';
    cache.changeConversation(conversationId, { status, ...(isClosing && { unreadCount: 0 }) });
    try {
      if (isClosing) await client.conversations.close.mutate({ conversationId });
      else await client.conversations.reopen.mutate({ conversationId });
    } catch {
      const verb = isClosing ? 'close' : 'reopen';
      showToast({ tone: 'danger', message: `We could not ${verb} it. Try again in a moment.` });
    }
    await refreshConversation(conversationId).catch(() => undefined);
    await conversations.counts.invalidate();
  };
}
