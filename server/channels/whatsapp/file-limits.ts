import type { FileKind } from '#server/channels/content.ts';
import type { FileLimit } from '#server/channels/types.ts';

const MB = 1024 * 1024;

const office = 'application/vnd.openxmlformats-officedocument';
/** Nothing else: Meta refuses an archive, a page or a picture of another kind. */
const documents = [
  'application/pdf',
  'application/msword',
  'application/vnd.ms-excel',
  'application/vnd.ms-powerpoint',
  `${office}.wordprocessingml.document`,
  `${office}.spreadsheetml.sheet`,
  `${office}.presentationml.presentation`,
  'text/plain',
];
/** They are plain text to Meta, and go to it as such. */
const plainTexts = [
  'text/csv',
  'text/tab-separated-values',
  'text/markdown',
  'text/calendar',
  'text/vcard',
  'text/x-vcard',
];

/** As what Meta takes a file of this type. */
export function typeAtMeta(mimeType: string): string {
  return plainTexts.includes(mimeType) ? 'text/plain' : mimeType;
}

/** What Meta takes of each kind of file. */
export const fileLimits: Record<FileKind, FileLimit> = {
  image: { maxBytes: 5 * MB, mimeTypes: ['image/jpeg', 'image/png'] },
  video: { maxBytes: 16 * MB, mimeTypes: ['video/mp4', 'video/3gpp'] },
  audio: {
    maxBytes: 16 * MB,
    mimeTypes: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'],
  },
  document: { maxBytes: 100 * MB, mimeTypes: [...documents, ...plainTexts] },
  sticker: { maxBytes: 500 * 1024, mimeTypes: ['image/webp'] },
};
