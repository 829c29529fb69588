'use client';

import { useEffect, useMemo } from 'react';
import { messagesOf } from '#components/inbox/patch-thread.ts';
import { trpc } from '#components/trpc-provider.tsx';

/** Live changes are patched in; asking for everything again is the exception. */
const FRESH_MS = 5 * 60_000;

/** The loaded messages of a conversation, oldest first, and how to load earlier ones. */
export function useThread(conversationId: string) {
  const utils = trpc.useUtils();
  const query = trpc.messages.list.useInfiniteQuery(
    { conversationId },
    { getNextPageParam: (page) => page.nextCursor ?? undefined, staleTime: FRESH_MS },
  );
  const messages = useMemo(() => messagesOf(query.data), [query.data]);
  useEffect(
    // A long thread that was read up is opened at its end the next time, and quickly.
    () => () =>
      utils.messages.list.setInfiniteData({ conversationId }, (thread) =>
        thread && thread.pages.length > 1
          ? { pages: thread.pages.slice(0, 1), pageParams: thread.pageParams.slice(0, 1) }
          : thread,
      ),
    [utils, conversationId],
  );
  return { ...query, messages };
}
