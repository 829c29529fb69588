import { sql } from 'drizzle-orm';
import { forSystem } from '#db/system.ts';
import type { SystemTx } from '#db/system.ts';
import type { JobFunction, Timer } from '#inngest/embedded/function-config.ts';
import { fromMs, toMs } from '#inngest/embedded/moments.ts';
import { latestTime } from '#inngest/embedded/schedule.ts';

/** A timer of a function, as long as the function has it. */
interface KnownTimer extends Timer {
  functionId: string;
}

/** Winds up the timers of the functions, and forgets those that no function has any more. */
export function windTimers(functions: JobFunction[]): Promise<void> {
  const timers = timersOf(functions);
  return forSystem(async (tx) => {
    const now = await nowOf(tx);
    const rows = timers.flatMap(({ functionId, cron, schedule }) => {
      const next = schedule.after(now);
      return next === null ? [] : [{ function_id: functionId, cron, next_ms: next.getTime() }];
    });
    await tx.execute(sql`
      with known as (
        select * from json_to_recordset(${JSON.stringify(rows)}::json)
          as k(function_id text, cron text, next_ms float8)
      ), forgotten as (
        delete from job_crons where (function_id, cron) not in (select function_id, cron from known)
      )
      insert into job_crons (function_id, cron, next_at)
      select function_id, cron, ${fromMs(sql`next_ms`)} from known
      on conflict do nothing`);
  });
}

/**
 * Records an event for each timer that is due. Of the times that were missed while nobody was there
 * only the last counts, late. The row is locked and the event has a key: each time counts once.
 */
export async function ringTimers(tx: SystemTx, functions: JobFunction[]): Promise<void> {
  const timers = new Map(timersOf(functions).map((timer) => [nameOf(timer), timer]));
  if (timers.size === 0) return;
  const { rows } = await tx.execute<Record<string, unknown> & DueRow>(sql`
    select function_id as "functionId", cron, ${toMs(sql`next_at`)} as "nextMs",
      ${toMs(sql`now()`)} as "nowMs"
    from job_crons where next_at <= now() order by function_id, cron for update`);
  for (const row of rows) {
    const timer = timers.get(nameOf(row));
    if (timer !== undefined) await ring(tx, timer, row);
  }
}

interface DueRow {
  functionId: string;
  cron: string;
  nextMs: number;
  nowMs: number;
}

async function ring(
  tx: SystemTx,
  { functionId, cron, schedule }: KnownTimer,
  { nextMs, nowMs }: DueRow,
): Promise<void> {
  const now = new Date(nowMs);
  const time = latestTime(schedule, new Date(nextMs), now);
  const next = schedule.after(now);
  const at = toSecond(time);
  const data = { cron, scheduledAt: at, fireAt: at };
  await tx.execute(sql`
    with event as (
      insert into job_events (key, name, data, function_id, occurred_at)
      values (${`${functionId}/${cron}/${at}`}, 'inngest/scheduled.timer',
        ${JSON.stringify(data)}::json, ${functionId}, ${fromMs(sql`${time.getTime()}`)})
      on conflict do nothing
    )
    update job_crons set last_at = ${fromMs(sql`${time.getTime()}`)},
      next_at = coalesce(${fromMs(sql`${next?.getTime() ?? null}`)}, 'infinity')
    where function_id = ${functionId} and cron = ${cron}`);
}

/** As a server writes it. */
function toSecond(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}

function timersOf(functions: JobFunction[]): KnownTimer[] {
  return functions.flatMap(({ id, timers }) =>
    timers.map((timer) => ({ functionId: id, ...timer })),
  );
}

function nameOf({ functionId, cron }: { functionId: string; cron: string }): string {
  return `${functionId} ${cron}`;
}

async function nowOf(tx: SystemTx): Promise<Date> {
  const { rows } = await tx.execute<{ ms: number }>(sql`select ${toMs(sql`now()`)} as ms`);
  return new Date(rows[0]?.ms ?? Date.now());
}
