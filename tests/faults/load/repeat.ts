import { setTimeout as delay } from 'node:timers/promises';
import type { Pressure } from '#tests/faults/load/keep-pressure.ts';
import type { Random } from '#tests/faults/random.ts';

const mostAtOnce = 8;

/**
 * Begins the work again and again, on average at the given distance, until told to stop; then waits
 * for what was begun. Who waits for the app holds up nobody else, until too many do, or the app is too
 * far behind.
 */
export async function repeat(
  work: () => Promise<void>,
  { everyMs, isTooMuch }: { everyMs: number; isTooMuch: Pressure },
  random: Random,
  signal: AbortSignal,
): Promise<void> {
  const begun = new Set<Promise<void>>();
  while (!signal.aborted) {
    if (begun.size < mostAtOnce && !isTooMuch()) {
      const one = work().finally(() => begun.delete(one));
      begun.add(one);
    }
    await delay(random.between(everyMs / 2, everyMs * 1.5));
  }
  await Promise.all(begun);
}
