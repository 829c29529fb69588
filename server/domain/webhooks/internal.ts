import type { webhookDeliveries } from '#db/schema/webhooks.ts';
import { findChannelsByExternalIds } from '#db/system.ts';
import type { ChannelKind, InboundEvent } from '#server/channels/types.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { receiveMessage } from '#server/domain/messages/receive-message.ts';
import { recordReceipts } from '#server/domain/messages/record-receipts.ts';
import { databaseCode, isPassingFault } from '#db/passing-fault.ts';

export type DeliveryRow = typeof webhookDeliveries.$inferSelect;
export type FoundChannel = Awaited<ReturnType<typeof findChannelsByExternalIds>>[number];
export type ContextFor = (businessId: string) => BusinessContext;
/** What a delivery holds that asks for something. */
export type ApplicableEvent = Exclude<InboundEvent, { type: 'ignored' }>;
export interface DeliveryItem {
  /** Which item of the delivery, counted from 0. */
  position: number;
  event: ApplicableEvent;
}
export interface RoutedItem extends DeliveryItem {
  delivery: DeliveryRow;
  /** Undefined when nobody has connected the account, or the secret does not speak for it. */
  channel: FoundChannel | undefined;
}

/** The connected channels that the events name, by their account at the provider. */
export async function findChannels(
  kind: ChannelKind,
  events: InboundEvent[],
): Promise<Map<string, FoundChannel>> {
  const accounts = events.map((event) => event.externalChannelId);
  const named = [...new Set(accounts.filter((account) => account !== undefined))];
  const found = named.length === 0 ? [] : await findChannelsByExternalIds(kind, named);
  return new Map(found.map((channel) => [channel.externalId, channel]));
}

/** A secret that does not speak for an account reaches nothing of it, not even its dead letters. */
export function channelFor(
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

/**
 * Applies one item in the business that its channel belongs to; null when it is applied, otherwise
 * why it cannot be. Safe to repeat. Rejects only on a passing fault.
 */
export async function applyItem(
  contextFor: ContextFor,
  { delivery, channel, position, event }: RoutedItem,
): Promise<string | null> {
  if (event.type === 'rejected') return event.reason;
  if (event.type !== 'message' && event.type !== 'status') return 'This cannot be applied yet.';
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
    else await recordReceipts(ctx, stored, [event]);
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
