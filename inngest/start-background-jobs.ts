import { pruneOldRecords } from '#db/prune.ts';
import { knownFunctions, startExecutor } from '#inngest/embedded/executor.ts';
import { forgetUnknownEvents } from '#inngest/embedded/forget-unknown-events.ts';
import { pruneFinishedWork } from '#inngest/embedded/prune.ts';
import { windTimers } from '#inngest/embedded/timers.ts';
import { insertJobEvents } from '#inngest/job-events.ts';
import { jobServer } from '#inngest/job-server.ts';
import type { JobServer } from '#inngest/job-server.ts';
import { makeRounds } from '#inngest/make-rounds.ts';
import { pruneUnsentFiles } from '#inngest/prune-unsent-files.ts';
import { functionRegistration } from '#inngest/register-functions.ts';
import { startRelay } from '#inngest/relay.ts';
import { requeueStranded } from '#inngest/requeue-stranded.ts';
import { requestCheckups } from '#server/domain/channels/request-checkups.ts';
import { workThatGivesWay } from '#server/webhook-ports.ts';
import { routeItems } from '#server/domain/webhooks/route-items.ts';

const minuteMs = 60_000;
/** Twice in a lease of a send, so that what its sender left is settled within two of them. */
const strandedMs = 20_000;

/**
 * Starts background work: on an Inngest server when one is configured, otherwise in this process.
 * Throws ConfigurationError when a function asks for what the embedded executor cannot do.
 */
export function startBackgroundJobs(): { stop(graceMs?: number): Promise<void> } {
  const server = jobServer();
  const registration = functionRegistration();
  const engine =
    server === null
      ? startExecutor({ putOff: workThatGivesWay })
      : startRelay(server, registration);
  const rounds = [
    makeRounds(
      () => requeueStranded(server, registration),
      server === null ? strandedMs : minuteMs,
    ),
    makeRounds(() => routeItems({ enqueue: insertJobEvents }), minuteMs),
    makeRounds(() => requestCheckups({ enqueue: insertJobEvents }), 10 * minuteMs),
    makeRounds(() => prune(server), 60 * minuteMs),
    // While a server looks after the timers, none of their times is missed here.
    ...(server === null ? [] : [makeRounds(() => windTimers([]), 60 * minuteMs)]),
  ];
  return {
    async stop(graceMs) {
      await Promise.all([engine.stop(graceMs), ...rounds.map((round) => round.stop())]);
    },
  };
}

/** One after the other: only one may prune at a time. */
async function prune(server: JobServer | null): Promise<void> {
  await pruneFinishedWork();
  const areOthersForwarded = server !== null;
  await forgetUnknownEvents(areOthersForwarded ? [] : knownFunctions(), { areOthersForwarded });
  await pruneOldRecords();
  await pruneUnsentFiles();
}
