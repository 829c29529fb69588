'use client';

import { useSyncExternalStore } from 'react';

let live: number | null = null;
const listeners = new Set<() => void>();

/** Tells the sidebar how many conversations are unread, as soon as the inbox knows better. */
export function setUnreadCount(count: number): void {
  if (count === live) return;
  live = count;
  listeners.forEach((listener) => {
    listener();
  });
}

/** The latest count; until the inbox reports one, the count the page came with. */
export function useUnreadCount(initial: number): number {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => live ?? initial,
    () => initial,
  );
}
