'use client';

import { useSyncExternalStore } from 'react';
import type { RefObject } from 'react';
import type { Hands } from '#components/inbox/composer-form.ts';
import { isCovered } from '#components/layout/actions.ts';

/** Where somebody has the focus, as the page stands at the very moment of drawing it. */
export function useHands(composer: RefObject<HTMLElement | null>): Hands {
  return useSyncExternalStore(
    followFocus,
    () => handsIn(composer.current),
    () => null,
  );
}

function handsIn(composer: HTMLElement | null): Hands {
  if (isCovered()) return 'over';
  const place = document.activeElement;
  if (place === null || composer?.contains(place) !== true) return null;
  if (place instanceof HTMLTextAreaElement) return 'field';
  return place.closest('form') === null ? null : 'template';
}

/** What covers the page gives the focus back when it goes. */
function followFocus(onMove: () => void): () => void {
  document.addEventListener('focusin', onMove);
  document.addEventListener('focusout', onMove);
  return () => {
    document.removeEventListener('focusin', onMove);
    document.removeEventListener('focusout', onMove);
  };
}
