import { describe, expect, test } from 'vitest';
import {
  closingLine,
  countStage,
  readClosingLine,
  readPlaywrightCounts,
  readVitestCounts,
  stageLine,
} from '#scripts/test-counts.ts';

describe('counting a run of the tests', () => {
  test('reads both reports', () => {
    const vitest = JSON.stringify({ numPassedTests: 7, numFailedTests: 2, numPendingTests: 5 });
    expect(readVitestCounts(vitest)).toEqual({ passed: 7, failed: 2, skipped: 5 });
    const playwright = JSON.stringify({
      stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 4 },
    });
    expect(readPlaywrightCounts(playwright)).toEqual({ passed: 3, failed: 2, skipped: 4 });
  });

  test('reads the last closing line of a program that counts for itself', () => {
    const output = '3 passed, 0 failed\nagain:\n13 passed, 1 failed\nnothing more';
    expect(readClosingLine(output)).toEqual({ passed: 13, failed: 1 });
    expect(() => readClosingLine('all 3 passed, 0 failed')).toThrow('no closing line');
  });

  test('a stage that broke without a failed test still counts as one failure', () => {
    expect(countStage(false, () => ({ passed: 5, failed: 0 }))).toEqual({ passed: 5, failed: 1 });
    expect(countStage(false, () => ({ passed: 5, failed: 2 }))).toEqual({ passed: 5, failed: 2 });
    expect(countStage(true, () => ({ passed: 5, failed: 0 }))).toEqual({ passed: 5, failed: 0 });
  });

  test('a stage without a readable report is a failure even when it ended well', () => {
    expect(countStage(true, () => readVitestCounts('nothing'))).toEqual({ passed: 0, failed: 1 });
  });

  test('a stage says how many tests it skipped, and the closing line does not count them', () => {
    expect(stageLine({ passed: 7, failed: 0, skipped: 99 })).toBe('7 passed, 0 failed, 99 skipped');
    expect(stageLine({ passed: 7, failed: 0, skipped: 0 })).toBe('7 passed, 0 failed');
    expect(closingLine([{ passed: 7, failed: 0, skipped: 99 }])).toBe('7 passed, 0 failed');
  });

  test('the closing line sums the stages', () => {
    const stages = [
      { passed: 10, failed: 0 },
      { passed: 4, failed: 1 },
    ];
    expect(closingLine(stages)).toBe('14 passed, 1 failed');
  });
});
