'use client';

import { MessageCircleOff } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { RefObject } from 'react';
import { Composer } from '#components/inbox/composer.tsx';
import type { ComposerHandle } from '#components/inbox/composer.tsx';
import { useInboxTools, usePending } from '#components/inbox/inbox-tools.tsx';
import { MessageList } from '#components/inbox/message-list.tsx';
import { mergePending } from '#components/inbox/thread-entries.ts';
import { ThreadHeader } from '#components/inbox/thread-header.tsx';
import type {
  ListedConversation,
  OpenConversation,
  Quoted,
  ThreadMessage,
} from '#components/inbox/types.ts';
import { firstUnreadId } from '#components/inbox/unread-divider.ts';
import { useIsAttended, useMarkRead } from '#components/inbox/use-mark-read.ts';
import { useThread } from '#components/inbox/use-thread.ts';
import { EmptyState } from '#components/layout/empty-state.tsx';
import { ErrorState } from '#components/layout/error-state.tsx';
import { useShell } from '#components/layout/shell-context.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { Skeleton, SkeletonRegion } from '#components/ui/skeleton.tsx';

interface ThreadProps {
  conversationId: string;
  /** What the list knows of it already, so that the head is there at once. */
  listed: ListedConversation | undefined;
  composer: RefObject<ComposerHandle | null>;
  /** Somebody asked to reply before the field was there. */
  opensToReply: boolean;
  onBack: () => void;
  onClose: (conversation: ListedConversation) => void;
  onReopen: (conversationId: string) => void;
  onAbout: () => void;
}

/** The middle pane: one conversation. */
export function Thread(props: ThreadProps) {
  const { conversationId, listed, composer, opensToReply, onBack, onClose, onReopen, onAbout } =
    props;
  const query = trpc.conversations.get.useQuery({ conversationId });
  const conversation = query.data ?? listed;
  if (query.isError && query.data === undefined) {
    const isGone = query.error.data?.code === 'NOT_FOUND';
    return isGone ? <NotHere onBack={onBack} /> : <CouldNotLoad retry={query.refetch} />;
  }
  return (
    <>
      {conversation === undefined ? (
        <HeaderSkeleton />
      ) : (
        <ThreadHeader
          conversation={conversation}
          onBack={onBack}
          onClose={() => onClose(conversation)}
          onReopen={() => onReopen(conversationId)}
          onAbout={onAbout}
        />
      )}
      {query.data === undefined ? (
        <MessagesSkeleton />
      ) : (
        <Messages conversation={query.data} composer={composer} />
      )}
      {query.data === undefined ? null : (
        <Composer conversation={query.data} handle={composer} takesFocus={opensToReply} />
      )}
    </>
  );
}

interface MessagesProps {
  conversation: OpenConversation;
  composer: RefObject<ComposerHandle | null>;
}

function Messages({ conversation, composer }: MessagesProps) {
  const { id, displayName, unreadCount } = conversation;
  const { user } = useShell();
  const { drafts, memberId } = useInboxTools();
  const thread = useThread(id);
  const pending = usePending(id);
  const entries = useMemo(
    () => mergePending(thread.messages, pending, { memberId, name: user.name }),
    [thread.messages, pending, memberId, user.name],
  );
  const dividerId = useDivider(thread.messages, unreadCount);
  useMarkRead(id, thread.isSuccess ? unreadCount : 0);
  const [onQuote] = useState(() => (quoted: Quoted) => {
    drafts.write(id, { ...drafts.read(id), quoted });
    composer.current?.focus();
  });
  if (thread.isError && thread.data === undefined) return <CouldNotLoad retry={thread.refetch} />;
  if (thread.isPending) return <MessagesSkeleton />;
  return (
    <MessageList
      entries={entries}
      contactName={displayName}
      dividerId={dividerId}
      hasEarlier={thread.hasNextPage}
      isLoadingEarlier={thread.isFetching}
      hasFailed={thread.isFetchNextPageError}
      onLoadEarlier={thread.fetchNextPage}
      onQuote={onQuote}
    />
  );
}

/** Stands where the unread part began, as long as the conversation is open, also when it is read. */
function useDivider(messages: readonly ThreadMessage[], unreadCount: number): string | null {
  const isAttended = useIsAttended();
  const [divider, setDivider] = useState<{ id: string | null } | null>(null);
  const isOpening = divider === null && messages.length > 0;
  // Once open, what arrives before somebody's eyes is not new to them.
  const isAway = divider?.id === null && unreadCount > 0 && !isAttended;
  if (isOpening || isAway) setDivider({ id: firstUnreadId(messages, unreadCount) });
  return divider?.id ?? null;
}

function NotHere({ onBack }: { onBack: () => void }) {
  return (
    <EmptyState
      className="flex-1"
      icon={<MessageCircleOff aria-hidden />}
      title="This conversation is not here"
      actions={<Button onClick={onBack}>Back to the list</Button>}
    >
      It may have been removed, or it belongs to another business.
    </EmptyState>
  );
}

function CouldNotLoad({ retry }: { retry: () => Promise<unknown> }) {
  const [isRetrying, setIsRetrying] = useState(false);
  return (
    <ErrorState
      className="flex-1"
      title="The conversation could not be loaded"
      isRetrying={isRetrying}
      onRetry={() => {
        setIsRetrying(true);
        void retry().finally(() => setIsRetrying(false));
      }}
    >
      Nothing is lost, and what you typed is kept.
    </ErrorState>
  );
}

function HeaderSkeleton() {
  return (
    <div className="flex h-14 shrink-0 items-center border-b px-5">
      <Skeleton className="h-4 w-40" />
    </div>
  );
}

function MessagesSkeleton() {
  return (
    <SkeletonRegion
      label="Loading the conversation"
      className="flex min-h-0 flex-1 flex-col justify-end gap-4 overflow-hidden p-5"
    >
      <Skeleton className="h-9 w-1/2 rounded-lg!" />
      <Skeleton className="h-14 w-2/3 self-end rounded-lg!" />
      <Skeleton className="h-9 w-2/5 rounded-lg!" />
      <Skeleton className="h-9 w-1/3 self-end rounded-lg!" />
    </SkeletonRegion>
  );
}
