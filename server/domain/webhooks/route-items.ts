import { sql } from 'drizzle-orm';
import { forSystem } from '#db/system.ts';
import { receivedEvents } from '#server/domain/webhooks/received-events.ts';
import type { WorkPort } from '#server/domain/webhooks/received-events.ts';

const itemsPerTurn = 500;
/** As long as a provider itself goes on trying, in days. */
const routedForDays = 7;

/**
 * Has deliveries applied again that hold items for an account which has been connected since, if
 * their secret speaks for it. What was applied of them stays as it is. Returns how many deliveries.
 */
export function routeItems({ enqueue }: WorkPort): Promise<number> {
  return forSystem(async (tx) => {
    const { rows } = await tx.execute<{ id: string }>(sql`
      with routable as (
        select u.delivery_id, u.position
        from unrouted_items u
        join webhook_deliveries d on d.id = u.delivery_id and d.state = 'applied'
        join channels c on c.kind = u.channel_kind and c.status <> 'disconnected'
          and u.external_channel_id in (c.external_id, c.account_id)
        where u.created_at > now() - ${routedForDays} * interval '1 day'
          and (d.signed_for is null or c.external_id = any(d.signed_for))
        limit ${itemsPerTurn} for update of u skip locked
      ), taken as (
        delete from unrouted_items u using routable r
        where u.delivery_id = r.delivery_id and u.position = r.position
        returning u.delivery_id
      )
      update webhook_deliveries set state = 'pending', applied_at = null
      where id in (select delivery_id from taken)
      returning id`);
    await enqueue(tx, receivedEvents(rows.map(({ id }) => id)));
    return rows.length;
  });
}
