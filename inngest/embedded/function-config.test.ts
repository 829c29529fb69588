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
    expect(readFunctions('test', [one, two])).toEqual([
      { id: 'test-asks', events: ['asked'], failureHandler: 'test-asks-failure', maxAttempts: 6 },
      { id: 'test-asks-failure', events: [], failureHandler: undefined, maxAttempts: 2 },
      { id: 'test-two', events: ['a', 'b'], failureHandler: undefined, maxAttempts: 4 },
    ]);
  });

  const refused: [string, Partial<Options>][] = [
    ['concurrency', { concurrency: 1 }],
    ['throttle', { throttle: { limit: 1, period: '1s' } }],
    ['rateLimit', { rateLimit: { limit: 1, period: '1s' } }],
    ['debounce', { debounce: { period: '1s' } }],
    ['batchEvents', { batchEvents: { maxSize: 2, timeout: '1s' } }],
    ['idempotency', { idempotency: 'event.data.id' }],
    ['priority', { priority: { run: '1' } }],
    ['singleton', { singleton: { mode: 'skip' } }],
    ['timeouts', { timeouts: { start: '1s' } }],
    ['cancelOn', { cancelOn: [{ event: 'stopped' }] }],
    ['cron', { triggers: [{ cron: '* * * * *' }] }],
    ['a condition on its event', { triggers: [{ event: 'asked', if: 'event.data.n > 1' }] }],
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
