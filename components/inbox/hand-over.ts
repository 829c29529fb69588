import type { InboxCache } from '#components/inbox/cache.ts';
import type { Outbox, PendingSend } from '#components/inbox/outbox.ts';
import { serverClock } from '#components/server-clock.ts';

type Reply = Pick<PendingSend, 'conversationId' | 'text' | 'quoted' | 'files' | 'template'>;

interface Tools {
  outbox: Pick<Outbox, 'add'>;
  cache: Pick<InboxCache, 'changeConversation'>;
}

/** A reply goes to the outbox, and the list says at once what the server will say of it. */
export function handOver({ outbox, cache }: Tools, reply: Reply): void {
  const { conversationId, text, template, files = [] } = reply;
  // Whatever the clock of this machine shows: the list is in the order of the server's.
  const writtenAt = serverClock.now();
  outbox.add({ ...reply, clientId: crypto.randomUUID(), writtenAt });
  // The picture above a template is not what people read in the list.
  const last = template === undefined ? files.at(-1) : undefined;
  cache.changeConversation(conversationId, {
    status: 'open',
    unreadCount: 0,
    lastMessageText: text,
    lastMessageKind: last?.kind ?? 'text',
    lastFileName: last?.fileName ?? null,
    lastFileIsVoice: last?.isVoice ?? false,
    lastFileSeconds: last?.durationSeconds ?? null,
    lastMessageDirection: 'outbound',
    lastMessageAuthor: 'member',
    lastMessageAuthorName: null,
    lastMessageState: 'queued',
    lastMessageFailure: null,
    lastMessageAt: new Date(writtenAt),
  });
}
