import { eq, getTableColumns, inArray, or, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { webhookDeliveries } from '#db/schema/webhooks.ts';
import type { SystemTx } from '#db/system.ts';
import type { DeliveryRow } from '#server/domain/webhooks/internal.ts';

const othersAtOnce = 100;

/**
 * Locks the wanted deliveries and the oldest others that nobody is at, and hands over as many as
 * their bodies have room for, at least one, the oldest first. The wanted ones come before the others:
 * what fails each time holds up nobody else.
 */
export async function takeDeliveries(
  tx: SystemTx,
  wanted: string[],
  mostBytes: number,
): Promise<{ taken: DeliveryRow[]; left: string[] }> {
  const isWanted = (id: unknown) => sql`${id} = any(${sql.param(wanted)}::uuid[])`;
  const locked = tx.$with('locked').as(lockPending(tx, isWanted(webhookDeliveries.id)));
  const size = sql`octet_length(${locked.body})`;
  const order = sql`${isWanted(locked.id)} desc, ${locked.receivedAt}, ${locked.id}`;
  const before = sql`sum(${size}) over (order by ${order}) - ${size}`;
  const hasRoom = sql`${before} = 0 or ${before} + ${size} <= ${mostBytes}`;
  const rows = await tx
    .with(locked)
    .select({
      id: locked.id,
      channelKind: locked.channelKind,
      signedFor: locked.signedFor,
      state: locked.state,
      receivedAt: locked.receivedAt,
      appliedAt: locked.appliedAt,
      // Null for want of room: then it is not even sent.
      body: sql<string | null>`case when ${hasRoom} then ${locked.body} end`,
    })
    .from(locked)
    .orderBy(locked.receivedAt, locked.id);
  return {
    taken: rows.flatMap(({ body, ...row }) => (body === null ? [] : [{ ...row, body }])),
    left: rows.flatMap(({ body, id }) => (body === null ? [id] : [])),
  };
}

/** Not `for update`: what refers to a delivery is written meanwhile by others, and must not wait. */
function lockPending(tx: SystemTx, isWanted: SQL) {
  const isPending = eq(webhookDeliveries.state, 'pending');
  const oldest = tx
    .select({ id: webhookDeliveries.id })
    .from(webhookDeliveries)
    .where(isPending)
    .orderBy(webhookDeliveries.receivedAt)
    .limit(othersAtOnce);
  return tx
    .select(getTableColumns(webhookDeliveries))
    .from(webhookDeliveries)
    .where(sql`${isPending} and ${or(isWanted, inArray(webhookDeliveries.id, oldest))}`)
    .for('no key update', { skipLocked: true });
}
