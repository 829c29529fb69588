'use client';

import { useEffect, useState } from 'react';
import { isCovered } from '#components/layout/actions.ts';

/** Files may be dropped anywhere on the page; without this a browser would open them instead. */
export function useFileDrop(onFiles: (files: readonly File[]) => void): boolean {
  const [isDropping, setIsDropping] = useState(false);
  useEffect(
    () =>
      followDrag({
        // Beneath a dialog nobody would see where they went.
        takes: () => !isCovered(),
        onOver: setIsDropping,
        onFiles,
      }),
    [onFiles],
  );
  return isDropping;
}

/** Where there is nothing to drop them on: they are shown that, and stay where they are. */
export function useRefusedDrop(): void {
  useEffect(
    () => followDrag({ takes: () => false, onOver: () => undefined, onFiles: () => undefined }),
    [],
  );
}

interface Target {
  takes: () => boolean;
  onOver: (isOver: boolean) => void;
  onFiles: (files: readonly File[]) => void;
}

function followDrag({ takes, onOver, onFiles }: Target): () => void {
  const over = (event: DragEvent) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    const isTaken = takes();
    if (!isTaken && event.dataTransfer !== null) event.dataTransfer.dropEffect = 'none';
    onOver(isTaken);
  };
  const leave = (event: DragEvent) => {
    if (event.relatedTarget === null) onOver(false);
  };
  const drop = (event: DragEvent) => {
    onOver(false);
    if (!carriesFiles(event)) return;
    event.preventDefault();
    if (takes()) onFiles([...(event.dataTransfer?.files ?? [])]);
  };
  window.addEventListener('dragover', over);
  window.addEventListener('dragleave', leave);
  window.addEventListener('drop', drop);
  return () => {
    window.removeEventListener('dragover', over);
    window.removeEventListener('dragleave', leave);
    window.removeEventListener('drop', drop);
  };
}

const carriesFiles = ({ dataTransfer }: DragEvent) =>
  dataTransfer?.types.includes('Files') === true;
