import { eq } from 'drizzle-orm';
import { conversations } from '#db/schema/conversations.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { checkWaiting, lockScheduled } from '#server/domain/messages/lock-scheduled.ts';
import { letGo } from '#server/domain/messages/release-message.ts';
import { requireSendable } from '#server/domain/sending/read-send-facts.ts';

/**
 * A person lets a waiting message go now, also one that missed its time; a second press changes
 * nothing. Throws NOT_FOUND, CONFLICT when it was cancelled, and PRECONDITION_FAILED when it cannot
 * be sent, and then it goes on waiting.
 */
export async function sendScheduledMessage(
  ctx: BusinessContext,
  input: { messageId: string },
): Promise<void> {
  await ctx.db(async (tx) => {
    const message = await lockScheduled(tx, input.messageId);
    if (message.state === 'cancelled') checkWaiting(message);
    if (message.state !== 'scheduled') return;
    await requireSendable(ctx, tx, message);
    await letGo(ctx, tx, message);
    await tx
      .update(conversations)
      .set({ status: 'open', closedAt: null, unreadCount: 0 })
      .where(eq(conversations.id, message.conversationId));
  });
}
