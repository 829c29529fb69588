import { eq } from 'drizzle-orm';
import { messages } from '#db/schema/messages.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { changedAt, checkWaiting, lockScheduled } from '#server/domain/messages/lock-scheduled.ts';
import { publishUpdate } from '#server/domain/messages/release-message.ts';

/**
 * Keeps a waiting message from going out; doing it twice is doing it once. Throws NOT_FOUND, and
 * CONFLICT when it has gone out.
 */
export async function cancelScheduledMessage(
  ctx: BusinessContext,
  input: { messageId: string },
): Promise<void> {
  await ctx.db(async (tx) => {
    const message = await lockScheduled(tx, input.messageId);
    if (message.state === 'cancelled') return;
    checkWaiting(message);
    await tx
      .update(messages)
      .set({ state: 'cancelled', stateAt: changedAt(ctx, message) })
      .where(eq(messages.id, message.id));
    await publishUpdate(ctx, tx, message);
  });
}
