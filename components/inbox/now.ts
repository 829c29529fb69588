'use client';

import { createContext, use, useEffect, useSyncExternalStore } from 'react';
import { serverClock } from '#components/server-clock.ts';

const TICK_MS = 15_000;
/** What is further away is met by a tick, or by an answer of the server. */
const FARTHEST_MS = 24 * 60 * 60 * 1000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let stopFollowing: (() => void) | undefined;
let present = 0;

/** When the server rendered the page, so that the first paint of the browser says the same. */
export const RenderedAt = createContext(0);

/** The present by the server's clock, in milliseconds since 1970; moves on four times a minute. */
export function useNow(): number {
  const renderedAt = use(RenderedAt);
  return useSyncExternalStore(
    follow,
    () => read(renderedAt),
    () => renderedAt,
  );
}

/** The same, and also moves on at the given moment itself, so that what ends then ends on time. */
export function useNowUntil(moment: Date | null): number {
  const now = useNow();
  const at = moment?.getTime() ?? null;
  useEffect(() => {
    const left = at === null ? 0 : at - serverClock.now();
    if (left <= 0 || left > FARTHEST_MS) return;
    const timeout = setTimeout(tick, left);
    return () => clearTimeout(timeout);
  }, [at, now]);
  return now;
}

function read(renderedAt: number): number {
  if (present === 0) {
    if (renderedAt > 0) serverClock.hearPage(renderedAt);
    present = serverClock.now();
  }
  return present;
}

function follow(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, TICK_MS);
  stopFollowing ??= serverClock.onCorrection(tick);
  if (Math.abs(serverClock.now() - present) > TICK_MS) queueMicrotask(tick);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
    stopFollowing?.();
    stopFollowing = undefined;
  };
}

function tick(): void {
  present = serverClock.now();
  for (const listener of listeners) listener();
}
