import { describe, expect, test } from 'vitest';
import { Burst } from '#server/domain/webhooks/burst.ts';
import type { BurstLimits } from '#server/domain/webhooks/burst.ts';

const hourMs = 3_600_000;

/** Work that ends when told to. */
function scene(limits: Partial<BurstLimits> = {}) {
  const burst = new Burst({ inHand: 2, pauseMs: 0, longestWaitMs: hourMs, ...limits });
  const begin = () => {
    let end = () => undefined as void;
    const done = burst.while(() => new Promise<void>((resolve) => (end = resolve)));
    return async () => {
      end();
      await done;
    };
  };
  return { burst, begin };
}

const outcome = (work: Promise<unknown>) =>
  Promise.race([work.then(() => 'over'), new Promise((resolve) => setImmediate(resolve, 'waits'))]);

describe('one delivery at a time', () => {
  test('is no burst, and nothing waits for it', async () => {
    const { burst, begin } = scene();
    for (let time = 0; time < 5; time += 1) {
      const end = begin();
      expect(burst.isOn()).toBe(false);
      expect(await outcome(burst.over())).toBe('over');
      await end();
    }
    expect(burst.comesFirst()).toBe(false);
  });
});

describe('a burst', () => {
  test('lasts while so many are in hand, and other work waits for its end', async () => {
    const { burst, begin } = scene();
    const ends = [begin(), begin()];
    expect(burst.isOn()).toBe(true);
    expect(burst.comesFirst()).toBe(true);
    const over = burst.over();
    expect(await outcome(over)).toBe('waits');
    await ends[0]?.();
    await over;
    expect(burst.isOn()).toBe(false);
    await ends[1]?.();
  });

  test('goes on through a pause that is too short, also after work that failed', async () => {
    const { burst, begin } = scene({ pauseMs: hourMs });
    const end = begin();
    await expect(burst.while(() => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
    await end();
    expect(burst.isOn()).toBe(true);
    expect(await outcome(burst.over())).toBe('waits');
  });

  test('does not hold up what has waited for long enough, nor begins to do so again', async () => {
    const { burst, begin } = scene({ longestWaitMs: 1_000 });
    const ends = [begin(), begin()];
    expect(await outcome(burst.over(new Date(Date.now() - 1_001)))).toBe('over');
    expect(await outcome(burst.over(new Date()))).toBe('waits');
    for (const end of ends) await end();
  });

  test('holds nothing up for ever, whatever the clock of the work says', async () => {
    const { burst, begin } = scene({ longestWaitMs: 10 });
    const ends = [begin(), begin()];
    await burst.over(new Date(Date.now() + hourMs));
    expect(burst.isOn()).toBe(true);
    expect(burst.comesFirst()).toBe(false);
    for (const end of ends) await end();
  });
});
