import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeRounds } from '#inngest/make-rounds.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('goes round at once and then in time, also after a round that failed', async () => {
  let rounds = 0;
  const running = makeRounds(() => {
    rounds += 1;
    return rounds === 1 ? Promise.reject(new Error('on purpose')) : Promise.resolve();
  }, 1_000);
  await vi.advanceTimersByTimeAsync(2_500);
  expect(rounds).toBe(3);
  await running.stop();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(rounds).toBe(3);
});

test('waits for a slow round, and stops only when it is over', async () => {
  let finish = () => undefined as void;
  let rounds = 0;
  const running = makeRounds(() => {
    rounds += 1;
    return new Promise<void>((resolve) => (finish = resolve));
  }, 1_000);
  await vi.advanceTimersByTimeAsync(3_500);
  expect(rounds).toBe(1);
  let isStopped = false;
  const stopping = running.stop().then(() => (isStopped = true));
  await vi.advanceTimersByTimeAsync(100);
  expect(isStopped).toBe(false);
  finish();
  await stopping;
});
