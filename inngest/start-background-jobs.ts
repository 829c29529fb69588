import { startExecutor } from '#inngest/embedded/executor.ts';
import { jobServer } from '#inngest/job-server.ts';
import { startRelay } from '#inngest/relay.ts';

/**
 * Starts background work: on an Inngest server when one is configured, otherwise in this process.
 * Throws ConfigurationError when a function asks for what the embedded executor cannot do.
 */
export function startBackgroundJobs(): { stop(graceMs?: number): Promise<void> } {
  const server = jobServer();
  return server === null ? startExecutor() : startRelay(server);
}
