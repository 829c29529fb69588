import { sql } from 'drizzle-orm';
import type { SystemTx } from '#db/system.ts';
import { cancelRuns } from '#db/cancel-runs.ts';
import { selectiveKeyOf } from '#inngest/embedded/gate-keys.ts';
import { refuseInvocations } from '#inngest/embedded/refuse-invocations.ts';
import type { Start } from '#inngest/embedded/insert-runs.ts';

/**
 * Makes room for a run that is to be the only one with its key, as its function says: undefined when
 * it is to be skipped, otherwise its key, which is null when it may run beside others.
 */
export async function takeSingleton(
  tx: SystemTx,
  { fn, taken }: Start,
): Promise<string | null | undefined> {
  if (fn.singleton === undefined) return null;
  const key = selectiveKeyOf(fn.singleton.key, taken.event);
  if (key === null) return null;
  const { rows } = await tx.execute<{ id: string }>(sql`
    select id from job_runs
    where function_id = ${fn.id} and singleton_key = ${key} and finished_at is null`);
  if (fn.singleton.mode === 'skip' && rows.length > 0) {
    await refuseInvocations(tx, [taken], 'one like it is not over yet');
    return undefined;
  }
  const ids = rows.map(({ id }) => id);
  await cancelRuns(tx, { ids, reason: 'a later one took its place' });
  return key;
}
