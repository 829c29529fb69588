import type { Format } from '#components/create-format.ts';
import { sizeWords } from '#components/inbox/content/content-words.ts';
import type { OpenConversation } from '#components/inbox/types.ts';
import { largestFor, largestOf } from '#server/domain/attachments/fit-file.ts';

type Limits = OpenConversation['files'];

/** Why a file cannot be sent, said before a byte leaves; the server looks at the file itself. */
export function refusalOf(
  { size, type }: Pick<File, 'size' | 'type'>,
  limits: Limits,
  number: Format['number'],
): string | null {
  if (size === 0) return 'This file is empty.';
  // A browser that does not know the type says nothing.
  const largest = type === '' ? largestOf(limits) : largestFor(type, limits);
  if (largest === null) return 'This channel does not take files of this type.';
  return size > largest ? `This is larger than ${sizeWords(largest, number)}.` : null;
}

/** What the channel takes, in one sentence. */
export function limitWords(
  { image, video, audio, document }: Limits,
  number: Format['number'],
): string {
  const most = (bytes: number) => `up to ${sizeWords(bytes, number)}`;
  const played =
    video.maxBytes === audio.maxBytes
      ? `video and audio ${most(video.maxBytes)}`
      : `video ${most(video.maxBytes)}, audio ${most(audio.maxBytes)}`;
  const others =
    document.mimeTypes.length === 0
      ? `anything else ${most(document.maxBytes)} goes as a document`
      : `documents (${typeWords(document.mimeTypes)}) ${most(document.maxBytes)}`;
  return `Images ${most(image.maxBytes)}, ${played}; ${others}.`;
}

const TYPES = [
  ['PDF', /pdf$/],
  ['Word', /msword$|wordprocessingml/],
  ['Excel', /ms-excel$|spreadsheetml/],
  ['PowerPoint', /ms-powerpoint$|presentationml/],
  ['text', /^text\//],
] as const;

function typeWords(mimeTypes: readonly string[]): string {
  const named = TYPES.filter(([, type]) => mimeTypes.some((one) => type.test(one)));
  return named.map(([word]) => word).join(', ');
}
