import { describe, expect, test } from 'vitest';
import { readFunctions } from '#inngest/embedded/function-config.ts';
import { client, start } from '#inngest/embedded/testing/start-engine.ts';
import { ConfigurationError } from '#server/configuration-error.ts';

type Options = Parameters<typeof client.createFunction>[0];

const make = (options: Partial<Options>) =>
  client.createFunction({ id: 'asks', triggers: [{ event: 'asked' }], ...options }, () => 1);

/** Of this the time to match grows with every letter: expressions know no patterns. */
const slowMatch = "event.data.name.matches('^(a+)+$')";

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

  test('is read: timers beside events, in any number', () => {
    const [read] = readFunctions('test', [
      make({
        triggers: [
          { cron: '0 9 * * *' },
          { event: 'asked' },
          { cron: 'TZ=Asia/Kolkata 0 9 * * *' },
        ],
      }),
    ]);
    expect(read?.triggers).toMatchObject([{ event: 'asked' }]);
    expect(read?.timers).toMatchObject([
      { cron: '0 9 * * *' },
      { cron: 'TZ=Asia/Kolkata 0 9 * * *' },
    ]);
  });

  test('is read: what holds its runs back, in the measures of a server', () => {
    const [read] = readFunctions('test', [
      make({
        concurrency: [{ limit: 0 }, { limit: 2, key: 'event.data.id', scope: 'env' }],
        throttle: { limit: 0, period: '1500ms' as '1s' },
        rateLimit: { limit: 25, period: '1m', key: '' },
        debounce: { period: '10s', timeout: '1m' },
        singleton: { mode: 'cancel' },
        priority: { run: 'event.data.isPaid ? 60 : 0' },
      }),
    ]);
    expect(read).toMatchObject({
      limits: [{ limit: 2, scope: 'env' }],
      throttle: { limit: 1, periodMs: 1_000, burst: 0, key: undefined },
      rateLimit: { limit: 25, periodMs: 60_000, burst: 2, key: undefined },
      debounce: { periodMs: 10_000, timeoutMs: 60_000 },
      batch: undefined,
      singleton: { mode: 'cancel', key: undefined },
    });
    expect(read?.priority?.({ event: { data: { isPaid: true } } })).toBe(60);
  });

  test('is read: idempotency is a rate of one a day, and goes before another rate', () => {
    const [read] = readFunctions('test', [
      make({ rateLimit: { limit: 5, period: '1m' }, idempotency: 'event.data.id' }),
    ]);
    expect(read?.rateLimit).toMatchObject({ limit: 1, periodMs: 86_400_000, burst: 0 });
  });

  const refused: [string, Partial<Options>][] = [
    ['the event inngest/function.failed', { triggers: [{ event: 'inngest/function.failed' }] }],
    ['the trigger jitter', { triggers: [{ cron: '* * * * *', jitter: '1s' } as never] }],
    ['the condition "a.b % 2"', { triggers: [{ event: 'asked', if: 'a.b % 2' }] }],
    ['the key "event.data.name.matches(\'^(a+)+$\')"', { idempotency: slowMatch }],
    ['batchEvents with the size 101', { batchEvents: { maxSize: 101, timeout: '1s' } }],
  ];

  test.each(refused)('stops the start with one sentence when it is %s', (name, options) => {
    expect(() => start([make(options)])).toThrow(ConfigurationError);
    expect(() => start([make(options)])).toThrow(
      `The job function test-asks asks for ${name}, which the embedded executor cannot do; `,
    );
  });

  const batchEvents = { maxSize: 2, timeout: '1s' } as const;
  const limits = [{ limit: 1 }, { limit: 2 }, { limit: 3 }] as unknown as [{ limit: number }];
  const senseless: [string, Partial<Options>][] = [
    ['the cron "* * *"', { triggers: [{ cron: '* * *' }] }],
    ['the same cron twice', { triggers: [{ cron: '1 * * * *' }, { cron: '1 * * * *' }] }],
    [
      'more than ten triggers',
      { triggers: Array.from({ length: 11 }, (_, n) => ({ event: n.toString() })) },
    ],
    ['concurrency with more than two limits', { concurrency: limits }],
    [
      'concurrency over the scope env without a key',
      { concurrency: { limit: 1, scope: 'env' } as never },
    ],
    ['cancelOn with the timeout "soon"', { cancelOn: [{ event: 'stopped', timeout: 'soon' }] }],
    ['throttle with the period "10ms"', { throttle: { limit: 1, period: '10ms' as '1s' } }],
    ['rateLimit with the period "25h"', { rateLimit: { limit: 1, period: '25h' } }],
    ['rateLimit with the limit 0', { rateLimit: { limit: 0, period: '1h' } }],
    ['debounce with the period "8d"', { debounce: { period: '8d' } }],
    ['debounce with the timeout "soon"', { debounce: { period: '1s', timeout: 'soon' as '1s' } }],
    ['batchEvents with the size 1', { batchEvents: { maxSize: 1, timeout: '1s' } }],
    ['batchEvents with the timeout "11m"', { batchEvents: { maxSize: 2, timeout: '11m' as '1s' } }],
    ['batchEvents together with debounce', { batchEvents, debounce: { period: '1s' } }],
    ['batchEvents together with singleton', { batchEvents, singleton: { mode: 'skip' } }],
    ['batchEvents together with priority', { batchEvents, priority: { run: '1' } }],
    ['batchEvents together with cancelOn', { batchEvents, cancelOn: [{ event: 'stopped' }] }],
    ['batchEvents together with rateLimit', { batchEvents, rateLimit: { limit: 1, period: '1s' } }],
    ['batchEvents together with idempotency', { batchEvents, idempotency: 'event.data.id' }],
  ];

  test.each(senseless)('stops the start when no engine does it: %s', (name, options) => {
    expect(() => start([make(options)])).toThrow(ConfigurationError);
    expect(() => start([make(options)])).toThrow(
      `The job function test-asks asks for ${name}, which no job server does.`,
    );
  });

  test('stops the start when two functions have one name', () => {
    expect(() => readFunctions('test', [make({}), make({})])).toThrow(
      'Two job functions are called',
    );
  });
});
