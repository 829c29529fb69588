import { sql } from 'drizzle-orm';
import { rowsPerTurn } from '#db/prune.ts';
import { forSystem } from '#db/system.ts';
import { isForUs } from '#inngest/embedded/dispatch.ts';
import type { JobFunction } from '#inngest/embedded/function-config.ts';
import { log } from '#server/log.ts';

/** How long an event waits for a process that knows it, such as a newer version, in days. */
const waitingDays = 7;

/**
 * Gives up events that these functions do not know and no run waits for. While an Inngest server is
 * sent all others, that goes for those alone which only an executor here could act on.
 */
export async function forgetUnknownEvents(
  functions: JobFunction[],
  { areOthersForwarded }: { areOthersForwarded: boolean },
): Promise<void> {
  const { rows } = await forSystem((tx) =>
    tx.execute<{ name: string }>(sql`
      update job_events set dispatched_at = now()
      where dispatched_at is null and id in (
        select e.id from job_events e
        where e.dispatched_at is null and (${isForUs(functions)}) is not true
          and uuid_extract_timestamp(e.id) < now() - ${waitingDays} * interval '1 day'
          and (e.function_id is not null or not ${areOthersForwarded}::boolean)
        order by e.id limit ${rowsPerTurn})
      returning name`),
  );
  if (rows.length === 0) return;
  const names = [...new Set(rows.map(({ name }) => name))];
  log().warn({ events: rows.length, names }, 'events that no function knows were given up');
}
