'use client';

import { lazy, Suspense } from 'react';
import type { ThreadFile } from '#components/inbox/types.ts';
import { OptionalPart } from '#components/ui/optional-part.tsx';

const Lightbox = lazy(() =>
  import('#components/inbox/content/lightbox.tsx').then((part) => ({ default: part.Lightbox })),
);

interface PictureViewerProps {
  pictures: ThreadFile[];
  /** Nothing is open when it is null. */
  shownId: string | null;
  alt: string;
  onClose: () => void;
}

/** Pictures over the whole screen, with what they need loaded when one is opened. */
export function PictureViewer({ pictures, shownId, alt, onClose }: PictureViewerProps) {
  if (shownId === null) return null;
  return (
    <OptionalPart fallback={null}>
      <Suspense fallback={null}>
        <Lightbox
          pictures={pictures.filter(({ url }) => url !== null)}
          startId={shownId}
          alt={alt}
          onClose={onClose}
        />
      </Suspense>
    </OptionalPart>
  );
}
