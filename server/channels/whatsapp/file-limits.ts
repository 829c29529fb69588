import type { FileKind } from '#server/channels/content.ts';
import type { FileLimit } from '#server/channels/types.ts';

const MB = 1024 * 1024;

/** What Meta takes of each kind of file. */
export const fileLimits: Record<FileKind, FileLimit> = {
  image: { maxBytes: 5 * MB, mimeTypes: ['image/jpeg', 'image/png'] },
  video: { maxBytes: 16 * MB, mimeTypes: ['video/mp4', 'video/3gpp'] },
  audio: {
    maxBytes: 16 * MB,
    mimeTypes: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'],
  },
  document: { maxBytes: 100 * MB, mimeTypes: [] },
  sticker: { maxBytes: 500 * 1024, mimeTypes: ['image/webp'] },
};
