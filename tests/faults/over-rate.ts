export interface AllowedRate {
  perSecond: number;
  burst: number;
}

/**
 * Where more calls lie within a window than rate and burst allow, the worst place only. The moments
 * are noted up to `errorMs` late, so that calls may look closer together than they were.
 */
export function overRate(
  moments: readonly number[],
  { perSecond, burst }: AllowedRate,
  windowMs: number,
  errorMs: number,
): string[] {
  const sorted = moments.toSorted((one, other) => one - other);
  const allowed = Math.floor(burst + (perSecond * (windowMs + errorMs)) / 1000);
  let most = 0;
  let from = 0;
  let oldest = 0;
  for (const [newest, at] of sorted.entries()) {
    while (at - (sorted[oldest] ?? at) >= windowMs) oldest += 1;
    const count = newest - oldest + 1;
    if (count > most) [most, from] = [count, sorted[oldest] ?? at];
  }
  if (most <= allowed) return [];
  const when = new Date(from).toISOString();
  return [`${most} calls within ${windowMs / 1000} s from ${when}, at most ${allowed} are allowed`];
}
