import type { FileKind } from '#db/schema/vocabulary.ts';
import type { FileLimit } from '#server/channels/types.ts';

interface Measured {
  mimeType: string;
  sizeBytes: number;
}

type Limits = Record<FileKind, FileLimit>;

/** What a file is to people, by its type. */
export function kindOf(mimeType: string): FileKind {
  if (mimeType === 'image/svg+xml') return 'document';
  const [family] = mimeType.split('/', 1);
  if (family === 'image' || family === 'video' || family === 'audio') return family;
  return 'document';
}

/** As what a channel takes a file: as what it is to people, or else as a document, or not at all. */
export function fitFile(file: Measured, limits: Limits): FileKind | null {
  const kinds = [kindOf(file.mimeType), 'document' as const];
  return kinds.find((kind) => isWithin(file, limits[kind])) ?? null;
}

/** The most that a channel takes of any kind. */
export function largestOf(limits: Limits): number {
  return Math.max(...Object.values(limits).map(({ maxBytes }) => maxBytes));
}

/** The most that a channel takes of files of this type; null when it takes none, whatever their size. */
export function largestFor(mimeType: string, limits: Limits): number | null {
  const takes = ({ maxBytes, mimeTypes }: FileLimit) =>
    maxBytes > 0 && (mimeTypes.length === 0 || mimeTypes.includes(mimeType));
  const taking = [limits[kindOf(mimeType)], limits.document].filter(takes);
  return taking.length === 0 ? null : Math.max(...taking.map(({ maxBytes }) => maxBytes));
}

function isWithin({ mimeType, sizeBytes }: Measured, { maxBytes, mimeTypes }: FileLimit): boolean {
  return sizeBytes <= maxBytes && (mimeTypes.length === 0 || mimeTypes.includes(mimeType));
}
