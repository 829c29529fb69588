import { eq } from 'drizzle-orm';
import { messages } from '#db/schema/messages.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { changedAt, checkWaiting, lockScheduled } from '#server/domain/messages/lock-scheduled.ts';
import { enqueueRelease, publishUpdate } from '#server/domain/messages/release-message.ts';

/**
 * Takes a cancellation back: the message waits for its time again, and goes at once when that came
 * meanwhile. Throws NOT_FOUND, and CONFLICT when it has gone out.
 */
export async function restoreScheduledMessage(
  ctx: BusinessContext,
  input: { messageId: string },
): Promise<void> {
  await ctx.db(async (tx) => {
    const message = await lockScheduled(tx, input.messageId);
    if (message.state !== 'cancelled') {
      checkWaiting(message);
      return;
    }
    await tx
      .update(messages)
      .set({ state: 'scheduled', stateAt: changedAt(ctx, message) })
      .where(eq(messages.id, message.id));
    await enqueueRelease(ctx, tx, message);
    await publishUpdate(ctx, tx, message);
  });
}
