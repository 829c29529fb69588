import { setTimeout as delay } from 'node:timers/promises';
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
      if (Date.now() + pauseMs > end || !isPassing(error)) throw error;
      log().warn({ error }, 'the result of a job could not be written yet');
      await delay(pauseMs);
    }
  }
}

/** Lost connections, a server that stops or starts, deadlocks; an error of ours has other codes. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  if (/^(08|57P|40|53)|^(ECONN|EPIPE|ENOENT|ETIMEDOUT)/.test(code)) return true;
  if (/connection|timeout/i.test(error.message) && code === '') return true;
  return error.cause !== undefined && isPassing(error.cause);
}
