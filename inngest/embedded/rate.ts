/** So many starts in each period, evenly, and this many more at once. */
export interface Rate {
  limit: number;
  periodMs: number;
  burst: number;
}

/**
 * The generic cell rate algorithm. `nextMs` is when the next start would come if all so far had
 * kept to the plain rate; returns the moment from which one may come.
 */
export function readyMs(rate: Rate, nextMs: number): number {
  return nextMs - rate.burst * intervalMs(rate);
}

/** What `nextMs` becomes when one starts at the given moment; undefined when it may not yet. */
export function passRate(rate: Rate, nextMs: number, nowMs: number): number | undefined {
  if (readyMs(rate, nextMs) > nowMs) return undefined;
  return Math.max(nextMs, nowMs) + intervalMs(rate);
}

function intervalMs({ limit, periodMs }: Rate): number {
  return periodMs / limit;
}
