import { sql } from 'drizzle-orm';
import { forSystem } from '#db/system.ts';
import type { SystemTx } from '#db/system.ts';
import type { JobItemKind } from '#db/schema/job-vocabulary.ts';
import { dispatchEvents, eventsPerTurn } from '#inngest/embedded/dispatch.ts';
import type { StepResult } from '#inngest/embedded/call-outcome.ts';
import type { JobFunction } from '#inngest/embedded/function-config.ts';

/** A queue item that this executor holds, with all its function needs to go on. */
export interface ClaimedItem {
  id: string;
  leaseToken: string;
  runId: string;
  functionId: string;
  kind: JobItemKind;
  stepHash: string | null;
  stepName: string | null;
  attempt: number;
  isParallel: boolean;
  /** Processes that ended while they held it, the last one included. */
  deaths: number;
  /** What a wait gave; null when its time ran out. */
  result: unknown;
  /** The item of another run that waits for this one. */
  invokedBy: string | null;
  event: { id: string; name: string; data: unknown; ts: number };
  businessId: string | null;
  steps: KeptStep[];
}

export type KeptStep = Pick<StepResult, 'hash' | 'result'>;

export interface ClaimOptions {
  functions: JobFunction[];
  owner: string;
  limit: number;
  leaseMs: number;
  /** Items still being carried out here: should a lease lapse, they are not taken twice. */
  heldIds: string[];
}

export interface ClaimResult {
  items: ClaimedItem[];
  /** More may be due than there was room for. */
  isMore: boolean;
  /** Milliseconds until the next item is due; null when none is. */
  nextDueMs: number | null;
}

/** Makes the runs of new events and takes what is due, in one transaction. */
export function claimItems(options: ClaimOptions): Promise<ClaimResult> {
  return forSystem(async (tx) => {
    const dispatched = await dispatchEvents(tx, options.functions);
    const { items, nextDueMs } = await takeDueItems(tx, options);
    const isFull = items.length === options.limit;
    return { items, nextDueMs, isMore: isFull || dispatched === eventsPerTurn };
  });
}

interface DueRow extends Record<string, unknown> {
  next_due_ms: number | null;
  id: string | null;
  lease_token: string;
  run_id: string;
  function_id: string;
  kind: JobItemKind;
  step_hash: string | null;
  step_name: string | null;
  attempt: number;
  is_parallel: boolean;
  deaths: number;
  result: unknown;
  invoked_by: string | null;
  business_id: string | null;
  event_key: string;
  event_name: string;
  event_data: unknown;
  event_ms: number;
  steps: KeptStep[];
}

/** One row at least: without an item, its columns are null and it only says when the next is due. */
async function takeDueItems(
  tx: SystemTx,
  options: ClaimOptions,
): Promise<Pick<ClaimResult, 'items' | 'nextDueMs'>> {
  const known = sql`function_id = any(${functionIds(options.functions)})`;
  const limited = options.functions.filter(({ concurrency }) => concurrency !== undefined);
  if (limited.length > 0) await takeTurns(tx);
  const { rows } = await tx.execute<DueRow>(sql`
    with due as (
      select id from job_queue
      where available_at <= now() and ${known}
        and id <> all(${sql.param(options.heldIds)}::uuid[])
        ${limited.length > 0 ? sql`and ${isWithinLimit(limited)}` : sql``}
      order by available_at, id limit ${options.limit} for update skip locked
    ), taken as (
      update job_queue q
      set available_at = now() + ${options.leaseMs} * interval '1 ms',
        deaths = deaths + (lease_token is not null)::int,
        lease_owner = ${options.owner}, lease_token = gen_random_uuid()
      from due where q.id = due.id
      returning q.*
    ), begun as (
      update job_runs r set state = 'running', started_at = now(),
        deadline_at = now() + f.finish_ms * interval '1 ms'
      from unnest(
        ${functionIds(options.functions)},
        ${sql.param(options.functions.map(({ timeouts }) => timeouts.finishMs ?? null))}::float8[]
      ) as f(function_id, finish_ms)
      where r.state = 'queued' and r.id in (select run_id from taken)
        and f.function_id = r.function_id
    ), items as (
      select taken.*, r.is_parallel, r.invoked_by, e.business_id, e.key as event_key, e.name as event_name,
        e.data as event_data, (extract(epoch from e.occurred_at) * 1000)::float8 as event_ms,
        ${keptSteps(sql`r.id`)} as steps
      from taken join job_runs r on r.id = taken.run_id join job_events e on e.id = r.event_id
    ), later as (
      select (extract(epoch from available_at - clock_timestamp()) * 1000)::float8 as ms
      from job_queue where available_at > now() and ${known}
      order by available_at limit 1
    )
    select (select ms from later) as next_due_ms, items.*
    from (values (1)) as one left join items on true
    order by items.id`);
  const items = rows.flatMap((row) => (row.id === null ? [] : [toItem(row.id, row)]));
  return { items, nextDueMs: rows[0]?.next_due_ms ?? null };
}

/** Two that count what is at work must not count at the same moment. */
async function takeTurns(tx: SystemTx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('frontdesk.job_limits'))`);
}

/** Of a function with a limit only as many as there is room for, the longest due first. */
function isWithinLimit(limited: JobFunction[]) {
  const limits = sql.param(limited.map(({ concurrency }) => concurrency?.limit ?? 1));
  return sql`(kind not in ('discovery', 'step') or function_id <> all(${functionIds(limited)})
    or id in (
      select w.id from (
        select q.id, q.function_id, r.limit_key, f.most, row_number() over (
          partition by q.function_id, r.limit_key order by q.available_at, q.id) as place
        from unnest(${functionIds(limited)}, ${limits}::int[]) as f(function_id, most)
        join job_queue q on q.function_id = f.function_id
        join job_runs r on r.id = q.run_id
        where q.available_at <= now() and q.kind in ('discovery', 'step')
      ) as w
      where w.place + (
        select count(*) from job_queue b join job_runs br on br.id = b.run_id
        where b.lease_token is not null and b.available_at > now()
          and b.kind in ('discovery', 'step') and b.function_id = w.function_id
          and br.limit_key is not distinct from w.limit_key
      ) <= w.most
    ))`;
}

function toItem(id: string, row: DueRow): ClaimedItem {
  return {
    id,
    leaseToken: row.lease_token,
    runId: row.run_id,
    functionId: row.function_id,
    kind: row.kind,
    stepHash: row.step_hash,
    stepName: row.step_name,
    attempt: row.attempt,
    isParallel: row.is_parallel,
    deaths: row.deaths,
    result: row.result,
    invokedBy: row.invoked_by,
    businessId: row.business_id,
    event: {
      id: row.event_key,
      name: row.event_name,
      data: row.event_data,
      ts: Math.trunc(row.event_ms),
    },
    steps: row.steps,
  };
}

/** Prolongs leases; returns the tokens that are still ours. */
export function prolongLeases(tokens: string[], leaseMs: number): Promise<Set<string>> {
  return forSystem(async (tx) => {
    const { rows } = await tx.execute<{ lease_token: string }>(sql`
      update job_queue set available_at = now() + ${leaseMs} * interval '1 ms'
      where lease_token = any(${sql.param(tokens)}::uuid[])
      returning lease_token`);
    return new Set(rows.map((row) => row.lease_token));
  });
}

/** Frees what processes held that have ended; returns how many items. */
export function releaseLeasesOf(isGone: (owner: string) => boolean): Promise<number> {
  return forSystem(async (tx) => {
    const { rows } = await tx.execute<{ lease_owner: string }>(
      sql`select distinct lease_owner from job_queue where lease_token is not null`,
    );
    const gone = rows.map((row) => row.lease_owner).filter(isGone);
    if (gone.length === 0) return 0;
    const { rowCount } = await tx.execute(sql`
      update job_queue
      set available_at = now(), lease_owner = null, lease_token = null, deaths = deaths + 1
      where lease_token is not null and lease_owner = any(${sql.param(gone)}::text[])`);
    return rowCount ?? 0;
  });
}

function functionIds(functions: JobFunction[]) {
  return sql`${sql.param(functions.map(({ id }) => id))}::text[]`;
}

function keptSteps(runId: ReturnType<typeof sql>) {
  return sql`coalesce((
    select json_agg(json_build_object('hash', s.hash, 'result', s.result) order by s.position)
    from job_steps s where s.run_id = ${runId}), '[]')`;
}
