import type { AttachmentRow } from '#server/domain/attachments/internal.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import type { ReceivedFile } from '#server/files/types.ts';

/** One place for each file, whoever fetches it and how often: written twice it is the same. */
const fileKeys = ({ businessId, id }: Pick<AttachmentRow, 'businessId' | 'id'>) => ({
  file: `${businessId}/${id}/file`,
  thumbnail: `${businessId}/${id}/thumbnail`,
});

/** Takes the bytes of a file away that no row has any more. */
export async function removeFile(
  ctx: Pick<BusinessContext, 'businessId' | 'files'>,
  id: string,
): Promise<void> {
  const keys = fileKeys({ businessId: ctx.businessId, id });
  await ctx.files.remove(keys.file);
  await ctx.files.remove(keys.thumbnail);
}

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
  ctx: Pick<BusinessContext, 'businessId' | 'files'>,
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
