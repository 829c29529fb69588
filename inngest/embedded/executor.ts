import { createJobClient, jobSigningKey } from '#inngest/client.ts';
import { startEngine } from '#inngest/embedded/engine.ts';
import type { Executor, ExecutorOptions } from '#inngest/embedded/engine.ts';
import { readFunctions } from '#inngest/embedded/function-config.ts';
import type { JobFunction } from '#inngest/embedded/function-config.ts';
import { jobFunctions } from '#inngest/functions.ts';

/** Starts carrying out the product's functions in this process. See `startEngine`. */
export function startExecutor(
  options: Omit<Partial<ExecutorOptions>, 'client' | 'functions' | 'signingKey'> = {},
): Executor {
  const client = createJobClient({ checkpoints: true });
  const functions = jobFunctions(client);
  return startEngine({ ...options, client, functions, signingKey: jobSigningKey() });
}

/** The product's functions as the embedded executor knows them. */
export function knownFunctions(): JobFunction[] {
  const client = createJobClient();
  return readFunctions(client.id, jobFunctions(client));
}
