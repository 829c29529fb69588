'use client';

import Image from 'next/image';
import { useState } from 'react';
import { fitPicture, PICTURE_PX } from '#components/inbox/content/fit-picture.ts';
import { FileNotHere } from '#components/inbox/content/file-not-here.tsx';
import { PictureViewer } from '#components/inbox/content/picture-viewer.tsx';
import { UnshownPicture } from '#components/inbox/content/unshown-picture.tsx';
import type { ThreadFile } from '#components/inbox/types.ts';
import { useFreshLink } from '#components/inbox/use-file-deeds.ts';
import { cn } from '#components/ui/cn.ts';

interface PicturesProps {
  messageId: string;
  files: ThreadFile[];
  /** Whose pictures they are, as the description that nobody wrote: "Photo from Priya". */
  alt: string;
}

/** One picture in its own proportions, or several in a grid; pressed, they fill the screen. */
export function Pictures({ messageId, files, alt }: PicturesProps) {
  const [shownId, setShownId] = useState<string | null>(null);
  const isAlone = files.length === 1;
  return (
    <>
      <span
        className={cn('grid max-w-full gap-1', !isAlone && 'grid-cols-2 items-start')}
        style={isAlone ? undefined : { width: PICTURE_PX.width }}
      >
        {files.map((file, index) => (
          <Picture
            key={file.id}
            messageId={messageId}
            file={file}
            alt={isAlone ? alt : `${alt}, ${index + 1} of ${files.length}`}
            isAlone={isAlone}
            onOpen={() => setShownId(file.id)}
          />
        ))}
      </span>
      <PictureViewer
        pictures={files}
        shownId={shownId}
        alt={alt}
        onClose={() => setShownId(null)}
      />
    </>
  );
}

interface PictureProps {
  messageId: string;
  file: ThreadFile;
  alt: string;
  isAlone: boolean;
  onOpen: () => void;
}

function Picture({ messageId, file, alt, isAlone, onOpen }: PictureProps) {
  const onStale = useFreshLink(messageId);
  const [broken, setBroken] = useState<string | null>(null);
  const source = file.thumbnailUrl ?? file.url;
  const place = isAlone ? fitPicture(file) : { width: 126, height: 126 };
  const style = { width: place.width, aspectRatio: `${place.width} / ${place.height}` };
  if (source === null || source === broken) {
    return (
      <span
        // What is said of it may need more room than it has itself.
        style={{ width: place.width, minHeight: place.height }}
        className="grid max-w-full place-items-center rounded-md bg-inset p-2"
      >
        {source === null ? (
          <FileNotHere messageId={messageId} file={file} />
        ) : (
          <UnshownPicture file={file} />
        )}
      </span>
    );
  }
  return (
    <button
      type="button"
      aria-label={`Open ${alt}`}
      onClick={onOpen}
      style={style}
      className="block max-w-full cursor-zoom-in overflow-hidden rounded-md bg-inset"
    >
      {/* Signed links of our own, made to size when the file came in. */}
      <Image
        unoptimized
        src={source}
        alt={alt}
        width={place.width}
        height={place.height}
        onError={() => {
          setBroken(source);
          onStale(source);
        }}
        className="size-full object-cover"
      />
    </button>
  );
}
