'use client';

import { useSyncExternalStore } from 'react';

const PHONE = '(max-width: 639px)';

/** Whether there is room for one pane only. */
export function useIsPhone(): boolean {
  return useSyncExternalStore(follow, read, () => false);
}

function read(): boolean {
  return window.matchMedia(PHONE).matches;
}

function follow(listener: () => void): () => void {
  const query = window.matchMedia(PHONE);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}
