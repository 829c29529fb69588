import { deadLetters, unroutedItems } from '#db/schema/webhooks.ts';
import { forSystem } from '#db/system.ts';
import { accountOf } from '#server/domain/webhooks/internal.ts';
import type { ContextFor, RoutedItem } from '#server/domain/webhooks/internal.ts';

/** A dead letter of the business it is for, or an unrouted item when it is nobody's. */
export async function keepItem(
  contextFor: ContextFor,
  { delivery, channel, position, event }: RoutedItem,
  reason: string,
): Promise<void> {
  const row = {
    deliveryId: delivery.id,
    position,
    channelKind: delivery.channelKind,
    externalChannelId: channel?.externalId ?? accountOf(event) ?? null,
    reason,
    item: event.raw ?? {},
  };
  if (channel === undefined) {
    await forSystem((tx) => tx.insert(unroutedItems).values(row).onConflictDoNothing());
    return;
  }
  const ctx = contextFor(channel.businessId);
  await ctx.db(async (tx) => {
    const written = await tx
      .insert(deadLetters)
      .values({ ...row, businessId: ctx.businessId })
      .onConflictDoNothing()
      .returning({ id: deadLetters.id });
    if (written.length > 0) await ctx.publish(tx, { name: 'system.updated', ids: {} });
  });
}
