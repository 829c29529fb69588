import { isDeepStrictEqual } from 'node:util';
import { and, eq } from 'drizzle-orm';
import { deadLetters, webhookDeliveries } from '#db/schema/webhooks.ts';
import { forSystem } from '#db/system.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound } from '#server/domain/errors.ts';
import { requireRole } from '#server/domain/members/require-role.ts';
import { applyItem, channelsFor, findChannels } from '#server/domain/webhooks/internal.ts';
import type { DeliveryItem, DeliveryRow } from '#server/domain/webhooks/internal.ts';

type DeadLetterRow = typeof deadLetters.$inferSelect;

export interface Replayed {
  isApplied: boolean;
  /** Why it still cannot be applied; null when it is. */
  reason: string | null;
}

/**
 * Reads a dead letter again from the stored call and applies it as if it came now, in the place of
 * its arrival. Any number of times is as good as once. Throws NOT_FOUND and FORBIDDEN.
 */
export async function replayDeadLetter(
  ctx: BusinessContext,
  input: { deadLetterId: string },
): Promise<Replayed> {
  requireRole(ctx, 'admin');
  const letter = await ctx.db(async (tx) => {
    const [row] = await tx.select().from(deadLetters).where(eq(deadLetters.id, input.deadLetterId));
    return row;
  });
  if (letter === undefined) throw notFound('dropped message');
  if (letter.state === 'replayed') return { isApplied: true, reason: null };
  const reason = await applyAgain(ctx, letter);
  await noteOutcome(ctx, letter, reason);
  return { isApplied: reason === null, reason };
}

async function applyAgain(ctx: BusinessContext, letter: DeadLetterRow): Promise<string | null> {
  const delivery = await findDelivery(letter.deliveryId);
  if (delivery === null) return 'The provider’s call is no longer kept.';
  const events = ctx.channels
    .adapterFor(delivery.channelKind)
    .parseWebhook(JSON.parse(delivery.body));
  const item = findItem(letter, events);
  if (item === null) return 'The provider’s call asks for nothing here.';
  const channels = await findChannels(delivery.channelKind, [item.event]);
  const meant = channelsFor(delivery, channels, item.event);
  const channel = meant.find(({ externalId }) => externalId === letter.externalChannelId);
  if (channel !== undefined && channel.businessId !== ctx.businessId) {
    return 'This account is connected to another business now.';
  }
  // What it brings is the provider's doing, not that of who pressed the button.
  const asSystem = { ...ctx, actor: { kind: 'system', job: 'replay-dead-letter' } as const };
  return applyItem(() => asSystem, { ...item, delivery, channel });
}

async function findDelivery(id: string): Promise<DeliveryRow | null> {
  const [row] = await forSystem((tx) =>
    tx.select().from(webhookDeliveries).where(eq(webhookDeliveries.id, id)),
  );
  return row ?? null;
}

/** A newer adapter may count the items of a call otherwise; the item itself stays what it is. */
function findItem(
  { position, item }: DeadLetterRow,
  events: (DeliveryItem['event'] | { type: 'ignored'; raw: unknown })[],
): DeliveryItem | null {
  const isIt = (event: { raw: unknown } | undefined) =>
    event !== undefined && isDeepStrictEqual(event.raw ?? {}, item);
  const at = isIt(events[position]) ? position : events.findIndex(isIt);
  const event = events[at];
  return event === undefined || event.type === 'ignored' ? null : { position: at, event };
}

/** Of several who replay it at once, one has done it. */
async function noteOutcome(
  ctx: BusinessContext,
  { id, channelKind, reason: was }: DeadLetterRow,
  reason: string | null,
): Promise<void> {
  if (reason === was) return;
  const change =
    reason === null ? { state: 'replayed' as const, replayedAt: ctx.now() } : { reason };
  await ctx.db(async (tx) => {
    const changed = await tx
      .update(deadLetters)
      .set(change)
      .where(and(eq(deadLetters.id, id), eq(deadLetters.state, 'waiting')))
      .returning({ id: deadLetters.id });
    if (changed.length === 0) return;
    if (reason === null) {
      await recordActivity(ctx, tx, {
        kind: 'dead_letter.replayed',
        data: { deadLetterId: id, channelKind, reason: was },
      });
    }
    await ctx.publish(tx, { name: 'system.updated', ids: {} });
  });
}
