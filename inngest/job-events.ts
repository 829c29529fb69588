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
export async function insertJobEvent(tx: BusinessTx | SystemTx, event: JobEvent): Promise<void> {
  const data = jobEventSchemas[event.name].parse(event.data);
  const businessId = 'businessId' in data ? data.businessId : null;
  const key = event.key === undefined ? {} : { key: event.key };
  await tx
    .insert(jobEvents)
    .values({ name: event.name, data, businessId, ...key })
    .onConflictDoNothing();
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
