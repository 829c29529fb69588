import type { AcceptedEntry, Deed, DeedEntry } from '#server/sandbox/ledger.ts';
import type { Chat, SandboxMessage, SandboxState } from '#server/sandbox/state.ts';

/** Brings a chat forward by what its customer did beside writing. */
export function applyDeed(
  state: SandboxState,
  chat: Chat,
  { id, at, deed, isTold = false }: Omit<DeedEntry, 'isTold'> & { at: string; isTold?: boolean },
): void {
  const done = { id, at, deed, isTold };
  chat.deeds.push(done);
  if (!isTold && isTelling(deed)) state.untold.set(id, { done, chat });
  if ('messageId' in deed) {
    const message = state.messages.get(deed.messageId)?.message;
    if (message !== undefined) changeMessage(message, deed);
  } else {
    changeCustomer(state, chat, deed);
  }
}

/** A hidden number is told by the next message, not by itself. */
function isTelling({ what }: Deed): boolean {
  return what !== 'hid_number' && what !== 'showed_number';
}

/** The business's reaction is a message of its own that stands on another. */
export function reactTo(state: SandboxState, { body }: AcceptedEntry): void {
  const { reaction } = body as { reaction: { message_id: string; emoji?: string } };
  const message = state.messages.get(reaction.message_id)?.message;
  if (message !== undefined) putEmoji(message, 'business', reaction.emoji ?? '');
}

function changeMessage(message: SandboxMessage, deed: Extract<Deed, { messageId: string }>): void {
  if (deed.what === 'reacted') {
    putEmoji(message, 'customer', deed.emoji ?? '');
  } else if (deed.what === 'edited') {
    message.text = deed.text;
    message.content = deed.content;
    message.isEdited = true;
  } else {
    message.isUnsent = true;
  }
}

function changeCustomer(
  state: SandboxState,
  chat: Chat,
  deed: Exclude<Deed, { messageId: string }>,
): void {
  switch (deed.what) {
    case 'moved':
      moveChat(state, chat, deed.to);
      if (deed.userId !== undefined) chat.userId = deed.userId;
      return;
    case 'hid_number':
      chat.username = deed.username;
      chat.isNumberHidden = true;
      return;
    case 'showed_number':
      delete chat.isNumberHidden;
      return;
    case 'chose_marketing':
      if (deed.isWanted) delete chat.hasStoppedMarketing;
      else chat.hasStoppedMarketing = true;
      return;
    case 'changed_identity':
    case 'opened_chat':
  }
}

function moveChat(state: SandboxState, chat: Chat, to: string): void {
  state.chats.delete(`${chat.phoneNumberId}/${chat.waId}`);
  chat.waId = to;
  for (const message of chat.messages) {
    if (message.accepted !== undefined) message.accepted = { ...message.accepted, waId: to };
  }
  state.chats.set(`${chat.phoneNumberId}/${to}`, chat);
}

function putEmoji(message: SandboxMessage, side: 'customer' | 'business', emoji: string): void {
  const { [side]: _old, ...others } = message.reactions ?? {};
  const reactions = emoji === '' ? others : { ...others, [side]: emoji };
  if (Object.keys(reactions).length === 0) delete message.reactions;
  else message.reactions = reactions;
}
