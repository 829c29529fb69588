import { sql } from 'drizzle-orm';
import type { SystemTx } from '#db/system.ts';
import { cancelByEvents } from '#inngest/embedded/cancel-by-events.ts';
import type { JobFunction } from '#inngest/embedded/function-config.ts';
import { endWaits, isAwaitedBy } from '#inngest/embedded/end-waits.ts';
import { closeOpenRuns, startRuns } from '#inngest/embedded/start-runs.ts';
import { takenColumns } from '#inngest/embedded/taken-event.ts';
import type { TakenEvent } from '#inngest/embedded/taken-event.ts';
import { ringTimers } from '#inngest/embedded/timers.ts';
import { log } from '#server/log.ts';

const eventsPerTurn = 200;

/** What a turn at new events came to. */
export interface Dispatched {
  /** As many were taken as may be at a time, so that more may wait. */
  isMore: boolean;
  /** Another process was at it, which may have seen none of what is there for us. */
  isPutOff: boolean;
}

/**
 * Does what new events and timers ask for: starts runs, cancels runs, ends waits. Events nobody here
 * knows are left for a process that does, such as a newer version beside us.
 */
export async function dispatchEvents(tx: SystemTx, functions: JobFunction[]): Promise<Dispatched> {
  const waiting = await findWaiting(tx, functions);
  if (!waiting?.isOurTurn) return { isMore: false, isPutOff: waiting !== undefined };
  const isMore = await orUndone(tx, () => dispatch(tx, functions, waiting));
  return { isMore: isMore ?? false, isPutOff: false };
}

/** What goes wrong with new events is undone, and holds nothing up that is in the queue already. */
async function orUndone<T>(tx: SystemTx, work: () => Promise<T>): Promise<T | undefined> {
  await tx.execute(sql`savepoint dispatching`);
  try {
    return await work();
  } catch (error) {
    await tx.execute(sql`rollback to savepoint dispatching`);
    log().error({ error }, 'new events could not be acted on');
    return undefined;
  }
}

async function dispatch(
  tx: SystemTx,
  functions: JobFunction[],
  waiting: Waiting,
): Promise<boolean> {
  if (waiting.isTimerDue) await ringTimers(tx, functions);
  const events = waiting.isEvent || waiting.isTimerDue ? await takeEvents(tx, functions) : [];
  const hasGathered = await startRuns(tx, functions, events);
  await cancelByEvents(tx, functions, events);
  await endWaits(
    tx,
    events.filter(({ isAwaited }) => isAwaited),
  );
  if (waiting.isRunToClose || hasGathered) await closeOpenRuns(tx, functions);
  return events.length === eventsPerTurn;
}

/** What there is for dispatching to do. */
interface Waiting extends Record<string, unknown> {
  isEvent: boolean;
  isTimerDue: boolean;
  isRunToClose: boolean;
  /** Nobody else dispatches until the transaction ends. */
  isOurTurn: boolean;
}

/**
 * Undefined when there is nothing to do. Nobody waits for the lock, whose holder may be frozen.
 * Waits are written under the same lock, shared. So a wait is either there to be seen by what
 * follows, or begins after these events, which then cannot end it.
 */
async function findWaiting(tx: SystemTx, functions: JobFunction[]): Promise<Waiting | undefined> {
  const { rows } = await tx.execute<Waiting>(sql`
    select waiting.*,
      pg_try_advisory_xact_lock(hashtext('frontdesk.job_dispatch')) as "isOurTurn"
    from (
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
export function isForUs(functions: JobFunction[]) {
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
