/** Rows drawn above and below the ones in sight, so that scrolling never meets an empty place. */
const SPARE_ROWS = 8;

export interface Sight {
  /** Index of the first row to draw. */
  first: number;
  /** Index after the last row to draw. */
  end: number;
}

/** Which of `count` rows of one height to draw; lengths in pixels. */
export function rowsInSight(count: number, rowPx: number, top: number, height: number): Sight {
  const first = Math.floor(top / rowPx) - SPARE_ROWS;
  const end = Math.ceil((top + height) / rowPx) + SPARE_ROWS;
  const within = (index: number) => Math.min(Math.max(index, 0), count);
  return { first: within(first), end: within(end) };
}

/** Where to scroll so that the row is wholly in sight, moving no further than needed. */
export function scrollToShow(index: number, rowPx: number, top: number, height: number): number {
  const rowTop = index * rowPx;
  if (rowTop < top) return rowTop;
  return Math.max(top, rowTop + rowPx - height);
}
