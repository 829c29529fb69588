import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeFailures, describeResult, runStep } from '#scripts/run-step.ts';
import type { Step, StepResult } from '#scripts/run-step.ts';
import {
  closingLine,
  countStage,
  readClosingLine,
  readPlaywrightCounts,
  readVitestCounts,
  stageLine,
} from '#scripts/test-counts.ts';
import type { Counts } from '#scripts/test-counts.ts';
import { verify } from '#scripts/verify.ts';
import { ensureBuild } from '#server/boot/build.ts';

const reports = mkdtempSync(join(tmpdir(), 'frontdesk-reports-'));
const vitestFile = join(reports, 'vitest.json');
const playwrightFile = join(reports, 'playwright.json');

const unitTests: Step = {
  name: 'unit and domain tests',
  command: 'vitest',
  args: ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${vitestFile}`],
  env: { NODE_ENV: 'test' },
  limitSeconds: 12 * 60,
};
const browserTests: Step = {
  name: 'browser tests',
  command: 'playwright',
  args: ['test', '--reporter=list,json'],
  env: { PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightFile },
  limitSeconds: 12 * 60,
};
const faultTests: Step = {
  name: 'fault tests',
  command: process.execPath,
  args: ['tests/faults/main.ts'],
  limitSeconds: 13 * 60,
};

const build = 'production build';

/** The checks and the build count only when they fail: the closing line is about tests. */
async function runChecksAndBuild(): Promise<Counts & { isBuilt: boolean }> {
  // Last, when the types are long checked: both concern what Next generates of them.
  const results = await verify([runBuild]);
  const failed = results.filter(({ isPassed }) => !isPassed);
  if (failed.length > 0) console.log(describeFailures(results));
  return { passed: 0, failed: failed.length, isBuilt: !failed.some(({ name }) => name === build) };
}

async function runBuild(): Promise<StepResult> {
  const started = performance.now();
  let output = '';
  try {
    await ensureBuild(process.cwd());
  } catch (error) {
    output = error instanceof Error ? error.message : String(error);
  }
  const seconds = (performance.now() - started) / 1000;
  return { name: build, isPassed: output === '', output, seconds };
}

async function runTests(step: Step, read: (output: string) => Counts): Promise<Counts> {
  const result = await runStep(step);
  const counts = countStage(result.isPassed, () => read(result.output));
  report(result, stageLine(counts));
  return counts;
}

function report(result: StepResult, note?: string): void {
  console.log(describeResult(result, note));
  if (!result.isPassed) console.log(describeFailures([result]));
}

const checked = await runChecksAndBuild();
const stages: Counts[] = [
  checked,
  await runTests(unitTests, () => readVitestCounts(readFileSync(vitestFile, 'utf8'))),
];
if (checked.isBuilt) {
  const read = () => readPlaywrightCounts(readFileSync(playwrightFile, 'utf8'));
  stages.push(await runTests(browserTests, read));
  stages.push(await runTests(faultTests, readClosingLine));
}
rmSync(reports, { recursive: true, force: true });
console.log(closingLine(stages));
if (stages.some(({ failed }) => failed > 0)) process.exitCode = 1;
