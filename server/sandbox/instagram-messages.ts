import type { SandboxAccount } from '#server/sandbox/accounts.ts';
import { json, parseBody } from '#server/sandbox/call.ts';
import type { Answer, Call } from '#server/sandbox/call.ts';
import { DropConnection } from '#server/sandbox/core.ts';
import type { SandboxCore } from '#server/sandbox/core.ts';
import { markReadByBusiness } from '#server/sandbox/deeds.ts';
import { graphError, invalidParameter } from '#server/sandbox/graph-error.ts';
import type { GraphRefusal } from '#server/sandbox/graph-error.ts';
import { readInstagramBody } from '#server/sandbox/instagram-body.ts';
import type { InstagramAction, InstagramSend } from '#server/sandbox/instagram-body.ts';
import { echoOf, newMid, tellingOf } from '#server/sandbox/instagram-deeds.ts';
import type { Thread } from '#server/sandbox/instagram-deeds.ts';
import type { ChatKey } from '#server/sandbox/ledger.ts';
import { keepWaiting, takeDrop, takeMisdeed } from '#server/sandbox/misdeeds.ts';
import { findChat } from '#server/sandbox/state.ts';
import type { Chat } from '#server/sandbox/state.ts';

const HOUR_MS = 3_600_000;

/** Takes a message or an action for a person, or refuses it as Meta would. */
export async function postToInstagram(
  core: SandboxCore,
  call: Call,
  account: SandboxAccount,
): Promise<Answer> {
  const sent = { phoneNumberId: account.phoneNumberId };
  const reading = readPost(core, account, parseBody(call));
  const drop = await takeDrop(core, sent, 'taken' in reading);
  if (drop?.when === 'before') throw new DropConnection();
  const told = drop === undefined ? await takeMisdeed(core, sent, 'fail') : undefined;
  if (told !== undefined) {
    return refuse(core, account, {
      httpStatus: told.http_status,
      code: told.code,
      title: 'The sandbox was told to fail',
      ...(told.retry_after_seconds !== undefined && {
        retryAfterSeconds: told.retry_after_seconds,
      }),
    });
  }
  if ('refusal' in reading) return refuse(core, account, reading.refusal);
  if ('act' in reading) return act(core, account, reading.act);
  const { thread, send } = reading.taken;
  const id = await accept(thread, send);
  await keepWaiting(core, sent, call.gone);
  if (drop !== undefined) throw new DropConnection();
  const garbage = await takeMisdeed(core, sent, 'garbage');
  if (garbage !== undefined) {
    const body = '<html>Sorry, something went wrong.</html>';
    return { status: garbage.http_status, headers: { 'content-type': 'text/html' }, body };
  }
  return json({ recipient_id: send.recipient.id, message_id: id });
}

/** What a call comes to: a message that is going to be taken, an action, or a refusal. */
function readPost(
  core: SandboxCore,
  account: SandboxAccount,
  body: unknown,
):
  | { taken: { thread: Thread; send: InstagramSend } }
  | { act: InstagramAction }
  | { refusal: GraphRefusal } {
  const reading = readInstagramBody(body);
  if (!('send' in reading)) return reading;
  const { send } = reading;
  const key = { phoneNumberId: account.phoneNumberId, waId: send.recipient.id };
  const chat = findChat(core.state, key);
  const refusal = refusalFor(core, chat, send);
  if (refusal !== null) return { refusal };
  return { taken: { thread: { core, account, key, name: chat?.name ?? '' }, send } };
}

/** A day for everything, a week for what is marked as a person's own. */
function refusalFor(
  core: SandboxCore,
  chat: Chat | undefined,
  { tag }: InstagramSend,
): GraphRefusal | null {
  if (chat?.lastWroteAt === undefined) return noSuchPerson;
  if (!chat.reachable) return unavailable;
  const hours = (core.clock.now().getTime() - Date.parse(chat.lastWroteAt)) / HOUR_MS;
  return hours < (tag === undefined ? 24 : 7 * 24) ? null : outsideWindow;
}

/** Written down, and told back to the business's apps, whichever of them sent it. */
async function accept(thread: Thread, send: InstagramSend): Promise<string> {
  const { core, account, key } = thread;
  const { text, attachment } = send.message;
  const id = newMid(core);
  const at = core.clock.now().toISOString();
  const status = account.autoRead ? 'read' : 'delivered';
  const words = text ?? '';
  const kind = attachment?.type ?? 'text';
  const shown = text === undefined ? { attachments: [attachment] } : { text };
  await core.record(
    { type: 'message_accepted', at, id, ...key, kind, text: words, body: send },
    { type: 'status_changed', at, id, status },
    echoOf(thread, { id, at, ...shown }),
    ...(account.autoRead
      ? [tellingOf(thread, id, { by: 'customer', at, part: { read: { mid: id } } })]
      : []),
  );
  return id;
}

async function act(
  core: SandboxCore,
  account: SandboxAccount,
  { recipient, sender_action: action, payload }: InstagramAction,
): Promise<Answer> {
  const chat = findChat(core.state, { phoneNumberId: account.phoneNumberId, waId: recipient.id });
  if (chat === undefined) return refuse(core, account, noSuchPerson);
  const isUnknown =
    payload !== undefined && !chat.messages.some(({ id }) => id === payload.message_id);
  if (isUnknown) return refuse(core, account, invalidParameter('Invalid message_id.'));
  const { phoneNumberId, waId } = chat;
  if (action === 'mark_seen') {
    const last = chat.messages.findLast(({ direction }) => direction === 'from_customer');
    if (last !== undefined) await markReadByBusiness(core, last.id);
  } else if (action === 'typing_on') {
    await core.record({ type: 'typing_shown', phoneNumberId, waId });
  } else if (payload !== undefined) {
    await putReaction(core, { phoneNumberId, waId }, payload.message_id, action === 'react');
  }
  return json({ recipient_id: recipient.id });
}

/** Of the business: a heart, or none any more. It has no tick of its own. */
async function putReaction(
  core: SandboxCore,
  key: ChatKey,
  messageId: string,
  isHeart: boolean,
): Promise<void> {
  const id = newMid(core);
  const emoji = isHeart ? '❤️' : '';
  const body = { reaction: { message_id: messageId, emoji } };
  await core.record(
    { type: 'message_accepted', id, ...key, kind: 'reaction', text: emoji, body },
    { type: 'status_changed', id, status: 'read' },
  );
}

/** Refusals are written down too: a witness must know every call. */
async function refuse(
  core: SandboxCore,
  { phoneNumberId }: SandboxAccount,
  refusal: GraphRefusal,
): Promise<Answer> {
  const { httpStatus, code } = refusal;
  await core.record({ type: 'message_refused', phoneNumberId, httpStatus, code });
  return graphError(refusal, `A${core.randomHex(11)}`);
}

const noSuchPerson: GraphRefusal = {
  httpStatus: 400,
  code: 100,
  subcode: 2534014,
  title: 'The requested user cannot be found.',
};

const unavailable: GraphRefusal = {
  httpStatus: 400,
  code: 551,
  subcode: 1545041,
  title: 'This person isn’t available right now.',
};

const outsideWindow: GraphRefusal = {
  httpStatus: 400,
  code: 10,
  subcode: 2534022,
  title: 'This message is sent outside of allowed window.',
};
