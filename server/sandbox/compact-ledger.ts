import type { ChatKey, LedgerEntry } from '#server/sandbox/ledger.ts';
import type { Chat, SandboxMessage, SandboxState } from '#server/sandbox/state.ts';

/** The fewest lines from which the same state follows; done deliveries and passed states fall away. */
export function compactLedger(state: SandboxState, at: string): LedgerEntry[] {
  return [
    ...[...state.accounts.values()].map((account): LedgerEntry => ({
      type: 'account_saved',
      at,
      account,
    })),
    ...[...state.templates].flatMap(([wabaId, known]) =>
      [...known.values()].map((template): LedgerEntry => ({
        type: 'template_saved',
        at,
        wabaId,
        template,
      })),
    ),
    ...[...state.chats.values()].flatMap((chat) => linesOfChat(chat, at)),
    ...state.refusals,
    ...state.misdeeds,
    ...[...state.webhooks.values()].map(
      ({ queuedAt, attempts: _attempts, ...webhook }): LedgerEntry => ({
        type: 'webhook_queued',
        at: queuedAt,
        ...webhook,
      }),
    ),
  ];
}

function linesOfChat(chat: Chat, at: string): LedgerEntry[] {
  const { phoneNumberId, waId, name, reachable, lastWroteAt, userId, typingAt } = chat;
  const key = { phoneNumberId, waId };
  const wrote = lastWroteAt === undefined ? {} : { lastWroteAt };
  return [
    { type: 'customer_saved', at, ...key, name, ...wrote },
    ...(userId === undefined ? [] : [{ type: 'user_id_given' as const, at, ...key, userId }]),
    ...(reachable ? [] : [{ type: 'reach_set' as const, at, ...key, reachable }]),
    ...chat.messages.flatMap((message) => linesOfMessage(key, message)),
    ...chat.deeds.map((done): LedgerEntry => {
      const told = done.isTold ? { isTold: true as const } : {};
      return { type: 'deed_done', at: done.at, ...key, id: done.id, deed: done.deed, ...told };
    }),
    // The messages above would open the window again that a silence had closed.
    ...(lastWroteAt !== undefined && isSilenced(chat, lastWroteAt)
      ? [{ type: 'silence_set' as const, at, ...key, lastWroteAt }]
      : []),
    ...(typingAt === undefined ? [] : [{ type: 'typing_shown' as const, at: typingAt, ...key }]),
  ];
}

function isSilenced({ messages }: Chat, lastWroteAt: string): boolean {
  return messages.some(({ direction, at }) => direction === 'from_customer' && at > lastWroteAt);
}

function linesOfMessage(key: ChatKey, message: SandboxMessage): LedgerEntry[] {
  const { id, status, errorCode } = message;
  const born = birthOf(key, message);
  if (status === (message.isEcho === true ? 'delivered' : 'sent')) return [born];
  const failure = errorCode === undefined ? {} : { errorCode };
  return [born, { type: 'status_changed', at: message.at, id, status, ...failure }];
}

function birthOf(key: ChatKey, message: SandboxMessage): LedgerEntry {
  const { id, at, text, kind, content, accepted, quotedId, forwarded, referral, product } = message;
  if (accepted !== undefined) return { ...accepted, at };
  if (message.isEcho === true) {
    return { type: 'message_echoed', at, ...key, id, kind, text, content: content ?? {} };
  }
  return {
    type: 'message_written',
    at,
    ...key,
    id,
    text,
    ...(quotedId === undefined ? {} : { quotedId }),
    ...(kind === 'text' ? {} : { kind }),
    ...(content === undefined ? {} : { content }),
    ...(forwarded === undefined ? {} : { forwarded }),
    ...(referral === undefined ? {} : { referral }),
    ...(product === undefined ? {} : { product }),
  };
}
