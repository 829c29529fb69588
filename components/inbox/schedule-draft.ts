import { EMPTY_DRAFT } from '#components/inbox/drafts.ts';
import type { Drafts } from '#components/inbox/drafts.ts';
import { maxReplyLength } from '#server/domain/messages/schema.ts';

/** A draft as the server is asked to keep it for its time. */
export interface Planned {
  conversationId: string;
  clientId: string;
  text: string;
  scheduledFor: Date;
  quotedMessageId?: string;
}

/**
 * Gives what is written a time to go out. Until it is saved the words stay in their field, held, so
 * that neither a refusal nor a reload loses them and nothing sends them twice. False when there is
 * nothing to save; rejects as `save` does.
 */
export function createScheduler(drafts: Drafts, save: (planned: Planned) => Promise<void>) {
  let failed: { words: string; clientId: string } | null = null;
  return async (conversationId: string, at: Date) => {
    const draft = drafts.read(conversationId);
    const text = draft.text.trim();
    if (text === '' || text.length > maxReplyLength || drafts.isHeld(conversationId)) return false;
    // The answer of a try that failed may only have been lost: asked again, it is the same message.
    const words = `${at.toISOString()} ${conversationId} ${text}`;
    const clientId = failed?.words === words ? failed.clientId : crypto.randomUUID();
    const quoted = draft.quoted === null ? {} : { quotedMessageId: draft.quoted.id };
    drafts.hold(conversationId, true);
    try {
      await save({ conversationId, clientId, text, scheduledFor: at, ...quoted });
      failed = null;
      drafts.write(conversationId, EMPTY_DRAFT);
      return true;
    } catch (error) {
      failed = { words, clientId };
      throw error;
    } finally {
      drafts.hold(conversationId, false);
    }
  };
}
