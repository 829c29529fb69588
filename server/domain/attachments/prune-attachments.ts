import { and, eq, isNull, lt, or } from 'drizzle-orm';
import { attachments } from '#db/schema/attachments.ts';
import { removeFile } from '#server/domain/attachments/keep-file.ts';
import type { BusinessContext } from '#server/domain/context.ts';

const rowsPerTurn = 200;

/**
 * Forgets files that no message has: those that their member added before this moment and never
 * sent, and those whose message is no more. Returns how many.
 */
export async function pruneAttachments(
  ctx: BusinessContext,
  { before }: { before: Date },
): Promise<number> {
  const isOld = lt(attachments.createdAt, before);
  const forgotten = await ctx.db((tx) =>
    tx
      .select({ id: attachments.id })
      .from(attachments)
      .where(and(isNull(attachments.messageId), or(isOld, isNull(attachments.uploadedByMemberId))))
      .limit(rowsPerTurn),
  );
  let count = 0;
  for (const { id } of forgotten) if (await isForgotten(ctx, id)) count += 1;
  return count;
}

/** One whose bytes cannot be taken away just now keeps none of the others. */
async function isForgotten(ctx: BusinessContext, attachmentId: string): Promise<boolean> {
  try {
    await forgetAttachment(ctx, attachmentId);
    return true;
  } catch (error) {
    ctx.log.warn({ error, attachmentId }, 'a file could not be taken away');
    return false;
  }
}

/**
 * First nobody can send it any more, then its bytes go, then its row: a crash leaves it to be found.
 * One that somebody is just fetching waits for them, who would write its bytes again.
 */
export async function forgetAttachment(ctx: BusinessContext, attachmentId: string): Promise<void> {
  const isUnsent = and(eq(attachments.id, attachmentId), isNull(attachments.messageId));
  const [mine] = await ctx.db((tx) =>
    tx.update(attachments).set({ uploadedByMemberId: null }).where(isUnsent).returning(),
  );
  if (mine === undefined) return;
  if (mine.leaseUntil !== null && mine.leaseUntil > ctx.now()) return;
  await removeFile(ctx, attachmentId);
  await ctx.db((tx) => tx.delete(attachments).where(isUnsent));
}
