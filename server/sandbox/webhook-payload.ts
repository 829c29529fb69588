import { createHmac } from 'node:crypto';

import type { SandboxAccount } from '#server/sandbox/accounts.ts';
import type { MessageStatus } from '#server/sandbox/ledger.ts';
import type { Chat, SandboxMessage } from '#server/sandbox/state.ts';

const WINDOW_SECONDS = 24 * 3600;

/** A customer's text as the provider reports it. */
export function messagePayload(
  account: SandboxAccount,
  chat: Chat,
  message: { id: string; text: string; at: string; quotedId?: string },
): string {
  return envelope(account, {
    contacts: [{ profile: { name: chat.name || chat.waId }, wa_id: chat.waId }],
    messages: [
      {
        ...(message.quotedId === undefined
          ? {}
          : { context: { from: account.displayPhoneNumber, id: message.quotedId } }),
        from: chat.waId,
        id: message.id,
        timestamp: unixSeconds(message.at),
        text: { body: message.text },
        type: 'text',
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
    statuses: [
      {
        id: message.id,
        status,
        timestamp: unixSeconds(at),
        recipient_id: chat.waId,
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

function envelope(account: SandboxAccount, value: Record<string, unknown>): string {
  const metadata = {
    display_phone_number: account.displayPhoneNumber,
    phone_number_id: account.phoneNumberId,
  };
  const change = {
    value: { messaging_product: 'whatsapp', metadata, ...value },
    field: 'messages',
  };
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

function unixSeconds(at: string): string {
  return String(Math.floor(Date.parse(at) / 1000));
}
