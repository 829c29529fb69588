import type { InboundMoveEvent } from '#server/channels/events.ts';
import { moveContact } from '#server/domain/contacts/move-contact.ts';
import type { BusinessContext, StoredChannel } from '#server/domain/context.ts';
import { receiveMessage } from '#server/domain/messages/receive-message.ts';

/** Applies the news that a person goes by another number or id, and says so in their thread. */
export async function receiveMove(
  ctx: BusinessContext,
  channel: Pick<StoredChannel, 'id' | 'kind'>,
  event: InboundMoveEvent,
  arrivedAt = ctx.now(),
): Promise<void> {
  const { notice, from, occurredAt, externalChannelId, raw } = event;
  await ctx.db(async (tx) => {
    await moveContact(ctx, tx, channel.kind, event);
    if (notice === undefined) return;
    const { providerMessageId, text } = notice;
    const message = {
      type: 'message' as const,
      externalChannelId,
      providerMessageId,
      from,
      occurredAt,
      content: { kind: 'notice' as const, notice: 'number_changed' as const, text },
      opensReplyWindow: false,
      raw,
    };
    await receiveMessage(ctx, channel, message, arrivedAt);
  });
}
