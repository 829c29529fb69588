import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { passRate, readyMs } from '#inngest/embedded/rate.ts';
import type { Rate } from '#inngest/embedded/rate.ts';

/** When each of those that come would start, if each waited for its time. */
function startsOf(rate: Rate, comes: number[]): number[] {
  let nextMs = comes[0] ?? 0;
  let last = 0;
  return comes.map((moment) => {
    last = Math.max(moment, last, Math.ceil(readyMs(rate, nextMs)));
    nextMs = passRate(rate, nextMs, last) ?? Number.NaN;
    return last;
  });
}

const rates = fc.record({
  limit: fc.integer({ min: 1, max: 20 }),
  periodMs: fc.integer({ min: 1, max: 60 }).map((seconds) => seconds * 1_000),
  burst: fc.integer({ min: 0, max: 20 }),
});
const comings = fc
  .array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 200 })
  .map((list) => list.toSorted((a, b) => a - b));

describe('a rate', () => {
  test('never lets more start in any period than its limit and its burst together', () => {
    fc.assert(
      fc.property(rates, comings, (rate, comes) => {
        const starts = startsOf(rate, comes);
        for (const [index, start] of starts.entries()) {
          const within = starts.slice(index).filter((one) => one < start + rate.periodMs);
          expect(within.length).toBeLessThanOrEqual(rate.limit + rate.burst);
        }
      }),
    );
  });

  test('lets one start at once that comes no oftener than the rate', () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: 1, max: 50 }), (rate, count) => {
        const gap = Math.ceil(rate.periodMs / rate.limit);
        const comes = Array.from({ length: count }, (_, index) => index * gap);
        expect(startsOf(rate, comes)).toEqual(comes);
      }),
    );
  });

  test('spreads evenly what comes at once, after a burst', () => {
    const at = [0, 0, 0, 0, 0];
    expect(startsOf({ limit: 2, periodMs: 2_000, burst: 0 }, at)).toEqual([0, 1e3, 2e3, 3e3, 4e3]);
    expect(startsOf({ limit: 2, periodMs: 2_000, burst: 2 }, at)).toEqual([0, 0, 0, 1e3, 2e3]);
  });

  test('forgets what was not used: a long silence gives no more than the burst', () => {
    const rate = { limit: 1, periodMs: 1_000, burst: 1 };
    expect(startsOf(rate, [0, 60_000, 60_000, 60_000])).toEqual([0, 60_000, 60_000, 61_000]);
  });
});
