'use client';

import { Inbox as InboxIcon, SearchX, Smartphone } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useState } from 'react';
import { useFormat } from '#components/format.tsx';
import { ConversationList, RowSkeleton } from '#components/inbox/conversation-list.tsx';
import { inboxHref } from '#components/inbox/inbox-address.ts';
import type { InboxAddress } from '#components/inbox/inbox-address.ts';
import { ListHeader } from '#components/inbox/list-header.tsx';
import type { useConversations } from '#components/inbox/use-conversations.ts';
import type { useHeldRows } from '#components/inbox/use-held-rows.ts';
import type { GoTo } from '#components/inbox/use-inbox-address.ts';
import { useNow } from '#components/inbox/now.ts';
import { usePreload } from '#components/inbox/use-preload.ts';
import { ViewTabs } from '#components/inbox/view-tabs.tsx';
import { EmptyState } from '#components/layout/empty-state.tsx';
import { ErrorState } from '#components/layout/error-state.tsx';
import { useShell } from '#components/layout/shell-context.ts';
import { serverClock } from '#components/server-clock.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { SkeletonRegion } from '#components/ui/skeleton.tsx';

/** Windows close without anybody doing anything. */
const COUNT_AGAIN_MS = 60_000;
/** What is further away is asked for when it is nearer; what is over, not without end. */
const FARTHEST_MS = 10 * 60_000;
const SOONEST_MS = 1_000;

interface ListPaneProps {
  address: InboxAddress;
  goTo: GoTo;
  list: ReturnType<typeof useConversations>;
  held: ReturnType<typeof useHeldRows>;
  isSearching: boolean;
  onSearch: (isSearching: boolean) => void;
}

/** The left pane: which conversations, and the conversations. */
export function ListPane({ address, goTo, list, held, isSearching, onSearch }: ListPaneProps) {
  const format = useFormat();
  const { data: counts } = trpc.conversations.counts.useQuery(undefined, {
    refetchInterval: COUNT_AGAIN_MS,
  });
  useClosingChanges(counts?.closingChangesAt ?? null);
  const count = address.status === 'open' && counts ? format.number(counts.all) : undefined;
  return (
    <section aria-label="Conversations" className="flex min-h-0 flex-1 flex-col">
      <ListHeader {...{ address, goTo, count, isSearching, onSearch }} />
      <ViewTabs address={address} goTo={goTo} counts={counts} />
      <ListBody address={address} goTo={goTo} list={list} held={held} />
    </section>
  );
}

/** The count and the list change together, at the very moment that a conversation enters or leaves. */
function useClosingChanges(changesAt: Date | null): void {
  const utils = trpc.useUtils();
  const at = changesAt?.getTime() ?? null;
  const now = useNow();
  useEffect(() => {
    const left = at === null ? Infinity : at - serverClock.now();
    if (left > FARTHEST_MS) return;
    const timeout = setTimeout(
      () => {
        void utils.conversations.counts.invalidate();
        void utils.conversations.list.invalidate({ view: 'closing' });
      },
      Math.max(left, SOONEST_MS),
    );
    return () => clearTimeout(timeout);
  }, [at, now, utils]);
}

type ListBodyProps = Pick<ListPaneProps, 'address' | 'goTo' | 'list' | 'held'>;

function ListBody({ address, goTo, list, held }: ListBodyProps) {
  const preload = usePreload();
  const { rows, holdProps } = held;
  if (list.isError && rows.length === 0) {
    return (
      <ErrorState
        className="flex-1"
        title="The conversations could not be loaded"
        isRetrying={list.isFetching}
        onRetry={() => void list.refetch()}
      >
        Nothing is lost. Messages that arrive meanwhile are kept.
      </ErrorState>
    );
  }
  if (list.isPending) return <ListSkeleton />;
  if (rows.length === 0) return <NoConversations address={address} goTo={goTo} />;
  return (
    <ConversationList
      key={inboxHref({ ...address, conversationId: null, search: '' })}
      rows={rows}
      address={address}
      hasMore={list.hasNextPage}
      isLoadingMore={list.isFetching}
      onLoadMore={list.fetchNextPage}
      onOpen={(conversationId) => goTo({ conversationId })}
      onReachFor={preload}
      {...holdProps}
    />
  );
}

function ListSkeleton() {
  const [rows] = useState(() => Array.from({ length: 9 }, (_, index) => index));
  return (
    <SkeletonRegion
      label="Loading the conversations"
      className="min-h-0 flex-1 overflow-hidden px-2 [--row:64px] max-sm:[--row:72px]"
    >
      {rows.map((row) => (
        <div key={row} className="h-(--row)">
          <RowSkeleton />
        </div>
      ))}
    </SkeletonRegion>
  );
}

function NoConversations({ address, goTo }: { address: InboxAddress; goTo: GoTo }) {
  const { sandboxAvailable } = useShell();
  if (address.search !== '') {
    return (
      <EmptyState
        className="flex-1"
        icon={<SearchX aria-hidden />}
        title="Nobody found"
        actions={<Button onClick={() => goTo({ search: '' }, 'replace')}>Clear the search</Button>}
      >
        No {address.status} conversation has “{address.search}” in its name or number.
      </EmptyState>
    );
  }
  if (address.status === 'closed' || address.view !== 'all')
    return <NothingInView {...{ address, goTo }} />;
  return (
    <EmptyState
      className="flex-1"
      icon={<InboxIcon aria-hidden />}
      title="Conversations land here"
      actions={
        sandboxAvailable ? (
          <Button asChild>
            <Link href="/sandbox" prefetch={false}>
              <Smartphone aria-hidden className="text-muted-foreground" />
              Open the sandbox phone
            </Link>
          </Button>
        ) : undefined
      }
    >
      {sandboxAvailable
        ? 'Newest first. Write the first one yourself, from the sandbox phone.'
        : 'Newest first, as soon as the first customer writes.'}
    </EmptyState>
  );
}

function NothingInView({ address, goTo }: { address: InboxAddress; goTo: GoTo }) {
  const title = {
    all: 'Nothing is closed yet',
    mine: 'Nothing is yours here',
    unassigned: 'Everything has somebody',
    closing: 'Nobody is running out of time',
  }[address.view];
  const words = {
    all: 'Conversations that you close are kept here, and open again when the customer writes.',
    mine: 'A conversation becomes yours with your first reply to it.',
    unassigned: 'New conversations that nobody has answered land here.',
    closing:
      'Some channels let you answer freely only for a while after a customer’s last message. When ' +
      'hardly any of that time is left, the conversation lands here, the most urgent first.',
  }[address.view];
  return (
    <EmptyState
      className="flex-1"
      icon={<InboxIcon aria-hidden />}
      title={title}
      actions={
        <Button onClick={() => goTo({ view: 'all', status: 'open' })}>Show all open ones</Button>
      }
    >
      {words}
    </EmptyState>
  );
}
