import type { PendingSend } from '#components/inbox/outbox.ts';
import type { ThreadMessage } from '#components/inbox/types.ts';

/** A message as the thread draws it: stored, or still on its way to the server. */
export interface ThreadEntry {
  /** The same before and after the server knows the message, so that its bubble stays. */
  key: string;
  message: ThreadMessage;
  pending: PendingSend | null;
}

/** Who writes here. */
export interface Sender {
  memberId: string;
  name: string;
}

const shown = new WeakMap<PendingSend, ThreadEntry>();

/** The stored messages, below them those on their way, and last those that go out later; each once. */
export function mergePending(
  stored: readonly ThreadMessage[],
  pending: readonly PendingSend[],
  author: Sender,
): ThreadEntry[] {
  const known = new Set(stored.map(({ clientId }) => clientId));
  const entries = stored.map((message) => ({
    key: message.clientId ?? message.id,
    message,
    pending: null,
  }));
  const scheduled = entries.filter(({ message }) => message.state === 'scheduled');
  const gone = entries.filter(({ message }) => message.state !== 'scheduled');
  const waiting = pending
    .filter(({ clientId }) => !known.has(clientId))
    .map((send) => entryOf(send, author));
  return [...gone, ...waiting, ...scheduled];
}

function entryOf(send: PendingSend, author: Sender): ThreadEntry {
  const entry = shown.get(send) ?? {
    key: send.clientId,
    message: asMessage(send, author),
    pending: send,
  };
  shown.set(send, entry);
  return entry;
}

function asMessage(send: PendingSend, author: Sender): ThreadMessage {
  const writtenAt = new Date(send.writtenAt);
  return {
    id: send.clientId,
    conversationId: send.conversationId,
    direction: 'outbound',
    author: 'member',
    authorMemberId: author.memberId,
    authorName: author.name,
    kind: send.files?.[0]?.kind ?? 'text',
    text: send.text,
    content: { kind: 'text' },
    context: null,
    template: null,
    attachments: send.files ?? [],
    reactions: [],
    editedAt: null,
    deletedAt: null,
    firstText: null,
    clientId: send.clientId,
    state: send.refusal === null ? 'queued' : 'failed',
    stateAt: writtenAt,
    scheduledFor: null,
    failureCode: null,
    failureText: send.refusal,
    failureDetail: null,
    canRetry: true,
    occurredAt: writtenAt,
    createdAt: writtenAt,
    quotedProviderMessageId: null,
    quotedId: send.quoted?.id ?? null,
    quotedKind: 'text',
    quotedText: send.quoted?.text ?? null,
    quotedDeletedAt: null,
    quotedFile: null,
    quotedAuthor: send.quoted?.author ?? null,
  };
}
