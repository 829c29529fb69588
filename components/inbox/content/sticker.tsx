'use client';

import Image from 'next/image';
import { FileNotHere } from '#components/inbox/content/file-not-here.tsx';
import type { ThreadFile } from '#components/inbox/types.ts';
import { useFreshLink } from '#components/inbox/use-file-deeds.ts';

const STICKER_PX = 128;

interface StickerProps {
  messageId: string;
  file: ThreadFile;
  /** "Sticker from Priya" */
  alt: string;
}

/** A sticker in its usual size, without a bubble around it. */
export function Sticker({ messageId, file, alt }: StickerProps) {
  const onStale = useFreshLink(messageId);
  const source = file.url ?? file.thumbnailUrl;
  if (source === null) return <FileNotHere messageId={messageId} file={file} />;
  return (
    <Image
      unoptimized
      src={source}
      alt={alt}
      width={STICKER_PX}
      height={STICKER_PX}
      onError={() => onStale(source)}
      className="size-32 object-contain"
    />
  );
}
