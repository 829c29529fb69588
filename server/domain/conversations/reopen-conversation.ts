import type { BusinessContext } from '#server/domain/context.ts';
import { moveConversation } from '#server/domain/conversations/internal.ts';

/** Puts a closed conversation back among the open ones. Throws NOT_FOUND. */
export function reopenConversation(
  ctx: BusinessContext,
  input: { conversationId: string },
): Promise<void> {
  return moveConversation(ctx, input.conversationId, 'reopen');
}
