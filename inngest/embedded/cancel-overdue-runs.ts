import { sql } from 'drizzle-orm';
import { cancelRuns } from '#db/cancel-runs.ts';
import { forSystem } from '#db/system.ts';

/** Cancels the runs whose time to start, or to end, is over. */
export function cancelOverdueRuns(functionIds: string[]): Promise<number> {
  return forSystem(async (tx) => {
    const { rows } = await tx.execute<{ id: string }>(sql`
      select id from job_runs
      where deadline_at <= now() and finished_at is null
        and function_id = any(${sql.param(functionIds)}::text[])`);
    const ids = rows.map(({ id }) => id);
    return cancelRuns(tx, { ids, reason: 'it took longer than it may' });
  });
}
