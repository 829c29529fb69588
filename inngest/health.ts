import { executorPulse, healthyMs } from '#inngest/embedded/health.ts';
import { jobServer } from '#inngest/job-server.ts';

/** Whether background work is being carried out: here, or by an Inngest server. */
export function jobsHealth(): { ok: boolean; engine: 'embedded' | 'server' } {
  if (jobServer() !== null) return { ok: true, engine: 'server' };
  return { ok: Date.now() - executorPulse().lastTurnAt < healthyMs, engine: 'embedded' };
}
