'use client';

import { useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { showToast } from '#components/ui/toast.ts';

const MARKED_MS = 1_800;

interface Earlier {
  /** How many messages are here. */
  count: number;
  hasEarlier: boolean;
  isLoading: boolean;
  load: () => void;
}

/** Leads to another message of the thread, and marks it for a moment; what lies between is loaded first. */
export function useJump(
  scroller: RefObject<HTMLElement | null>,
  { count, hasEarlier, isLoading, load }: Earlier,
): (messageId: string) => void {
  const [jump, setJump] = useState<{ messageId: string } | null>(null);
  const [jumpTo] = useState(() => (messageId: string) => setJump({ messageId }));
  const landed = useRef(jump);
  const askedAt = useRef(-1);

  useEffect(() => {
    if (jump === null || landed.current === jump || isLoading) return;
    const found = findIn(scroller.current, jump.messageId);
    // A page that did not come would be asked for without an end.
    if (found === null && hasEarlier && askedAt.current !== count) {
      askedAt.current = count;
      load();
      return;
    }
    askedAt.current = -1;
    landed.current = jump;
    if (found !== null) showAsSought(found);
    else showToast({ id: 'jump', message: 'That message could not be loaded.' });
  }, [scroller, jump, count, hasEarlier, isLoading, load]);

  return jumpTo;
}

function findIn(scroller: HTMLElement | null, messageId: string): HTMLElement | null {
  return scroller?.querySelector<HTMLElement>(`[data-message="${CSS.escape(messageId)}"]`) ?? null;
}

function showAsSought(element: HTMLElement): void {
  element.scrollIntoView({ block: 'center' });
  element.focus({ preventScroll: true });
  element.dataset.sought = '';
  setTimeout(() => delete element.dataset.sought, MARKED_MS);
}
