import type { SandboxAccount } from '#server/sandbox/accounts.ts';
import type { ChatKey } from '#server/sandbox/ledger.ts';
import type { Misdeed } from '#server/sandbox/misbehaviour.ts';
import { emptyChat } from '#server/sandbox/state.ts';
import type { Chat, SandboxMessage, SandboxState } from '#server/sandbox/state.ts';

const MOST_SHOWN = 200;

export interface AccountView {
  phone_number_id: string;
  display_phone_number: string;
  verified_name: string;
  waba_id: string;
  webhook_url: string | null;
  auto_read: boolean;
}

export interface MessageView {
  id: string;
  direction: 'from_customer' | 'to_customer';
  kind: string;
  text: string;
  at: string;
  status: 'sent' | 'delivered' | 'read' | 'failed';
  error_code: number | null;
  quoted_id: string | null;
  reference: string | null;
}

export interface CustomerView {
  wa_id: string;
  name: string;
  reachable: boolean;
  last_wrote_at: string | null;
  last_message: MessageView | null;
  unread: number;
}

export interface ConversationView {
  phone_number_id: string;
  customer: CustomerView;
  /** Hand it to the feed to be answered at the next change. */
  cursor: string;
  messages: MessageView[];
}

export interface LedgerView {
  messages: (MessageView & { phone_number_id: string; customer: string })[];
  refusals: {
    phone_number_id: string;
    http_status: number;
    code: number;
    reference: string | null;
  }[];
  misdeeds: { phone_number_id: string; deed: Misdeed; reference: string | null }[];
  pending_webhooks: { id: string; phone_number_id: string; message_id: string; attempts: number }[];
}

export function accountView(account: SandboxAccount): AccountView {
  return {
    phone_number_id: account.phoneNumberId,
    display_phone_number: account.displayPhoneNumber,
    verified_name: account.verifiedName,
    waba_id: account.wabaId,
    webhook_url: account.webhookUrl ?? null,
    auto_read: account.autoRead,
  };
}

export function customerView(chat: Chat): CustomerView {
  const last = chat.messages.at(-1);
  const unread = chat.messages.filter(
    ({ direction, status }) => direction === 'to_customer' && status === 'delivered',
  );
  return {
    wa_id: chat.waId,
    name: chat.name,
    reachable: chat.reachable,
    last_wrote_at: chat.lastWroteAt ?? null,
    last_message: last === undefined ? null : messageView(last),
    unread: unread.length,
  };
}

/** The latest messages of a chat; an unknown customer has an empty one. */
export function chatView(
  { phoneNumberId, waId }: ChatKey,
  chat: Chat | undefined,
): ConversationView {
  const known = chat ?? emptyChat({ phoneNumberId, waId });
  return {
    phone_number_id: phoneNumberId,
    customer: customerView(known),
    cursor: String(known.revision),
    messages: known.messages.slice(-MOST_SHOWN).map(messageView),
  };
}

/** Everything that was ever taken, refused or done wrong: the independent witness of fault tests. */
export function ledgerView(state: SandboxState, phoneNumberId: string | undefined): LedgerView {
  const isAsked = (id: string) => phoneNumberId === undefined || id === phoneNumberId;
  return {
    messages: [...state.messages.values()]
      .filter(({ chat }) => isAsked(chat.phoneNumberId))
      .map(({ message, chat }) => ({
        ...messageView(message),
        phone_number_id: chat.phoneNumberId,
        customer: chat.waId,
      })),
    refusals: state.refusals
      .filter((refusal) => isAsked(refusal.phoneNumberId))
      .map((refusal) => ({
        phone_number_id: refusal.phoneNumberId,
        http_status: refusal.httpStatus,
        code: refusal.code,
        reference: refusal.reference ?? null,
      })),
    misdeeds: state.misdeeds
      .filter((misdeed) => isAsked(misdeed.phoneNumberId))
      .map((misdeed) => ({
        phone_number_id: misdeed.phoneNumberId,
        deed: misdeed.deed,
        reference: misdeed.reference ?? null,
      })),
    pending_webhooks: [...state.webhooks.values()]
      .filter((webhook) => isAsked(webhook.phoneNumberId))
      .map((webhook) => ({
        id: webhook.webhookId,
        phone_number_id: webhook.phoneNumberId,
        message_id: webhook.messageId,
        attempts: webhook.attempts,
      })),
  };
}

function messageView(message: SandboxMessage): MessageView {
  return {
    id: message.id,
    direction: message.direction,
    kind: message.kind,
    text: message.text,
    at: message.at,
    status: message.status,
    error_code: message.errorCode ?? null,
    quoted_id: message.quotedId ?? null,
    reference: message.accepted?.reference ?? null,
  };
}
