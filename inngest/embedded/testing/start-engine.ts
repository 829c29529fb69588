import { Inngest } from 'inngest';
import type { InngestFunction } from 'inngest';
import { startEngine } from '#inngest/embedded/engine.ts';
import { eventReceiver } from '#inngest/embedded/receive-events.ts';
import type { Executor, ExecutorOptions } from '#inngest/embedded/engine.ts';

export const signingKey = 'signkey-test-0123456789abcdef';

const quiet = { info: silence, warn: silence, error: silence, debug: silence };

/** A client as the product's own, under another name and without a log. */
export const client = new Inngest({
  id: 'test',
  isDev: false,
  signingKey,
  checkpointing: false,
  logger: quiet,
  eventKey: 'test',
  fetch: eventReceiver((_, data) => data),
});

const started = new Set<Executor>();

/** Starts an engine whose failed attempts are tried again at once. */
export function start(
  functions: readonly InngestFunction.Any[],
  options: Partial<ExecutorOptions> = {},
): Executor {
  const executor = startEngine({
    client,
    functions,
    signingKey,
    pollMs: 50,
    retryDelayMs: () => 1,
    ...options,
  });
  started.add(executor);
  return executor;
}

export async function stopAll(): Promise<void> {
  await Promise.all([...started].map((executor) => executor.stop()));
  started.clear();
}

function silence(): void {
  // Failures here are on purpose.
}
