import type { SandboxAccount } from '#server/sandbox/accounts.ts';
import type { Deed, MessageContent } from '#server/sandbox/ledger.ts';
import type { Chat } from '#server/sandbox/state.ts';
import { contactOf, envelope, unixSeconds, writerOf } from '#server/sandbox/webhook-payload.ts';

interface Told {
  id: string;
  at: string;
}

/** What a customer did, as the provider reports it; null when it is not told by itself. */
export function deedPayload(
  account: SandboxAccount,
  chat: Chat,
  told: Told & { deed: Deed },
): string | null {
  const { deed } = told;
  const signed = { ...writerOf(chat), id: told.id, timestamp: unixSeconds(told.at) };
  const saying = (message: Record<string, unknown>) =>
    envelope(account, { contacts: [contactOf(chat)], messages: [{ ...signed, ...message }] });
  switch (deed.what) {
    case 'reacted':
      return saying({ type: 'reaction', reaction: reactionTo(deed) });
    case 'edited':
      return saying({ type: 'edit', edit: editOf(deed) });
    case 'unsent':
      return saying({ type: 'revoke', revoke: { original_message_id: deed.messageId } });
    case 'opened_chat':
      return saying({ type: 'request_welcome' });
    case 'changed_identity':
      return identityPayload(account, chat, signed);
    case 'moved':
      return movePayload(account, chat, deed, signed);
    case 'chose_marketing':
      return preferencePayload(account, chat, told.at, deed.isWanted);
    case 'hid_number':
    case 'showed_number':
      return null;
  }
}

/** What the business wrote on its own phone, or changed there. */
export function echoPayload(
  account: SandboxAccount,
  { waId, userId, isNumberHidden }: Chat,
  { id, at, kind, content }: Told & { kind: string; content: MessageContent },
): string {
  const echo = {
    from: account.displayPhoneNumber,
    ...(isNumberHidden === true ? { to_user_id: userId } : { to: waId }),
    id,
    timestamp: unixSeconds(at),
    type: kind,
    ...content,
  };
  return envelope(account, { message_echoes: [echo] }, 'smb_message_echoes');
}

/** How an edit is spelt, whoever edits. */
export function editOf({ messageId, content }: { messageId: string; content: MessageContent }) {
  const [kind] = Object.keys(content);
  return { original_message_id: messageId, message: { type: kind, ...content } };
}

function reactionTo({ messageId, emoji }: Extract<Deed, { what: 'reacted' }>) {
  return { message_id: messageId, emoji: emoji ?? '' };
}

/** Told without contacts, and signed by the number that was. */
function movePayload(
  account: SandboxAccount,
  chat: Chat,
  { from, to, userId }: Extract<Deed, { what: 'moved' }>,
  signed: Record<string, unknown>,
): string {
  const isHidden = chat.isNumberHidden === true;
  const body = `User ${chat.name || from} changed from ${from} to ${to}`;
  const system = {
    body: isHidden ? `User ${chat.username ?? chat.name} changed their phone number` : body,
    ...(isHidden ? {} : { wa_id: to }),
    ...(userId === undefined ? {} : { user_id: userId }),
    type: 'user_changed_number',
  };
  return envelope(account, { messages: [{ ...signed, type: 'system', system }] });
}

/** Whoever sets the app up again has another security code. */
function identityPayload(
  account: SandboxAccount,
  { name, waId, isNumberHidden }: Chat,
  signed: Record<string, unknown>,
): string {
  const isHidden = isNumberHidden === true;
  const system = {
    body: `User ${name || waId} changed their security code`,
    ...(isHidden ? {} : { customer: waId }),
    identity: String(signed.id),
    type: 'customer_identity_changed',
  };
  return envelope(account, { messages: [{ ...signed, type: 'system', system }] });
}

/** The one payload whose time is a number. */
function preferencePayload(account: SandboxAccount, chat: Chat, at: string, isWanted: boolean) {
  const value = isWanted ? 'resume' : 'stop';
  const { profile: _profile, ...ids } = contactOf(chat);
  const preference = {
    ...ids,
    detail: `User requested to ${value} marketing messages`,
    category: 'marketing_messages',
    value,
    timestamp: Number(unixSeconds(at)),
  };
  const contacts = [contactOf(chat)];
  return envelope(account, { contacts, user_preferences: [preference] }, 'user_preferences');
}
