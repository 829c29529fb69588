'use client';

import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useRef, useTransition } from 'react';

/**
 * How to have the server draw the page anew; asked while it does, it does so once more afterwards. One
 * at a time: under an address that the inbox has set by itself the router has to ask twice, and where
 * another answer comes between, it gives up and loads everything afresh.
 */
export function useRedraw(): () => void {
  const router = useRouter();
  const [isDrawing, startDrawing] = useTransition();
  const state = useRef<'idle' | 'drawing' | 'wanted again'>('idle');
  const redraw = useCallback(() => {
    if (state.current !== 'idle') {
      state.current = 'wanted again';
      return;
    }
    state.current = 'drawing';
    startDrawing(() => router.refresh());
  }, [router]);
  useEffect(() => {
    if (isDrawing) return;
    const isWanted = state.current === 'wanted again';
    state.current = 'idle';
    if (isWanted) redraw();
  }, [isDrawing, redraw]);
  return redraw;
}
