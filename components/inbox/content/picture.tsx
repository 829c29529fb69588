'use client';

import Image from 'next/image';
import { lazy, Suspense, useState } from 'react';
import { fitPicture, PICTURE_PX } from '#components/inbox/content/fit-picture.ts';
import { FileNotHere } from '#components/inbox/content/file-not-here.tsx';
import type { ThreadFile } from '#components/inbox/types.ts';
import { useFreshLink } from '#components/inbox/use-file-deeds.ts';
import { cn } from '#components/ui/cn.ts';
import { OptionalPart } from '#components/ui/optional-part.tsx';

const Lightbox = lazy(() =>
  import('#components/inbox/content/lightbox.tsx').then((part) => ({ default: part.Lightbox })),
);

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
  const open = files.filter(({ url }) => url !== null);
  return (
    <>
      <span
        className={cn('grid gap-1', !isAlone && 'grid-cols-2')}
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
      {shownId === null ? null : (
        <OptionalPart fallback={null}>
          <Suspense fallback={null}>
            <Lightbox
              pictures={open}
              startId={shownId}
              alt={alt}
              onClose={() => setShownId(null)}
            />
          </Suspense>
        </OptionalPart>
      )}
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
  const source = file.thumbnailUrl ?? file.url;
  const place = isAlone ? fitPicture(file) : { width: 126, height: 126 };
  const style = { width: place.width, aspectRatio: `${place.width} / ${place.height}` };
  if (source === null) {
    return (
      <span
        // What is said of it may need more room than it has itself.
        style={{ width: place.width, minHeight: place.height }}
        className="grid max-w-full place-items-center rounded-md bg-inset p-2"
      >
        <FileNotHere messageId={messageId} file={file} />
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
        onError={() => onStale(source)}
        className="size-full object-cover"
      />
    </button>
  );
}
