import { sql } from 'drizzle-orm';
import type { SystemTx } from '#db/system.ts';
import type { JobFunction } from '#inngest/embedded/function-config.ts';
import { keyOf, limitKeysOf } from '#inngest/embedded/gate-keys.ts';
import { fromMs } from '#inngest/embedded/moments.ts';
import type { SeenEvent, TakenEvent } from '#inngest/embedded/taken-event.ts';
import { openGates } from '#inngest/embedded/throttle.ts';
import type { Gate } from '#inngest/embedded/throttle.ts';

/** An event that is to start a function. */
export interface Start {
  fn: JobFunction;
  taken: TakenEvent;
}

/** A run to be made. */
export interface NewRun extends Start {
  singletonKey?: string | null;
  /** Of a run that gathers events: what opened it, and which it has. */
  gathering?: Gathering;
}

export interface Gathering {
  /** What others have to share to be for it; null when it takes no more. */
  openKey: string | null;
  openedMs: number;
  dueMs: number;
  /** Of a batch its events, the first one included. */
  eventIds: string[];
}

const furthestPriority = 600;

/** Makes runs and puts them in the queue, in the given order. */
export async function insertRuns(tx: SystemTx, runs: NewRun[]): Promise<void> {
  if (runs.length === 0) return;
  await tx.execute(sql`
    with asked as (
      select * from json_to_recordset(${JSON.stringify(runs.map(rowOf))}::json) as a(
        place int, function_id text, event_id uuid, invoked_by uuid, start_ms float8,
        limit_keys text[], singleton_key text, throttle_key text, priority_s float8,
        open_key text, opened_ms float8, due_ms float8, event_ids uuid[])
    ), started as (
      insert into job_runs (function_id, event_id, invoked_by, limit_keys, singleton_key,
        open_key, open_until, created_at, deadline_at)
      select function_id, event_id, invoked_by, limit_keys, singleton_key, open_key,
        case when open_key is not null then ${fromMs(sql`due_ms`)} end,
        coalesce(${fromMs(sql`opened_ms`)}, now()),
        greatest(now(), ${fromMs(sql`due_ms`)}) + start_ms * interval '1 ms'
      from asked order by place
      on conflict (function_id, event_id) do nothing
      returning id, function_id, event_id
    ), gathered as (
      insert into job_run_events (run_id, position, event_id)
      select s.id, o.position, o.event_id
      from started s join asked a using (function_id, event_id),
        unnest(a.event_ids) with ordinality as o(event_id, position)
    )
    insert into job_queue (run_id, function_id, throttle_key, available_at)
    select s.id, s.function_id, a.throttle_key, case
      when a.due_ms is not null then ${fromMs(sql`a.due_ms`)}
      when e.occurred_at > now() + interval '2 seconds' then e.occurred_at
      else greatest(now(), e.occurred_at) - a.priority_s * interval '1 second' end
    from started s join asked a using (function_id, event_id) join job_events e on e.id = s.event_id
    order by s.id`);
  await openGates(
    tx,
    runs.flatMap(({ fn, taken }) => gatesOf(fn, taken.event)),
  );
}

function rowOf({ fn, taken, singletonKey, gathering }: NewRun, place: number) {
  const { event } = taken;
  return {
    place,
    function_id: fn.id,
    event_id: taken.rowId,
    invoked_by: taken.invokedBy,
    start_ms: fn.timeouts.startMs,
    limit_keys: limitKeysOf(fn, event),
    singleton_key: singletonKey,
    throttle_key: gatesOf(fn, event)[0]?.key,
    priority_s: priorityOf(fn, event),
    open_key: gathering?.openKey,
    opened_ms: gathering?.openedMs,
    due_ms: gathering?.dueMs,
    event_ids: gathering?.eventIds,
  };
}

/** The gate before which a run of the function waits for its start, if any. */
export function gatesOf({ id, throttle }: JobFunction, event: SeenEvent): Gate[] {
  if (throttle === undefined) return [];
  return [{ functionId: id, key: keyOf(throttle.key, event), rate: throttle }];
}

/** Whole seconds that the run goes before its turn, as a server bounds them. */
export function priorityOf({ priority }: JobFunction, event: SeenEvent): number {
  const seconds = priority?.({ event });
  if (typeof seconds !== 'number' || !Number.isInteger(seconds)) return 0;
  return Math.min(Math.max(seconds, -furthestPriority), furthestPriority);
}
