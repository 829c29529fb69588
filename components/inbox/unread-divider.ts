import type { ThreadMessage } from '#components/inbox/types.ts';

type Message = Pick<ThreadMessage, 'id' | 'direction'>;

/** Where the unread part begins: the oldest of the last `unreadCount` messages of the contact. */
export function firstUnreadId(messages: readonly Message[], unreadCount: number): string | null {
  if (unreadCount <= 0) return null;
  const inbound = messages.filter(({ direction }) => direction === 'inbound');
  return inbound.at(-Math.min(unreadCount, inbound.length))?.id ?? null;
}

/** How many messages of the contact stand at the divider and below it. */
export function countFrom(messages: readonly Message[], firstId: string): number {
  const start = messages.findIndex(({ id }) => id === firstId);
  if (start === -1) return 0;
  return messages.slice(start).filter(({ direction }) => direction === 'inbound').length;
}
