import { setTimeout as delay } from 'node:timers/promises';
import { closePool } from '#db/close-pool.ts';
import type { Running } from '#server/boot/running.ts';
import { close } from '#server/http/server.ts';
import { log } from '#server/log.ts';

// Together under five seconds, with Postgres last: what still runs needs it.
const drainMs = 3_100;
const requestsMs = 1_500;
const nextMs = 300;
const poolMs = 300;
const postgresMs = 600;

/** Ends everything that was started, in order, each part within its time. */
export async function stopEverything(running: Running): Promise<void> {
  running.building.abort();
  const { server, next, jobs, realtime, sandbox, postgres } = running;
  await within(
    drainMs,
    'requests and jobs',
    Promise.all([
      Promise.resolve(realtime?.stop()).then(() => server && close(server, requestsMs)),
      jobs?.stop(),
      sandbox?.stop(),
    ]),
  );
  await within(nextMs, 'Next', next?.close());
  await within(poolMs, 'database connections', closePool());
  await within(
    2 * postgresMs,
    'Postgres',
    postgres?.then((kept) => kept.stop(postgresMs)),
  );
  running.releaseDataDir?.();
}

async function within(milliseconds: number, what: string, work?: Promise<unknown>): Promise<void> {
  const tooLate = delay(milliseconds, 'too late', { ref: false });
  try {
    const outcome = await Promise.race([work, tooLate]);
    if (outcome === 'too late') log().warn({ what }, 'did not stop in time');
  } catch (error) {
    log().warn({ error, what }, 'did not stop in order');
  }
}
