'use client';

import { EMPTY_DRAFT } from '#components/inbox/drafts.ts';
import { useInboxTools } from '#components/inbox/inbox-tools.tsx';
import type { OpenConversation } from '#components/inbox/types.ts';
import type { ComposerFiles } from '#components/inbox/use-uploads.ts';
import { serverClock } from '#components/server-clock.ts';
import { maxReplyLength } from '#server/domain/messages/schema.ts';

/** Takes the text out of the field in the same instant, so that a second press finds nothing. */
export function useSendReply(conversation: OpenConversation, uploads: ComposerFiles): () => void {
  const { drafts, outbox, cache } = useInboxTools();
  return () => {
    const { text: written, quoted } = drafts.read(conversation.id);
    const text = written.trim();
    if (uploads.isUploading || text.length > maxReplyLength) return;
    if (drafts.isHeld(conversation.id)) return;
    if (text === '' && !uploads.isReady) return;
    const files = uploads.take();
    drafts.write(conversation.id, EMPTY_DRAFT);
    const last = files.at(-1);
    const clientId = crypto.randomUUID();
    const writtenAt = serverClock.now();
    outbox.add({ clientId, conversationId: conversation.id, text, quoted, files, writtenAt });
    cache.changeConversation(conversation.id, {
      status: 'open',
      unreadCount: 0,
      lastMessageText: text,
      lastMessageKind: last?.kind ?? 'text',
      lastFileName: last?.fileName ?? null,
      lastFileIsVoice: last?.isVoice ?? false,
      lastFileSeconds: last?.durationSeconds ?? null,
      lastMessageDirection: 'outbound',
      lastMessageAuthor: 'member',
      lastMessageAuthorName: null,
      lastMessageState: 'queued',
      lastMessageFailure: null,
      lastMessageAt: new Date(writtenAt),
    });
  };
}
