import { setTimeout as delay } from 'node:timers/promises';
import { isPassingFault } from '#db/passing-fault.ts';
import { log } from '#server/log.ts';

const firstPauseMs = 50;
const longestPauseMs = 1_000;

/**
 * Writes, again and again while the database is away, for at most the given time: a result already
 * earned is worth more patience than the lease, after which another may repeat the work.
 */
export async function untilWritten<T>(write: () => Promise<T>, longestMs: number): Promise<T> {
  const end = Date.now() + longestMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return await write();
    } catch (error) {
      if (Date.now() + pauseMs > end || !isPassingFault(error)) throw error;
      log().warn({ error }, 'a result could not be written yet');
      await delay(pauseMs);
    }
  }
}
