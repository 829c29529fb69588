import type { SandboxAccount } from '#server/sandbox/accounts.ts';
import type { Happening, SandboxCore } from '#server/sandbox/core.ts';
import type {
  ChatKey,
  MessageContent,
  MessageStatus,
  WrittenEntry,
} from '#server/sandbox/ledger.ts';
import type { ReadableMessage } from '#server/sandbox/message-body.ts';
import { misdeedOf } from '#server/sandbox/misdeeds.ts';
import { acceptedMessage, emptyChat, findChat } from '#server/sandbox/state.ts';
import type { Chat, SandboxMessage } from '#server/sandbox/state.ts';
import { messagePayload, statusPayload } from '#server/sandbox/webhook-payload.ts';

const rank: Record<MessageStatus, number> = {
  sent: 0,
  delivered: 1,
  read: 2,
  played: 3,
  failed: 4,
};

/** Takes a message from the business: its line, its receipts and their webhooks are written together. */
export async function acceptMessage(
  core: SandboxCore,
  account: SandboxAccount,
  waId: string,
  { send, ...taken }: { send: ReadableMessage; body: unknown; content?: MessageContent },
): Promise<string> {
  const key = { phoneNumberId: account.phoneNumberId, waId };
  const at = core.clock.now().toISOString();
  const id = newMessageId(core, waId);
  const { to: _to, recipient: _recipient, ...words } = send;
  const accepted = { type: 'message_accepted' as const, at, id, ...key, ...words, ...taken };
  const chat = findChat(core.state, key) ?? emptyChat(key);
  const message = acceptedMessage(accepted);
  const failure = core.misbehaviour.take(account.phoneNumberId, 'fail_later');
  const receipts = statusesOnArrival(account, chat, failure?.code).flatMap((step) =>
    receipt(core, account, chat, message, { ...step, at }),
  );
  const { reference } = send;
  const sent = {
    phoneNumberId: key.phoneNumberId,
    ...(reference === undefined ? {} : { reference }),
  };
  const misdeeds = failure === undefined ? [] : [misdeedOf(sent, 'fail_later')];
  await core.record(accepted, ...misdeeds, ...receipts);
  return id;
}

interface Written extends Omit<WrittenEntry, 'type' | 'id' | 'phoneNumberId'> {
  name?: string;
  /** When it was written, of one that arrives late. */
  at?: string;
}

/** A customer writes to the business. */
export async function writeMessage(
  core: SandboxCore,
  account: SandboxAccount,
  { waId, name: given, at = core.clock.now().toISOString(), ...written }: Written,
): Promise<string> {
  const key = { phoneNumberId: account.phoneNumberId, waId };
  const id = newMessageId(core, waId);
  const known = findChat(core.state, key);
  const name = given ?? known?.name ?? '';
  const message = { id, ...written, at };
  const chat = { ...(known ?? emptyChat(key)), name };
  await core.record(
    { type: 'customer_saved', at, ...key, name },
    { type: 'message_written', ...key, ...message },
    webhookAbout(core, key, id, messagePayload(account, chat, message)),
  );
  return id;
}

/** The customer looks at the chat: everything delivered there becomes read. */
export async function readChat(
  core: SandboxCore,
  account: SandboxAccount,
  chat: Chat,
): Promise<number> {
  const unread = chat.messages.filter(
    ({ direction, status }) => direction === 'to_customer' && status === 'delivered',
  );
  const at = core.clock.now().toISOString();
  await core.record(
    ...unread.flatMap((message) => receipt(core, account, chat, message, { status: 'read', at })),
  );
  return unread.length;
}

/** The customer's phone goes out of reach, or comes back and receives what was waiting. */
export async function setReach(
  core: SandboxCore,
  account: SandboxAccount,
  key: ChatKey,
  reachable: boolean,
): Promise<void> {
  const chat = findChat(core.state, key);
  const at = core.clock.now().toISOString();
  const waiting = (reachable ? (chat?.messages ?? []) : []).filter(
    ({ direction, status }) => direction === 'to_customer' && status === 'sent',
  );
  const steps: { status: MessageStatus }[] = account.autoRead
    ? [{ status: 'delivered' }, { status: 'read' }]
    : [{ status: 'delivered' }];
  await core.record(
    { type: 'reach_set', at, ...key, reachable },
    ...(chat === undefined
      ? []
      : waiting.flatMap((message) =>
          steps.flatMap((step) => receipt(core, account, chat, message, { ...step, at })),
        )),
  );
}

/** The business has read a customer's message, and with it everything before; it may be typing. */
export async function markReadByBusiness(
  core: SandboxCore,
  id: string,
  isTyping = false,
): Promise<boolean> {
  const found = core.state.messages.get(id);
  if (found?.message.direction !== 'from_customer') return false;
  const upTo = found.chat.messages.indexOf(found.message);
  const unread = found.chat.messages.filter(
    ({ direction, status }, index) =>
      index <= upTo && direction === 'from_customer' && rank[status] < rank.read,
  );
  const { phoneNumberId, waId } = found.chat;
  await core.record(
    ...unread.map((message): Happening => ({
      type: 'status_changed',
      id: message.id,
      status: 'read',
    })),
    ...(isTyping ? [{ type: 'typing_shown' as const, phoneNumberId, waId }] : []),
  );
  return true;
}

interface Step {
  status: MessageStatus;
  errorCode?: number;
}

function statusesOnArrival(account: SandboxAccount, chat: Chat, failure?: number): Step[] {
  if (failure !== undefined) return [{ status: 'failed', errorCode: failure }];
  if (!chat.reachable) return [{ status: 'sent' }];
  const arrived: Step[] = [{ status: 'sent' }, { status: 'delivered' }];
  return account.autoRead ? [...arrived, { status: 'read' }] : arrived;
}

function receipt(
  core: SandboxCore,
  account: SandboxAccount,
  chat: Chat,
  message: SandboxMessage,
  step: Step & { at: string },
): Happening[] {
  const body = statusPayload(account, chat, message, step);
  const changed = { type: 'status_changed' as const, id: message.id, ...step };
  return [changed, webhookAbout(core, chat, message.id, body)];
}

/** The customer listens to a voice message of the business. */
export async function playMessage(
  core: SandboxCore,
  account: SandboxAccount,
  chat: Chat,
  message: SandboxMessage,
): Promise<void> {
  const at = core.clock.now().toISOString();
  await core.record(...receipt(core, account, chat, message, { status: 'played', at }));
}

export function webhookAbout(
  core: SandboxCore,
  { phoneNumberId, waId }: ChatKey,
  messageId: string,
  body: string,
): Happening {
  const webhookId = core.randomHex(12);
  return { type: 'webhook_queued', webhookId, phoneNumberId, waId, messageId, body };
}

export function newMessageId(core: SandboxCore, waId: string): string {
  return `wamid.${Buffer.from(`${waId}:${core.randomHex(12)}`).toString('base64')}`;
}
