import { sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { ClaimedItem } from '#inngest/embedded/store.ts';

export type HeldItem = Pick<ClaimedItem, 'id' | 'leaseToken' | 'runId'>;

/**
 * Common table expressions of which `held` has one row while the item's lease is ours, and none
 * otherwise. The run's row is locked first, as by all who write to a run.
 */
export function heldItem({ id, leaseToken, runId }: HeldItem): SQL {
  return sql`run as materialized (select id from job_runs where id = ${runId} for update),
    held as materialized (
      select q.id, q.run_id from run join job_queue q on q.run_id = run.id
      where q.id = ${id} and q.lease_token = ${leaseToken}
      for update of q)`;
}
