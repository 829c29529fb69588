'use client';

import { useRef } from 'react';
import { useFormat } from '#components/format.tsx';
import { EMPTY_DRAFT } from '#components/inbox/drafts.ts';
import { useInboxTools } from '#components/inbox/inbox-tools.tsx';
import type { OpenConversation } from '#components/inbox/types.ts';
import { announce } from '#components/layout/live-region.tsx';
import { trpc } from '#components/trpc-provider.tsx';
import { showToast } from '#components/ui/toast.ts';

/** Gives what is written a time to go out; the words come back when that fails. */
export function useSchedule(conversation: OpenConversation): (at: Date) => void {
  const { drafts, refreshMessage } = useInboxTools();
  const { client } = trpc.useUtils();
  const format = useFormat();
  const failed = useRef<{ words: string; clientId: string } | null>(null);
  const { id: conversationId, maxTextLength } = conversation;

  const deliver = async (at: Date) => {
    const draft = drafts.read(conversationId);
    const text = draft.text.trim();
    if (text === '' || text.length > maxTextLength) return;
    drafts.write(conversationId, EMPTY_DRAFT);
    // The answer of a try that failed may only have been lost: asked again, it is the same message.
    const words = `${at.toISOString()} ${conversationId} ${text}`;
    const clientId =
      failed.current?.words === words ? failed.current.clientId : crypto.randomUUID();
    const quoted = draft.quoted === null ? {} : { quotedMessageId: draft.quoted.id };
    try {
      const input = { conversationId, clientId, text, scheduledFor: at, ...quoted };
      const { messageId } = await client.messages.schedule.mutate(input);
      failed.current = null;
      announce(`The message goes out ${format.upcoming(at)}.`);
      await refreshMessage(messageId).catch(() => undefined);
    } catch (error) {
      failed.current = { words, clientId };
      if (drafts.read(conversationId).text === '') drafts.write(conversationId, draft);
      showToast({ tone: 'danger', message: sentenceOf(error) });
    }
  };
  return (at) => void deliver(at);
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : 'It could not be scheduled. Try again.';
}
