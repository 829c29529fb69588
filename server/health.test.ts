import { afterEach, expect, test } from 'vitest';
import { checkHealth, registerHealthCheck } from '#server/health.ts';

afterEach(() => {
  registerHealthCheck('jobs', () => true);
  registerHealthCheck('realtime', () => true);
});

test('a part that was never started is failing', async () => {
  expect(await checkHealth()).toEqual({
    status: 'failing',
    checks: { database: 'ok', jobs: 'failing', realtime: 'failing' },
  });
});

test('all is well when every part is', async () => {
  expect(await checkHealth()).toEqual({
    status: 'ok',
    checks: { database: 'ok', jobs: 'ok', realtime: 'ok' },
  });
});

test('one failing part makes the whole fail, whether it says so or throws', async () => {
  registerHealthCheck('jobs', () => false);
  registerHealthCheck('realtime', () => Promise.reject(new Error('a reason with a secret')));
  const health = await checkHealth();
  expect(health.checks).toEqual({ database: 'ok', jobs: 'failing', realtime: 'failing' });
  expect(JSON.stringify(health)).not.toContain('secret');
});

test('a part that does not answer fails after two seconds', async () => {
  registerHealthCheck('jobs', () => new Promise<boolean>(() => undefined));
  const began = Date.now();
  const health = await checkHealth();
  expect(health.checks.jobs).toBe('failing');
  expect(Date.now() - began).toBeLessThan(4_000);
});
