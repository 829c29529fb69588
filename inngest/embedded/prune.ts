import { sql } from 'drizzle-orm';
import { pruneInTurns, rowsPerTurn } from '#db/prune.ts';

/** How long finished work can still be looked at, and its event's key still counts, in days. */
const keptDays = 7;

/** Forgets work that was finished long ago. Unfinished work is never forgotten. */
export async function pruneFinishedWork(): Promise<void> {
  await pruneInTurns(sql`
    delete from job_runs where id in (
      select id from job_runs where finished_at < now() - ${keptDays} * interval '1 day'
      order by finished_at limit ${rowsPerTurn})`);
  await pruneInTurns(sql`
    delete from job_events where id in (
      select e.id from job_events e
      where e.dispatched_at < now() - ${keptDays} * interval '1 day'
        and not exists (select from job_runs r where r.event_id = e.id)
        and not exists (select from job_run_events o where o.event_id = e.id)
      order by e.dispatched_at limit ${rowsPerTurn})`);
  // A gate that is ready again without anybody before it is as one that never was.
  const isIdle = sql`next_at < now() - interval '1 day' and ready_at is null`;
  // Asked again of the row itself, before which somebody may have come meanwhile.
  await pruneInTurns(sql`
    delete from job_gates where (function_id, kind, key) in (
      select function_id, kind, key from job_gates
      where ${isIdle} order by next_at limit ${rowsPerTurn}
    ) and ${isIdle}`);
}
