import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { latestTime, readSchedule } from '#inngest/embedded/schedule.ts';

/** The next times after a moment, as a clock in UTC shows them. */
function timesOf(cron: string, after: string, count: number): string[] {
  const schedule = readSchedule(cron);
  const times: string[] = [];
  let moment = new Date(after);
  while (times.length < count) {
    const next = schedule?.after(moment);
    if (next == null) break;
    times.push(next.toISOString().slice(5, 16));
    moment = next;
  }
  return times;
}

describe('a schedule', () => {
  test('is in UTC unless it names a time zone', () => {
    expect(timesOf('0 9 * * *', '2026-01-01T10:00:00Z', 1)).toEqual(['01-02T09:00']);
    expect(timesOf('TZ=Asia/Kolkata 0 9 * * *', '2026-01-01T10:00:00Z', 1)).toEqual([
      '01-02T03:30',
    ]);
    expect(timesOf('CRON_TZ=Asia/Kolkata 0 9 * * *', '2026-01-01T10:00:00Z', 1)).toEqual([
      '01-02T03:30',
    ]);
  });

  test('knows lists, ranges, steps and names; a day of the month or of the week is enough', () => {
    expect(timesOf('*/20 8-9 * * MON,WED', '2026-01-05T09:10:00Z', 3)).toEqual([
      '01-05T09:20',
      '01-05T09:40',
      '01-07T08:00',
    ]);
    expect(timesOf('0 0 1 * MON', '2026-03-28T06:15:00Z', 3)).toEqual([
      '03-30T00:00',
      '04-01T00:00',
      '04-06T00:00',
    ]);
  });

  test('keeps its hour on the wall when the clocks change', () => {
    expect(timesOf('TZ=Europe/London 0 9 * * *', '2026-03-28T00:00:00Z', 2)).toEqual([
      '03-28T09:00',
      '03-29T08:00',
    ]);
    expect(timesOf('TZ=Europe/London 0 9 * * *', '2026-10-24T00:00:00Z', 2)).toEqual([
      '10-24T08:00',
      '10-25T09:00',
    ]);
  });

  test('comes once on the day whose clocks skip its hour, right after the gap', () => {
    expect(timesOf('TZ=America/New_York 30 2 * * *', '2026-03-07T12:00:00Z', 2)).toEqual([
      '03-08T07:00',
      '03-09T06:30',
    ]);
  });

  test('comes once on the day whose clocks repeat its hour', () => {
    expect(timesOf('TZ=America/New_York 30 1 * * *', '2026-10-31T12:00:00Z', 2)).toEqual([
      '11-01T05:30',
      '11-02T06:30',
    ]);
  });

  test.each(['2026-03-08T05:30:00Z', '2026-11-01T04:30:00Z'])(
    'goes on evenly through a change of clocks when it comes every hour or oftener: %s',
    (from) => {
      const start = Date.parse(from);
      const minutes = (cron: string, count: number) =>
        timesOf(cron, from, count).map((time) => (Date.parse(`2026-${time}:00Z`) - start) / 60_000);
      expect(minutes('TZ=America/New_York 0 * * * *', 5)).toEqual([30, 90, 150, 210, 270]);
      expect(minutes('TZ=America/New_York */30 * * * *', 6)).toEqual([30, 60, 90, 120, 150, 180]);
    },
  );

  test.each([
    ['six fields', '* * * * * *'],
    ['four fields', '* * * *'],
    ['a name', '@daily'],
    ['a minute there is not', '61 * * * *'],
    ['a zone there is not', 'TZ=Mars/Olympus 0 9 * * *'],
    ['a day that never comes', '0 0 31 2 *'],
    ['the last day, which a server does not know', '0 0 L * *'],
    ['the nearest working day, which a server does not know', '0 0 1W * *'],
    ['the second Monday, which a server does not know', '0 0 * * 1#2'],
    ['nothing', ''],
  ])('is not read from %s', (_, cron) => {
    expect(readSchedule(cron)).toBeUndefined();
  });
});

describe('the latest time up to a moment', () => {
  const crons = ['* * * * *', '*/7 3 * * *', '0 9 * * MON', '* * 1 * *', '0 0 29 2 *'];

  test('is the one after which the next comes later, however long ago the known one was', () => {
    const minutes = fc.integer({ min: 0, max: 3 * 366 * 24 * 60 });
    fc.assert(
      fc.property(fc.constantFrom(...crons), minutes, (cron, later) => {
        const schedule = readSchedule(`TZ=Europe/Berlin ${cron}`);
        const known = schedule?.after(new Date('2026-01-01T00:00:00Z'));
        if (schedule === undefined || known == null) throw new Error('no schedule');
        const until = new Date(known.getTime() + later * 60_000 + 1);
        const latest = latestTime(schedule, known, until);
        expect(latest.getTime()).toBeGreaterThanOrEqual(known.getTime());
        expect(latest.getTime()).toBeLessThanOrEqual(until.getTime());
        expect(schedule.after(latest)?.getTime()).toBeGreaterThan(until.getTime());
        if (latest > known) {
          expect(schedule.after(new Date(latest.getTime() - 1_000))).toEqual(latest);
        }
      }),
    );
  });
});
