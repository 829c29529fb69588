import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { setDatabaseConnection } from '#db/connection.ts';
import { forSystem } from '#db/system.ts';
import { startEngine } from '#inngest/embedded/engine.ts';
import { wakeExecutor } from '#inngest/job-events.ts';
import { atOnce, createBaseline } from '#tests/bench/jobs/baseline.ts';
import { benchFunctions, signingKey, stepsOfRun } from '#tests/bench/jobs/functions.ts';
import type { BenchFunctions } from '#tests/bench/jobs/functions.ts';
import type { JobsRun } from '#tests/bench/jobs/jobs.ts';
import type { Figure } from '#tests/bench/report.ts';
import { compare, interleave } from '#tests/bench/rounds.ts';
import { quantile } from '#tests/bench/statistics.ts';

const { login, superuser, sizes } = JSON.parse(process.argv[2] ?? '') as JobsRun;
// Whatever becomes of the bench, this ends with it.
process.once('disconnect', () => process.exit());
setDatabaseConnection(login);

const warmUps = 5;
const pauseMs = 5;
const late: number[] = [];
let firstStep: ((at: number) => void) | undefined;
const seen = { firstStep: (at: number) => firstStep?.(at), lateBy: (ms: number) => late.push(ms) };
const checkpointing = benchFunctions(true, seen);
const plain = benchFunctions(false, seen);
const baseline = createBaseline(plain, superuser);

process.send?.([
  ...(await measureStarts()),
  ...(await measureSleeps()),
  await measureSteps('durable steps, with checkpoints', checkpointing),
  await measureSteps('durable steps, a call for each', plain),
]);

/** From an event's row until its first step, one at a time, with nothing else to do. */
async function measureStarts(): Promise<Figure[]> {
  const took: number[] = [];
  await withEngine(checkpointing, async () => {
    for (let number = 0; number < warmUps + sizes.jobStarts; number += 1) {
      const began = performance.now();
      const started = new Promise<number>((resolve) => (firstStep = resolve));
      await record('start', 1);
      const ms = (await started) - began;
      if (number >= warmUps) took.push(ms);
      await untilOver();
    }
  });
  return [
    {
      name: 'event to first step, p50',
      unit: 'ms',
      ours: quantile(took, 0.5),
      aim: { atMost: 10 },
    },
    {
      name: 'event to first step, p95',
      unit: 'ms',
      ours: quantile(took, 0.95),
      aim: { atMost: 30 },
    },
  ];
}

/** By how much sleeps of a second are too long, many at once. */
async function measureSleeps(): Promise<Figure[]> {
  await withEngine(checkpointing, async () => {
    await record('sleep', sizes.jobSleeps);
    await untilOver();
  });
  return [
    { name: 'sleep too long by, p50', unit: 'ms', ours: quantile(late, 0.5) },
    {
      name: 'sleep too long by, p99',
      unit: 'ms',
      ours: quantile(late, 0.99),
      aim: { atMost: 250 },
    },
  ];
}

/** Steps a second that outlive a crash, against the least that keeps them. */
async function measureSteps(name: string, functions: BenchFunctions): Promise<Figure> {
  const ours = (runs: number) =>
    withEngine(functions, async () => {
      const began = performance.now();
      await record('chain', runs);
      await untilOver();
      return ((runs * stepsOfRun) / (performance.now() - began)) * 1_000;
    });
  await ours(atOnce);
  await baseline.carryOut(atOnce);
  const result = await interleave(
    sizes.jobRounds,
    () => ours(sizes.jobRuns),
    () => baseline.carryOut(sizes.jobRuns),
  );
  return { name, unit: '/s', ...compare(result, (perSecond) => perSecond), aim: { atLeast: 0.5 } };
}

async function withEngine<T>(
  { client, functions }: BenchFunctions,
  work: () => Promise<T>,
): Promise<T> {
  const engine = startEngine({ client, functions, signingKey, parallel: atOnce });
  try {
    return await work();
  } finally {
    await engine.stop();
  }
}

async function record(name: string, count: number): Promise<void> {
  await forSystem((tx) =>
    tx.execute(sql`
      insert into job_events (name, data) select ${name}, '{}' from generate_series(1, ${count})`),
  );
  wakeExecutor();
}

/** Waits until no event and no run is left. */
async function untilOver(): Promise<void> {
  for (;;) {
    const { rows } = await forSystem((tx) =>
      tx.execute<{ over: boolean }>(sql`
        select not exists (select from job_events where dispatched_at is null)
          and not exists (select from job_queue) as over`),
    );
    if (rows[0]?.over === true) return;
    await delay(pauseMs);
  }
}
