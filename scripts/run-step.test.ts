import { expect, test } from 'vitest';
import { describeFailures, describeResult, runStep } from '#scripts/run-step.ts';

const node = (name: string, script: string, limitSeconds?: number) =>
  runStep({ name, command: process.execPath, args: ['-e', script], limitSeconds });

test('a program that ends well passes, and says nothing at the end', async () => {
  const result = await node('fine', 'console.log("all good")');
  expect(result).toMatchObject({ isPassed: true, output: 'all good' });
  expect(describeResult(result)).toMatch(/^✓ fine \d+\.\d s$/);
  expect(describeFailures([result])).toBe('');
});

test('a program that fails keeps both its outputs for the end', async () => {
  const result = await node('bad', 'console.log("one"); console.error("two"); process.exit(3)');
  expect(result.isPassed).toBe(false);
  expect(describeResult(result)).toMatch(/^✗ bad/);
  expect(describeFailures([result])).toMatch(/^\nbad failed:\n(one\ntwo|two\none)$/);
});

test('a program that cannot be started fails', async () => {
  const result = await runStep({ name: 'gone', command: 'no-such-program', args: [] });
  expect(result.isPassed).toBe(false);
});

test('a program that hangs is ended at its limit and fails', async () => {
  const result = await node('hangs', 'setInterval(() => {}, 1000)', 0.2);
  expect(result.isPassed).toBe(false);
  expect(result.output).toContain('ended by SIGTERM');
});
