import { sql } from 'drizzle-orm';
import type { SystemTx } from '#db/system.ts';

/**
 * Ends runs that are not over as cancelled: a step at work ends unheeded, no other begins, and a run
 * that invoked one of them is told. Returns how many.
 */
export async function cancelRuns(
  tx: SystemTx,
  { ids, reason }: { ids: string[]; reason: string },
): Promise<number> {
  if (ids.length === 0) return 0;
  const error = JSON.stringify({ name: 'RunCancelled', message: `Cancelled: ${reason}.` });
  const { rows } = await tx.execute<{ count: number }>(sql`
    with runs as materialized (
      select id, invoked_by from job_runs
      where id = any(${sql.param(ids)}::uuid[]) and finished_at is null
      order by id for update
    ), cancelled as (
      update job_runs set state = 'cancelled', finished_at = now(), error = ${error}::json
      where id in (select id from runs)
    ), emptied as (
      delete from job_queue where run_id in (select id from runs)
    ), told as (
      update job_queue set available_at = now(), result = json_build_object('error', ${error}::json)
      where id in (select invoked_by from runs) and kind = 'invoke' and result is null
        and lease_token is null and run_id not in (select id from runs)
    )
    select count(*)::int as count from runs`);
  return rows[0]?.count ?? 0;
}
