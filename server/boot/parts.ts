import { jobsHealth } from '#inngest/health.ts';
import { startBackgroundJobs } from '#inngest/start-background-jobs.ts';
import type { BackgroundPart } from '#server/boot/running.ts';
import type { Parts } from '#server/boot/start.ts';
import { serveEventStream, stopEventStreams } from '#server/http/event-stream.ts';
import { realtimeHealth, startRealtime, stopRealtime } from '#server/realtime/hub.ts';
import { seedDemo } from '#server/seed-demo.ts';

/** The parts of the product that run in this server. */
export const parts: Parts = {
  seedDemo,
  startJobs,
  startRealtime: () => {
    startRealtime();
    return { isHealthy: () => realtimeHealth().ok, stop: stopLive };
  },
  fastRoutes: { 'GET /api/realtime': serveEventStream },
};

function stopLive(): Promise<void> {
  stopEventStreams();
  return stopRealtime();
}

function startJobs(): BackgroundPart {
  const jobs = startBackgroundJobs();
  return { isHealthy: () => jobsHealth().ok, stop: () => jobs.stop() };
}
