import { useCallback, useEffect, useLayoutEffect, useState } from 'react';
import { rowsInSight, scrollToShow } from '#components/inbox/rows-in-sight.ts';
import type { Sight } from '#components/inbox/rows-in-sight.ts';

/** What the server draws for, before anybody knows the window. */
const FIRST_HEIGHT_PX = 900;

interface Options {
  scroller: { readonly current: HTMLElement | null };
  count: number;
  rowPx: number;
  /** Where the list was scrolled to when it was last on screen. */
  startAt: number;
  onScrolled: (top: number) => void;
}

/** Draws only the rows in sight of a long list whose rows are all of one height. */
export function useRowsInSight({ scroller, count, rowPx, startAt, onScrolled }: Options) {
  const [place, setPlace] = useState({ top: startAt, height: FIRST_HEIGHT_PX });
  const sight: Sight = rowsInSight(count, rowPx, place.top, place.height);

  useLayoutEffect(() => {
    scroller.current?.scrollTo({ top: startAt });
    // Only when the list appears: afterwards the reader scrolls.
  }, []); // eslint-disable-line react-hooks/exhaustive-deps

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const look = () => {
      const { scrollTop: top, clientHeight: height } = element;
      onScrolled(top);
      setPlace((before) =>
        isSameSight(before, { top, height }, rowPx) ? before : { top, height },
      );
    };
    look();
    const resizes = new ResizeObserver(look);
    resizes.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      resizes.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [scroller, rowPx, onScrolled]);

  const show = useCallback(
    (index: number) => {
      const element = scroller.current;
      if (element === null) return;
      const { scrollTop, clientHeight } = element;
      element.scrollTo({ top: scrollToShow(index, rowPx, scrollTop, clientHeight) });
    },
    [scroller, rowPx],
  );
  return { ...sight, show };
}

interface Place {
  top: number;
  height: number;
}

/** Scrolling within a row draws nothing new. */
function isSameSight(before: Place, after: Place, rowPx: number): boolean {
  const a = rowsInSight(Infinity, rowPx, before.top, before.height);
  const b = rowsInSight(Infinity, rowPx, after.top, after.height);
  return a.first === b.first && a.end === b.end;
}
