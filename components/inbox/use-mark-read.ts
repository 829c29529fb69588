'use client';

import { useEffect, useSyncExternalStore } from 'react';
import { useInboxTools } from '#components/inbox/inbox-tools.tsx';
import { trpc } from '#components/trpc-provider.tsx';

/** Whether somebody is looking at this tab. */
export function useIsAttended(): boolean {
  return useSyncExternalStore(followAttention, readAttention, () => false);
}

/** Marks a conversation read while it is open in a tab that somebody looks at. */
export function useMarkRead(conversationId: string, unreadCount: number): void {
  const isAttended = useIsAttended();
  const { cache } = useInboxTools();
  const utils = trpc.useUtils();
  const { mutate } = trpc.conversations.read.useMutation({
    onSettled: () => utils.conversations.counts.invalidate(),
  });
  useEffect(() => {
    if (!isAttended || unreadCount === 0) return;
    cache.changeConversation(conversationId, { unreadCount: 0 });
    mutate({ conversationId });
  }, [isAttended, unreadCount, conversationId, cache, mutate]);
}

function readAttention(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}

function followAttention(listener: () => void): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  window.addEventListener('focus', listener, { signal });
  window.addEventListener('blur', listener, { signal });
  document.addEventListener('visibilitychange', listener, { signal });
  return () => stop.abort();
}
