'use client';

import { useEffect, useRef } from 'react';
import { useInboxTools } from '#components/inbox/inbox-tools.tsx';
import { summaryOfLast } from '#components/inbox/message-summary.ts';
import { answerIn } from '#components/inbox/tab.ts';
import { announce } from '#components/layout/live-region.tsx';
import { useRealtime } from '#components/realtime/provider.tsx';
import { trpc } from '#components/trpc-provider.tsx';

const COUNTS_PAUSE_MS = 400;
const CAMPAIGN_PAUSE_MS = 1000;

/** Brings each change on screen by fetching the one thing that changed, and says so aloud. */
export function useInboxLive(): void {
  const { cache, refreshConversation, refreshMessage } = useInboxTools();
  const utils = trpc.useUtils();
  const recount = useRecount();
  const rereadThread = useRereadThread();

  const show = async (conversationId: string, newMessageId: string | null) => {
    await refreshConversation(conversationId);
    const conversation = cache.findConversation(conversationId);
    if (conversation?.lastMessageId !== newMessageId) return;
    if (conversation.lastMessageDirection !== 'inbound') return;
    announce(`New message from ${conversation.displayName}: ${summaryOfLast(conversation).text}`);
  };
  const orAskAgain = (error: unknown) => {
    // Gone meanwhile is an answer, and leaves the list; a lost one leaves us not knowing.
    if (answerIn(error) !== null) {
      void utils.conversations.list.invalidate();
      return;
    }
    void utils.conversations.invalidate();
    void utils.messages.invalidate();
  };

  useRealtime((change) => {
    switch (change.name) {
      case 'message.created':
      case 'message.updated': {
        const { conversationId, messageId } = change.ids;
        const isNew = change.name === 'message.created';
        show(conversationId, isNew ? messageId : null).catch(orAskAgain);
        if (cache.hasThread(conversationId)) refreshMessage(messageId).catch(orAskAgain);
        if (isNew) recount();
        return true;
      }
      case 'conversation.updated': {
        const { conversationId } = change.ids;
        show(conversationId, null).catch(orAskAgain);
        const contactId = cache.findConversation(conversationId)?.contactId;
        if (contactId !== undefined) void utils.contacts.get.invalidate({ contactId });
        recount();
        return true;
      }
      case 'business.updated': {
        // A channel may have been let go, or be there again.
        void utils.conversations.get.invalidate();
        return undefined;
      }
      case 'campaign.updated': {
        rereadThread();
        return undefined;
      }
      default:
        return undefined;
    }
  });
}

/** Counts once for a burst of changes. */
function useRecount(): () => void {
  const utils = trpc.useUtils();
  const timer = useRef<number>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return () => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(
      () => void utils.conversations.counts.invalidate(),
      COUNTS_PAUSE_MS,
    );
  };
}

/** Nobody is told of each message of a bulk send: now and then the open thread asks for its own. */
function useRereadThread(): () => void {
  const utils = trpc.useUtils();
  const timer = useRef<number>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return () => {
    timer.current ??= window.setTimeout(() => {
      timer.current = undefined;
      void utils.messages.list.invalidate();
    }, CAMPAIGN_PAUSE_MS);
  };
}
