import { eq } from 'drizzle-orm';
import { afterCommit } from '#db/business.ts';
import type { BusinessTx } from '#db/business.ts';
import { attachments } from '#db/schema/attachments.ts';
import { forgetAttachment } from '#server/domain/attachments/prune-attachments.ts';
import type { BusinessContext } from '#server/domain/context.ts';

/**
 * Takes the files of a message away, for good: nobody finds them after this transaction, and their
 * bytes go after its commit. What a crash leaves between the two is swept later.
 */
export async function removeAttachments(
  ctx: BusinessContext,
  tx: BusinessTx,
  messageId: string,
): Promise<void> {
  const removed = await tx
    .update(attachments)
    .set({ messageId: null, uploadedByMemberId: null })
    .where(eq(attachments.messageId, messageId))
    .returning({ id: attachments.id });
  for (const { id } of removed) afterCommit(() => forgetAttachment(ctx, id));
}
