import type { FileKind } from '#server/channels/content.ts';
import type { FileLimit } from '#server/channels/types.ts';

const MB = 1024 * 1024;

/** What Instagram takes of each kind of file; it takes no stickers but its own. */
export const fileLimits: Record<FileKind, FileLimit> = {
  image: { maxBytes: 8 * MB, mimeTypes: ['image/jpeg', 'image/png'] },
  video: {
    maxBytes: 25 * MB,
    mimeTypes: ['video/mp4', 'video/ogg', 'video/quicktime', 'video/webm', 'video/vnd.avi'],
  },
  audio: {
    maxBytes: 25 * MB,
    mimeTypes: ['audio/aac', 'audio/mp4', 'audio/x-m4a', 'audio/wav', 'audio/x-wav'],
  },
  document: { maxBytes: 25 * MB, mimeTypes: ['application/pdf'] },
  sticker: { maxBytes: 0, mimeTypes: [] },
};
