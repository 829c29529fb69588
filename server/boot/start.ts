import { prepareDatabase } from '#server/boot/database.ts';
import { ensureBuild } from '#server/boot/build.ts';
import type { BackgroundPart, Running } from '#server/boot/running.ts';
import { answers, prepareServer } from '#server/boot/serve.ts';
import { step } from '#server/boot/step.ts';
import { env, shareWithLibraries } from '#server/env.ts';
import type { Env } from '#server/env.ts';
import { registerHealthCheck } from '#server/health.ts';
import type { FastRoutes } from '#server/http/listener.ts';
import { checkPort } from '#server/http/port.ts';
import { listen } from '#server/http/server.ts';

/** What the server is made of besides Next. */
export interface Parts {
  /** Makes the demo business when there is no business yet; returns whether it did. */
  seedDemo?: () => Promise<boolean>;
  /** Started once the server listens: work may call the sandbox, which is in it. */
  startJobs: () => BackgroundPart | Promise<BackgroundPart>;
  startRealtime: () => BackgroundPart | Promise<BackgroundPart>;
  /** Started last, because it calls our own webhooks; undefined when it is off. */
  startSandbox?: () => Promise<BackgroundPart | undefined>;
  fastRoutes: FastRoutes;
}

export interface StartOptions {
  isDev: boolean;
  /** The project's root. */
  root: string;
  parts: Parts;
  /** Filled while starting, so that a stop at any moment knows what to end. */
  running: Running;
}

/** Starts everything, step by step, and says `ready on <url>` once it answers. */
export async function start({ isDev, root, parts, running }: StartOptions): Promise<void> {
  const settings = env();
  shareWithLibraries(settings);
  await checkPort(settings.PORT);
  await prepareDatabase(settings, running);
  if (!isDev) await build(root, running);
  await seed(settings, parts);
  await startRealtime(parts, running);
  const served = await step(
    () => prepareServer({ isDev, root, port: settings.PORT, fastRoutes: parts.fastRoutes }),
    () => (isDev ? 'development server prepared' : 'server prepared'),
  );
  Object.assign(running, served);
  await listen(served.server, settings.PORT);
  await startJobs(parts, running);
  await answers(settings.PORT);
  const sandbox = await parts.startSandbox?.();
  if (sandbox !== undefined) running.sandbox = sandbox;
  console.log(`ready on http://localhost:${settings.PORT}`);
}

async function build(root: string, running: Running): Promise<void> {
  await step(
    () => ensureBuild(root, running.building.signal),
    (built) => (built ? 'production build made' : ''),
  );
}

async function seed(settings: Env, parts: Parts): Promise<void> {
  const { seedDemo } = parts;
  if (!settings.DEMO || seedDemo === undefined) return;
  await step(seedDemo, (seeded) => (seeded ? 'demo business seeded' : ''));
}

async function startRealtime(parts: Parts, running: Running): Promise<void> {
  const realtime = await parts.startRealtime();
  running.realtime = realtime;
  registerHealthCheck('realtime', () => realtime.isHealthy());
}

async function startJobs(parts: Parts, running: Running): Promise<void> {
  const jobs = await parts.startJobs();
  running.jobs = jobs;
  registerHealthCheck('jobs', () => jobs.isHealthy());
}
