import { and, eq, sql } from 'drizzle-orm';
import { messages } from '#db/schema/messages.ts';
import { reactions } from '#db/schema/reactions.ts';
import type { InboundReactionEvent } from '#server/channels/events.ts';
import type { BusinessContext, StoredChannel } from '#server/domain/context.ts';

/**
 * Keeps the latest that a side put on a message, by the provider's clock, also before the message is
 * known. It shows at its message alone: a thumbs-up asks for no answer, so that it neither counts as
 * unread, nor moves the conversation in the list, nor opens the reply window.
 */
export async function recordReaction(
  ctx: BusinessContext,
  channel: Pick<StoredChannel, 'id'>,
  event: InboundReactionEvent,
): Promise<void> {
  const { emoji, occurredAt, providerMessageId, side } = event;
  await ctx.db(async (tx) => {
    const isLater = sql`(excluded.occurred_at, coalesce(excluded.emoji, ''))
      > (${reactions.occurredAt}, coalesce(${reactions.emoji}, ''))`;
    const on = { businessId: ctx.businessId, channelId: channel.id, providerMessageId, side };
    const kept = await tx
      .insert(reactions)
      .values({ ...on, emoji, occurredAt })
      .onConflictDoUpdate({
        target: [
          reactions.businessId,
          reactions.channelId,
          reactions.providerMessageId,
          reactions.side,
        ],
        set: { emoji, occurredAt },
        setWhere: isLater,
      })
      .returning({ id: reactions.id });
    if (kept.length === 0) return;
    const [message] = await tx
      .select({ messageId: messages.id, conversationId: messages.conversationId })
      .from(messages)
      .where(
        and(eq(messages.channelId, channel.id), eq(messages.providerMessageId, providerMessageId)),
      );
    if (message !== undefined) await ctx.publish(tx, { name: 'message.updated', ids: message });
  });
}
