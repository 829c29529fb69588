import { eq, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { channels } from '#db/schema/channels.ts';
import { conversations } from '#db/schema/conversations.ts';
import { closingWindows, isClosing } from '#server/domain/conversations/closing-windows.ts';
import type { BusinessContext } from '#server/domain/context.ts';

/**
 * How many open conversations each view holds, how many of them have something unread, and for how
 * many the time to reply ends soon.
 */
export async function countConversations(ctx: BusinessContext): Promise<{
  all: number;
  mine: number;
  unassigned: number;
  unread: number;
  closing: number;
}> {
  const mine = ctx.actor.kind === 'member' ? ctx.actor.memberId : null;
  return ctx.db(async (tx) => {
    const [counts] = await tx
      .select({
        all: sql<number>`count(*)::int`,
        mine: sql<number>`count(*) filter (where ${conversations.assigneeId} = ${mine}::uuid)::int`,
        unassigned: sql<number>`count(*) filter (where ${conversations.assigneeId} is null)::int`,
        unread: sql<number>`count(*) filter (where ${conversations.unreadCount} > 0)::int`,
      })
      .from(conversations)
      .where(eq(conversations.status, 'open'));
    const closing = await countClosing(ctx, tx);
    return { ...(counts ?? { all: 0, mine: 0, unassigned: 0, unread: 0 }), closing };
  });
}

async function countClosing(ctx: BusinessContext, tx: BusinessTx): Promise<number> {
  let closing = 0;
  for (const window of closingWindows(ctx)) {
    const [counted] = await tx
      .select({ count: sql<number>`count(*)::int` })
      .from(conversations)
      .innerJoin(
        channels,
        sql`${channels.businessId} = ${conversations.businessId} and ${channels.id} = ${conversations.channelId}`,
      )
      .where(isClosing(window));
    closing += counted?.count ?? 0;
  }
  return closing;
}
