import type { ListedConversation } from '#components/inbox/types.ts';

type Dated = Pick<ListedConversation, 'id' | 'lastMessageAt'>;
type Closing = Pick<ListedConversation, 'id' | 'windowClosesAt'>;

/** Newest first; the id breaks a tie, as on the server. */
export function byLastMessage(a: Dated, b: Dated): number {
  const distance = b.lastMessageAt.getTime() - a.lastMessageAt.getTime();
  if (distance !== 0) return distance;
  return a.id < b.id ? 1 : -1;
}

/** Whose time to reply ends soonest first; the id breaks a tie, as on the server. */
export function byClosing(a: Closing, b: Closing): number {
  const distance = closesAt(a) - closesAt(b);
  if (distance !== 0) return distance;
  return a.id < b.id ? -1 : 1;
}

function closesAt({ windowClosesAt }: Closing): number {
  return windowClosesAt?.getTime() ?? Number.MAX_VALUE;
}

/**
 * The rows in the order a person is looking at: those already shown stay where they are, those that
 * are older than all of them go to the end, and newcomers wait until the order is let go.
 */
export function holdOrder<R extends { id: string }>(
  shown: readonly string[],
  rows: readonly R[],
): R[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const kept = shown.flatMap((id) => byId.get(id) ?? []);
  const keptIds = new Set(shown);
  const oldest = rows.findLastIndex(({ id }) => keptIds.has(id));
  return [...kept, ...rows.slice(oldest + 1)];
}
