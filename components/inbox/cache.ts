'use client';

import { useQueryClient } from '@tanstack/react-query';
import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/react-query';
import { getQueryKey } from '@trpc/react-query';
import { useMemo } from 'react';
import type { InboxFilter } from '#components/inbox/inbox-address.ts';
import { patchList } from '#components/inbox/patch-list.ts';
import { patchThread } from '#components/inbox/patch-thread.ts';
import type {
  ConversationPage,
  ListedConversation,
  MessagePage,
  OpenConversation,
  ThreadMessage,
} from '#components/inbox/types.ts';
import { trpc } from '#components/trpc-provider.tsx';

type ListData = InfiniteData<ConversationPage>;
type ThreadData = InfiniteData<MessagePage>;

/** What is shown before the server knows it is text, unless it says otherwise. */
const AS_TEXT: Partial<ListedConversation> = {
  lastMessageKind: 'text',
  lastFileName: null,
  lastFileIsVoice: null,
  lastFileSeconds: null,
};

/** Puts single changes into whatever the inbox has loaded. */
export function useInboxCache(memberId: string) {
  const queryClient = useQueryClient();
  const utils = trpc.useUtils();
  return useMemo(
    () => ({
      findConversation: (id: string) =>
        utils.conversations.get.getData({ conversationId: id }) ?? findRow(queryClient, id),
      hasThread: (conversationId: string) =>
        utils.messages.list.getInfiniteData({ conversationId }) !== undefined,
      putConversation(conversation: OpenConversation) {
        const input = { conversationId: conversation.id };
        utils.conversations.get.setData(input, conversation);
        patchLists(queryClient, conversation, memberId);
      },
      /** Changes what is shown before the server has said so. */
      changeConversation(id: string, written: Partial<ListedConversation>) {
        const change = written.lastMessageText === undefined ? written : { ...AS_TEXT, ...written };
        utils.conversations.get.setData(
          { conversationId: id },
          (old) => old && { ...old, ...change },
        );
        const row =
          utils.conversations.get.getData({ conversationId: id }) ?? findRow(queryClient, id);
        if (row !== undefined) patchLists(queryClient, { ...row, ...change }, memberId);
      },
      putMessage(message: ThreadMessage) {
        const queryKey = getQueryKey(
          trpc.messages.list,
          { conversationId: message.conversationId },
          'infinite',
        );
        patch<ThreadData>(queryClient, queryKey, (thread) => patchThread(thread, message));
      },
    }),
    [queryClient, utils, memberId],
  );
}

export type InboxCache = ReturnType<typeof useInboxCache>;

function patchLists(queryClient: QueryClient, row: ListedConversation, memberId: string): void {
  for (const [queryKey] of listsIn(queryClient)) {
    const filter = filterOf(queryKey);
    if (filter === null) continue;
    patch<ListData>(queryClient, queryKey, (list) => patchList(list, filter, row, memberId));
  }
}

/** An answer that is on its way knows nothing of the change and would undo it: it is asked again. */
function patch<Data>(queryClient: QueryClient, queryKey: QueryKey, change: (data: Data) => Data) {
  queryClient.setQueryData<Data>(queryKey, (data) => data && change(data));
  if (queryClient.isFetching({ queryKey, exact: true }) > 0) {
    void queryClient.invalidateQueries({ queryKey, exact: true });
  }
}

function listsIn(queryClient: QueryClient) {
  return queryClient.getQueriesData<ListData>({
    queryKey: getQueryKey(trpc.conversations.list, undefined, 'infinite'),
  });
}

function findRow(queryClient: QueryClient, id: string): ListedConversation | undefined {
  for (const [, list] of listsIn(queryClient)) {
    const row = list?.pages.flatMap((page) => page.conversations).find((one) => one.id === id);
    if (row !== undefined) return row;
  }
  return undefined;
}

function filterOf(queryKey: QueryKey): InboxFilter | null {
  const options = queryKey[1];
  if (typeof options !== 'object' || options === null || !('input' in options)) return null;
  const { status = 'open', view = 'all', search = '' } = options.input as Partial<InboxFilter>;
  return { status, view, search };
}
