import { jobsHealth } from '#inngest/health.ts';
import { startBackgroundJobs } from '#inngest/start-background-jobs.ts';
import type { BackgroundPart } from '#server/boot/running.ts';
import { seedDemo } from '#server/boot/seed-demo.ts';
import type { Parts } from '#server/boot/start.ts';
import { serveEventStream, stopEventStreams } from '#server/http/event-stream.ts';
import { serveWebhook } from '#server/http/serve-webhook.ts';
import { realtimeHealth, startRealtime, stopRealtime } from '#server/realtime/hub.ts';
import { inAppSandbox, isSandboxOn } from '#server/sandbox/in-app.ts';

/** The parts of the product that run in this server. */
export const parts: Parts = {
  seedDemo,
  startJobs,
  startRealtime: () => {
    startRealtime();
    return { isHealthy: () => realtimeHealth().ok, stop: stopLive };
  },
  startSandbox,
  fastRoutes: { 'GET /api/realtime': serveEventStream, '/api/webhooks/': serveWebhook },
};

function stopLive(): Promise<void> {
  stopEventStreams();
  return stopRealtime();
}

function startJobs(): BackgroundPart {
  const jobs = startBackgroundJobs();
  return { isHealthy: () => jobsHealth().ok, stop: () => jobs.stop() };
}

/** Webhooks that the sandbox still owes go out as soon as we answer, not with its next caller. */
async function startSandbox(): Promise<BackgroundPart | undefined> {
  if (!isSandboxOn()) return undefined;
  const sandbox = inAppSandbox();
  await sandbox.start();
  return { isHealthy: () => true, stop: () => sandbox.stop() };
}
