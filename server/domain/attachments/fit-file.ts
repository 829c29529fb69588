import type { AttachmentRow } from '#server/domain/attachments/internal.ts';
import type { FileKind } from '#db/schema/vocabulary.ts';
import type { FileLimit } from '#server/channels/types.ts';
import { ServiceError } from '#server/domain/errors.ts';

type File = Pick<AttachmentRow, 'kind' | 'mimeType' | 'sizeBytes' | 'fileName'>;
type Limits = Record<FileKind, FileLimit>;

const MB = 1024 * 1024;

/** As what the channel takes a file: as what it is, or else as a document. Throws BAD_REQUEST. */
export function fitFile(file: File, limits: Limits): FileKind {
  const kinds = [file.kind, 'document' as const];
  const kind = kinds.find((one) => isOfType(file, limits[one]) && isSmall(file, limits[one]));
  if (kind !== undefined) return kind;
  const name = file.fileName || 'This file';
  const limit = kinds.map((one) => limits[one]).find((one) => isOfType(file, one));
  if (limit === undefined) {
    throw new ServiceError('BAD_REQUEST', `${name} is of a kind that this channel does not take.`);
  }
  const most = Math.floor(limit.maxBytes / MB).toLocaleString('en');
  const sentence = `${name} is too large: this channel takes at most ${most} MB of this kind.`;
  throw new ServiceError('BAD_REQUEST', sentence);
}

function isOfType({ mimeType }: File, { maxBytes, mimeTypes }: FileLimit): boolean {
  return maxBytes > 0 && (mimeTypes.length === 0 || mimeTypes.includes(mimeType ?? ''));
}

function isSmall({ sizeBytes }: File, { maxBytes }: FileLimit): boolean {
  return sizeBytes !== null && sizeBytes <= maxBytes;
}
