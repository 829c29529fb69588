import { describeFailures, describeResult, runStep } from '#scripts/run-step.ts';
import type { Step, StepResult } from '#scripts/run-step.ts';

/** One check, which says how it went. */
type Check = () => Promise<StepResult>;

const atOnce = 2;
const check = (name: string, file: string): Step => ({
  name,
  command: process.execPath,
  args: [`scripts/checks/${file}.ts`],
});

/** Every check of the rules; the long ones first, so that two at a time end together. */
const steps: Step[] = [
  { name: 'lint', command: 'eslint', args: ['--max-warnings', '0', '.'] },
  { name: 'types', command: 'tsc', args: ['--noEmit', '-p', '.'] },
  { name: 'format', command: 'prettier', args: ['--check', '--log-level', 'warn', '.'] },
  { name: 'dead code', command: 'knip', args: ['--no-progress'] },
  check('architecture', 'architecture'),
  check('sizes', 'budgets'),
  check('house style', 'house-style'),
  check('settings', 'env-example'),
  check('docs', 'docs'),
  check('migrations', 'migrations'),
  check('lock file', 'lockfile'),
];

/** Runs the checks a few at a time, in order, and says one line for each as it ends. */
async function runAll(waiting: Check[]): Promise<StepResult[]> {
  const results: StepResult[] = [];
  const work = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const result = await check();
      const note = result.isPassed ? (result.output.split('\n').at(-1) ?? '') : '';
      console.log(describeResult(result, result.name === 'sizes' ? note : ''));
      results.push(result);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}

/** Runs every check, and what is to come last beside the longest; prints a line for each. */
export async function verify(last: Check[] = []): Promise<StepResult[]> {
  // Next's own types are generated, and the type checker and lint need them on a fresh clone.
  const routeTypes = await runStep({ name: 'route types', command: 'next', args: ['typegen'] });
  console.log(describeResult(routeTypes));
  const checks = steps.map((step) => () => runStep(step));
  return [routeTypes, ...(await runAll([...checks, ...last]))];
}

if (import.meta.main) {
  const results = await verify();
  console.log(describeFailures(results));
  if (results.some(({ isPassed }) => !isPassed)) process.exitCode = 1;
}
