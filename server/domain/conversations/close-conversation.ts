import type { BusinessContext } from '#server/domain/context.ts';
import { moveConversation } from '#server/domain/conversations/internal.ts';

/** Takes a conversation out of the open list until the contact writes again. Throws NOT_FOUND. */
export function closeConversation(
  ctx: BusinessContext,
  input: { conversationId: string },
): Promise<void> {
  return moveConversation(ctx, input.conversationId, 'close');
}
