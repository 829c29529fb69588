import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { prepareOnce } from '#db/business.ts';
import type { BusinessTx } from '#db/business.ts';
import { conversations } from '#db/schema/conversations.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import {
  endOfWindow,
  isSearching,
  matching,
  searchedFor,
  selectConversations,
  withDisplayName,
} from '#server/domain/conversations/internal.ts';
import { listClosing } from '#server/domain/conversations/list-closing.ts';
import type { ListConversationsInput } from '#server/domain/conversations/schema.ts';

/**
 * One page of the inbox, newest first, and the cursor of the next; null at the end. Where the time to
 * reply ends soon the soonest comes first.
 */
export async function listConversations(ctx: BusinessContext, input: ListConversationsInput) {
  if (input.view === 'closing') return listClosing(ctx, input);
  const { cursor, limit } = input;
  const statement = prepareOnce(shapeOf(input), (tx) => prepareList(tx, input));
  const rows = await ctx.db(() =>
    statement.execute({
      ...searchedFor(input.search),
      status: input.status,
      memberId: ctx.actor.kind === 'member' ? ctx.actor.memberId : null,
      beforeAt: cursor?.at.toISOString(),
      beforeId: cursor?.id,
      rows: limit + 1,
    }),
  );
  const page = rows.slice(0, limit).map((row) => withListedName(ctx, row));
  const last = page.at(-1);
  const nextCursor =
    rows.length > limit && last !== undefined ? { at: last.lastMessageAt, id: last.id } : null;
  return { conversations: page, nextCursor };
}

/** Spelling a number out is dear: the list shows it only where there is no name. */
function withListedName<Row extends Parameters<typeof withDisplayName>[1]>(
  ctx: BusinessContext,
  row: Row,
) {
  if (row.contactName === null) return withDisplayName(ctx, row);
  const shown = { formattedAddress: null, displayName: row.contactName };
  return { ...row, ...shown, ...endOfWindow(ctx, row) };
}

/** Lists of one shape are one statement with other values. */
function shapeOf({ view, search, cursor }: ListConversationsInput): string {
  const { digits } = searchedFor(search);
  const searching = !isSearching(search) ? '' : digits === null ? 'name' : 'number';
  return `conversations.${view}.${searching}.${cursor === undefined ? 'first' : 'next'}`;
}

function prepareList(tx: BusinessTx, input: ListConversationsInput) {
  return selectConversations(tx)
    .where(
      and(
        eq(conversations.status, sql.placeholder('status')),
        inView(input.view),
        matching(input.search, {
          name: sql.placeholder('name'),
          digits: sql.placeholder('digits'),
        }),
        input.cursor &&
          sql`(${conversations.lastMessageAt}, ${conversations.id}) < (${sql.placeholder('beforeAt')}::timestamptz, ${sql.placeholder('beforeId')}::uuid)`,
      ),
    )
    .orderBy(desc(conversations.lastMessageAt), desc(conversations.id))
    .limit(sql.placeholder('rows'))
    .prepare('list_conversations');
}

function inView(view: ListConversationsInput['view']): SQL | undefined {
  if (view === 'unassigned') return isNull(conversations.assigneeId);
  if (view === 'mine') return eq(conversations.assigneeId, sql.placeholder('memberId'));
  return undefined;
}
