import { describe, expect, test } from 'vitest';
import { retryAfterMs, retryDelayMs, waitMs } from '#inngest/embedded/duration.ts';

const now = Date.parse('2026-03-01T12:00:00Z');

describe('waits', () => {
  test.each([
    ['10s', 10_000],
    ['1h30m', 5_400_000],
    ['1w2d', 777_600_000],
    ['250ms', 250],
    ['2026-03-01T12:00:05.000Z', 5_000],
    ['2026-03-01T11:00:00.000Z', 0],
  ])('of %s last %i ms', (until, ms) => {
    expect(waitMs(until, now)).toBe(ms);
  });

  test('that nobody can read have no length', () => {
    expect(waitMs('soon')).toBeUndefined();
    expect(waitMs('')).toBeUndefined();
  });
});

describe('retries', () => {
  test('come later and later, spread by up to half a minute, and then every two hours', () => {
    const bases = [15, 30, 60, 120, 300, 600, 1_200, 2_400, 3_600, 7_200, 7_200, 7_200];
    for (const [attempt, seconds] of bases.entries()) {
      const delay = retryDelayMs(attempt);
      expect(delay).toBeGreaterThanOrEqual(seconds * 1_000);
      expect(delay).toBeLessThanOrEqual(seconds * 1_000 + 30_000);
    }
  });

  test.each([
    ['30', 30_000],
    ['0', 1_000],
    ['9999999', 86_400_000],
    ['2026-03-01T12:00:20Z', 20_000],
  ])('come when the function says: %s', (header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms);
  });

  test.each([null, '', 'later'])('fall back to our own delays when it says %s', (header) => {
    expect(retryAfterMs(header, now)).toBeUndefined();
  });
});
