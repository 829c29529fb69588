import { setTimeout as delay } from 'node:timers/promises';
import { startEmbeddedPostgres } from '#db/embedded/start.ts';
import type { EmbeddedPostgres, EmbeddedPostgresOptions } from '#db/embedded/start.ts';
import { log } from '#server/log.ts';

export type KeptServer = Pick<EmbeddedPostgres, 'host' | 'superuser' | 'adopted' | 'stop'>;

const lookEveryMs = 250;
const longestPauseMs = 5_000;

/** Starts the embedded server and starts it again whenever it dies, until it is stopped. */
export async function keepRunning(options: EmbeddedPostgresOptions): Promise<KeptServer> {
  const first = await startEmbeddedPostgres(options);
  const ending = new AbortController();
  let current = first;
  const watching = watch(
    options,
    () => current,
    (next) => (current = next),
    ending.signal,
  );
  return {
    host: first.host,
    superuser: first.superuser,
    adopted: first.adopted,
    stop: async (withinMs) => {
      ending.abort();
      await watching;
      await current.stop(withinMs);
    },
  };
}

async function watch(
  options: EmbeddedPostgresOptions,
  current: () => EmbeddedPostgres,
  replace: (next: EmbeddedPostgres) => void,
  signal: AbortSignal,
): Promise<void> {
  let pauseMs = lookEveryMs;
  while (await paused(pauseMs, signal)) {
    if (current().isAlive()) {
      pauseMs = lookEveryMs;
      continue;
    }
    log().error({ pid: current().pid }, 'Postgres ended unexpectedly and is started again');
    try {
      replace(await startEmbeddedPostgres(options));
    } catch (error) {
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      log().error({ error }, 'Postgres could not be started again yet');
    }
  }
}

/** Waits; false once it is to end. */
async function paused(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await delay(milliseconds, undefined, { signal, ref: false });
    return true;
  } catch {
    return false;
  }
}
