'use client';

import { useRef, useState } from 'react';
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

/**
 * The link that a player began with, until it fails: links are signed anew every half hour, and another
 * one would stop what is being played.
 */
export function useSteadyLink(latest: string): { link: string; renew: () => void } {
  const [first] = useState(latest);
  const [hasFailed, setHasFailed] = useState(false);
  return { link: hasFailed ? latest : first, renew: () => setHasFailed(true) };
}

/** Fetches a file again that could not be had. */
export function useRetryFile(messageId: string) {
  const { refreshMessage } = useInboxTools();
  return trpc.attachments.retry.useMutation({
    onError: (error) => showToast({ tone: 'danger', message: refusalOf(error).sentence }),
    onSettled: () => refreshMessage(messageId).catch(() => undefined),
  });
}
