import { sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { jobEvents } from '#db/schema/job-events.ts';
import type { BusinessTx } from '#db/business.ts';
import type { SystemTx } from '#db/system.ts';
import { jobEventSchemas } from '#inngest/events.ts';
import type { JobEvent } from '#inngest/events.ts';
import { perProcess } from '#server/per-process.ts';

/**
 * Records work to do, in the caller's transaction: a rollback leaves none. An event of a business
 * can only be recorded in that business's own transaction. Call `wakeExecutor` after commit.
 */
export function insertJobEvent(tx: BusinessTx | SystemTx, event: JobEvent): Promise<void> {
  return insertJobEvents(tx, [event]);
}

/** The same for many, with one statement. */
export async function insertJobEvents(
  tx: BusinessTx | SystemTx,
  events: JobEvent[],
): Promise<void> {
  if (events.length === 0) return;
  await tx.execute(jobEventsInsert(events));
}

/** That statement, for who sends it along with others. */
export function jobEventsInsert(events: JobEvent[]): SQL {
  const rows = events.map(({ name, data: given, key }) => {
    const data = jobEventSchemas[name].parse(given);
    return { name, data, businessId: 'businessId' in data ? data.businessId : null, key };
  });
  return sql`
    insert into ${jobEvents} (name, data, business_id, key)
    select name, data, "businessId", coalesce(key, uuidv7()::text)
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as given (name text, data json, "businessId" uuid, key text)
    on conflict do nothing`;
}

const listeners = () => perProcess('jobs.listeners', () => new Set<() => void>());

/** Tells this process's executor or relay that there is work; others find it by polling. */
export function wakeExecutor(): void {
  for (const listener of listeners()) listener();
}

/** Calls back on every wake until the returned function is called. */
export function onWake(listener: () => void): () => void {
  listeners().add(listener);
  return () => listeners().delete(listener);
}
