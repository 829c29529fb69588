import { byLastMessage } from '#components/inbox/hold-order.ts';
import type { InboxFilter } from '#components/inbox/inbox-address.ts';
import type { ConversationPage, ListedConversation, Pages } from '#components/inbox/types.ts';

type List = Pages<ConversationPage>;

/**
 * The loaded list with one conversation as it is now: taken out when the filter no longer holds it,
 * put in unless it belongs to a page that is not loaded yet.
 */
export function patchList<L extends List>(
  list: L,
  filter: InboxFilter,
  row: ListedConversation,
  memberId: string,
): L {
  const without = list.pages.map((page) => ({
    ...page,
    conversations: page.conversations.filter(({ id }) => id !== row.id),
  }));
  const former = list.pages.findIndex((page) => page.conversations.some(({ id }) => id === row.id));
  const wasThere = former !== -1;
  if (!belongs(filter, row, memberId)) return wasThere ? { ...list, pages: without } : list;
  if (filter.search !== '' && !wasThere) return list;
  // Rows only ever move up: where it was, it may stay.
  const target = pageOf(without, row) ?? former;
  const pages = without.map((page, index) =>
    index === target
      ? { ...page, conversations: [...page.conversations, row].toSorted(byLastMessage) }
      : page,
  );
  return { ...list, pages };
}

/** All rows of a loaded list, newest first, each once. */
export function rowsOf(list: List | undefined): ListedConversation[] {
  const rows = list?.pages.flatMap(({ conversations }) => conversations) ?? [];
  return [...new Map(rows.map((row) => [row.id, row])).values()].toSorted(byLastMessage);
}

function belongs(filter: InboxFilter, row: ListedConversation, memberId: string): boolean {
  if (row.status !== filter.status) return false;
  if (filter.view === 'mine') return row.assigneeId === memberId;
  return filter.view === 'all' || row.assigneeId === null;
}

/** The first page that reaches back as far as the row; null when none that is loaded does. */
function pageOf(pages: ConversationPage[], row: ListedConversation): number | null {
  const index = pages.findIndex(({ conversations, nextCursor }) => {
    const last = conversations.at(-1);
    return nextCursor === null || (last !== undefined && byLastMessage(row, last) < 0);
  });
  return index === -1 ? null : index;
}
