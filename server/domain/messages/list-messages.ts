import { and, desc, eq, sql } from 'drizzle-orm';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound } from '#server/domain/errors.ts';
import { selectMessages } from '#server/domain/messages/internal.ts';
import type { ListMessagesInput } from '#server/domain/messages/schema.ts';

/** One page of a thread, newest first, and the cursor of the page before it; null at the start. */
export async function listMessages(ctx: BusinessContext, input: ListMessagesInput) {
  const { conversationId, cursor, limit } = input;
  return ctx.db(async (tx) => {
    const rows = await selectMessages(tx)
      .where(
        and(
          eq(messages.conversationId, conversationId),
          cursor &&
            sql`(${messages.occurredAt}, ${messages.id}) < (${cursor.occurredAt.toISOString()}::timestamptz, ${cursor.id}::uuid)`,
        ),
      )
      .orderBy(desc(messages.occurredAt), desc(messages.id))
      .limit(limit + 1);
    if (rows.length === 0) {
      const [conversation] = await tx
        .select({ id: conversations.id })
        .from(conversations)
        .where(eq(conversations.id, conversationId));
      if (conversation === undefined) throw notFound('conversation');
    }
    const page = rows.slice(0, limit);
    const oldest = page.at(-1);
    const nextCursor =
      rows.length > limit && oldest !== undefined
        ? { occurredAt: oldest.occurredAt, id: oldest.id }
        : null;
    return { messages: page, nextCursor };
  });
}
