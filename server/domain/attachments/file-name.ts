import type { AttachmentRow } from '#server/domain/attachments/internal.ts';

const endings = new Map([
  ['image/jpeg', 'jpg'],
  ['image/svg+xml', 'svg'],
  ['video/quicktime', 'mov'],
  ['video/3gpp', '3gp'],
  ['audio/mpeg', 'mp3'],
  ['audio/mp4', 'm4a'],
  ['text/plain', 'txt'],
  ['text/vcard', 'vcf'],
]);

/** The name under which a file is saved: its own, or one for its kind and type. */
export function fileNameOf({
  fileName,
  kind,
  mimeType,
}: Pick<AttachmentRow, 'fileName' | 'kind' | 'mimeType'>): string {
  if (fileName !== null && fileName !== '') return fileName;
  const type = mimeType ?? '';
  const [, subtype = ''] = /^\w+\/([a-z0-9]{2,5})$/.exec(type) ?? [];
  const ending = endings.get(type) ?? subtype;
  return ending === '' ? kind : `${kind}.${ending}`;
}

/** A name that somebody gave, without what no file system or screen would want in it. */
export function cleanFileName(given: string): string | null {
  const last = given.toWellFormed().split(/[/\\]/).at(-1) ?? '';
  // Letters that turn the direction of writing can make an ending look like another one.
  const clean = last.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '').trim();
  const isName = clean !== '' && !/^\.+$/.test(clean);
  return isName ? [...clean].slice(-200).join('') : null;
}
