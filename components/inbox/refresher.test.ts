import { describe, expect, it } from 'vitest';
import { createRefresher } from '#components/inbox/refresher.ts';

describe('refreshing one thing', () => {
  it('asks again when a change comes while the answer is on its way', async () => {
    const answers: (() => void)[] = [];
    const refresh = createRefresher(() => new Promise<void>((resolve) => answers.push(resolve)));
    const first = refresh('a');
    void refresh('a');
    void refresh('a');
    expect(answers).toHaveLength(1);
    answers[0]?.();
    await Promise.resolve();
    expect(answers).toHaveLength(2);
    answers[1]?.();
    await first;
    expect(answers).toHaveLength(2);
  });

  it('is done for a late caller only when the later answer is there', async () => {
    const answers: (() => void)[] = [];
    const refresh = createRefresher(() => new Promise<void>((resolve) => answers.push(resolve)));
    void refresh('a');
    let isDone = false;
    const late = refresh('a').then(() => {
      isDone = true;
    });
    answers[0]?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect(isDone).toBe(false);
    answers[1]?.();
    await late;
    expect(isDone).toBe(true);
  });

  it('does not let one thing wait for another', () => {
    const asked: string[] = [];
    const refresh = createRefresher((id) => {
      asked.push(id);
      return new Promise<void>(() => undefined);
    });
    void refresh('a');
    void refresh('b');
    expect(asked).toEqual(['a', 'b']);
  });

  it('works again after a fetch failed', async () => {
    let failures = 0;
    const refresh = createRefresher(() => {
      failures += 1;
      return failures === 1 ? Promise.reject(new Error('offline')) : Promise.resolve();
    });
    await expect(refresh('a')).rejects.toThrow('offline');
    await refresh('a');
    expect(failures).toBe(2);
  });
});
