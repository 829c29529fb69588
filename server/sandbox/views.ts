import type { SandboxAccount } from '#server/sandbox/accounts.ts';
import type { ChatKey, Deed, MessageContent, MessageStatus } from '#server/sandbox/ledger.ts';
import type { Misdeed } from '#server/sandbox/misbehaviour.ts';
import { contentOf } from '#server/sandbox/options.ts';
import { emptyChat } from '#server/sandbox/state.ts';
import type { Chat, SandboxMessage, SandboxState } from '#server/sandbox/state.ts';

const MOST_SHOWN = 200;
const TYPING_MS = 25_000;

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
  status: MessageStatus;
  error_code: number | null;
  quoted_id: string | null;
  reference: string | null;
}

/** A message with everything that the phone shows of it. */
export interface ShownMessageView extends MessageView {
  /** Under the names of its kind, as the provider spells it; null of a plain text. */
  content: MessageContent | null;
  reactions: { customer: string | null; business: string | null };
  forwarded: 'once' | 'often' | null;
  /** From an ad. */
  is_referred: boolean;
  is_edited: boolean;
  is_unsent: boolean;
  /** Written in the business's own app. */
  is_echo: boolean;
}

/** What the customer did beside writing. */
export interface DeedView {
  id: string;
  at: string;
  /** The business was told, and took it. */
  is_told: boolean;
  deed: Deed;
}

export interface CustomerView {
  wa_id: string;
  name: string;
  reachable: boolean;
  user_id: string | null;
  username: string | null;
  is_number_hidden: boolean;
  wants_marketing: boolean;
  last_wrote_at: string | null;
  last_message: MessageView | null;
  unread: number;
}

export interface ConversationView {
  phone_number_id: string;
  customer: CustomerView;
  /** Hand it to the feed to be answered at the next change. */
  cursor: string;
  messages: ShownMessageView[];
  deeds: DeedView[];
  /** Until when the phone shows that the business is typing. */
  typing_until: string | null;
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
    user_id: chat.userId ?? null,
    username: chat.username ?? null,
    is_number_hidden: chat.isNumberHidden ?? false,
    wants_marketing: chat.hasStoppedMarketing !== true,
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
    // A reaction of the business is a message of its own; the phone shows it on the one it is for.
    messages: known.messages
      .slice(-MOST_SHOWN)
      .filter(({ kind }) => kind !== 'reaction')
      .map(shownMessageView),
    deeds: known.deeds
      .slice(-MOST_SHOWN)
      .map(({ id, at, isTold, deed }) => ({ id, at, is_told: isTold, deed })),
    typing_until: typingUntil(known),
  };
}

/** The provider takes the sign away after this long, if no message does before. */
function typingUntil({ typingAt }: Chat): string | null {
  if (typingAt === undefined) return null;
  return new Date(Date.parse(typingAt) + TYPING_MS).toISOString();
}

function shownMessageView(message: SandboxMessage): ShownMessageView {
  const { reactions, forwarded, referral, isEdited, isUnsent, isEcho } = message;
  return {
    ...messageView(message),
    content: isUnsent === true ? null : contentOf(message),
    reactions: { customer: reactions?.customer ?? null, business: reactions?.business ?? null },
    forwarded: forwarded ?? null,
    is_referred: referral !== undefined,
    is_edited: isEdited ?? false,
    is_unsent: isUnsent ?? false,
    is_echo: isEcho ?? false,
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
