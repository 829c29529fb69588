import { describe, expect, test } from 'vitest';
import { overRate } from '#tests/faults/over-rate.ts';

const rate = { perSecond: 10, burst: 10 };
const evenly = (count: number, everyMs: number) =>
  Array.from({ length: count }, (_, index) => index * everyMs);

describe('a rate', () => {
  test('is kept by a burst and an even flow after it', () => {
    const calls = [...evenly(10, 0), ...evenly(100, 100)];
    expect(overRate(calls, rate, 1_000, 0)).toEqual([]);
    expect(overRate(calls, rate, 5_000, 0)).toEqual([]);
  });

  test('is broken by one call more than fits into a window, wherever it lies', () => {
    const calls = [...evenly(100, 100), ...Array.from({ length: 11 }, () => 5_050)];
    expect(overRate(calls, rate, 1_000, 0)).toEqual([
      '21 calls within 1 s from 1970-01-01T00:00:04.100Z, at most 20 are allowed',
    ]);
  });

  test('is broken by a flow that is a little too fast, seen over a longer window', () => {
    const calls = evenly(400, 60);
    expect(overRate(calls, rate, 1_000, 0)).toEqual([]);
    expect(overRate(calls, rate, 20_000, 0)).toHaveLength(1);
  });

  test('allows for moments that were noted late', () => {
    expect(overRate(evenly(25, 0), rate, 1_000, 0)).toHaveLength(1);
    expect(overRate(evenly(25, 0), rate, 1_000, 500)).toEqual([]);
  });
});
