import type { webhookDeliveries } from '#db/schema/webhooks.ts';
import { findChannelsByExternalIds } from '#db/system.ts';
import type { InboundEvent } from '#server/channels/events.ts';
import type { ChannelKind } from '#server/channels/types.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { applyEvent } from '#server/domain/webhooks/apply-event.ts';
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

/** The connected channels that the events name, by their account at the provider or what holds it. */
export async function findChannels(
  kind: ChannelKind,
  events: InboundEvent[],
): Promise<FoundChannel[]> {
  const named = [...new Set(events.flatMap((event) => accountOf(event) ?? []))];
  return named.length === 0 ? [] : findChannelsByExternalIds(kind, named);
}

/** What an event is about: one account, or what holds several of them. */
export function accountOf(event: InboundEvent): string | undefined {
  if (event.externalChannelId !== undefined) return event.externalChannelId;
  return 'externalAccountId' in event ? event.externalAccountId : undefined;
}

/**
 * The channels that an event is for: several where it is about what holds them. A secret that does
 * not speak for an account reaches nothing of it, not even its dead letters.
 */
export function channelsFor(
  delivery: DeliveryRow,
  channels: readonly FoundChannel[],
  event: InboundEvent,
): FoundChannel[] {
  const account = accountOf(event);
  if (account === undefined) return [];
  const isMeant = ({ externalId, accountId }: FoundChannel) =>
    (event.externalChannelId === undefined ? accountId : externalId) === account;
  return channels.filter(
    (channel) => isMeant(channel) && isSignedFor(delivery, channel.externalId),
  );
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
  if (channel === undefined) {
    const { externalChannelId: account } = event;
    return account === undefined || isSignedFor(delivery, account)
      ? 'No business has connected this account.'
      : 'The secret that signed this delivery does not speak for this account.';
  }
  const ctx = contextFor(channel.businessId);
  const stored = { id: channel.id, kind: delivery.channelKind };
  // A millisecond apart, so that the items of one delivery keep their order.
  const arrivedAt = new Date(delivery.receivedAt.getTime() + position);
  try {
    await applyEvent(ctx, stored, event, arrivedAt);
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
  // What cannot be written down cannot be kept either.
  const words = error instanceof Error ? error.message.replaceAll('\u0000', '') : '';
  return words === '' ? 'This item could not be applied.' : words;
}
