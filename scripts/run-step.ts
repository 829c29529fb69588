import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface Step {
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
  /** After this long it is taken to hang and is ended; no limit unless given. */
  limitSeconds?: number;
}

export interface StepResult {
  name: string;
  isPassed: boolean;
  output: string;
  seconds: number;
}

/** Runs a program quietly to its end and keeps what it said. */
export function runStep({ name, command, args, env, limitSeconds }: Step): Promise<StepResult> {
  const started = performance.now();
  const path = `${join(process.cwd(), 'node_modules', '.bin')}:${process.env.PATH ?? ''}`;
  const child = spawn(command, args, {
    env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: '1', ...env, PATH: path },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: limitSeconds === undefined ? undefined : limitSeconds * 1000,
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve) => {
    const finish = (isPassed: boolean, note = '') => {
      const output = `${Buffer.concat(chunks).toString('utf8').trim()}${note}`;
      resolve({ name, isPassed, output, seconds: (performance.now() - started) / 1000 });
    };
    child.once('error', (error) => finish(false, error.message));
    child.once('close', (code, signal) =>
      finish(code === 0, signal === null ? '' : `\nended by ${signal}`),
    );
  });
}

/** One quiet line about a step, such as `✓ types 3.2 s`. */
export function describeResult({ name, isPassed, seconds }: StepResult, note = ''): string {
  const remark = note === '' ? '' : ` (${note})`;
  return `${isPassed ? '✓' : '✗'} ${name} ${seconds.toFixed(1)} s${remark}`;
}

/** What the failed steps said, to be read at the end. */
export function describeFailures(results: StepResult[]): string {
  return results
    .filter(({ isPassed }) => !isPassed)
    .map(({ name, output }) => `\n${name} failed:\n${output}`)
    .join('\n');
}
