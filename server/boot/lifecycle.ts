import { randomUUID } from 'node:crypto';
import type { Running } from '#server/boot/running.ts';
import { stopEverything } from '#server/boot/stop.ts';
import { ConfigurationError } from '#server/configuration-error.ts';
import { log } from '#server/log.ts';

/** Runs the start, ends everything on a signal, and says in one sentence why it could not start. */
export async function runUntilStopped(begin: (running: Running) => Promise<void>): Promise<void> {
  const running: Running = { building: new AbortController() };
  let stopping: Promise<void> | undefined;
  // Ctrl-C arrives twice, from the terminal and from npm: the second one changes nothing.
  const stop = (exitCode: number) => {
    stopping ??= stopEverything(running).finally(() => process.exit(exitCode));
    return stopping;
  };
  process.on('SIGINT', () => void stop(0));
  process.on('SIGTERM', () => void stop(0));
  process.on('SIGHUP', () => void stop(0));
  process.on('unhandledRejection', (error) => {
    log().error({ error, errorId: randomUUID() }, 'a promise was rejected and nobody looked');
  });
  process.on('uncaughtException', (error) => {
    log().fatal({ error, errorId: randomUUID() }, 'an error that nobody caught');
    void stop(1);
  });
  try {
    await begin(running);
  } catch (error) {
    if (stopping !== undefined) return stopping;
    explain(error);
    await stop(1);
  }
}

function explain(error: unknown): void {
  if (error instanceof ConfigurationError) console.error(error.message);
  else console.error('Frontdesk could not start:', error);
}
