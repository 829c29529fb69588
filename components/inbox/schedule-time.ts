/** A moment as the clock on the wall shows it there. */
export interface WallTime {
  /** 2026-11-21 */
  day: string;
  /** 09:00, from 00:00 to 23:59 */
  time: string;
}

export interface QuickPick {
  label: string;
  at: Date;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const OPENING = '09:00';
const MONDAY = 1;

/** What clocks in the time zone show at a moment. */
export function wallTimeOf(moment: Date, timeZone: string): WallTime {
  const [day = '', time = ''] = shownAt(moment.getTime(), timeZone).toISOString().split('T');
  return { day, time: time.slice(0, 5) };
}

/**
 * When clocks in the time zone show that day and time, the first time where they show it twice; null
 * when they never do, because it is no date or because they are put forward over it.
 */
export function momentOf({ day, time }: WallTime, timeZone: string): Date | null {
  const wanted = Date.parse(`${day}T${time}:00Z`);
  if (Number.isNaN(wanted)) return null;
  // Zones change their distance from UTC at most once in two days.
  const [found] = [wanted - DAY_MS, wanted + DAY_MS]
    .map((near) => wanted - (shownAt(near, timeZone).getTime() - near))
    .filter((moment) => shownAt(moment, timeZone).getTime() === wanted)
    .toSorted((a, b) => a - b);
  return found === undefined ? null : new Date(found);
}

/** What people ask for most, soonest first; none that the clocks leave out. */
export function quickPicks(now: Date, timeZone: string): QuickPick[] {
  const today = Date.parse(`${wallTimeOf(now, timeZone).day}T00:00:00Z`);
  const opening = (days: number) => {
    const day = new Date(today + days * DAY_MS).toISOString().slice(0, 10);
    return momentOf({ day, time: OPENING }, timeZone);
  };
  const daysToMonday = (MONDAY - new Date(today).getUTCDay() + 7) % 7 || 7;
  const inAnHour = Math.floor(now.getTime() / MINUTE_MS + 60) * MINUTE_MS;
  return [
    { label: 'In an hour', at: new Date(inAnHour) },
    { label: 'Tomorrow', at: opening(1) },
    // On a Sunday tomorrow says it already.
    { label: 'Monday', at: daysToMonday === 1 ? null : opening(daysToMonday) },
  ].filter((pick): pick is QuickPick => pick.at !== null);
}

/** What the clocks show, written as if it were UTC; whole seconds. */
function shownAt(moment: number, timeZone: string): Date {
  const parts = clockOf(timeZone).formatToParts(moment);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((one) => one.type === type)?.value);
  return new Date(
    Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    ),
  );
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
}
