import { and, asc, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { conversations } from '#db/schema/conversations.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { closingWindows, isClosing } from '#server/domain/conversations/closing-windows.ts';
import type { ClosingWindow } from '#server/domain/conversations/closing-windows.ts';
import {
  matching,
  searchedFor,
  selectConversations,
  withDisplayName,
} from '#server/domain/conversations/internal.ts';
import type { ListConversationsInput } from '#server/domain/conversations/schema.ts';

/**
 * One page of the conversations whose time to reply ends soon, the soonest first, and the cursor of
 * the next; null at the end.
 */
export async function listClosing(ctx: BusinessContext, input: ListConversationsInput) {
  const { limit } = input;
  const found = await ctx.db(async (tx) => {
    const lists = [];
    for (const window of closingWindows(ctx)) lists.push(await listWindow(tx, window, input));
    return lists.flat();
  });
  const soonestFirst = found
    .map((row) => withDisplayName(ctx, row))
    .toSorted((a, b) => endOf(a) - endOf(b) || (a.id < b.id ? -1 : 1));
  const page = soonestFirst.slice(0, limit);
  const last = page.at(-1);
  const nextCursor =
    soonestFirst.length > limit && last !== undefined
      ? { at: new Date(endOf(last)), id: last.id }
      : null;
  return { conversations: page, nextCursor };
}

/** As many as a page could need of the channels with one length of window, by the index. */
function listWindow(tx: BusinessTx, window: ClosingWindow, input: ListConversationsInput) {
  const { cursor, limit, search } = input;
  const wroteAt = cursor && new Date(cursor.at.getTime() - window.windowMs).toISOString();
  return selectConversations(tx)
    .where(
      and(
        isClosing(window),
        matching(search, searchedFor(search)),
        cursor &&
          sql`(${conversations.lastInboundAt}, ${conversations.id}) > (${wroteAt}::timestamptz, ${cursor.id}::uuid)`,
      ),
    )
    .orderBy(asc(conversations.lastInboundAt), asc(conversations.id))
    .limit(limit + 1);
}

function endOf({ windowClosesAt }: { windowClosesAt: Date | null }): number {
  return windowClosesAt?.getTime() ?? Infinity;
}
