import { eq } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import type { attachments } from '#db/schema/attachments.ts';
import { messages } from '#db/schema/messages.ts';
import type { FileKind } from '#db/schema/vocabulary.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import type { ReceivedFile } from '#server/files/types.ts';

export type AttachmentRow = typeof attachments.$inferSelect;

/** One place for each file, whoever fetches it and how often: written twice it is the same. */
export const fileKeys = ({ businessId, id }: Pick<AttachmentRow, 'businessId' | 'id'>) => ({
  file: `${businessId}/${id}/file`,
  thumbnail: `${businessId}/${id}/thumbnail`,
});

type Kept = Pick<
  AttachmentRow,
  | 'mimeType'
  | 'sizeBytes'
  | 'sha256'
  | 'width'
  | 'height'
  | 'durationSeconds'
  | 'storageKey'
  | 'thumbnailKey'
>;

/** Puts a received file where it stays; only then may its row say that it is stored. */
export async function keepFile(
  ctx: BusinessContext,
  id: string,
  file: ReceivedFile,
): Promise<Kept> {
  const keys = fileKeys({ businessId: ctx.businessId, id });
  await ctx.files.write(keys.file, file.content());
  if (file.thumbnail !== null) await ctx.files.write(keys.thumbnail, file.thumbnail);
  const { mimeType, sizeBytes, sha256, width, height, durationSeconds } = file;
  return {
    mimeType,
    sizeBytes,
    sha256,
    width,
    height,
    durationSeconds,
    storageKey: keys.file,
    thumbnailKey: file.thumbnail === null ? null : keys.thumbnail,
  };
}

/** Tells the screens that show the message of a file that something about it changed. */
export async function publishChange(
  ctx: BusinessContext,
  tx: BusinessTx,
  messageId: string | null,
): Promise<void> {
  if (messageId === null) return;
  const [message] = await tx
    .select({ conversationId: messages.conversationId })
    .from(messages)
    .where(eq(messages.id, messageId));
  if (message === undefined) return;
  const ids = { conversationId: message.conversationId, messageId };
  await ctx.publish(tx, { name: 'message.updated', ids });
}

/** What a file is to people, by its type. */
export function kindOf(mimeType: string): FileKind {
  if (mimeType === 'image/svg+xml') return 'document';
  const [family] = mimeType.split('/', 1);
  if (family === 'image' || family === 'video' || family === 'audio') return family;
  return 'document';
}
