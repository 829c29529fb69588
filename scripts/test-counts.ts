import { z } from 'zod';

export interface Counts {
  passed: number;
  failed: number;
  skipped?: number;
}

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
});
const playwrightReport = z.object({
  stats: z.object({
    expected: z.number(),
    unexpected: z.number(),
    flaky: z.number(),
    skipped: z.number(),
  }),
});

/** Reads how many unit and domain tests passed, failed and were skipped. */
export function readVitestCounts(report: string): Counts {
  const { numPassedTests, numFailedTests, numPendingTests } = vitestReport.parse(
    JSON.parse(report),
  );
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests };
}

/** The same of browser tests; one that passed only when tried again failed. */
export function readPlaywrightCounts(report: string): Counts {
  const { expected, unexpected, flaky, skipped } = playwrightReport.parse(JSON.parse(report)).stats;
  return { passed: expected, failed: unexpected + flaky, skipped };
}

/** Reads the closing line of a program that counts for itself; its last one, should it have several. */
export function readClosingLine(output: string): Counts {
  const [, passed, failed] = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1) ?? [];
  if (passed === undefined || failed === undefined) throw new Error('There is no closing line.');
  return { passed: Number(passed), failed: Number(failed) };
}

/**
 * What a stage counts for: its tests, and one failure when it broke without any test saying so
 * (a file that does not load, a build that ends early, no report).
 */
export function countStage(isPassed: boolean, read: () => Counts): Counts {
  let counts: Counts = { passed: 0, failed: 0 };
  let isRead = true;
  try {
    counts = read();
  } catch {
    isRead = false;
  }
  const isSilentFailure = counts.failed === 0 && !(isPassed && isRead);
  return isSilentFailure ? { ...counts, failed: 1 } : counts;
}

/** What a stage says of itself: its closing line, and how much it did not run. */
export function stageLine(counts: Counts): string {
  const { skipped = 0 } = counts;
  return `${closingLine([counts])}${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** The plain closing line of a run. */
export function closingLine(stages: Counts[]): string {
  const sum = (key: 'passed' | 'failed') =>
    stages.reduce((total, counts) => total + counts[key], 0);
  return `${sum('passed')} passed, ${sum('failed')} failed`;
}
