import type { z } from 'zod';

import type { SandboxAccount } from '#server/sandbox/accounts.ts';
import { json } from '#server/sandbox/call.ts';
import type { Answer, Call } from '#server/sandbox/call.ts';
import type {
  accountBody,
  chatQuery,
  customerBody,
  feedQuery,
  messageBody,
  misbehaveBody,
  reachBody,
  ofCustomer,
  webhookBody,
} from '#server/sandbox/control-schema.ts';
import type { SandboxCore } from '#server/sandbox/core.ts';
import { readChat, setReach, writeMessage } from '#server/sandbox/deeds.ts';
import { shakeHands } from '#server/sandbox/handshake.ts';
import { findChat } from '#server/sandbox/state.ts';
import type { Chat } from '#server/sandbox/state.ts';
import { accountView, chatView, customerView, ledgerView } from '#server/sandbox/views.ts';

const FEED_WAIT_MS = 25_000;

interface OptionalNumber {
  phone_number_id?: string | undefined;
}

export function fault(status: number, message: string): Answer {
  return json({ error: { message } }, { status });
}

export function listAccounts(core: SandboxCore, { phone_number_id: id }: OptionalNumber): Answer {
  const accounts = [...core.state.accounts.values()];
  const chosen = accounts.filter(({ phoneNumberId }) => id === undefined || phoneNumberId === id);
  return json({ accounts: chosen.map(accountView) });
}

export async function saveAccount(
  core: SandboxCore,
  input: z.infer<typeof accountBody>,
): Promise<Answer> {
  const phoneNumberId = input.phone_number_id;
  const known = core.state.accounts.get(phoneNumberId);
  const webhookUrl = input.webhook_url ?? known?.webhookUrl;
  const account: SandboxAccount = {
    phoneNumberId,
    displayPhoneNumber: input.display_phone_number ?? known?.displayPhoneNumber ?? phoneNumberId,
    verifiedName: input.verified_name ?? known?.verifiedName ?? 'Sandbox business',
    wabaId: input.waba_id ?? known?.wabaId ?? '100000000000000',
    ...(webhookUrl === undefined ? {} : { webhookUrl }),
    autoRead: input.auto_read ?? known?.autoRead ?? false,
    ...(known?.kind === undefined ? {} : { kind: known.kind }),
  };
  await core.record({ type: 'account_saved', account });
  return json({ account: accountView(account) });
}

/** Registers an address only when it echoes the challenge, as the provider does. */
export async function registerWebhook(
  core: SandboxCore,
  input: z.infer<typeof webhookBody>,
): Promise<Answer> {
  const account = core.state.accounts.get(input.phone_number_id);
  if (account === undefined) return unknownNumber();
  const token = input.verify_token ?? core.secrets.verifyToken;
  if (!(await shakeHands(core, input.url, token))) {
    return fault(400, 'The address did not echo the challenge.');
  }
  await core.record({ type: 'account_saved', account: { ...account, webhookUrl: input.url } });
  return json({ verified: true });
}

/** The customers of a number, the latest talk first. */
export function listCustomers(
  core: SandboxCore,
  { phone_number_id: id }: { phone_number_id: string },
): Answer {
  const chats = [...core.state.chats.values()].filter((chat) => chat.phoneNumberId === id);
  const lastSaid = (chat: Chat) => chat.messages.at(-1)?.at ?? chat.lastWroteAt ?? '';
  chats.sort((one, other) => lastSaid(other).localeCompare(lastSaid(one)));
  return json({ customers: chats.map(customerView) });
}

export async function saveCustomer(
  core: SandboxCore,
  input: z.infer<typeof customerBody>,
): Promise<Answer> {
  const { phone_number_id: phoneNumberId, wa_id: waId, name, last_wrote_at: wrote } = input;
  if (!core.state.accounts.has(phoneNumberId)) return unknownNumber();
  const lastWroteAt = wrote === undefined ? {} : { lastWroteAt: new Date(wrote).toISOString() };
  await core.record({ type: 'customer_saved', phoneNumberId, waId, name, ...lastWroteAt });
  const chat = findChat(core.state, { phoneNumberId, waId });
  return json({ customer: chat === undefined ? null : customerView(chat) });
}

export function getConversation(core: SandboxCore, input: z.infer<typeof chatQuery>): Answer {
  const key = { phoneNumberId: input.phone_number_id, waId: input.customer };
  return json(chatView(key, findChat(core.state, key)));
}

/** Answers as soon as the chat differs from the cursor, at the latest after 25 seconds. */
export async function awaitChange(
  core: SandboxCore,
  input: z.infer<typeof feedQuery>,
  call: Call,
): Promise<Answer> {
  const key = { phoneNumberId: input.phone_number_id, waId: input.customer };
  const hasChanged = () => String(findChat(core.state, key)?.revision ?? 0) !== input.cursor;
  const gone = call.gone();
  if (!hasChanged() && !gone.aborted) {
    await new Promise<void>((resolve) => {
      const finish = () => {
        stopWatching();
        stopWaiting();
        resolve();
      };
      const stopWaiting = core.clock.after(FEED_WAIT_MS, finish);
      const stopWatching = core.watch(() => {
        if (hasChanged()) finish();
      });
      gone.addEventListener('abort', finish, { once: true });
    });
  }
  return json(chatView(key, findChat(core.state, key)));
}

export async function postMessage(
  core: SandboxCore,
  input: z.infer<typeof messageBody>,
): Promise<Answer> {
  const account = core.state.accounts.get(input.phone_number_id);
  if (account === undefined) return unknownNumber();
  const id = await writeMessage(core, account, {
    waId: input.customer.wa_id,
    ...(input.customer.name === undefined ? {} : { name: input.customer.name }),
    text: input.text,
    ...(input.quoted_id === undefined ? {} : { quotedId: input.quoted_id }),
  });
  return json({ id });
}

export async function postRead(
  core: SandboxCore,
  input: z.infer<typeof ofCustomer>,
): Promise<Answer> {
  const account = core.state.accounts.get(input.phone_number_id);
  if (account === undefined) return unknownNumber();
  const key = { phoneNumberId: account.phoneNumberId, waId: input.customer };
  const chat = findChat(core.state, key);
  return json({ read: chat === undefined ? 0 : await readChat(core, account, chat) });
}

export async function postReach(
  core: SandboxCore,
  input: z.infer<typeof reachBody>,
): Promise<Answer> {
  const account = core.state.accounts.get(input.phone_number_id);
  if (account === undefined) return unknownNumber();
  const key = { phoneNumberId: account.phoneNumberId, waId: input.customer };
  await setReach(core, account, key, input.reachable);
  return json({ reachable: input.reachable });
}

export function getMisbehaviour(
  core: SandboxCore,
  { phone_number_id: id }: OptionalNumber,
): Answer {
  return json(core.misbehaviour.of(id ?? ''));
}

/** Replaces what the sandbox does wrong; an empty object makes it behave. */
export function setMisbehaviour(
  core: SandboxCore,
  { phone_number_id: id, ...settings }: z.infer<typeof misbehaveBody>,
): Answer {
  core.misbehaviour.set(settings, id);
  core.courier.release();
  return json(settings);
}

export function getLedger(core: SandboxCore, { phone_number_id: id }: OptionalNumber): Answer {
  return json(ledgerView(core.state, id));
}

/** Forgets every chat, message and pending webhook, and all misbehaviour; accounts stay. */
export async function reset(core: SandboxCore): Promise<Answer> {
  core.misbehaviour.clear();
  core.conditions.clear();
  await core.record({ type: 'reset' });
  await core.media.clear();
  return json({ reset: true });
}

export function unknownNumber(): Answer {
  return fault(404, 'The sandbox has no such number.');
}
