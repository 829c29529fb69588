import { sql } from 'drizzle-orm';
import type { SystemTx } from '#db/system.ts';

/** Tells the runs that wait for what these were to start that it will not start. */
export async function refuseInvocations(
  tx: SystemTx,
  refused: { invokedBy: string | null }[],
  reason: string,
): Promise<void> {
  const waiting = refused.flatMap(({ invokedBy }) => invokedBy ?? []);
  if (waiting.length === 0) return;
  const error = { name: 'RunSkipped', message: `The function did not start: ${reason}.` };
  await tx.execute(sql`
    update job_queue set available_at = now(), result = ${JSON.stringify({ error })}::json
    where id = any(${sql.param(waiting)}::uuid[]) and kind = 'invoke' and result is null and lease_token is null`);
}
