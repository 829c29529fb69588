import { describe, expect, test } from 'vitest';
import type { Sizes } from '#tests/faults/options.ts';
import { planFaults } from '#tests/faults/plan.ts';

const sizes: Sizes = {
  limitMinutes: 1,
  appKills: 20,
  postgresKills: 6,
  people: 1,
  inboundEveryMs: 1,
  replyEveryMs: 1,
  scheduleEveryMs: 1,
  sendsPerSecond: 1,
  faults: 1,
  faultsInARow: 3,
  audience: 1,
  pauses: { everyMs: 1, atMost: 1 },
  outages: {
    everyMs: 1_000,
    seconds: [
      [120, 120],
      [10, 20],
      [10, 20],
    ],
  },
  quietMs: 9_000,
  killWithinMs: 2_000,
};

describe('the plan of faults', () => {
  test('is the same for the same seed and another for another', () => {
    expect(planFaults(7, sizes)).toEqual(planFaults(7, sizes));
    expect(planFaults(7, sizes)).not.toEqual(planFaults(8, sizes));
  });

  test('kills the app and Postgres as often as asked, some of them together', () => {
    const { kills } = planFaults(7, sizes);
    const times = (target: string) => kills.filter((kill) => kill.target === target).length;
    expect(times('app') + times('both')).toBe(20);
    expect(times('postgres') + times('both')).toBe(6);
    expect(times('both')).toBe(2);
    expect(new Set(kills.map(({ afterMs }) => afterMs)).size).toBeGreaterThan(15);
  });

  test('lets the app work for a while before the first kill', () => {
    const { kills } = planFaults(7, sizes);
    const [first, ...others] = kills.map(({ afterMs }) => afterMs);
    expect(first).toBeGreaterThan(9_000);
    expect(Math.max(...others)).toBeLessThanOrEqual(2_500);
  });

  test('takes the provider away as often and as long as asked, at moments of its own', () => {
    const { outages } = planFaults(7, sizes);
    const seconds = outages.map(({ lastsMs }) => lastsMs / 1_000).toSorted((a, b) => b - a);
    expect(seconds[0]).toBe(120);
    expect(seconds.slice(1).filter((each) => each >= 10 && each <= 20)).toHaveLength(2);
    expect(outages.every(({ afterMs }) => afterMs >= 500 && afterMs <= 1_500)).toBe(true);
  });

  test('refuses some for a while and some for good', () => {
    const { spells } = planFaults(7, sizes);
    const codes = spells.slice(0, 11).map(({ settings }) => settings.fail?.code);
    expect(codes.filter((code) => code !== undefined).toSorted()).toEqual([130429, 130472, 131000]);
  });

  test('has every kind of bad manners within the first eleven spells', () => {
    const { spells } = planFaults(7, sizes);
    const kinds = spells.slice(0, 11).flatMap(({ settings }) => Object.keys(settings));
    expect([...new Set(kinds)].toSorted()).toEqual([
      ...['drop', 'duplicate_webhooks', 'fail', 'garbage', 'hold_webhooks', 'reorder_webhooks'],
      ...['silent', 'slow'],
    ]);
  });
});
