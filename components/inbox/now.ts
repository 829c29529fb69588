'use client';

import { createContext, use, useSyncExternalStore } from 'react';

const TICK_MS = 15_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let present = 0;

/** When the server rendered the page, so that the first paint of the browser says the same. */
export const RenderedAt = createContext(0);

/** The present in milliseconds since 1970; moves on four times a minute. */
export function useNow(): number {
  const renderedAt = use(RenderedAt);
  return useSyncExternalStore(follow, read, () => renderedAt);
}

function read(): number {
  if (present === 0) present = Date.now();
  return present;
}

function follow(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, TICK_MS);
  if (Date.now() - present > TICK_MS) queueMicrotask(tick);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  present = Date.now();
  for (const listener of listeners) listener();
}
