import { sql } from 'drizzle-orm';
import type { SystemTx } from '#db/system.ts';
import { cancelRuns } from '#db/cancel-runs.ts';
import { holds } from '#inngest/embedded/expression.ts';
import type { JobFunction } from '#inngest/embedded/function-config.ts';
import { toMs } from '#inngest/embedded/moments.ts';
import { concerns, seenEvent } from '#inngest/embedded/taken-event.ts';
import type { SeenEvent, TakenEvent } from '#inngest/embedded/taken-event.ts';

/** Of the runs there are, those whose own event is older than the one that cancels. */
export async function cancelByEvents(
  tx: SystemTx,
  functions: JobFunction[],
  events: TakenEvent[],
): Promise<void> {
  for (const { id, cancelOn } of functions) {
    for (const { event: name, condition, withinMs } of cancelOn) {
      for (const taken of events.filter(({ event }) => event.name === name)) {
        const { event: async, recordedMs } = taken;
        const { rows } = await tx.execute<{ runId: string; event: SeenEvent }>(sql`
          select r.id as "runId", ${seenEvent(sql`e`)} as event
          from job_runs r join job_events e on e.id = r.event_id
          join job_events n on n.id = ${taken.rowId} and ${concerns(sql`n`, sql`e`)}
          where r.function_id = ${id} and r.state in ('queued', 'running') and e.id < n.id
            and r.open_key is null and (${withinMs ?? null}::float8 is null
              or ${toMs(sql`uuid_extract_timestamp(e.id)`)} >= ${recordedMs}::float8 - ${withinMs ?? null}::float8)`);
        const hit = rows.filter(({ event }) => holds(condition, { event, async }));
        const ids = hit.map(({ runId }) => runId);
        await cancelRuns(tx, { ids, reason: `${name} was received` });
      }
    }
  }
}
