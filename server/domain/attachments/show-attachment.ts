import type { AttachmentRow } from '#server/domain/attachments/internal.ts';
import type { ShownAttachment } from '#server/domain/attachments/list-attachments.ts';
import type { BusinessContext } from '#server/domain/context.ts';

/** A file as a thread shows it, with links that work from now on for half an hour at least. */
export function showAttachment(ctx: BusinessContext, row: AttachmentRow): ShownAttachment {
  const { id: attachmentId, storageKey, thumbnailKey } = row;
  const isHere = row.state === 'stored';
  const link = (variant: 'file' | 'thumbnail', key: string | null) =>
    isHere && key !== null ? ctx.files.linkTo({ attachmentId, variant }) : null;
  return {
    id: row.id,
    kind: row.kind,
    mimeType: row.mimeType,
    fileName: row.fileName,
    sizeBytes: row.sizeBytes,
    width: row.width,
    height: row.height,
    durationSeconds: row.durationSeconds,
    isVoice: row.isVoice,
    isAnimated: row.isAnimated,
    state: row.state,
    failureText: isHere ? null : row.failureText,
    isTooLarge: row.isTooLarge,
    url: link('file', storageKey),
    thumbnailUrl: link('thumbnail', thumbnailKey),
  };
}
