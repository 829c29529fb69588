import { and, eq, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { messages } from '#db/schema/messages.ts';
import type { BusinessContext } from '#server/domain/context.ts';

/** Asks for what stood behind these messages, which are out or have failed, to be sent now. */
export async function wakeFollowers(
  ctx: BusinessContext,
  tx: BusinessTx,
  messageIds: readonly string[],
): Promise<void> {
  if (messageIds.length === 0) return;
  const followers = await tx
    .select({ messageId: messages.id })
    .from(messages)
    .where(
      and(
        sql`${messages.followsId} = any(${sql.param(messageIds)}::uuid[])`,
        eq(messages.state, 'queued'),
      ),
    );
  for (const { messageId } of followers) {
    const { businessId } = ctx;
    await ctx.enqueue(tx, { name: 'message.queued', data: { businessId, messageId } });
  }
}
