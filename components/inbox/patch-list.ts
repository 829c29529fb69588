import { byClosing, byLastMessage } from '#components/inbox/hold-order.ts';
import type { InboxFilter } from '#components/inbox/inbox-address.ts';
import { serverClock } from '#components/server-clock.ts';
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
  now = serverClock.now(),
): L {
  const inOrder = orderOf(filter.view);
  const without = list.pages.map((page) => ({
    ...page,
    conversations: page.conversations.filter(({ id }) => id !== row.id),
  }));
  const former = list.pages.findIndex((page) => page.conversations.some(({ id }) => id === row.id));
  const wasThere = former !== -1;
  if (!belongs(filter, row, memberId, now)) return wasThere ? { ...list, pages: without } : list;
  if (filter.search !== '' && !wasThere) return list;
  // Where it was it may stay: a row that moves moves up, but for one that has more time again.
  const target = pageOf(without, row, inOrder) ?? former;
  const pages = without.map((page, index) =>
    index === target
      ? { ...page, conversations: [...page.conversations, row].toSorted(inOrder) }
      : page,
  );
  return { ...list, pages };
}

/** All rows of a loaded list in the order of its view, each once. */
export function rowsOf(list: List | undefined, view: InboxFilter['view']): ListedConversation[] {
  const rows = list?.pages.flatMap(({ conversations }) => conversations) ?? [];
  return [...new Map(rows.map((row) => [row.id, row])).values()].toSorted(orderOf(view));
}

/** Without those whose time to reply has run out since they were loaded. */
export function stillClosing(rows: ListedConversation[], now: number): ListedConversation[] {
  return rows.filter((row) => isClosing(row, now));
}

/** Whether the time to reply has begun to run out and is not yet over. */
function isClosing({ windowClosesAt, closesSoonAt }: ListedConversation, now: number): boolean {
  if (windowClosesAt === null || closesSoonAt === null) return false;
  return closesSoonAt.getTime() <= now && now < windowClosesAt.getTime();
}

type Order = (a: ListedConversation, b: ListedConversation) => number;

function orderOf(view: InboxFilter['view']): Order {
  return view === 'closing' ? byClosing : byLastMessage;
}

function belongs(
  filter: InboxFilter,
  row: ListedConversation,
  memberId: string,
  now: number,
): boolean {
  if (row.status !== filter.status) return false;
  switch (filter.view) {
    case 'all':
      return true;
    case 'mine':
      return row.assigneeId === memberId;
    case 'unassigned':
      return row.assigneeId === null;
    case 'closing':
      return isClosing(row, now);
  }
}

/** The first page that reaches back as far as the row; null when none that is loaded does. */
function pageOf(pages: ConversationPage[], row: ListedConversation, inOrder: Order): number | null {
  const index = pages.findIndex(({ conversations, nextCursor }) => {
    const last = conversations.at(-1);
    return nextCursor === null || (last !== undefined && inOrder(row, last) < 0);
  });
  return index === -1 ? null : index;
}
