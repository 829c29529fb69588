import { describe, expect, test } from 'vitest';
import { readFunctions } from '#inngest/embedded/function-config.ts';
import { client, start } from '#inngest/embedded/testing/start-engine.ts';
import { ConfigurationError } from '#server/configuration-error.ts';

type Options = Parameters<typeof client.createFunction>[0];

const make = (options: Partial<Options>) =>
  client.createFunction({ id: 'asks', triggers: [{ event: 'asked' }], ...options }, () => 1);

describe('what the functions ask for', () => {
  test('is read: events, attempts, failure handlers', () => {
    const one = make({ retries: 5, onFailure: () => undefined });
    const two = client.createFunction(
      { id: 'two', triggers: [{ event: 'a' }, { event: 'b' }] },
      () => 1,
    );
    expect(readFunctions('test', [one, two])).toMatchObject([
      {
        id: 'test-asks',
        triggers: [{ event: 'asked' }],
        failureHandler: 'test-asks-failure',
        maxAttempts: 6,
      },
      { id: 'test-asks-failure', triggers: [], failureHandler: undefined, maxAttempts: 2 },
      {
        id: 'test-two',
        triggers: [{ event: 'a' }, { event: 'b' }],
        failureHandler: undefined,
        maxAttempts: 4,
      },
    ]);
  });

  test('is read: what cancels a run, and how long it may take', () => {
    const [read] = readFunctions('test', [
      make({
        cancelOn: [{ event: 'stopped', if: 'event.data.id == async.data.id' }],
        timeouts: { start: '1s', finish: '2m' },
      }),
    ]);
    expect(read?.timeouts).toEqual({ startMs: 1_000, finishMs: 120_000 });
    const condition = read?.cancelOn[0]?.condition;
    const names = (id: number) => ({ event: { data: { id: 1 } }, async: { data: { id } } });
    expect([condition?.(names(1)), condition?.(names(2))]).toEqual([true, false]);
  });

  const refused: [string, Partial<Options>][] = [
    ['concurrency with two limits', { concurrency: [{ limit: 1 }, { limit: 2, key: '"a"' }] }],
    ['concurrency over the scope env', { concurrency: { limit: 1, scope: 'env', key: '"a"' } }],
    ['throttle', { throttle: { limit: 1, period: '1s' } }],
    ['rateLimit', { rateLimit: { limit: 1, period: '1s' } }],
    ['debounce', { debounce: { period: '1s' } }],
    ['batchEvents', { batchEvents: { maxSize: 2, timeout: '1s' } }],
    ['idempotency', { idempotency: 'event.data.id' }],
    ['priority', { priority: { run: '1' } }],
    ['singleton', { singleton: { mode: 'skip' } }],
    ['cancelOn with timeout', { cancelOn: [{ event: 'stopped', timeout: '1s' }] }],
    ['the event inngest/function.failed', { triggers: [{ event: 'inngest/function.failed' }] }],
    ['cron', { triggers: [{ cron: '* * * * *' }] }],
    ['the condition "a.b % 2"', { triggers: [{ event: 'asked', if: 'a.b % 2' }] }],
  ];

  test.each(refused)('stops the start with one sentence when it is %s', (name, options) => {
    expect(() => start([make(options)])).toThrow(ConfigurationError);
    expect(() => start([make(options)])).toThrow(`The job function test-asks asks for ${name}`);
  });

  test('stops the start when two functions have one name', () => {
    expect(() => readFunctions('test', [make({}), make({})])).toThrow(
      'Two job functions are called',
    );
  });
});
