import type { LedgerEntry } from '#server/sandbox/ledger.ts';
import type { Chat, SandboxState } from '#server/sandbox/state.ts';

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
  const { phoneNumberId, waId, name, reachable, lastWroteAt } = chat;
  const key = { phoneNumberId, waId };
  return [
    {
      type: 'customer_saved',
      at,
      ...key,
      name,
      ...(lastWroteAt === undefined ? {} : { lastWroteAt }),
    },
    ...(reachable ? [] : [{ type: 'reach_set' as const, at, ...key, reachable }]),
    ...chat.messages.flatMap((message): LedgerEntry[] => {
      const { id, status, errorCode, accepted, text, quotedId } = message;
      const quoted = quotedId === undefined ? {} : { quotedId };
      const born: LedgerEntry =
        accepted === undefined
          ? { type: 'message_written', at: message.at, ...key, id, text, ...quoted }
          : { ...accepted, at: message.at };
      if (status === 'sent') return [born];
      const failure = errorCode === undefined ? {} : { errorCode };
      return [born, { type: 'status_changed', at: message.at, id, status, ...failure }];
    }),
  ];
}
