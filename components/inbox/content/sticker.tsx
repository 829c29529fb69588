'use client';

import Image from 'next/image';
import { useState } from 'react';
import { FileNotHere } from '#components/inbox/content/file-not-here.tsx';
import { PictureViewer } from '#components/inbox/content/picture-viewer.tsx';
import { UnshownPicture } from '#components/inbox/content/unshown-picture.tsx';
import type { ThreadFile } from '#components/inbox/types.ts';
import { useFreshLink } from '#components/inbox/use-file-deeds.ts';

const STICKER_PX = 128;

interface StickerProps {
  messageId: string;
  file: ThreadFile;
  /** "Sticker from Priya" */
  alt: string;
}

/** A sticker in its usual size, without a bubble around it; pressed, it fills the screen. */
export function Sticker({ messageId, file, alt }: StickerProps) {
  const onStale = useFreshLink(messageId);
  const [broken, setBroken] = useState<string | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const source = file.url ?? file.thumbnailUrl;
  if (source === null) return <FileNotHere messageId={messageId} file={file} />;
  if (source === broken) return <UnshownPicture file={file} />;
  return (
    <>
      <button
        type="button"
        aria-label={`Open ${alt}`}
        onClick={() => setIsOpen(true)}
        className="block cursor-zoom-in rounded-md"
      >
        <Image
          unoptimized
          src={source}
          alt={alt}
          width={STICKER_PX}
          height={STICKER_PX}
          onError={() => {
            setBroken(source);
            onStale(source);
          }}
          className="size-32 object-contain"
        />
      </button>
      <PictureViewer
        pictures={[file]}
        shownId={isOpen ? file.id : null}
        alt={alt}
        onClose={() => setIsOpen(false)}
      />
    </>
  );
}
