'use client';

import { useMemo } from 'react';
import type { InboxFilter } from '#components/inbox/inbox-address.ts';
import { useNow } from '#components/inbox/now.ts';
import { rowsOf, stillClosing } from '#components/inbox/patch-list.ts';
import { trpc } from '#components/trpc-provider.tsx';

/** Live changes are patched in; asking for everything again is the exception. */
const FRESH_MS = 5 * 60_000;
const CLOSING_AGAIN_MS = 60_000;

/** The loaded rows of the list for a filter, in its order, and how to load more. */
export function useConversations({ status, view, search }: InboxFilter) {
  const query = trpc.conversations.list.useInfiniteQuery(
    { status, view, search },
    {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      staleTime: FRESH_MS,
      // Others begin to run out of time while nothing happens.
      refetchInterval: view === 'closing' ? CLOSING_AGAIN_MS : false,
      placeholderData: (previous, before) =>
        isSameList(before, status, view) ? previous : undefined,
    },
  );
  const loaded = useMemo(() => rowsOf(query.data, view), [query.data, view]);
  const now = useNow();
  // Elsewhere nothing depends on the time: the rows stay the same ones.
  const at = view === 'closing' ? now : null;
  const rows = useMemo(() => (at === null ? loaded : stillClosing(loaded, at)), [loaded, at]);
  return { ...query, rows };
}

/** While a search is typed its last result stays; another tab's rows would be a lie. */
function isSameList(
  before: { queryKey: readonly unknown[] } | undefined,
  status: string,
  view: string,
) {
  const options = before?.queryKey[1];
  if (typeof options !== 'object' || options === null || !('input' in options)) return false;
  const input = options.input as Partial<InboxFilter> | undefined;
  return input?.status === status && input.view === view;
}
