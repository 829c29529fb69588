import { sql } from 'drizzle-orm';
import type { SystemTx } from '#db/system.ts';
import { cancelRuns } from '#inngest/embedded/cancel-runs.ts';
import { compileExpression, holds } from '#inngest/embedded/expression.ts';
import type { JobFunction } from '#inngest/embedded/function-config.ts';

export const eventsPerTurn = 200;

/** An event as functions and expressions see it. */
interface SeenEvent {
  id: string;
  name: string;
  data: unknown;
  ts: number;
}

interface TakenEvent extends SeenEvent {
  rowId: string;
}

/**
 * Does what new events ask for: starts runs, cancels runs, ends waits. Events nobody here knows are
 * left for a process that does, such as a newer version beside us. Returns how many it took.
 */
export async function dispatchEvents(tx: SystemTx, functions: JobFunction[]): Promise<number> {
  if (!(await mayDispatch(tx))) return 0;
  const events = await takeEvents(tx, functions);
  if (events.length === 0) return 0;
  await startRuns(tx, functions, events);
  await cancelByEvents(tx, functions, events);
  await endWaits(tx, events);
  return events.length;
}

/**
 * Waits are written under the same lock, shared. So a wait is either there to be seen by what
 * follows, or begins after these events, which then cannot end it.
 */
async function mayDispatch(tx: SystemTx): Promise<boolean> {
  const { rows } = await tx.execute(sql`
    select pg_advisory_xact_lock(hashtext('frontdesk.job_dispatch'))
    from (select from job_events where dispatched_at is null limit 1) as waiting`);
  return rows.length > 0;
}

/** Holds off dispatching until the transaction ends; to be taken before a wait is written. */
export async function holdDispatch(tx: SystemTx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock_shared(hashtext('frontdesk.job_dispatch'))`);
}

async function takeEvents(tx: SystemTx, functions: JobFunction[]): Promise<TakenEvent[]> {
  const names = functions.flatMap(({ triggers, cancelOn }) =>
    [...triggers, ...cancelOn].map(({ event }) => event),
  );
  const { rows } = await tx.execute<Record<string, unknown> & TakenEvent>(sql`
    with taken as (
      update job_events set dispatched_at = now()
      where id in (
        select e.id from job_events e
        where e.dispatched_at is null and (
          e.name = any(${sql.param([...new Set(names)])}::text[])
          or exists (select from job_queue q where ${isAwaitedBy(sql`e`)})
        )
        order by e.id limit ${eventsPerTurn} for update skip locked
      )
      returning id, key, name, data, occurred_at
    )
    select id as "rowId", key as id, name, data, ${milliseconds(sql`occurred_at`)} as ts
    from taken order by "rowId"`);
  return rows;
}

async function startRuns(
  tx: SystemTx,
  functions: JobFunction[],
  events: TakenEvent[],
): Promise<void> {
  const starts = events.flatMap((event) =>
    functions.flatMap(({ id, triggers, timeouts, concurrency }) =>
      triggers.some((one) => one.event === event.name && holds(one.condition, { event }))
        ? [
            {
              id,
              event: event.rowId,
              startMs: timeouts.startMs ?? null,
              limitKey: limitKeyOf(concurrency, event),
            },
          ]
        : [],
    ),
  );
  if (starts.length === 0) return;
  await tx.execute(sql`
    with started as (
      insert into job_runs (function_id, event_id, deadline_at, limit_key)
      select s.function_id, s.event_id, now() + s.start_ms * interval '1 ms', s.limit_key
      from unnest(
        ${sql.param(starts.map(({ id }) => id))}::text[],
        ${sql.param(starts.map(({ event }) => event))}::uuid[],
        ${sql.param(starts.map(({ startMs }) => startMs))}::float8[],
        ${sql.param(starts.map(({ limitKey }) => limitKey))}::text[]
      ) with ordinality as s(function_id, event_id, start_ms, limit_key, place)
      order by s.place
      on conflict (function_id, event_id) do nothing
      returning id, function_id, event_id
    )
    insert into job_queue (run_id, function_id, available_at)
    select s.id, s.function_id, greatest(now(), e.occurred_at)
    from started s join job_events e on e.id = s.event_id
    order by s.id`);
}

/** What a run shares its function's limit by. */
export function limitKeyOf(
  concurrency: JobFunction['concurrency'],
  event: Record<'name' | 'data', unknown>,
): string | null {
  if (concurrency?.key === undefined) return null;
  return JSON.stringify(concurrency.key({ event }));
}

/** Of the runs there are, those whose own event is older than the one that cancels. */
async function cancelByEvents(
  tx: SystemTx,
  functions: JobFunction[],
  events: TakenEvent[],
): Promise<void> {
  for (const { id, cancelOn } of functions) {
    for (const { event: name, condition } of cancelOn) {
      for (const async of events.filter((one) => one.name === name)) {
        const { rows } = await tx.execute<Record<string, unknown> & SeenEvent & { runId: string }>(
          sql`select r.id as "runId", e.key as id, e.name, e.data,
              ${milliseconds(sql`e.occurred_at`)} as ts
            from job_runs r join job_events e on e.id = r.event_id
            where r.function_id = ${id} and r.state in ('queued', 'running')
              and e.id < ${async.rowId}`,
        );
        const hit = rows.filter(({ runId: _, ...event }) => holds(condition, { event, async }));
        await cancelRuns(tx, {
          ids: hit.map(({ runId }) => runId),
          reason: `${name} was received`,
        });
      }
    }
  }
}

type Wait = Record<string, unknown> & {
  itemId: string;
  condition: string | null;
  event: SeenEvent;
  rowId: string;
};

/** The first event that fits ends a wait, unless its time ran out before. */
async function endWaits(tx: SystemTx, events: TakenEvent[]): Promise<void> {
  const { rows } = await tx.execute<Wait>(sql`
    select q.id as "itemId", q.awaited_if as condition, n.id as "rowId",
      json_build_object('id', e.key, 'name', e.name, 'data', e.data,
        'ts', ${milliseconds(sql`e.occurred_at`)}) as event
    from job_events n
    join job_queue q on ${isAwaitedBy(sql`n`)}
    join job_runs r on r.id = q.run_id join job_events e on e.id = r.event_id
    where n.id = any(${sql.param(events.map(({ rowId }) => rowId))}::uuid[])
      and q.result is null and q.lease_token is null
    order by q.id, n.id`);
  const ended = new Map<string, SeenEvent>();
  for (const { itemId, condition, event, rowId } of rows) {
    const found = events.find((one) => one.rowId === rowId);
    if (found === undefined || ended.has(itemId)) continue;
    const { rowId: _, ...async } = found;
    const expression = condition === null ? undefined : compileExpression(condition);
    if (holds(expression, { event, async })) ended.set(itemId, async);
  }
  for (const [itemId, event] of ended) {
    await tx.execute(sql`
      update job_queue set available_at = now(), result = ${JSON.stringify({ data: event })}::json
      where id = ${itemId} and result is null and lease_token is null`);
  }
}

function isAwaitedBy(event: ReturnType<typeof sql>) {
  return sql`q.awaited_event = ${event}.name and not pg_visible_in_snapshot(
    ${event}.transaction::text::xid8, q.awaited_since::pg_snapshot)`;
}

function milliseconds(moment: ReturnType<typeof sql>) {
  return sql`trunc(extract(epoch from ${moment}) * 1000)::float8`;
}
