import { sql } from 'drizzle-orm';
import { forSystem } from '#db/system.ts';
import type { SystemTx } from '#db/system.ts';
import type { Invocation, PlannedStep, StepResult } from '#inngest/embedded/call-outcome.ts';
import { holdDispatch } from '#inngest/embedded/dispatch.ts';
import { heldItem } from '#inngest/embedded/held.ts';
import type { HeldItem } from '#inngest/embedded/held.ts';
import { keepSteps } from '#inngest/embedded/keep-steps.ts';
import { keptSteps } from '#inngest/embedded/store.ts';
import type { ClaimedItem, KeptStep } from '#inngest/embedded/store.ts';

/**
 * What to do next with an item: go `on` with its run, whose kept steps are given; or it is `done`
 * with here; or it was `lost` to another holder, so that nothing was written.
 */
export type Settled = { next: 'on'; steps: KeptStep[] } | { next: 'done' } | { next: 'lost' };

/** Keeps a step's result, and goes on with the run unless other steps of it are still under way. */
export async function keepStep(
  item: ClaimedItem,
  step: StepResult,
  leaseMs: number,
): Promise<Settled> {
  if (item.kind === 'discovery' && !item.isParallel) {
    const steps = await keepSteps(item, [step]);
    return steps === undefined ? { next: 'lost' } : { next: 'on', steps };
  }
  return whileHeld(item, false, async (tx) => {
    const { rows } = await tx.execute<{ is_pending: boolean; before: KeptStep[] }>(sql`
      with kept as (
        insert into job_steps (run_id, hash, name, attempts, result)
        values (${item.runId}, ${step.hash}, ${step.name}, ${item.attempt + 1},
          ${JSON.stringify(step.result)}::json)
        on conflict (run_id, hash) do nothing
      ), others as (
        select exists (
          select from job_queue where run_id = ${item.runId} and id <> ${item.id}
        ) as is_pending
      ), ended as (
        delete from job_queue using others where id = ${item.id} and is_pending
      ), continued as (
        update job_queue
        set kind = 'discovery', step_hash = null, step_name = null, attempt = 0,
          deaths = 0, awaited_event = null, result = null, last_error = null, available_at = now() + ${leaseMs} * interval '1 ms'
        from others where id = ${item.id} and not is_pending
      ), joined as (
        update job_runs set is_parallel = false
        from others where id = ${item.runId} and is_parallel and not is_pending
      )
      select is_pending, ${keptSteps(sql`${item.runId}`)} as before from others`);
    const [found] = rows;
    if (found?.is_pending !== false) return { next: 'done' };
    const { hash, result } = step;
    const isKnown = found.before.some((one) => one.hash === hash);
    return { next: 'on', steps: isKnown ? found.before : [...found.before, { hash, result }] };
  });
}

/**
 * Queues the steps and waits that the function planned, in place of the call that planned them. A
 * timer counts from when the function did, however long it takes to write it.
 */
export function queuePlan(
  item: ClaimedItem,
  steps: PlannedStep[],
  plannedAt: number,
): Promise<Settled> {
  const isParallel = steps.some(({ kind }) => kind === 'step');
  const isWaiting = steps.some(({ kind }) => kind === 'wait');
  return whileHeld(item, isWaiting, async (tx) => {
    const { rows } = await tx.execute<{ id: string; hash: string }>(sql`
      with marked as (
        update job_runs set is_parallel = true
        where id = ${item.runId} and ${isParallel} and not is_parallel
      ), ended as (
        delete from job_queue where id = ${item.id}
      ), planned as (
        insert into job_queue (run_id, function_id, kind, step_hash, step_name, available_at,
          awaited_event, awaited_if, awaited_since)
        select ${item.runId}, ${item.functionId}, p.kind, p.hash, p.name,
          clock_timestamp() + p.delay_ms * interval '1 ms', p.awaited_event, p.awaited_if,
          case when p.awaited_event is not null then pg_current_snapshot()::text end
        from unnest(
          ${sql.param(steps.map(({ kind }) => kind))}::text[],
          ${sql.param(steps.map(({ hash }) => hash))}::text[],
          ${sql.param(steps.map(({ name }) => name))}::text[],
          ${sql.param(steps.map((step) => untilDueMs(step, plannedAt)))}::float8[],
          ${sql.param(steps.map(({ awaited }) => awaited?.event ?? null))}::text[],
          ${sql.param(steps.map(({ awaited }) => awaited?.condition ?? null))}::text[]
        ) as p(kind, hash, name, delay_ms, awaited_event, awaited_if)
        on conflict (run_id, kind, step_hash) do nothing
        returning id, step_hash as hash
      )
      select id, hash from planned`);
    for (const { id, hash } of rows) {
      const invoked = steps.find((step) => step.hash === hash)?.invoked;
      if (invoked !== undefined) await askInvoked(tx, item, id, invoked);
    }
    return { next: 'done' };
  });
}

/** How long until a step may be taken that was planned at that moment of this process. */
export function untilDueMs({ kind, delayMs }: PlannedStep, plannedAt: number): number {
  return kind === 'timer' ? delayMs - (performance.now() - plannedAt) : delayMs;
}

/** Asks for the run that an item waits for; it goes through the gates of its function as any. */
async function askInvoked(
  tx: SystemTx,
  item: ClaimedItem,
  invokedBy: string,
  { functionId, data }: Invocation,
): Promise<void> {
  await tx.execute(sql`
    insert into job_events (business_id, key, name, data, function_id, invoked_by)
    values (${item.businessId}, ${`${invokedBy}/invoked`}, 'inngest/function.invoked',
      ${JSON.stringify(data)}::json, ${functionId}, ${invokedBy})
    on conflict do nothing`);
}

/** Gives the item back, to be tried again after the delay as the next attempt. */
export function retryLater(item: ClaimedItem, error: unknown, delayMs: number): Promise<Settled> {
  return whileHeld(item, false, async (tx) => {
    await tx.execute(sql`
      update job_queue
      set attempt = attempt + 1, last_error = ${JSON.stringify(error ?? null)}::json,
        available_at = now() + ${delayMs} * interval '1 ms',
        lease_owner = null, lease_token = null, deaths = 0
      where id = ${item.id}`);
    return { next: 'done' };
  });
}

/** Gives the item back untouched, for whoever comes next. */
export function releaseItem(item: ClaimedItem): Promise<Settled> {
  return whileHeld(item, false, async (tx) => {
    await tx.execute(sql`
      update job_queue set available_at = now(), lease_owner = null, lease_token = null
      where id = ${item.id}`);
    return { next: 'done' };
  });
}

/** Ends the run with its result. */
export function completeRun(item: ClaimedItem, output: unknown): Promise<Settled> {
  return whileHeld(item, false, async (tx) => {
    await tx.execute(sql`
      with ended as (delete from job_queue where run_id = ${item.runId}),
      told as (${tellInvoker(item, { data: output ?? null })})
      update job_runs set state = 'completed', finished_at = now(),
        output = ${JSON.stringify(output ?? null)}::json
      where id = ${item.runId}`);
    return { next: 'done' };
  });
}

/** Ends the run as failed and, when its function has a failure handler, starts that. */
export function failRun(
  item: ClaimedItem,
  error: unknown,
  failureHandler: string | undefined,
): Promise<Settled> {
  return whileHeld(item, false, async (tx) => {
    await tx.execute(sql`
      with ended as (delete from job_queue where run_id = ${item.runId}),
      told as (${tellInvoker(item, { error: error ?? null })})
      update job_runs set state = 'failed', finished_at = now(),
        error = ${JSON.stringify(error ?? null)}::json
      where id = ${item.runId}`);
    if (failureHandler !== undefined) await startFailureHandler(tx, item, error, failureHandler);
    return { next: 'done' };
  });
}

/** Of a run that ends and the time to wait for it running out, the first one counts. */
function tellInvoker({ invokedBy }: ClaimedItem, result: unknown) {
  return sql`
    update job_queue set available_at = now(), result = ${JSON.stringify(result)}::json
    where id = ${invokedBy}::uuid and kind = 'invoke' and result is null and lease_token is null`;
}

/** The key names the item too, which is another one when a failed run is taken up again. */
async function startFailureHandler(
  tx: SystemTx,
  item: ClaimedItem,
  error: unknown,
  failureHandler: string,
): Promise<void> {
  const { functionId, runId, event } = item;
  const data = { function_id: functionId, run_id: runId, error: error ?? null, event };
  await tx.execute(sql`
    with event as (
      insert into job_events (business_id, key, name, data, dispatched_at)
      values (${item.businessId}, ${`${runId}/failed/${item.id}`}, 'inngest/function.failed',
        ${JSON.stringify(data)}::json, now())
      on conflict do nothing returning id
    ), run as (
      insert into job_runs (function_id, event_id)
      select ${failureHandler}, id from event returning id
    )
    insert into job_queue (run_id, function_id) select id, ${failureHandler} from run`);
}

/**
 * Writes only while the item's lease is ours. The run's row is locked first, so that steps ending
 * side by side settle one after the other and the last one sees that it is the last. What is written
 * is sent along with the question whose the lease is, and undone when it is another's.
 */
async function whileHeld(
  item: HeldItem,
  /** Dispatching locks runs too, so it is held off before ours is locked. */
  isDispatchHeld: boolean,
  write: (tx: SystemTx) => Promise<Settled>,
): Promise<Settled> {
  try {
    return await forSystem(async (tx) => {
      if (isDispatchHeld) await holdDispatch(tx);
      // Sent here and now, before anything that is written.
      const holding = tx.execute(sql`with ${heldItem(item)} select id from held`).execute();
      const [held, settled] = await Promise.allSettled([holding, write(tx)]);
      if (held.status === 'rejected') throw held.reason;
      if (held.value.rows.length === 0) throw new LeaseLost();
      if (settled.status === 'rejected') throw settled.reason;
      return settled.value;
    });
  } catch (error) {
    if (error instanceof LeaseLost) return { next: 'lost' };
    throw error;
  }
}

/** Rolls the transaction back in which it is thrown. */
class LeaseLost extends Error {}
