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

/** The checks count only when they fail: the closing line is about tests. */
async function runChecks(): Promise<Counts> {
  const results = await verify();
  const failed = results.filter(({ isPassed }) => !isPassed).length;
  if (failed > 0) console.log(describeFailures(results));
  return { passed: 0, failed };
}

async function runTests(step: Step, read: (output: string) => Counts): Promise<Counts> {
  const result = await runStep(step);
  const counts = countStage(result.isPassed, () => read(result.output));
  report(result, closingLine([counts]));
  return counts;
}

async function runBuild(): Promise<Counts> {
  const started = performance.now();
  let output = '';
  try {
    await ensureBuild(process.cwd());
  } catch (error) {
    output = error instanceof Error ? error.message : String(error);
  }
  const seconds = (performance.now() - started) / 1000;
  report({ name: 'production build', isPassed: output === '', output, seconds });
  return { passed: 0, failed: output === '' ? 0 : 1 };
}

function report(result: StepResult, note?: string): void {
  console.log(describeResult(result, note));
  if (!result.isPassed) console.log(describeFailures([result]));
}

const stages = [
  await runChecks(),
  await runTests(unitTests, () => readVitestCounts(readFileSync(vitestFile, 'utf8'))),
  await runBuild(),
];
if (stages.at(-1)?.failed === 0) {
  const read = () => readPlaywrightCounts(readFileSync(playwrightFile, 'utf8'));
  stages.push(await runTests(browserTests, read));
  stages.push(await runTests(faultTests, readClosingLine));
}
rmSync(reports, { recursive: true, force: true });
console.log(closingLine(stages));
if (stages.some(({ failed }) => failed > 0)) process.exitCode = 1;
