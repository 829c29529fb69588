import type { MessagePage, Pages, ThreadMessage } from '#components/inbox/types.ts';

type Thread = Pages<MessagePage>;

/** Newest first, as pages of a thread are; before all others what is still to go out. */
function byOccurrence(a: ThreadMessage, b: ThreadMessage): number {
  const isLater = Number(b.state === 'scheduled') - Number(a.state === 'scheduled');
  if (isLater !== 0) return isLater;
  const distance = b.occurredAt.getTime() - a.occurredAt.getTime();
  if (distance !== 0) return distance;
  return a.id < b.id ? 1 : -1;
}

/** The loaded thread with one message as it is now, in its place. */
export function patchThread<T extends Thread>(thread: T, message: ThreadMessage): T {
  const isThere = thread.pages.some((page) => page.messages.some(({ id }) => id === message.id));
  if (isThere) {
    const pages = thread.pages.map((page) => ({
      ...page,
      messages: page.messages.map((old) => (old.id === message.id ? message : old)),
    }));
    return { ...thread, pages };
  }
  const target = thread.pages.findIndex(({ messages, nextCursor }) => {
    const oldest = messages.at(-1);
    return nextCursor === null || (oldest !== undefined && byOccurrence(message, oldest) < 0);
  });
  const pages = thread.pages.map((page, index) =>
    index === target
      ? { ...page, messages: [...page.messages, message].toSorted(byOccurrence) }
      : page,
  );
  return { ...thread, pages };
}

/** All messages of a loaded thread, oldest first, each once. */
export function messagesOf(thread: Thread | undefined): ThreadMessage[] {
  const loaded = thread?.pages.flatMap(({ messages }) => messages) ?? [];
  const all = loaded.filter(({ state }) => state !== 'cancelled');
  return [...new Map(all.map((message) => [message.id, message])).values()]
    .toSorted(byOccurrence)
    .reverse();
}
