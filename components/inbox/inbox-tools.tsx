'use client';

import { createContext, use, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { useInboxCache } from '#components/inbox/cache.ts';
import type { InboxCache } from '#components/inbox/cache.ts';
import { createDrafts, EMPTY_DRAFT } from '#components/inbox/drafts.ts';
import type { Draft, Drafts } from '#components/inbox/drafts.ts';
import { createOutbox } from '#components/inbox/outbox.ts';
import type { Outbox, PendingSend } from '#components/inbox/outbox.ts';
import { createRefresher } from '#components/inbox/refresher.ts';
import { answerIn, pauseBeforeRetry, tabStorage } from '#components/inbox/tab.ts';
import type { ThreadMessage } from '#components/inbox/types.ts';
import { useShell } from '#components/layout/shell-context.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { showToast } from '#components/ui/toast.ts';

type Deliver = (send: PendingSend) => Promise<void>;

interface Kept {
  outbox: Outbox;
  drafts: Drafts;
  /** How to deliver now: the outbox outlives a page, so that a message is never left behind. */
  deliverBy: (deliver: Deliver) => void;
}

interface InboxTools extends Kept {
  memberId: string;
  cache: InboxCache;
  /** Fetches one conversation or message as it is now and puts it on screen. */
  refreshConversation: (conversationId: string) => Promise<void>;
  refreshMessage: (messageId: string) => Promise<void>;
}

const Tools = createContext<InboxTools | null>(null);
const keptInTab = new Map<string, Kept>();

/** What the parts of the inbox share: the cache, the outbox and the drafts of this person. */
export function InboxToolsProvider(props: { memberId: string; children: ReactNode }) {
  const { memberId, children } = props;
  const { business, user } = useShell();
  const scope = `${business.id}.${user.email}`;
  const kept = useMemo(() => keptFor(scope), [scope]);
  const cache = useInboxCache(memberId);
  const utils = trpc.useUtils();
  const { client } = utils;
  const tools = useMemo<InboxTools>(() => {
    // A reaction stands on another message, which is asked for again without it.
    const takeBack = ({ conversationId, failureText }: ThreadMessage) => {
      showToast({ tone: 'danger', message: refusedWords(failureText) });
      return utils.messages.list.invalidate({ conversationId });
    };
    const refreshConversation = createRefresher(async (conversationId) => {
      cache.putConversation(await client.conversations.get.query({ conversationId }));
    });
    const refreshMessage = createRefresher(async (messageId) => {
      const message = await client.messages.get.query({ messageId });
      if (message.kind !== 'reaction') cache.putMessage(message);
      else if (isRefused(message, memberId)) await takeBack(message);
    });
    return { ...kept, memberId, cache, refreshConversation, refreshMessage };
  }, [kept, memberId, cache, client, utils]);

  useEffect(() => {
    kept.deliverBy(async ({ conversationId, clientId, text, quoted, template, files = [] }) => {
      const quotedMessageId = quoted === null ? {} : { quotedMessageId: quoted.id };
      const attachmentIds = files.map(({ id }) => id);
      const content =
        files.length === 0 ? {} : { content: { kind: 'files' as const, attachmentIds } };
      const sent = template === undefined ? content : { template };
      const input = { conversationId, clientId, text, ...quotedMessageId, ...sent };
      const { messageId } = await client.messages.send.mutate(input).catch((error: unknown) => {
        // Whatever is refused, the screen may think something that is no longer so.
        if (answerIn(error) !== null) void tools.refreshConversation(conversationId).catch(ignore);
        throw error;
      });
      await tools.refreshMessage(messageId);
      await tools.refreshConversation(conversationId);
    });
    kept.outbox.resume();
  }, [kept, client, tools]);

  return <Tools value={tools}>{children}</Tools>;
}

const ignore = () => undefined;

/** A reaction of this person that the provider did not take. */
function isRefused({ state, authorMemberId }: ThreadMessage, memberId: string): boolean {
  return state === 'failed' && authorMemberId === memberId;
}

function refusedWords(reason: string | null): string {
  return `Your reaction did not arrive: ${reason ?? 'the provider gave no reason.'}`;
}

/** The inbox around this part. */
export function useInboxTools(): InboxTools {
  const tools = use(Tools);
  if (tools === null) throw new Error('useInboxTools needs an InboxToolsProvider above it.');
  return tools;
}

/** What is written and not sent in one conversation. */
export function useDraft(conversationId: string): Draft {
  const { drafts } = useInboxTools();
  return useSyncExternalStore(
    drafts.subscribe,
    () => drafts.read(conversationId),
    () => EMPTY_DRAFT,
  );
}

/** Whether what is written in one conversation is on its way and waits for the answer. */
export function useIsHeld(conversationId: string): boolean {
  const { drafts } = useInboxTools();
  return useSyncExternalStore(
    drafts.subscribe,
    () => drafts.isHeld(conversationId),
    () => false,
  );
}

/** The messages of one conversation that are on their way to the server. */
export function usePending(conversationId: string): PendingSend[] {
  const { outbox } = useInboxTools();
  const [none] = useState<readonly PendingSend[]>([]);
  const waiting = useSyncExternalStore(outbox.subscribe, outbox.snapshot, () => none);
  return useMemo(
    () => waiting.filter((send) => send.conversationId === conversationId),
    [waiting, conversationId],
  );
}

/** One outbox a tab and person; on the server there is nothing to keep. */
function keptFor(scope: string): Kept {
  const kept = keptInTab.get(scope) ?? makeKept(scope);
  if (typeof window !== 'undefined') keptInTab.set(scope, kept);
  return kept;
}

function makeKept(scope: string): Kept {
  let deliver: Deliver = () => Promise.reject(new Error('The inbox is not on screen yet.'));
  return {
    deliverBy: (next) => {
      deliver = next;
    },
    drafts: createDrafts(`frontdesk.draft.${scope}`, tabStorage),
    outbox: createOutbox(`frontdesk.outbox.${scope}`, {
      deliver: (send) => deliver(send),
      refusalIn: answerIn,
      pause: pauseBeforeRetry,
      storage: tabStorage,
    }),
  };
}
