import { messageRevisions } from '#db/schema/reactions.ts';
import type { InboundRevisionEvent } from '#server/channels/events.ts';
import type { BusinessContext, StoredChannel } from '#server/domain/context.ts';
import { contentColumns } from '#server/domain/messages/content-columns.ts';
import { reviseMessages } from '#server/domain/messages/revise-messages.ts';
import { lockProviderIds } from '#server/domain/messages/write-standing.ts';

/** Keeps that a message was changed or taken back, once, and revises the message if it is known. */
export async function recordRevision(
  ctx: BusinessContext,
  channel: Pick<StoredChannel, 'id'>,
  event: InboundRevisionEvent,
): Promise<void> {
  const { content, occurredAt, providerMessageId, raw } = event;
  await ctx.db(async (tx) => {
    await lockProviderIds(tx, channel.id, [providerMessageId]);
    const kept = await tx
      .insert(messageRevisions)
      .values({
        businessId: ctx.businessId,
        channelId: channel.id,
        providerMessageId,
        kind: content === null ? 'deleted' : 'edited',
        occurredAt,
        content: content === null ? null : { ...contentColumns(content) },
        raw,
      })
      .onConflictDoNothing()
      .returning({ id: messageRevisions.id });
    if (kept.length > 0) await reviseMessages(ctx, tx, channel.id, [providerMessageId]);
  });
}
