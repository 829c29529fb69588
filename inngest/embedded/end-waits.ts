import { sql } from 'drizzle-orm';
import type { SystemTx } from '#db/system.ts';
import { compileExpression, holds } from '#inngest/embedded/expression.ts';
import { concerns, seenEvent } from '#inngest/embedded/taken-event.ts';
import type { SeenEvent, TakenEvent } from '#inngest/embedded/taken-event.ts';

type Wait = Record<string, unknown> & {
  itemId: string;
  condition: string | null;
  event: SeenEvent;
  rowId: string;
};

/** The first event that fits ends a wait, unless its time ran out before. */
export async function endWaits(tx: SystemTx, events: TakenEvent[]): Promise<void> {
  if (events.length === 0) return;
  const { rows } = await tx.execute<Wait>(sql`
    select q.id as "itemId", q.awaited_if as condition, n.id as "rowId", ${seenEvent(sql`e`)} as event
    from job_events n
    join job_queue q on ${isAwaitedBy(sql`n`)}
    join job_runs r on r.id = q.run_id join job_events e on e.id = r.event_id
    where n.id = any(${sql.param(events.map(({ rowId }) => rowId))}::uuid[])
      and q.result is null and q.lease_token is null and ${concerns(sql`n`, sql`e`)}
    order by q.id, n.id`);
  const ended = new Map<string, unknown>();
  for (const { itemId, condition, event, rowId } of rows) {
    const found = events.find((one) => one.rowId === rowId);
    if (found === undefined || ended.has(itemId)) continue;
    const result = resultOf(condition, { event, async: found.event });
    if (result !== undefined) ended.set(itemId, result);
  }
  for (const [itemId, result] of ended) {
    await tx.execute(sql`
      update job_queue set available_at = now(), result = ${JSON.stringify(result)}::json
      where id = ${itemId} and result is null and lease_token is null`);
  }
}

/** What the wait gives; undefined when the event does not fit. A version before us kept its condition. */
function resultOf(condition: string | null, seen: { event: SeenEvent; async: SeenEvent }): unknown {
  try {
    const expression = condition === null ? undefined : compileExpression(condition);
    return holds(expression, seen) ? { data: seen.async } : undefined;
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { error: { name, message } };
  }
}

/** Whether the item `q` waits for an event of that name, and began to before it was recorded. */
export function isAwaitedBy(event: ReturnType<typeof sql>) {
  return sql`q.awaited_event = ${event}.name and not pg_visible_in_snapshot(
    ${event}.transaction::text::xid8, q.awaited_since::pg_snapshot)`;
}
