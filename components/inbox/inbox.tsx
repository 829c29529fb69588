'use client';

import { MessagesSquare } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useEffect, useRef, useState } from 'react';
import type { ComposerHandle } from '#components/inbox/composer.tsx';
import { inboxHref } from '#components/inbox/inbox-address.ts';
import { InboxToolsProvider, useInboxTools } from '#components/inbox/inbox-tools.tsx';
import { ListPane } from '#components/inbox/list-pane.tsx';
import { RenderedAt } from '#components/inbox/now.ts';
import type { ListedConversation } from '#components/inbox/types.ts';
import { useCloseConversation } from '#components/inbox/use-close-conversation.ts';
import { useConversations } from '#components/inbox/use-conversations.ts';
import { useHeldRows } from '#components/inbox/use-held-rows.ts';
import { useInboxAddress } from '#components/inbox/use-inbox-address.ts';
import { useInboxKeys } from '#components/inbox/use-inbox-keys.ts';
import { useInboxLive } from '#components/inbox/use-inbox-live.ts';
import { EmptyState } from '#components/layout/empty-state.tsx';
import { setUnreadCount } from '#components/layout/unread-count.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { cn } from '#components/ui/cn.ts';
import { Keys } from '#components/ui/kbd.tsx';

// The list stands alone at first; what a conversation needs comes while nothing else is to be done.
const loadThread = () => import('#components/inbox/thread.tsx');
const loadContactPane = () => import('#components/inbox/contact-pane.tsx');
const Thread = dynamic(() => loadThread().then((part) => part.Thread));
const ContactPane = dynamic(() => loadContactPane().then((part) => part.ContactPane));
const ContactSheet = dynamic(() =>
  import('#components/inbox/contact-sheet.tsx').then((part) => part.ContactSheet),
);

interface InboxProps {
  memberId: string;
  /** When the server rendered the page, in milliseconds since 1970. */
  renderedAt: number;
}

/** The shared inbox: list, thread, contact. */
export function Inbox({ memberId, renderedAt }: InboxProps) {
  return (
    <RenderedAt value={renderedAt}>
      <InboxToolsProvider memberId={memberId}>
        <Panes />
      </InboxToolsProvider>
    </RenderedAt>
  );
}

function Panes() {
  const [address, goTo] = useInboxAddress();
  const { conversationId } = address;
  const { cache } = useInboxTools();
  const list = useConversations(address);
  const held = useHeldRows(list.rows, inboxHref({ ...address, conversationId: null }));
  const { close, reopen, undo } = useCloseConversation(goTo);
  const composer = useRef<ComposerHandle>(null);
  const [isSearching, setIsSearching] = useState(address.search !== '');
  const [aboutId, setAboutId] = useState<string | null>(null);
  const [replyTo, setReplyTo] = useState<string | null>(null);
  const lastOpen = useLast(conversationId);
  useInboxLive();
  useUnread();
  useEffect(() => {
    void loadThread();
    void loadContactPane();
  }, []);

  const { rows } = held;
  const selected =
    rows.find(({ id }) => id === conversationId) ??
    list.rows.find(({ id }) => id === conversationId);
  const { data: opened, isError } = trpc.conversations.get.useQuery(
    { conversationId: conversationId ?? '' },
    { enabled: conversationId !== null },
  );
  const conversation = opened ?? selected;
  const back = () => goTo({ conversationId: null });
  // What was asked of a conversation that never came is not done in another one, nor later.
  if (replyTo !== conversationId && replyTo !== null) setReplyTo(null);
  const reply = () => {
    if (composer.current === null) setReplyTo(conversationId);
    else composer.current.focus();
  };
  const closeAndGoOn = (closing: ListedConversation) => {
    held.release();
    goTo({ conversationId: neighbour(rows, closing.id, 1) ?? neighbour(rows, closing.id, -1) });
    close(closing);
  };
  useInboxKeys({
    step: (by) => {
      const next = neighbour(rows, conversationId ?? lastOpen, by) ?? rows[0]?.id;
      if (next !== undefined) goTo({ conversationId: next });
    },
    open: () => {
      if (conversationId === null) goTo({ conversationId: lastOpen ?? rows[0]?.id ?? null });
      else reply();
    },
    back,
    close: () => {
      const closing = conversationId === null ? undefined : cache.findConversation(conversationId);
      if (closing?.status === 'open') closeAndGoOn(closing);
    },
    reply,
    search: () => setIsSearching(true),
    undo,
    status: conversation?.status ?? null,
  });

  const isOpen = conversationId !== null;
  const isMissing = isError && conversation === undefined;
  return (
    <div className="grid min-h-0 flex-1 grid-cols-1 grid-rows-[minmax(0,1fr)] sm:grid-cols-[272px_minmax(0,1fr)] lg:grid-cols-[304px_minmax(0,1fr)_288px] xl:grid-cols-[var(--list-width)_minmax(0,1fr)_var(--context-width)]">
      <div
        className={cn(
          'flex min-h-0 min-w-0 border-r max-sm:col-start-1 max-sm:row-start-1 max-sm:border-r-0',
          isOpen && 'max-sm:invisible',
        )}
      >
        <ListPane {...{ address, goTo, list, held, isSearching }} onSearch={setIsSearching} />
      </div>
      {isOpen ? (
        <section
          aria-label="Conversation"
          className={cn(
            'flex min-h-0 min-w-0 flex-col max-sm:col-start-1 max-sm:row-start-1',
            isMissing ? 'lg:col-span-2' : 'lg:border-r',
          )}
        >
          <h1 className="sr-only sm:hidden">Inbox</h1>
          <Thread
            key={conversationId}
            conversationId={conversationId}
            listed={selected}
            composer={composer}
            opensToReply={replyTo === conversationId}
            onBack={back}
            onClose={closeAndGoOn}
            onReopen={reopen}
            onAbout={() => setAboutId(conversationId)}
          />
        </section>
      ) : (
        <NothingOpen isEmpty={rows.length === 0} />
      )}
      {isOpen && !isMissing ? (
        <aside
          aria-label="About the contact"
          className="flex min-h-0 flex-col overflow-y-auto max-lg:hidden"
        >
          {conversation === undefined ? null : (
            <ContactPane key={conversation.contactId} contactId={conversation.contactId} />
          )}
        </aside>
      ) : null}
      {conversation !== undefined && aboutId !== null ? (
        <ContactSheet
          contactId={conversation.contactId}
          name={conversation.displayName}
          isOpen={aboutId === conversation.id}
          onClose={() => setAboutId(null)}
        />
      ) : null}
    </div>
  );
}

/** Where there is nothing to pick from, the list alone says what to do. */
function NothingOpen({ isEmpty }: { isEmpty: boolean }) {
  if (isEmpty) return <div className="bg-canvas max-sm:hidden lg:col-span-2" />;
  return (
    <div className="flex min-h-0 bg-canvas max-sm:hidden lg:col-span-2">
      <EmptyState
        className="flex-1"
        icon={<MessagesSquare aria-hidden />}
        title="Pick a conversation"
      >
        <p>Its messages and the contact appear here.</p>
        <p className="mt-4 flex items-center justify-center gap-1.5 text-caption text-subtle-foreground">
          <Keys keys="j" /> <Keys keys="k" /> next and previous
          <span className="w-2" />
          <Keys keys="?" /> all shortcuts
        </p>
      </EmptyState>
    </div>
  );
}

/** The row beside the given one, by id; null at the ends. */
function neighbour(rows: readonly ListedConversation[], id: string | null, by: 1 | -1) {
  const index = rows.findIndex((row) => row.id === id);
  if (index === -1) return null;
  return rows[index + by]?.id ?? null;
}

/** The conversation that was open last, so that going back does not lose the place. */
function useLast(conversationId: string | null): string | null {
  const [last, setLast] = useState(conversationId);
  if (conversationId !== null && conversationId !== last) setLast(conversationId);
  return last;
}

/** Shows what is unread in the sidebar and in the title of the tab. */
function useUnread(): void {
  const { data: counts } = trpc.conversations.counts.useQuery();
  const unread = counts?.unread;
  useEffect(() => {
    if (unread === undefined) return;
    setUnreadCount(unread);
    const title = 'Inbox · Frontdesk';
    document.title = unread === 0 ? title : `(${unread > 99 ? '99+' : unread}) ${title}`;
  });
}
