import { createHmac } from 'node:crypto';

import { parsePhoneNumberFromString } from 'libphonenumber-js';

import type { SandboxAccount } from '#server/sandbox/accounts.ts';
import type { Happening, SandboxCore } from '#server/sandbox/core.ts';
import { deedPayload, echoPayload, editOf } from '#server/sandbox/deed-payload.ts';
import { newMessageId, webhookAbout, writeMessage } from '#server/sandbox/deeds.ts';
import type {
  AskedProduct,
  ChatKey,
  Deed,
  Forwarded,
  MessageContent,
} from '#server/sandbox/ledger.ts';
import type { SpelledContent } from '#server/sandbox/said-content.ts';
import { emptyChat, findChat } from '#server/sandbox/state.ts';
import type { Chat, SandboxMessage } from '#server/sandbox/state.ts';

/** A message beside its content. */
export interface Saying {
  waId: string;
  name?: string;
  quotedId?: string;
  forwarded?: Forwarded;
  referral?: MessageContent;
  product?: AskedProduct;
  at?: string;
}

/** The customer says something; whoever uses the phone has an id for this business from then on. */
export async function sayMessage(
  core: SandboxCore,
  account: SandboxAccount,
  saying: Saying,
  { kind, text, content, quotedId }: SpelledContent,
): Promise<string> {
  await giveUserId(core, { phoneNumberId: account.phoneNumberId, waId: saying.waId });
  return writeMessage(core, account, {
    text,
    ...(quotedId === undefined ? {} : { quotedId }),
    ...saying,
    ...(kind === 'text' ? {} : { kind, content }),
  });
}

/** The customer does something beside writing. */
export async function doDeed(
  core: SandboxCore,
  account: SandboxAccount,
  key: ChatKey,
  deed: Deed,
): Promise<string> {
  await giveUserId(core, key);
  const chat = findChat(core.state, key) ?? emptyChat(key);
  const at = core.clock.now().toISOString();
  const id = newMessageId(core, key.waId);
  const payload = deedPayload(account, chat, { id, at, deed });
  await core.record(
    { type: 'deed_done', at, id, ...key, deed },
    ...(payload === null ? [] : [webhookAbout(core, key, id, payload)]),
  );
  return id;
}

/** The customer's new number; their id for this business changes with it, as at the provider. */
export function moveTo(chat: Chat, to: string): Deed {
  const userId = userIdOf({ phoneNumberId: chat.phoneNumberId, waId: to });
  return { what: 'moved', from: chat.waId, to, userId };
}

/** The customer has been silent for so long: the provider takes no free text any more. */
export async function fallSilent(core: SandboxCore, chat: Chat, since: Date): Promise<void> {
  const { phoneNumberId, waId } = chat;
  const lastWroteAt = since.toISOString();
  await core.record({ type: 'silence_set', phoneNumberId, waId, lastWroteAt });
}

/** The business writes in its own app on the phone. */
export async function echoMessage(
  core: SandboxCore,
  account: SandboxAccount,
  key: ChatKey,
  { kind, text, content }: SpelledContent,
): Promise<string> {
  const at = core.clock.now().toISOString();
  const id = newMessageId(core, key.waId);
  const chat = findChat(core.state, key) ?? emptyChat(key);
  await core.record(
    { type: 'message_echoed', at, id, ...key, kind, text, content },
    webhookAbout(core, key, id, echoPayload(account, chat, { id, at, kind, content })),
  );
  return id;
}

/** The business changes or takes back there what it wrote there. */
export async function reviseEcho(
  core: SandboxCore,
  account: SandboxAccount,
  chat: Chat,
  deed: Extract<Deed, { what: 'edited' | 'unsent' }>,
): Promise<string> {
  const at = core.clock.now().toISOString();
  const id = newMessageId(core, chat.waId);
  const [kind, content] =
    deed.what === 'edited'
      ? ['edit', { edit: editOf(deed) }]
      : ['revoke', { revoke: { original_message_id: deed.messageId } }];
  const { phoneNumberId, waId } = chat;
  await core.record(
    { type: 'deed_done', at, id, phoneNumberId, waId, deed },
    webhookAbout(core, chat, id, echoPayload(account, chat, { id, at, kind, content })),
  );
  return id;
}

/** What an edited message consists of; of a file the words change and the file stays. */
export function editedContent(message: SandboxMessage, text: string): MessageContent {
  if (message.kind === 'text') return { text: { body: text } };
  const part = message.content?.[message.kind];
  return { [message.kind]: { ...(part as object | undefined), caption: text } };
}

async function giveUserId(core: SandboxCore, key: ChatKey): Promise<void> {
  if (findChat(core.state, key)?.userId !== undefined) return;
  const { phoneNumberId, waId } = key;
  const given: Happening = {
    type: 'user_id_given',
    phoneNumberId,
    waId,
    userId: userIdOf(key),
  };
  await core.record(given);
}

/** The same person has another id at every business; it begins with the country of their number. */
function userIdOf({ phoneNumberId, waId }: ChatKey): string {
  const country = parsePhoneNumberFromString(`+${waId}`)?.country ?? 'US';
  const digits = createHmac('sha256', phoneNumberId).update(waId).digest().readBigUInt64BE();
  return `${country}.${digits}`;
}
