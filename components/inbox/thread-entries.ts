import type { PendingSend } from '#components/inbox/outbox.ts';
import type { ThreadMessage } from '#components/inbox/types.ts';

/** A message as the thread draws it: stored, or still on its way to the server. */
export interface ThreadEntry {
  /** The same before and after the server knows the message, so that its bubble stays. */
  key: string;
  message: ThreadMessage;
  pending: PendingSend | null;
}

const shown = new WeakMap<PendingSend, ThreadEntry>();

/** The stored messages and below them those that are on their way, each message once. */
export function mergePending(
  stored: readonly ThreadMessage[],
  pending: readonly PendingSend[],
  authorName: string,
): ThreadEntry[] {
  const known = new Set(stored.map(({ clientId }) => clientId));
  const entries = stored.map((message) => ({
    key: message.clientId ?? message.id,
    message,
    pending: null,
  }));
  const waiting = pending
    .filter(({ clientId }) => !known.has(clientId))
    .map((send) => entryOf(send, authorName));
  return [...entries, ...waiting];
}

function entryOf(send: PendingSend, authorName: string): ThreadEntry {
  const entry = shown.get(send) ?? {
    key: send.clientId,
    message: asMessage(send, authorName),
    pending: send,
  };
  shown.set(send, entry);
  return entry;
}

function asMessage(send: PendingSend, authorName: string): ThreadMessage {
  const writtenAt = new Date(send.writtenAt);
  return {
    id: send.clientId,
    conversationId: send.conversationId,
    direction: 'outbound',
    author: 'member',
    authorMemberId: null,
    authorName,
    kind: 'text',
    text: send.text,
    clientId: send.clientId,
    state: send.refusal === null ? 'queued' : 'failed',
    failureCode: null,
    failureText: send.refusal,
    canRetry: true,
    occurredAt: writtenAt,
    createdAt: writtenAt,
    quotedProviderMessageId: null,
    quotedId: send.quoted?.id ?? null,
    quotedText: send.quoted?.text ?? null,
    quotedAuthor: send.quoted?.author ?? null,
  };
}
