import { Cron } from 'croner';

/** When a timer goes off. */
export interface Schedule {
  /** The first time after a moment; null when there is none. */
  after(moment: Date): Date | null;
}

const form = /^(?:(?:CRON_)?TZ=(?<zone>\S+)\s+)?(?<times>\S+(?:\s+\S+){4})$/;
const field = /^(?:[*?]|(?:\d+|[a-z]{3})(?:-(?:\d+|[a-z]{3}))?)(?:\/\d+)?$/i;
const longestCron = 255;

/**
 * Reads five fields, with `TZ=…` in front or in UTC; undefined for anything else, and for what never
 * comes. Where clocks change: a fixed hour that is skipped comes right after, one that is repeated
 * comes once; what comes every hour or oftener goes on evenly.
 */
export function readSchedule(cron: string): Schedule | undefined {
  const { zone = 'UTC', times } = form.exec(cron.trim())?.groups ?? {};
  if (times === undefined || cron.length > longestCron) return undefined;
  if (!times.split(/[\s,]+/).every((one) => field.test(one))) return undefined;
  try {
    const parsed = new Cron(times, { timezone: zone, mode: '5-part', paused: true });
    const schedule = { after: (moment: Date) => parsed.nextRun(moment) };
    return schedule.after(new Date()) === null ? undefined : schedule;
  } catch {
    return undefined;
  }
}

/** The last time up to a moment, given one that is not after it. */
export function latestTime(schedule: Schedule, known: Date, until: Date): Date {
  let last = known;
  // After `end` there is none any more.
  let end = until.getTime();
  for (;;) {
    const next = schedule.after(last);
    if (next === null || next.getTime() > end) return last;
    last = next;
    const middle = (last.getTime() + end) / 2;
    const jump = schedule.after(new Date(middle));
    if (jump !== null && jump.getTime() <= end) last = jump;
    else end = Math.max(middle, last.getTime());
  }
}
