import { eq } from 'drizzle-orm';
import { attachments } from '#db/schema/attachments.ts';
import { fileNameOf } from '#server/domain/attachments/file-name.ts';
import type { BusinessContext, FileStorage } from '#server/domain/context.ts';
import type { FileVariant } from '#server/files/types.ts';

export interface OpenedAttachment {
  mimeType: string;
  fileName: string | null;
  /** Changes with the bytes. */
  tag: string;
  content: NonNullable<Awaited<ReturnType<FileStorage['open']>>>;
}

/** The bytes of a file that is here, or null: also of one whose message was taken back. */
export async function openAttachment(
  ctx: BusinessContext,
  { attachmentId, variant }: { attachmentId: string; variant: FileVariant },
): Promise<OpenedAttachment | null> {
  const [row] = await ctx.db((tx) =>
    tx.select().from(attachments).where(eq(attachments.id, attachmentId)),
  );
  if (row?.state !== 'stored') return null;
  if (row.messageId === null && row.uploadedByMemberId === null) return null;
  const isWhole = variant === 'file';
  const key = isWhole ? row.storageKey : row.thumbnailKey;
  const content = key === null ? null : await ctx.files.open(key);
  if (content === null) return null;
  const mimeType = isWhole ? (row.mimeType ?? 'application/octet-stream') : 'image/webp';
  const fileName = isWhole ? fileNameOf(row) : null;
  return { mimeType, fileName, tag: `${row.sha256 ?? row.id}-${variant}`, content };
}
