import { eq, sql } from 'drizzle-orm';
import { conversations } from '#db/schema/conversations.ts';
import type { BusinessContext } from '#server/domain/context.ts';

/** How many open conversations each view holds, and how many of them have something unread. */
export async function countConversations(
  ctx: BusinessContext,
): Promise<{ all: number; mine: number; unassigned: number; unread: number }> {
  const mine = ctx.actor.kind === 'member' ? ctx.actor.memberId : null;
  const [counts] = await ctx.db((tx) =>
    tx
      .select({
        all: sql<number>`count(*)::int`,
        mine: sql<number>`count(*) filter (where ${conversations.assigneeId} = ${mine}::uuid)::int`,
        unassigned: sql<number>`count(*) filter (where ${conversations.assigneeId} is null)::int`,
        unread: sql<number>`count(*) filter (where ${conversations.unreadCount} > 0)::int`,
      })
      .from(conversations)
      .where(eq(conversations.status, 'open')),
  );
  return counts ?? { all: 0, mine: 0, unassigned: 0, unread: 0 };
}
