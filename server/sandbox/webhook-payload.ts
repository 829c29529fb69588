import { createHmac } from 'node:crypto';

import type { SandboxAccount } from '#server/sandbox/accounts.ts';
import type {
  AskedProduct,
  Forwarded,
  MessageContent,
  MessageStatus,
} from '#server/sandbox/ledger.ts';
import type { Chat, SandboxMessage } from '#server/sandbox/state.ts';

const WINDOW_SECONDS = 24 * 3600;

/** What the payload of a customer's message is made of; a text has no content of its own. */
export interface ToldMessage {
  id: string;
  text: string;
  at: string;
  quotedId?: string;
  kind?: string;
  content?: MessageContent;
  forwarded?: Forwarded;
  referral?: MessageContent;
  product?: AskedProduct;
}

/** A customer's message as the provider reports it. */
export function messagePayload(account: SandboxAccount, chat: Chat, message: ToldMessage): string {
  const { id, text, at, kind = 'text', content = { text: { body: text } }, referral } = message;
  return envelope(account, {
    contacts: [contactOf(chat)],
    messages: [
      {
        ...contextOf(account, message),
        ...(referral === undefined ? {} : { referral }),
        ...writerOf(chat),
        id,
        timestamp: unixSeconds(at),
        ...content,
        type: kind,
      },
    ],
  });
}

/** A receipt for a message the business sent; conversation and pricing stand where Meta puts them. */
export function statusPayload(
  account: SandboxAccount,
  chat: Chat,
  message: SandboxMessage,
  { status, at, errorCode }: { status: MessageStatus; at: string; errorCode?: number },
): string {
  const reference = message.accepted?.reference;
  const category = message.kind === 'template' ? 'utility' : 'service';
  const isPriced = status === 'sent' || status === 'delivered';
  return envelope(account, {
    ...(chat.isNumberHidden === true && errorCode === undefined
      ? { contacts: [contactOf(chat)] }
      : {}),
    statuses: [
      {
        id: message.id,
        status,
        timestamp: unixSeconds(at),
        ...recipientOf(chat),
        ...(reference === undefined ? {} : { biz_opaque_callback_data: reference }),
        ...(isPriced ? { conversation: conversationOf(chat, category, status) } : {}),
        ...(isPriced ? { pricing: { billable: false, pricing_model: 'PMP', category } } : {}),
        ...(errorCode === undefined ? {} : { errors: [statusError(errorCode)] }),
      },
    ],
  });
}

/** The value of X-Hub-Signature-256 over exactly this body. */
export function signature(body: string, appSecret: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;
}

/** Whom a payload is about; without the number when they hide it. */
export function contactOf({ name, waId, userId, username, isNumberHidden }: Chat) {
  const isHidden = isNumberHidden === true;
  const shownName = name || (isHidden ? username : waId);
  return {
    profile: { name: shownName, ...(isHidden && username !== undefined ? { username } : {}) },
    ...(isHidden ? {} : { wa_id: waId }),
    ...(userId === undefined ? {} : { user_id: userId }),
  };
}

/** Who wrote, beside their message. */
export function writerOf({ waId, userId, isNumberHidden }: Chat) {
  return {
    ...(isNumberHidden === true ? {} : { from: waId }),
    ...(userId === undefined ? {} : { from_user_id: userId }),
  };
}

function recipientOf({ waId, userId, isNumberHidden }: Chat) {
  if (isNumberHidden !== true) return { recipient_id: waId };
  return { recipient_user_id: userId };
}

function contextOf(account: SandboxAccount, { quotedId, forwarded, product }: ToldMessage) {
  const context = {
    ...(quotedId === undefined ? {} : { from: account.displayPhoneNumber, id: quotedId }),
    ...(forwarded === undefined ? {} : { forwarded: true }),
    ...(forwarded === 'often' ? { frequently_forwarded: true } : {}),
    ...(product === undefined ? {} : { referred_product: product }),
  };
  return Object.keys(context).length === 0 ? {} : { context };
}

/** One change of one number, in the wrapping that every delivery has. */
export function envelope(
  account: SandboxAccount,
  value: Record<string, unknown>,
  field = 'messages',
): string {
  const metadata = {
    display_phone_number: account.displayPhoneNumber,
    phone_number_id: account.phoneNumberId,
  };
  const change = { value: { messaging_product: 'whatsapp', metadata, ...value }, field };
  return JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: account.wabaId, changes: [change] }],
  });
}

function conversationOf(chat: Chat, category: string, status: MessageStatus) {
  const id = createHmac('md5', chat.phoneNumberId).update(chat.waId).digest('hex');
  const origin = { type: category };
  if (status !== 'sent' || chat.lastWroteAt === undefined) return { id, origin };
  const expires = Math.floor(Date.parse(chat.lastWroteAt) / 1000) + WINDOW_SECONDS;
  return { id, expiration_timestamp: String(expires), origin };
}

function statusError(code: number) {
  const title = code === 131026 ? 'Message undeliverable' : 'Message failed';
  const details = `The sandbox was told to fail this message with ${code}.`;
  return { code, title, message: title, error_data: { details } };
}

export function unixSeconds(at: string): string {
  return String(Math.floor(Date.parse(at) / 1000));
}
