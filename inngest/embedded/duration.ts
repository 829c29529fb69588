const unitMs = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
} as const;

const part = /(\d+(?:\.\d+)?)(ms|[smhdw])/g;

/**
 * Milliseconds from now until a wait is over. `until` is a duration such as `1h30m` or a moment in
 * ISO form; undefined when it is neither.
 */
export function waitMs(until: string, now = Date.now()): number | undefined {
  const ms = durationMs(until);
  if (ms !== undefined) return ms;
  const moment = Date.parse(until);
  return Number.isNaN(moment) ? undefined : Math.max(0, moment - now);
}

/** The milliseconds of a duration such as `1h30m`; undefined when it is none. */
export function durationMs(duration: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|[smhdw]))+$/.test(duration)) return undefined;
  let total = 0;
  for (const [, amount, unit] of duration.matchAll(part)) {
    total += Number(amount) * unitMs[unit as keyof typeof unitMs];
  }
  return total;
}

const retryMinutes = [0.25, 0.5, 1, 2, 5, 10, 20, 40, 60, 120];
const jitterMs = 30_000;
const shortestRetryMs = 1_000;
const longestRetryMs = 86_400_000;

/** How long to wait after the given failed attempt, counted from 0, in milliseconds. */
export function retryDelayMs(attempt: number): number {
  const minutes = retryMinutes[Math.min(attempt, retryMinutes.length - 1)] ?? 120;
  return minutes * 60_000 + Math.random() * jitterMs;
}

/** What a function asked for by `retry-after` (seconds or a moment), within 1 s and 24 h. */
export function retryAfterMs(header: string | null, now = Date.now()): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  const asked = Number.isNaN(seconds) ? Date.parse(header) - now : seconds * 1_000;
  if (Number.isNaN(asked)) return undefined;
  return Math.min(Math.max(asked, shortestRetryMs), longestRetryMs);
}
