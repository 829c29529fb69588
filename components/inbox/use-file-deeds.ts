'use client';

import { useRef } from 'react';
import { useInboxTools } from '#components/inbox/inbox-tools.tsx';
import { refusalOf } from '#components/refusal.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { showToast } from '#components/ui/toast.ts';

/** Links to files live for a short while: one that leads nowhere any more is asked for anew, once. */
export function useFreshLink(messageId: string): (url: string) => void {
  const { refreshMessage } = useInboxTools();
  const tried = useRef(new Set<string>());
  return (url) => {
    if (tried.current.has(url)) return;
    tried.current.add(url);
    refreshMessage(messageId).catch(() => undefined);
  };
}

/** Fetches a file again that could not be had. */
export function useRetryFile(messageId: string) {
  const { refreshMessage } = useInboxTools();
  return trpc.attachments.retry.useMutation({
    onError: (error) => showToast({ tone: 'danger', message: refusalOf(error).sentence }),
    onSettled: () => refreshMessage(messageId).catch(() => undefined),
  });
}
