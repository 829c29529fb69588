import { and, eq, isNull } from 'drizzle-orm';
import { attachments } from '#db/schema/attachments.ts';
import { forgetAttachment } from '#server/domain/attachments/prune-attachments.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound } from '#server/domain/errors.ts';

/** A member takes a file out again that they added and have not sent. Throws NOT_FOUND. */
export async function discardAttachment(
  ctx: BusinessContext,
  { attachmentId }: { attachmentId: string },
): Promise<void> {
  const { actor } = ctx;
  if (actor.kind !== 'member') throw notFound('file');
  const [mine] = await ctx.db((tx) =>
    tx
      .select({ id: attachments.id })
      .from(attachments)
      .where(
        and(
          eq(attachments.id, attachmentId),
          isNull(attachments.messageId),
          eq(attachments.uploadedByMemberId, actor.memberId),
        ),
      ),
  );
  if (mine === undefined) throw notFound('file');
  await forgetAttachment(ctx, attachmentId);
}
