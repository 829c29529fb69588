import { eq } from 'drizzle-orm';
import { attachments } from '#db/schema/attachments.ts';
import { publishChange } from '#server/domain/attachments/internal.ts';
import type { AttachmentRow } from '#server/domain/attachments/internal.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound, ServiceError } from '#server/domain/errors.ts';

/**
 * A person asks for a file again that could not be had, or that is to be tried again only later.
 * Throws NOT_FOUND, or CONFLICT when it is here, being fetched right now, or too large.
 */
export async function retryAttachment(
  ctx: BusinessContext,
  { attachmentId }: { attachmentId: string },
): Promise<void> {
  await ctx.db(async (tx) => {
    const [found] = await tx
      .select()
      .from(attachments)
      .where(eq(attachments.id, attachmentId))
      .for('update');
    if (found?.messageId == null) throw notFound('file');
    if (!isWaiting(found, ctx.now()) || found.isTooLarge) {
      throw new ServiceError('CONFLICT', 'This file does not need to be fetched again.');
    }
    await tx
      .update(attachments)
      .set({
        state: 'pending',
        stateAt: ctx.now(),
        attempts: 0,
        leaseUntil: null,
        failureText: null,
      })
      .where(eq(attachments.id, attachmentId));
    await publishChange(ctx, tx, found.messageId);
    await ctx.enqueue(tx, {
      name: 'attachment.added',
      data: { businessId: ctx.businessId, attachmentId },
    });
  });
}

/** Given up, or between two tries; a job that still comes for it later finds it done. */
function isWaiting({ state, failureText, leaseUntil }: AttachmentRow, now: Date): boolean {
  if (state !== 'pending') return state === 'failed';
  return failureText !== null && (leaseUntil === null || leaseUntil <= now);
}
