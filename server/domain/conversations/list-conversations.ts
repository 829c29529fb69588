import { and, desc, eq, ilike, isNull, or, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { contacts } from '#db/schema/contacts.ts';
import { conversations } from '#db/schema/conversations.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { selectConversations, withDisplayName } from '#server/domain/conversations/internal.ts';
import type { ListConversationsInput } from '#server/domain/conversations/schema.ts';

const shortestSearch = 2;

/** One page of the inbox, newest first, and the cursor of the next; null at the end. */
export async function listConversations(ctx: BusinessContext, input: ListConversationsInput) {
  const { cursor, limit } = input;
  const rows = await ctx.db((tx) =>
    selectConversations(tx)
      .where(
        and(
          eq(conversations.status, input.status),
          inView(ctx, input.view),
          matching(input.search),
          cursor &&
            sql`(${conversations.lastMessageAt}, ${conversations.id}) < (${cursor.lastMessageAt.toISOString()}::timestamptz, ${cursor.id}::uuid)`,
        ),
      )
      .orderBy(desc(conversations.lastMessageAt), desc(conversations.id))
      .limit(limit + 1),
  );
  const page = rows.slice(0, limit).map((row) => withDisplayName(ctx, row));
  const last = page.at(-1);
  const nextCursor =
    rows.length > limit && last !== undefined
      ? { lastMessageAt: last.lastMessageAt, id: last.id }
      : null;
  return { conversations: page, nextCursor };
}

function inView(ctx: BusinessContext, view: ListConversationsInput['view']): SQL | undefined {
  if (view === 'unassigned') return isNull(conversations.assigneeId);
  if (view === 'mine' && ctx.actor.kind === 'member') {
    return eq(conversations.assigneeId, ctx.actor.memberId);
  }
  return undefined;
}

function matching(search: string): SQL | undefined {
  if (search.length < shortestSearch) return undefined;
  const literal = search.replace(/[\\%_]/g, '\\$&');
  const digits = search.replace(/\D/g, '');
  return or(
    ilike(contacts.name, `%${literal}%`),
    digits.length >= shortestSearch ? ilike(conversations.address, `%${digits}%`) : undefined,
  );
}
