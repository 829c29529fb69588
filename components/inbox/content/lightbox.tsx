'use client';

import Image from 'next/image';
import { ChevronLeft, ChevronRight, Download } from 'lucide-react';
import { useState } from 'react';
import type { KeyboardEvent } from 'react';
import { UnshownPicture } from '#components/inbox/content/unshown-picture.tsx';
import type { ThreadFile } from '#components/inbox/types.ts';
import { Button } from '#components/ui/button.tsx';
import { CloseCross, Dialog, FullScreenContent } from '#components/ui/dialog.tsx';
import { IconButton } from '#components/ui/icon-button.tsx';

interface LightboxProps {
  pictures: ThreadFile[];
  startId: string;
  alt: string;
  onClose: () => void;
}

/** Pictures of one message as large as the screen; arrows go from one to the next. */
export function Lightbox({ pictures, startId, alt, onClose }: LightboxProps) {
  const [index, setIndex] = useState(() => pictures.findIndex(({ id }) => id === startId));
  // The picture that was pressed: the dialog has no trigger of its own to give the focus back to.
  const [opener] = useState(() => document.activeElement);
  const [broken, setBroken] = useState<string | null>(null);
  const picture = pictures[index];
  const step = (by: 1 | -1) => {
    setIndex((now) => Math.min(pictures.length - 1, Math.max(0, now + by)));
  };
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key === 'ArrowRight') step(1);
    if (key === 'ArrowLeft') step(-1);
  };
  const giveFocusBack = (event: Event) => {
    event.preventDefault();
    if (opener instanceof HTMLElement) opener.focus();
  };
  if (picture?.url == null) return null;
  const hasSeveral = pictures.length > 1;
  const place = hasSeveral ? `${alt}, ${index + 1} of ${pictures.length}` : alt;
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <FullScreenContent title={place} onKeyDown={onKeyDown} onCloseAutoFocus={giveFocusBack}>
        <header className="flex h-14 shrink-0 items-center gap-1 px-4">
          <span className="min-w-0 flex-1 truncate font-medium">{place}</span>
          <Button asChild variant="ghost" size="icon-28">
            <a href={picture.url} download={picture.fileName ?? ''} aria-label="Download">
              <Download aria-hidden />
            </a>
          </Button>
          <CloseCross />
        </header>
        <div className="relative grid min-h-0 flex-1 place-items-center px-4 pb-4">
          {picture.url === broken ? (
            <UnshownPicture file={picture} />
          ) : (
            <Image
              unoptimized
              key={picture.id}
              src={picture.url}
              alt={place}
              fill
              onError={() => setBroken(picture.url)}
              className="object-contain p-4"
            />
          )}
          {hasSeveral ? (
            <span className="pointer-events-none absolute inset-x-3 inset-y-0 flex items-center justify-between *:pointer-events-auto">
              <IconButton
                label="Previous picture"
                variant="outline"
                icon={<ChevronLeft aria-hidden />}
                disabled={index === 0}
                onClick={() => step(-1)}
              />
              <IconButton
                label="Next picture"
                variant="outline"
                icon={<ChevronRight aria-hidden />}
                disabled={index === pictures.length - 1}
                onClick={() => step(1)}
              />
            </span>
          ) : null}
        </div>
      </FullScreenContent>
    </Dialog>
  );
}
