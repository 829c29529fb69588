import type { FileKind } from '#db/schema/vocabulary.ts';
import type { FileLimit } from '#server/channels/types.ts';
import { fitFile, largestFor } from '#server/domain/attachments/fit-file.ts';
import type { AttachmentRow } from '#server/domain/attachments/internal.ts';
import { ServiceError } from '#server/domain/errors.ts';

const MB = 1024 * 1024;

/** As what the channel takes a file. Throws BAD_REQUEST, naming the file, when it takes it as nothing. */
export function requireFit(
  file: Pick<AttachmentRow, 'kind' | 'mimeType' | 'sizeBytes' | 'fileName'>,
  limits: Record<FileKind, FileLimit>,
): FileKind {
  const kind = fitFile(file, limits);
  if (kind !== null) return kind;
  const name = file.fileName || 'This file';
  const largest = largestFor(file.mimeType ?? '', limits);
  if (largest === null) {
    throw new ServiceError('BAD_REQUEST', `${name} is of a kind that this channel does not take.`);
  }
  const most = Math.floor(largest / MB).toLocaleString('en');
  const sentence = `${name} is too large: this channel takes at most ${most} MB of this kind.`;
  throw new ServiceError('BAD_REQUEST', sentence);
}
