import { eq } from 'drizzle-orm';
import { deadLetters, unroutedItems, webhookDeliveries } from '#db/schema/webhooks.ts';
import { findChannelsByExternalIds, forSystem } from '#db/system.ts';
import type { ChannelKind, InboundEvent } from '#server/channels/types.ts';
import { noteChannel } from '#server/domain/channels/note-channel.ts';
import type { BusinessContext, ChannelPort } from '#server/domain/context.ts';
import { receiveMessage } from '#server/domain/messages/receive-message.ts';
import { recordReceipt } from '#server/domain/messages/record-receipt.ts';
import { databaseCode, isPassingFault } from '#server/domain/webhooks/passing-fault.ts';

type DeliveryRow = typeof webhookDeliveries.$inferSelect;
type FoundChannel = Awaited<ReturnType<typeof findChannelsByExternalIds>>[number];
type ContextFor = (businessId: string) => BusinessContext;

export interface ApplyPorts {
  channels: ChannelPort;
  /** The context of the job for a business that the delivery turns out to be for. */
  contextFor: ContextFor;
}

/**
 * Applies every item of a stored delivery on its own, each safe to repeat. What cannot be applied
 * is kept with its reason. Rejects only on a passing fault, such as a lost connection: try again.
 */
export async function applyDelivery(
  ports: ApplyPorts,
  input: { deliveryId: string },
): Promise<{ applied: number; kept: number }> {
  const delivery = await findDelivery(input.deliveryId);
  if (delivery === null || delivery.state === 'applied') return { applied: 0, kept: 0 };
  const { contextFor } = ports;
  const adapter = ports.channels.adapterFor(delivery.channelKind);
  const events = adapter.parseWebhook(JSON.parse(delivery.body));
  const channels = await findChannels(delivery.channelKind, events);
  let kept = 0;
  const heard = new Map<string, FoundChannel>();
  for (const [position, event] of events.entries()) {
    if (event.type === 'ignored') continue;
    const channel = channelFor(delivery, channels, event);
    if (channel !== undefined) heard.set(channel.id, channel);
    const reason = await applyItem(contextFor, delivery, channel, { position, event });
    if (reason === null) continue;
    kept += 1;
    await keepItem(contextFor, delivery, channel, { position, event, reason });
  }
  for (const { businessId, id } of heard.values()) await noteChannel(contextFor(businessId), id);
  await forSystem((tx) =>
    tx
      .update(webhookDeliveries)
      .set({ state: 'applied', appliedAt: new Date() })
      .where(eq(webhookDeliveries.id, delivery.id)),
  );
  return { applied: events.length - kept, kept };
}

async function findDelivery(deliveryId: string): Promise<DeliveryRow | null> {
  const [row] = await forSystem((tx) =>
    tx.select().from(webhookDeliveries).where(eq(webhookDeliveries.id, deliveryId)),
  );
  return row ?? null;
}

async function findChannels(
  kind: ChannelKind,
  events: InboundEvent[],
): Promise<Map<string, FoundChannel>> {
  const accounts = events.map((event) => event.externalChannelId);
  const named = [...new Set(accounts.filter((account) => account !== undefined))];
  const found = named.length === 0 ? [] : await findChannelsByExternalIds(kind, named);
  return new Map(found.map((channel) => [channel.externalId, channel]));
}

/** A secret that does not speak for an account reaches nothing of it, not even its dead letters. */
function channelFor(
  delivery: DeliveryRow,
  channels: Map<string, FoundChannel>,
  event: InboundEvent,
): FoundChannel | undefined {
  const account = event.externalChannelId ?? '';
  return isSignedFor(delivery, account) ? channels.get(account) : undefined;
}

function isSignedFor({ signedFor }: DeliveryRow, account: string): boolean {
  return signedFor === null || signedFor.includes(account);
}

/** Null when the item is applied, otherwise why it cannot be. */
async function applyItem(
  contextFor: ContextFor,
  delivery: DeliveryRow,
  channel: FoundChannel | undefined,
  { position, event }: { position: number; event: Exclude<InboundEvent, { type: 'ignored' }> },
): Promise<string | null> {
  if (event.type === 'rejected') return event.reason;
  if (!isSignedFor(delivery, event.externalChannelId)) {
    return 'The secret that signed this delivery does not speak for this account.';
  }
  if (channel === undefined) return 'No business has connected this account.';
  const ctx = contextFor(channel.businessId);
  const stored = { id: channel.id, kind: delivery.channelKind };
  // A millisecond apart, so that the items of one delivery keep their order.
  const arrivedAt = new Date(delivery.receivedAt.getTime() + position);
  try {
    if (event.type === 'message') await receiveMessage(ctx, stored, event, arrivedAt);
    else await recordReceipt(ctx, stored, event);
    return null;
  } catch (error) {
    if (isPassingFault(error)) throw error;
    ctx.log.error({ error, deliveryId: delivery.id }, 'an item could not be applied');
    return reasonOf(error);
  }
}

/** A query's own message holds its values, which may be a customer's words. */
function reasonOf(error: unknown): string {
  const code = databaseCode(error);
  if (code !== null) return `The database did not take this item (${code}).`;
  return error instanceof Error ? error.message : 'This item could not be applied.';
}

/** A dead letter of the business it is for, or an unrouted item when it is nobody's. */
async function keepItem(
  contextFor: ContextFor,
  delivery: DeliveryRow,
  channel: FoundChannel | undefined,
  item: { position: number; event: InboundEvent; reason: string },
): Promise<void> {
  const { position, event, reason } = item;
  const row = {
    deliveryId: delivery.id,
    position,
    channelKind: delivery.channelKind,
    externalChannelId: event.externalChannelId ?? null,
    reason,
    item: event.raw ?? {},
  };
  if (channel === undefined) {
    await forSystem((tx) => tx.insert(unroutedItems).values(row).onConflictDoNothing());
    return;
  }
  const ctx = contextFor(channel.businessId);
  await ctx.db((tx) =>
    tx
      .insert(deadLetters)
      .values({ ...row, businessId: ctx.businessId })
      .onConflictDoNothing(),
  );
}
