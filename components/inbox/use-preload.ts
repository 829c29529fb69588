'use client';

import { useCallback, useEffect, useRef } from 'react';
import { trpc } from '#components/trpc-provider.tsx';

const PAUSE_MS = 60;
const FRESH_MS = 5 * 60_000;

/** Loads a conversation that somebody is about to open, so that it opens at once. */
export function usePreload(): (conversationId: string) => void {
  const utils = trpc.useUtils();
  const timer = useRef<number>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return useCallback(
    (conversationId) => {
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(() => {
        const input = { conversationId };
        void utils.messages.list.prefetchInfinite(input, { staleTime: FRESH_MS });
        void utils.conversations.get.prefetch(input, { staleTime: FRESH_MS });
      }, PAUSE_MS);
    },
    [utils],
  );
}
