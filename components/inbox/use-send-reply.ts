'use client';

import { EMPTY_DRAFT } from '#components/inbox/drafts.ts';
import { handOver } from '#components/inbox/hand-over.ts';
import { useInboxTools } from '#components/inbox/inbox-tools.tsx';
import type { OpenConversation } from '#components/inbox/types.ts';
import type { ComposerFiles } from '#components/inbox/use-uploads.ts';
import { maxReplyLength } from '#server/domain/messages/schema.ts';

/** Takes the text out of the field in the same instant, so that a second press finds nothing. */
export function useSendReply(conversation: OpenConversation, uploads: ComposerFiles): () => void {
  const tools = useInboxTools();
  const { drafts } = tools;
  return () => {
    const { id: conversationId } = conversation;
    const { text: written, quoted } = drafts.read(conversationId);
    const text = written.trim();
    if (uploads.isUploading || text.length > maxReplyLength) return;
    if (drafts.isHeld(conversationId)) return;
    if (text === '' && !uploads.isReady) return;
    const files = uploads.take();
    drafts.write(conversationId, EMPTY_DRAFT);
    handOver(tools, { conversationId, text, quoted, files });
  };
}
