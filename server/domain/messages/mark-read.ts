import { and, eq, inArray } from 'drizzle-orm';
import { channels } from '#db/schema/channels.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { openChannel, recipientOf } from '#server/domain/messages/claim-message.ts';

/**
 * Shows the contact that a message was read, and that an answer is on its way while one is. A
 * courtesy: where the channel knows none, or when it fails, nothing is lost and nothing thrown.
 */
export async function markRead(
  ctx: BusinessContext,
  input: { conversationId: string; messageId: string },
): Promise<{ isMarked: boolean }> {
  const found = await findMessage(ctx, input);
  if (found?.providerMessageId == null) return { isMarked: false };
  const { channel, address, providerMessageId, isTyping } = found;
  const adapter = ctx.channels.adapterFor(channel.kind);
  if (adapter.markRead === undefined || channel.status !== 'connected') return { isMarked: false };
  const opened = openChannel(ctx, channel);
  if (opened.connection === undefined) return { isMarked: false };
  const to = recipientOf(ctx, channel.kind, address);
  try {
    await adapter.markRead(opened.connection, { to, providerMessageId, isTyping });
    return { isMarked: true };
  } catch (error) {
    ctx.log.warn({ error, messageId: input.messageId }, 'a message could not be marked as read');
    return { isMarked: false };
  }
}

function findMessage(
  ctx: BusinessContext,
  { conversationId, messageId }: { conversationId: string; messageId: string },
) {
  return ctx.db(async (tx) => {
    const [found] = await tx
      .select({
        providerMessageId: messages.providerMessageId,
        address: conversations.address,
        channel: channels,
      })
      .from(messages)
      .innerJoin(
        conversations,
        and(
          eq(conversations.businessId, messages.businessId),
          eq(conversations.id, messages.conversationId),
        ),
      )
      .innerJoin(
        channels,
        and(eq(channels.businessId, messages.businessId), eq(channels.id, messages.channelId)),
      )
      .where(and(eq(messages.id, messageId), eq(messages.conversationId, conversationId)));
    if (found === undefined) return null;
    const underWay = and(
      eq(messages.conversationId, conversationId),
      eq(messages.direction, 'outbound'),
      inArray(messages.state, ['queued', 'sending']),
    );
    return { ...found, isTyping: (await tx.$count(messages, underWay)) > 0 };
  });
}
