'use client';

import { useLayoutEffect, useRef } from 'react';
import type { RefObject } from 'react';
import type { ThreadEntry } from '#components/inbox/thread-entries.ts';

const AT_END_PX = 32;

/** What somebody is reading, and how far below the top of the scroller it stands. */
interface Place {
  element: Element;
  top: number;
}

/**
 * What comes in, grows or goes elsewhere does not move what somebody reads further up; our own words
 * go to the end. Returns what to call when the thread was scrolled.
 */
export function useKeepPlace(
  scroller: RefObject<HTMLElement | null>,
  entries: readonly ThreadEntry[],
): () => void {
  const place = useRef<Place | null>(null);
  const lastKey = useRef<string | null>(null);
  const note = () => {
    place.current = scroller.current && placeIn(scroller.current);
  };
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const last = entries.findLast(({ message }) => message.state !== 'scheduled');
    const isNew = lastKey.current !== null && lastKey.current !== last?.key;
    lastKey.current = last?.key ?? '';
    if (isNew && last?.pending) element.scrollTo({ top: 0 });
    else if (!isNearEnd(element)) goBackTo(place.current, element);
    place.current = placeIn(element);
  }, [scroller, entries]);
  return note;
}

/** Counted from the bottom, where this scroller begins. */
export function isNearEnd(element: HTMLElement): boolean {
  return Math.abs(element.scrollTop) < AT_END_PX;
}

function goBackTo(place: Place | null, scroller: HTMLElement): void {
  if (place?.element.isConnected !== true) return;
  scroller.scrollBy({ top: topIn(place.element, scroller) - place.top });
}

/** The first item that reaches into sight, found in a few steps: they stand below each other. */
function placeIn(scroller: HTMLElement): Place | null {
  const items = scroller.querySelector('[data-items]')?.children;
  if (items === undefined) return null;
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const item = items[middle];
    if (item !== undefined && topIn(item, scroller) + item.clientHeight <= 0) low = middle + 1;
    else high = middle;
  }
  const element = items[low];
  return element === undefined ? null : { element, top: topIn(element, scroller) };
}

function topIn(element: Element, scroller: HTMLElement): number {
  return element.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
}
