import { expect, test } from 'vitest';
import { readTier, stepOf } from '#server/channels/whatsapp/new-people-limit.ts';

test.each([
  ['TIER_50', 250],
  ['TIER_250', 250],
  ['TIER_1K', 250],
  ['TIER_2K', 2_000],
  ['TIER_10K', 10_000],
  ['TIER_100K', 100_000],
  ['TIER_UNLIMITED', null],
  ['TIER_NOT_SET', undefined],
  ['', undefined],
])('the tier %s allows %s', (tier, limit) => {
  expect(readTier(tier)).toBe(limit);
});

test.each([
  [1, 250],
  [1_000, 250],
  [2_000, 2_000],
  [9_999, 2_000],
  [250_000, 100_000],
])('a limit of %i people keeps to the step of %i', (count, step) => {
  expect(stepOf(count)).toBe(step);
});
