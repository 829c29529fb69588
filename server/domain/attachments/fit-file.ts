import type { FileKind } from '#db/schema/vocabulary.ts';
import type { FileLimit } from '#server/channels/types.ts';

type Limits = Record<FileKind, FileLimit>;

interface Measured {
  /** What it is to people. */
  kind: FileKind;
  mimeType: string | null;
  sizeBytes: number | null;
}

/** What a file is to people, by its type. */
export function kindOf(mimeType: string): FileKind {
  if (mimeType === 'image/svg+xml') return 'document';
  const [family] = mimeType.split('/', 1);
  if (family === 'image' || family === 'video' || family === 'audio') return family;
  return 'document';
}

/** As what a channel takes a file: as what it is to people, or else as a document, or not at all. */
export function fitFile({ kind, mimeType, sizeBytes }: Measured, limits: Limits): FileKind | null {
  if (sizeBytes === null) return null;
  const takes = (one: FileKind) =>
    isTaken(mimeType ?? '', limits[one]) && sizeBytes <= limits[one].maxBytes;
  return [kind, 'document' as const].find(takes) ?? null;
}

/** The most that a channel takes of any kind. */
export function largestOf(limits: Limits): number {
  return Math.max(...Object.values(limits).map(({ maxBytes }) => maxBytes));
}

/** The most that a channel takes of files of this type; null when it takes none, whatever their size. */
export function largestFor(mimeType: string, limits: Limits): number | null {
  const kinds = [kindOf(mimeType), 'sticker', 'document'] as const;
  const taking = kinds.map((kind) => limits[kind]).filter((limit) => isTaken(mimeType, limit));
  return taking.length === 0 ? null : Math.max(...taking.map(({ maxBytes }) => maxBytes));
}

function isTaken(mimeType: string, { maxBytes, mimeTypes }: FileLimit): boolean {
  return maxBytes > 0 && (mimeTypes.length === 0 || mimeTypes.includes(mimeType));
}
