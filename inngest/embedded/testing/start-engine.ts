import { Inngest } from 'inngest';
import type { InngestFunction } from 'inngest';
import { startEngine } from '#inngest/embedded/engine.ts';
import { embeddedFetch } from '#inngest/embedded/client-fetch.ts';
import type { Executor, ExecutorOptions } from '#inngest/embedded/engine.ts';

export const signingKey = 'signkey-test-0123456789abcdef';

const quiet = { info: silence, warn: silence, error: silence, debug: silence };

/** A client as the product's own, under another name and without a log. */
export const checkpointingClient = testClient({ maxRuntime: 0 });

/** The same, whose functions are called anew after each step. */
export const client = testClient(false);

function testClient(checkpointing: false | { maxRuntime: number }): Inngest.Any {
  return new Inngest({
    id: 'test',
    isDev: false,
    signingKey,
    checkpointing,
    logger: quiet,
    eventKey: 'test',
    fetch: embeddedFetch((_, data) => data),
  });
}

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
