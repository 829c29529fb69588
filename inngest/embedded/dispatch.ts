import { sql } from 'drizzle-orm';
import type { SystemTx } from '#db/system.ts';
import { cancelByEvents } from '#inngest/embedded/cancel-by-events.ts';
import type { JobFunction } from '#inngest/embedded/function-config.ts';
import { endWaits, isAwaitedBy } from '#inngest/embedded/end-waits.ts';
import { closeOpenRuns, startRuns } from '#inngest/embedded/start-runs.ts';
import { takenColumns } from '#inngest/embedded/taken-event.ts';
import type { TakenEvent } from '#inngest/embedded/taken-event.ts';
import { ringTimers } from '#inngest/embedded/timers.ts';

export const eventsPerTurn = 200;

/**
 * Does what new events and timers ask for: starts runs, cancels runs, ends waits. Events nobody here
 * knows are left for a process that does, such as a newer version beside us. Returns how many it took.
 */
export async function dispatchEvents(tx: SystemTx, functions: JobFunction[]): Promise<number> {
  const waiting = await findWaiting(tx, functions);
  if (waiting === undefined) return 0;
  if (waiting.isTimerDue) await ringTimers(tx, functions);
  const events = waiting.isEvent || waiting.isTimerDue ? await takeEvents(tx, functions) : [];
  const hasGathered = await startRuns(tx, functions, events);
  await cancelByEvents(tx, functions, events);
  await endWaits(
    tx,
    events.filter(({ isAwaited }) => isAwaited),
  );
  if (waiting.isRunToClose || hasGathered) await closeOpenRuns(tx, functions);
  return events.length;
}

/** What there is for dispatching to do. */
interface Waiting extends Record<string, unknown> {
  isEvent: boolean;
  isTimerDue: boolean;
  isRunToClose: boolean;
}

/**
 * Undefined when there is nothing to do; otherwise nobody else dispatches until the transaction ends.
 * Waits are written under the same lock, shared. So a wait is either there to be seen by what
 * follows, or begins after these events, which then cannot end it.
 */
async function findWaiting(tx: SystemTx, functions: JobFunction[]): Promise<Waiting | undefined> {
  const { rows } = await tx.execute<Waiting>(sql`
    select waiting.*, pg_advisory_xact_lock(hashtext('frontdesk.job_dispatch')) from (
      select exists (select from job_events e where ${isForUs(functions)}) as "isEvent",
        exists (select from job_crons where next_at <= now()) as "isTimerDue",
        exists (select from job_runs where open_until <= now()) as "isRunToClose"
    ) as waiting
    where "isEvent" or "isTimerDue" or "isRunToClose"`);
  return rows[0];
}

/** Holds off dispatching until the transaction ends; to be taken before a wait is written. */
export async function holdDispatch(tx: SystemTx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock_shared(hashtext('frontdesk.job_dispatch'))`);
}

async function takeEvents(
  tx: SystemTx,
  functions: JobFunction[],
): Promise<(TakenEvent & { isAwaited: boolean })[]> {
  const { rows } = await tx.execute<Record<string, unknown> & TakenEvent & { isAwaited: boolean }>(
    sql`
    with taken as (
      update job_events set dispatched_at = now()
      where id in (
        select e.id from job_events e where ${isForUs(functions)}
        order by e.id limit ${eventsPerTurn} for update skip locked
      )
      returning *
    )
    select ${takenColumns(sql`taken`)}, ${isAwaited(sql`taken`)} as "isAwaited"
    from taken order by taken.id`,
  );
  return rows;
}

/** Whether the event `e` is new, and one that a function here knows or a run waits for. */
function isForUs(functions: JobFunction[]) {
  const ids = functions.map(({ id }) => id);
  const names = functions.flatMap(({ triggers, cancelOn }) =>
    [...triggers, ...cancelOn].map(({ event }) => event),
  );
  return sql`e.dispatched_at is null and (
    e.function_id = any(${sql.param(ids)}::text[])
    or e.function_id is null and e.name = any(${sql.param([...new Set(names)])}::text[])
    or ${isAwaited(sql`e`)})`;
}

function isAwaited(event: ReturnType<typeof sql>) {
  return sql`exists (select from job_queue q where ${isAwaitedBy(event)})`;
}
