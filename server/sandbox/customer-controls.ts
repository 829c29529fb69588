import type { z } from 'zod';

import type { SandboxAccount } from '#server/sandbox/accounts.ts';
import { json } from '#server/sandbox/call.ts';
import type { Answer } from '#server/sandbox/call.ts';
import { fault, unknownNumber } from '#server/sandbox/controls.ts';
import type { SandboxCore } from '#server/sandbox/core.ts';
import {
  doDeed,
  echoMessage,
  editedContent,
  fallSilent,
  moveTo,
  reviseEcho,
  sayMessage,
} from '#server/sandbox/customer-deeds.ts';
import type {
  echoBody,
  editBody,
  hideBody,
  identityBody,
  marketingBody,
  moveBody,
  playBody,
  reactBody,
  sayBody,
  silenceBody,
  unsendBody,
  welcomeBody,
} from '#server/sandbox/customer-schema.ts';
import { playMessage } from '#server/sandbox/deeds.ts';
import type { Deed } from '#server/sandbox/ledger.ts';
import { spellContent } from '#server/sandbox/said-content.ts';
import { findChat } from '#server/sandbox/state.ts';
import type { Chat, SandboxMessage } from '#server/sandbox/state.ts';

interface OfCustomer {
  phone_number_id: string;
  customer: string;
}
interface OfMessage extends OfCustomer {
  message_id: string;
}

/** The customer writes or sends anything at all. */
export async function say(core: SandboxCore, input: z.infer<typeof sayBody>): Promise<Answer> {
  const account = core.state.accounts.get(input.phone_number_id);
  if (account === undefined) return unknownNumber();
  const { customer, quoted_id: quotedId, forwarded, referral, product } = input;
  const { written_at: writtenAt } = input;
  const key = { phoneNumberId: account.phoneNumberId, waId: customer.wa_id };
  const spelled = await spellContent(core, findChat(core.state, key), input.content);
  if ('problem' in spelled) return fault(400, spelled.problem);
  const saying = {
    waId: customer.wa_id,
    ...(customer.name === undefined ? {} : { name: customer.name }),
    ...(quotedId === undefined ? {} : { quotedId }),
    ...(forwarded === undefined ? {} : { forwarded }),
    ...(referral === undefined ? {} : { referral }),
    ...(product === undefined ? {} : { product }),
    ...(writtenAt === undefined ? {} : { at: new Date(writtenAt).toISOString() }),
  };
  return json({ id: await sayMessage(core, account, saying, spelled) });
}

/** The business writes in its own app on the phone. */
export async function echo(core: SandboxCore, input: z.infer<typeof echoBody>): Promise<Answer> {
  const account = core.state.accounts.get(input.phone_number_id);
  if (account === undefined) return unknownNumber();
  const key = { phoneNumberId: account.phoneNumberId, waId: input.customer };
  const spelled = await spellContent(core, findChat(core.state, key), input.content);
  if ('problem' in spelled) return fault(400, spelled.problem);
  return json({ id: await echoMessage(core, account, key, spelled) });
}

export function react(core: SandboxCore, input: z.infer<typeof reactBody>): Promise<Answer> {
  return onMessage(core, input, ({ account, chat, message }) => {
    if (message.isUnsent === true) return fault(400, 'This message was taken back.');
    const emoji = input.emoji === '' ? null : input.emoji;
    return done(core, account, chat, { what: 'reacted', messageId: message.id, emoji });
  });
}

/** The writer changes a message: the customer their own, the business one of its app’s. */
export function edit(core: SandboxCore, input: z.infer<typeof editBody>): Promise<Answer> {
  return onMessage(core, input, ({ account, chat, message }) => {
    const isEditable = ['text', 'image', 'video', 'document'].includes(message.kind);
    if (!isEditable || !isRevisable(message)) {
      return fault(400, 'This message cannot be edited.');
    }
    const content = editedContent(message, input.text);
    const deed = { what: 'edited', messageId: message.id, text: input.text, content } as const;
    return revise(core, account, chat, message, deed);
  });
}

export function unsend(core: SandboxCore, input: z.infer<typeof unsendBody>): Promise<Answer> {
  return onMessage(core, input, ({ account, chat, message }) => {
    if (!isRevisable(message)) return fault(400, 'This message cannot be taken back.');
    return revise(core, account, chat, message, { what: 'unsent', messageId: message.id });
  });
}

/** The customer listens to a voice message. */
export function play(core: SandboxCore, input: z.infer<typeof playBody>): Promise<Answer> {
  return onMessage(core, input, async ({ account, chat, message }) => {
    if (message.kind !== 'audio' || message.direction !== 'to_customer') {
      return fault(400, 'Only an audio message of the business is played.');
    }
    if (message.status === 'delivered' || message.status === 'read') {
      await playMessage(core, account, chat, message);
    }
    return json({ status: message.status });
  });
}

export function move(core: SandboxCore, input: z.infer<typeof moveBody>): Promise<Answer> {
  return onChat(core, input, ({ account, chat }) => {
    if (findChat(core.state, { ...chat, waId: input.to }) !== undefined) {
      return fault(400, 'That number already belongs to somebody here.');
    }
    return done(core, account, chat, moveTo(chat, input.to));
  });
}

export function hide(core: SandboxCore, input: z.infer<typeof hideBody>): Promise<Answer> {
  return onChat(core, input, ({ account, chat }) => {
    const { username } = input;
    const deed: Deed =
      username === null ? { what: 'showed_number' } : { what: 'hid_number', username };
    return done(core, account, chat, deed);
  });
}

export function chooseMarketing(
  core: SandboxCore,
  input: z.infer<typeof marketingBody>,
): Promise<Answer> {
  return onChat(core, input, ({ account, chat }) =>
    done(core, account, chat, { what: 'chose_marketing', isWanted: input.wanted }),
  );
}

/** The customer sets the app up again. */
export function changeIdentity(
  core: SandboxCore,
  input: z.infer<typeof identityBody>,
): Promise<Answer> {
  return onChat(core, input, ({ account, chat }) =>
    done(core, account, chat, { what: 'changed_identity' }),
  );
}

/** The customer opens the chat for the first time. */
export function openChat(core: SandboxCore, input: z.infer<typeof welcomeBody>): Promise<Answer> {
  return onChat(core, input, ({ account, chat }) =>
    done(core, account, chat, { what: 'opened_chat' }),
  );
}

/** Somebody who has never written writes that long ago; to others the provider closes the window. */
export async function fallSilentFor(
  core: SandboxCore,
  { customer, hours, ...input }: z.infer<typeof silenceBody>,
): Promise<Answer> {
  const account = core.state.accounts.get(input.phone_number_id);
  if (account === undefined) return unknownNumber();
  const since = new Date(core.clock.now().getTime() - hours * 3600_000);
  const key = { phoneNumberId: account.phoneNumberId, waId: customer.wa_id };
  const chat = findChat(core.state, key);
  if (chat?.lastWroteAt !== undefined) {
    if (chat.lastWroteAt > since.toISOString()) await fallSilent(core, chat, since);
    return json({ last_wrote_at: chat.lastWroteAt });
  }
  const text = 'Hello, are you open on Saturday?';
  const saying = {
    waId: customer.wa_id,
    ...(customer.name === undefined ? {} : { name: customer.name }),
    at: since.toISOString(),
  };
  const content = { text: { body: text } };
  const id = await sayMessage(core, account, saying, { kind: 'text', text, content });
  return json({ id, last_wrote_at: since.toISOString() });
}

interface Found {
  account: SandboxAccount;
  chat: Chat;
}

async function onChat(
  core: SandboxCore,
  { phone_number_id: phoneNumberId, customer: waId }: OfCustomer,
  then: (found: Found) => Answer | Promise<Answer>,
): Promise<Answer> {
  const account = core.state.accounts.get(phoneNumberId);
  if (account === undefined) return unknownNumber();
  const chat = findChat(core.state, { phoneNumberId, waId });
  if (chat === undefined) return fault(404, 'The sandbox has no such customer.');
  return then({ account, chat });
}

function onMessage(
  core: SandboxCore,
  input: OfMessage,
  then: (found: Found & { message: SandboxMessage }) => Answer | Promise<Answer>,
): Promise<Answer> {
  return onChat(core, input, ({ account, chat }) => {
    const found = core.state.messages.get(input.message_id);
    if (found?.chat !== chat) return fault(404, 'The chat has no such message.');
    return then({ account, chat, message: found.message });
  });
}

async function done(
  core: SandboxCore,
  account: SandboxAccount,
  { phoneNumberId, waId }: Chat,
  deed: Deed,
): Promise<Answer> {
  return json({ id: await doDeed(core, account, { phoneNumberId, waId }, deed) });
}

async function revise(
  core: SandboxCore,
  account: SandboxAccount,
  chat: Chat,
  message: SandboxMessage,
  deed: Extract<Deed, { what: 'edited' | 'unsent' }>,
): Promise<Answer> {
  if (message.isEcho !== true) return done(core, account, chat, deed);
  return json({ id: await reviseEcho(core, account, chat, deed) });
}

/** What was sent through the API cannot be changed by anybody. */
function isRevisable({ direction, isEcho, isUnsent }: SandboxMessage): boolean {
  return isUnsent !== true && (direction === 'from_customer' || isEcho === true);
}
