import { eq } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { attachments } from '#db/schema/attachments.ts';
import type { BusinessContext } from '#server/domain/context.ts';

/** Takes the files of a message away. Returns their keys in the file storage, to remove after commit. */
export async function removeAttachments(
  _ctx: BusinessContext,
  tx: BusinessTx,
  messageId: string,
): Promise<string[]> {
  const removed = await tx
    .delete(attachments)
    .where(eq(attachments.messageId, messageId))
    .returning({ file: attachments.storageKey, thumbnail: attachments.thumbnailKey });
  return removed.flatMap(({ file, thumbnail }) => [file, thumbnail].filter((key) => key !== null));
}
