import { and, eq, gt, sql } from 'drizzle-orm';
import { conversations } from '#db/schema/conversations.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound } from '#server/domain/errors.ts';

/** Marks everything in a conversation as read for the whole team. Throws NOT_FOUND. */
export async function readConversation(
  ctx: BusinessContext,
  input: { conversationId: string },
): Promise<void> {
  const { conversationId } = input;
  await ctx.db(async (tx) => {
    const changed = await tx
      .update(conversations)
      .set({ unreadCount: 0, updatedAt: sql`now()` })
      .where(and(eq(conversations.id, conversationId), gt(conversations.unreadCount, 0)))
      .returning({ id: conversations.id });
    if (changed.length > 0) {
      await ctx.publish(tx, { name: 'conversation.updated', ids: { conversationId } });
      return;
    }
    const [conversation] = await tx
      .select({ id: conversations.id })
      .from(conversations)
      .where(eq(conversations.id, conversationId));
    if (conversation === undefined) throw notFound('conversation');
  });
}
