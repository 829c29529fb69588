import { describe, expect, it } from 'vitest';
import { momentOf, quickPicks, wallTimeOf } from '#components/inbox/schedule-time.ts';

const iso = (day: string, time: string, zone: string) =>
  momentOf({ day, time }, zone)?.toISOString() ?? null;

describe('a time on the wall', () => {
  it('is the moment at which clocks in the business’s zone show it', () => {
    expect(iso('2026-11-21', '10:00', 'Asia/Kolkata')).toBe('2026-11-21T04:30:00.000Z');
    expect(iso('2026-07-01', '09:00', 'Europe/Lisbon')).toBe('2026-07-01T08:00:00.000Z');
    expect(iso('2026-12-01', '09:00', 'Europe/Lisbon')).toBe('2026-12-01T09:00:00.000Z');
    expect(iso('2026-11-21', '00:15', 'Pacific/Kiritimati')).toBe('2026-11-20T10:15:00.000Z');
  });

  it('is none when the clocks are put forward over it', () => {
    expect(iso('2026-03-29', '02:30', 'Europe/Berlin')).toBeNull();
    expect(iso('2026-03-29', '01:59', 'Europe/Berlin')).toBe('2026-03-29T00:59:00.000Z');
    expect(iso('2026-03-29', '03:00', 'Europe/Berlin')).toBe('2026-03-29T01:00:00.000Z');
  });

  it('is the first of the two when the clocks are put back over it', () => {
    expect(iso('2026-10-25', '02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
  });

  it('is none when it is no date, or only half of one', () => {
    expect(iso('2026-02-30', '25:00', 'Asia/Kolkata')).toBeNull();
    expect(iso('', '10:00', 'Asia/Kolkata')).toBeNull();
    expect(iso('2026-11-21', '', 'Asia/Kolkata')).toBeNull();
  });

  it('comes back as it was from its moment, in every hour of a year', () => {
    for (const zone of ['America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kathmandu']) {
      for (let hour = 0; hour < 365 * 24; hour += 37) {
        const moment = new Date(Date.UTC(2026, 0, 1, hour));
        const wall = wallTimeOf(moment, zone);
        const back = momentOf(wall, zone);
        expect(back && wallTimeOf(back, zone), `${zone} ${moment.toISOString()}`).toEqual(wall);
      }
    }
  });
});

describe('the quick picks', () => {
  const picks = (now: string, zone = 'Asia/Kolkata') =>
    quickPicks(new Date(now), zone).map(({ label, at }) => `${label} ${at.toISOString()}`);

  it('are in an hour, tomorrow at nine and Monday at nine, by the business’s clock', () => {
    // 1:30 am on Saturday there, still Friday in UTC.
    expect(picks('2026-11-20T20:00:30Z')).toEqual([
      'In an hour 2026-11-20T21:00:00.000Z',
      'Tomorrow 2026-11-22T03:30:00.000Z',
      'Monday 2026-11-23T03:30:00.000Z',
    ]);
  });

  it('say tomorrow and not Monday on a Sunday, and the next Monday on a Monday', () => {
    expect(picks('2026-11-22T06:00:00Z').map((pick) => pick.split(' ')[0])).toEqual([
      'In',
      'Tomorrow',
    ]);
    expect(picks('2026-11-23T06:00:00Z').at(-1)).toBe('Monday 2026-11-30T03:30:00.000Z');
  });
});
