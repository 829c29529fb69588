import { sql } from 'drizzle-orm';
import { forSystem } from '#db/system.ts';
import type { SystemTx } from '#db/system.ts';
import type { JobItemKind } from '#db/schema/job-vocabulary.ts';
import { admitItems, settleAdmission } from '#inngest/embedded/admit-items.ts';
import type { Admission } from '#inngest/embedded/admit-items.ts';
import type { StepResult } from '#inngest/embedded/call-outcome.ts';
import { dispatchEvents } from '#inngest/embedded/dispatch.ts';
import type { JobFunction } from '#inngest/embedded/function-config.ts';
import { seenEvent } from '#inngest/embedded/taken-event.ts';
import type { SeenEvent } from '#inngest/embedded/taken-event.ts';
import { isThrottled, nextReadyMs } from '#inngest/embedded/throttle.ts';

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
  event: SeenEvent;
  /** All events of its run: more than one of a batch. */
  events: SeenEvent[];
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
  /** The work of these events is not taken now; its runs are made all the same. */
  putOff?: string[];
}

export interface ClaimResult {
  items: ClaimedItem[];
  /** More may be due than there was room for. */
  isMore: boolean;
  /** Milliseconds until the next look is worth it; null when nothing waits. */
  nextDueMs: number | null;
}

/** After another process had its turn at what only one may do at a time, in milliseconds. */
const putOffMs = 50;

/** Makes the runs of new events and takes what is due, in one transaction. */
export function claimItems(options: ClaimOptions): Promise<ClaimResult> {
  return forSystem(async (tx) => {
    const dispatched = await dispatchEvents(tx, options.functions);
    const asked = { ...options, functions: takenNow(options) };
    const admission = await admitItems(tx, asked);
    const { items, nextItemMs } = await takeDueItems(tx, asked, admission);
    await settleAdmission(tx, admission, new Set(items.map(({ id }) => id)));
    const nextDueMs = earlier(nextItemMs, await nextReadyMs(tx, asked.functions));
    const isPutOff = dispatched.isPutOff || admission.isPutOff;
    const isMore = items.length === options.limit || dispatched.isMore;
    return { items, nextDueMs: isPutOff ? earlier(nextDueMs, putOffMs) : nextDueMs, isMore };
  });
}

function takenNow({ functions, putOff = [] }: ClaimOptions): JobFunction[] {
  if (putOff.length === 0) return functions;
  return functions.filter(({ triggers }) => !triggers.some(({ event }) => putOff.includes(event)));
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
  event: SeenEvent;
  batch: SeenEvent[] | null;
  steps: KeptStep[];
}

/**
 * One row at least: without an item, its columns are null and it only says when the next is due. Who
 * cancels a run locks it and then its items, so a run that is to start is locked here without waiting.
 */
async function takeDueItems(
  tx: SystemTx,
  options: ClaimOptions,
  { admitted }: Admission,
): Promise<{ items: ClaimedItem[]; nextItemMs: number | null }> {
  const known = sql`function_id = any(${functionIds(options.functions)})`;
  const heldIds = sql`${sql.param(options.heldIds)}::uuid[]`;
  const limited = options.functions.filter(({ limits }) => limits.length > 0);
  // What waits before a gate that its function no longer has.
  const ungated = options.functions.filter((fn) => !isThrottled(fn) && fn.limits.length === 0);
  const { rows } = await tx.execute<DueRow>(sql`
    with free as (
      select id, run_id, available_at from job_queue
      where available_at <= now() and throttle_key is null and ${known} and id <> all(${heldIds})
        and (kind not in ('discovery', 'step') or function_id <> all(${functionIds(limited)}))
      order by available_at, id limit ${options.limit} for update skip locked
    ), ungated as (
      select id, run_id, available_at from job_queue
      where available_at <= now() and throttle_key is not null
        and function_id = any(${functionIds(ungated)}) and id <> all(${heldIds})
      order by available_at, id limit ${options.limit} for update skip locked
    ), admitted as (
      select id, run_id, available_at from job_queue
      where id = any(${sql.param(admitted.map(({ id }) => id))}::uuid[])
      for update skip locked
    ), due as (
      select id, run_id from (
        select * from free union all select * from ungated union all select * from admitted
      ) as all_kinds order by available_at, id limit ${options.limit}
    ), starting as materialized (
      select r.id from job_runs r join due on due.run_id = r.id
      where r.state = 'queued' for update of r skip locked
    ), taken as (
      update job_queue q
      set available_at = now() + ${options.leaseMs} * interval '1 ms',
        deaths = deaths + (lease_token is not null)::int,
        throttle_key = null, lease_owner = ${options.owner}, lease_token = gen_random_uuid()
      from due join job_runs r on r.id = due.run_id
      where q.id = due.id and (r.state <> 'queued' or r.id in (select id from starting))
      returning q.*
    ), begun as (
      update job_runs r set state = 'running', started_at = now(),
        deadline_at = now() + f.finish_ms * interval '1 ms'
      from unnest(
        ${functionIds(options.functions)},
        ${sql.param(options.functions.map(({ timeouts }) => timeouts.finishMs ?? null))}::float8[]
      ) as f(function_id, finish_ms)
      where r.id in (select id from starting) and f.function_id = r.function_id
    ), items as (
      select taken.*, r.is_parallel, r.invoked_by, e.business_id, ${seenEvent(sql`e`)} as event,
        ${batchOf(sql`r.id`)} as batch, ${keptSteps(sql`r.id`)} as steps
      from taken join job_runs r on r.id = taken.run_id join job_events e on e.id = r.event_id
    ), later as (${nextDue(known)})
    select (select ms from later) as next_due_ms, items.*
    from (values (1)) as one left join items on true
    order by items.id`);
  const items = rows.flatMap((row) => (row.id === null ? [] : [toItem(row.id, row)]));
  return { items, nextItemMs: rows[0]?.next_due_ms ?? null };
}

function earlier(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

/** In how many milliseconds the next item is due that no gate holds back, or the next timer. */
function nextDue(known: ReturnType<typeof sql>) {
  return sql`
    select (extract(epoch from min(at) - clock_timestamp()) * 1000)::float8 as ms from (
      (select available_at as at from job_queue
        where available_at > now() and throttle_key is null and ${known}
        order by available_at limit 1)
      union all
      (select next_at from job_crons where next_at > now() and ${known}
        order by next_at limit 1)
    ) as moments`;
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
    event: row.event,
    events: row.batch ?? [row.event],
    steps: row.steps,
  };
}

/** Prolongs the leases that are still ours. */
export async function prolongLeases(tokens: string[], leaseMs: number): Promise<void> {
  await forSystem((tx) =>
    tx.execute(sql`
      update job_queue set available_at = now() + ${leaseMs} * interval '1 ms'
      where lease_token = any(${sql.param(tokens)}::uuid[])`),
  );
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

/** What was kept of a run, in the order in which it was. */
export function keptSteps(runId: ReturnType<typeof sql>) {
  return sql`coalesce((
    select json_agg(json_build_object('hash', s.hash, 'result', s.result) order by s.position)
    from job_steps s where s.run_id = ${runId}), '[]')`;
}

function batchOf(runId: ReturnType<typeof sql>) {
  return sql`(select json_agg(${seenEvent(sql`b`)} order by o.position)
    from job_run_events o join job_events b on b.id = o.event_id where o.run_id = ${runId})`;
}
