import { sql } from 'drizzle-orm';
import type { SystemTx } from '#db/system.ts';
import { holds } from '#inngest/embedded/expression.ts';
import type { JobFunction } from '#inngest/embedded/function-config.ts';
import { gatheredStart, gatherEvents } from '#inngest/embedded/gather-events.ts';
import { insertRuns, priorityOf } from '#inngest/embedded/insert-runs.ts';
import type { Start } from '#inngest/embedded/insert-runs.ts';
import { dropLimited } from '#inngest/embedded/rate-limit.ts';
import { takeSingleton } from '#inngest/embedded/singleton.ts';
import { takenColumns } from '#inngest/embedded/taken-event.ts';
import type { TakenEvent } from '#inngest/embedded/taken-event.ts';

/**
 * Makes the runs that events start, through the gates in their order: rate limit, then debounce or
 * batch, then singleton. Throttle and concurrency hold back what is in the queue. Returns whether
 * runs were given events to gather.
 */
export async function startRuns(
  tx: SystemTx,
  functions: JobFunction[],
  events: TakenEvent[],
): Promise<boolean> {
  const asked = events.flatMap((taken) =>
    functions.filter((fn) => isStartedBy(fn, taken)).map((fn) => ({ fn, taken })),
  );
  const starts = await dropLimited(tx, asked);
  const single = starts.filter((start) => gatheredStart(start) === undefined);
  const gathered = starts.flatMap((start) => gatheredStart(start) ?? []);
  await gatherEvents(tx, gathered);
  await insertRuns(
    tx,
    single.filter(({ fn }) => fn.singleton === undefined),
  );
  for (const start of single) {
    if (start.fn.singleton === undefined) continue;
    const singletonKey = await takeSingleton(tx, start);
    if (singletonKey !== undefined) await insertRuns(tx, [{ ...start, singletonKey }]);
  }
  return gathered.length > 0;
}

function isStartedBy({ id, triggers }: JobFunction, { functionId, event }: TakenEvent): boolean {
  if (functionId !== null) return functionId === id;
  return triggers.some((one) => one.event === event.name && holds(one.condition, { event }));
}

/** Lets runs start that have gathered events for long enough. */
export async function closeOpenRuns(tx: SystemTx, functions: JobFunction[]): Promise<void> {
  const { rows } = await tx.execute<Record<string, unknown> & TakenEvent & ClosedRun>(sql`
    update job_runs r set open_key = null, open_until = null
    from job_events e
    where r.open_until <= now() and e.id = r.event_id
      and r.function_id = any(${sql.param(functions.map(({ id }) => id))}::text[])
    returning r.id as "runId", r.function_id as "runOf", ${takenColumns(sql`e`)}`);
  const known = new Map(functions.map((fn) => [fn.id, fn]));
  for (const { runId, runOf, ...taken } of rows.toSorted((a, b) => (a.runId < b.runId ? -1 : 1))) {
    const fn = known.get(runOf);
    if (fn !== undefined) await passLaterGates(tx, runId, { fn, taken });
  }
}

async function passLaterGates(tx: SystemTx, runId: string, start: Start): Promise<void> {
  const key = await takeSingleton(tx, start);
  if (key === undefined) {
    await tx.execute(sql`delete from job_runs where id = ${runId}`);
  } else if (key !== null) {
    await tx.execute(sql`update job_runs set singleton_key = ${key} where id = ${runId}`);
  }
  const seconds = priorityOf(start.fn, start.taken.event);
  if (seconds === 0) return;
  await tx.execute(sql`
    update job_queue set available_at = available_at - ${seconds} * interval '1 second'
    where run_id = ${runId}`);
}

interface ClosedRun {
  runId: string;
  /** Its function. */
  runOf: string;
}
