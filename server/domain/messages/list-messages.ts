import { and, desc, eq, ne, notInArray, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound } from '#server/domain/errors.ts';
import { selectMessages } from '#server/domain/messages/internal.ts';
import type { ListMessagesInput } from '#server/domain/messages/schema.ts';
import { showMessages } from '#server/domain/messages/show-messages.ts';

/** Far above what a person plans; the rest shows once these are out. */
const maxScheduledShown = 100;

/** A reaction of ours on its way is sent like a message, and shown at the one that it is about. */
const isUtterance = ne(messages.kind, 'reaction');

/**
 * One page of a thread, newest first, and the cursor of the page before it; null at the start. The
 * page of the newest begins with what is still to go out, the last to go first.
 */
export async function listMessages(ctx: BusinessContext, input: ListMessagesInput) {
  const { conversationId, cursor, limit } = input;
  return ctx.db(async (tx) => {
    const rows = await selectMessages(tx)
      .where(
        and(
          eq(messages.conversationId, conversationId),
          notInArray(messages.state, ['scheduled', 'cancelled']),
          isUtterance,
          cursor &&
            sql`(${messages.occurredAt}, ${messages.id}) < (${cursor.occurredAt.toISOString()}::timestamptz, ${cursor.id}::uuid)`,
        ),
      )
      .orderBy(desc(messages.occurredAt), desc(messages.id))
      .limit(limit + 1);
    const scheduled = cursor === undefined ? await listScheduled(tx, conversationId) : [];
    if (rows.length + scheduled.length === 0) {
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
    return { messages: await showMessages(ctx, tx, [...scheduled, ...page]), nextCursor };
  });
}

async function listScheduled(tx: BusinessTx, conversationId: string) {
  const soonest = await selectMessages(tx)
    .where(
      and(
        eq(messages.conversationId, conversationId),
        eq(messages.state, 'scheduled'),
        isUtterance,
      ),
    )
    .orderBy(messages.scheduledFor, messages.id)
    .limit(maxScheduledShown);
  return soonest.reverse();
}
