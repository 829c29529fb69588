import { sql } from 'drizzle-orm';
import { afterCommit } from '#db/business.ts';
import type { BusinessTx } from '#db/business.ts';
import { realtimeEvents } from '#db/schema/realtime.ts';
import type { RealtimeEvent } from '#server/realtime/events.ts';
import { wakeHub } from '#server/realtime/hub.ts';

const cursorNow = sql<string>`pg_snapshot_xmin(pg_current_snapshot())::text || '-' ||
  extract(epoch from now())::int::text`;

/** Records in this transaction that something changed; listeners hear of it once it has committed. */
export async function publishRealtime(
  tx: BusinessTx,
  businessId: string,
  event: RealtimeEvent,
): Promise<void> {
  const [row] = await tx
    .insert(realtimeEvents)
    .values({ businessId, name: event.name, ids: { ...event.ids } })
    .returning({ id: realtimeEvents.id, cursor: cursorNow });
  if (row === undefined) throw new Error('The log of changes took no row.');
  const { id, cursor } = row;
  afterCommit(() => wakeHub(businessId, { change: { ...event, id }, cursor }));
}
