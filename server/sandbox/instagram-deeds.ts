import type { SandboxAccount } from '#server/sandbox/accounts.ts';
import type { Happening, SandboxCore } from '#server/sandbox/core.ts';
import { instagramPayload } from '#server/sandbox/instagram-payload.ts';
import type { InstagramItem } from '#server/sandbox/instagram-payload.ts';
import type { InstagramDeed } from '#server/sandbox/instagram-schema.ts';
import type { ChatKey, Deed } from '#server/sandbox/ledger.ts';
import { findChat } from '#server/sandbox/state.ts';

/** A message as the provider spells it, and what a phone shows of it. */
interface Said {
  kind: string;
  text: string;
  part: Record<string, unknown>;
  quotedId?: string;
}

type Utterance = Exclude<
  InstagramDeed,
  { type: 'react' | 'unreact' | 'unsend' | 'edit' | 'read' | 'referral' | 'postback' | 'echo' }
>;

/** Does it and sends its webhook; the id of its message, or null when there is no such message. */
export async function doOnInstagram(
  core: SandboxCore,
  account: SandboxAccount,
  customer: { id: string; name?: string | undefined },
  deed: InstagramDeed,
): Promise<string | null> {
  const key = { phoneNumberId: account.phoneNumberId, waId: customer.id };
  const name = customer.name ?? findChat(core.state, key)?.name ?? '';
  const thread = { core, account, key, name };
  switch (deed.type) {
    case 'react':
    case 'unreact':
    case 'unsend':
    case 'edit':
      return doToMessage(thread, deed);
    case 'read':
      return readThread(thread, deed.message_id);
    case 'referral':
      return tell(thread, core.randomHex(12), { referral: referralOf(deed) });
    case 'postback':
      return press(thread, deed);
    case 'echo':
      return writeInApp(thread, deed.text);
    default:
      return say(thread, saidIn(deed));
  }
}

export interface Thread {
  core: SandboxCore;
  account: SandboxAccount;
  key: ChatKey;
  name: string;
}

/** The provider's own way of naming a message. */
export function newMid(core: SandboxCore): string {
  return `aWdf${Buffer.from(core.randomHex(24)).toString('base64url')}`;
}

/** The webhook that tells of an item; `messageId` is what it is about. */
export function tellingOf(
  { core, account, key }: Thread,
  messageId: string,
  item: Omit<InstagramItem, 'customerId'>,
): Happening {
  const body = instagramPayload(account, { ...item, customerId: key.waId });
  return { type: 'webhook_queued', webhookId: core.randomHex(12), ...key, messageId, body };
}

/** A message of the business, whoever wrote it: as it is told back to its apps. */
export function echoOf(
  thread: Thread,
  { id, at, ...message }: { id: string; at: string; text?: string; attachments?: unknown[] },
): Happening {
  const part = { message: { mid: id, ...message, is_echo: true } };
  return tellingOf(thread, id, { by: 'business', at, part });
}

async function say(thread: Thread, { kind, text, part, quotedId }: Said): Promise<string> {
  const { core } = thread;
  const mid = newMid(core);
  await write(thread, { id: mid, kind, text, quotedId }, { message: { mid, ...part } });
  return mid;
}

/** A press on a button; the older ones come without an id. */
async function press(
  thread: Thread,
  { title, payload, without_id: isWithoutId }: Extract<InstagramDeed, { type: 'postback' }>,
): Promise<string> {
  const mid = newMid(thread.core);
  const postback = { ...(isWithoutId ? {} : { mid }), title, payload };
  await write(thread, { id: mid, kind: 'postback', text: title }, { postback });
  return mid;
}

async function write(
  thread: Thread,
  { quotedId, ...shown }: { id: string; kind: string; text: string; quotedId?: string | undefined },
  part: Record<string, unknown>,
): Promise<void> {
  const { core, key, name } = thread;
  const at = core.clock.now().toISOString();
  const quoted = quotedId === undefined ? {} : { quotedId };
  const written = { ...shown, ...quoted, content: part };
  await core.record(
    { type: 'customer_saved', at, ...key, name },
    { type: 'message_written', at, ...key, ...written },
    tellingOf(thread, shown.id, { by: 'customer', at, part }),
  );
}

function saidIn(deed: Utterance): Said {
  switch (deed.type) {
    case 'text': {
      const { text, quoted_id: quotedId } = deed;
      if (quotedId === undefined) return { kind: 'text', text, part: { text } };
      return { kind: 'text', text, quotedId, part: { text, reply_to: { mid: quotedId } } };
    }
    case 'attachments': {
      const { attachments, text = '' } = deed;
      const words = text === '' ? {} : { text };
      return { kind: attachments[0]?.type ?? 'file', text, part: { ...words, attachments } };
    }
    case 'story_reply': {
      const { text, story } = deed;
      return { kind: 'text', text, part: { text, reply_to: { story } } };
    }
    case 'story_mention':
      return attached('story_mention', { url: deed.url, ...(deed.id && { id: deed.id }) });
    case 'share':
      return attached('ig_post', sharedIn(deed, 'ig_post_media_id'));
    case 'reel':
      return attached('ig_reel', sharedIn(deed, 'reel_video_id'));
    case 'like':
      return { kind: 'text', text: '❤️', part: { attachments: [{ type: 'like_heart' }] } };
    case 'quick_reply': {
      const { text, payload } = deed;
      return { kind: 'text', text, part: { text, quick_reply: { payload } } };
    }
    case 'unsupported':
      return { kind: 'unsupported', text: '', part: { is_unsupported: true } };
  }
}

function attached(type: string, payload: Record<string, unknown>): Said {
  return { kind: type, text: '', part: { attachments: [{ type, payload }] } };
}

function sharedIn(
  { id, title, url }: { id?: string | undefined; title?: string | undefined; url: string },
  idName: string,
): Record<string, unknown> {
  return { ...(id && { [idName]: id }), ...(title && { title }), url };
}

function referralOf({ ref, ad_id: adId }: Extract<InstagramDeed, { type: 'referral' }>) {
  return {
    ...(ref && { ref }),
    ...(adId && { ad_id: adId }),
    source: adId === undefined ? 'IGME-SOURCE-LINK' : 'ADS',
    type: 'OPEN_THREAD',
  };
}

type DeedToMessage = Extract<InstagramDeed, { type: 'react' | 'unreact' | 'unsend' | 'edit' }>;

async function doToMessage(thread: Thread, deed: DeedToMessage): Promise<string | null> {
  const { message_id: mid } = deed;
  const isHere = findChat(thread.core.state, thread.key)?.messages.some(({ id }) => id === mid);
  if (isHere !== true) return null;
  await record(thread, deedOf(mid, deed), { by: 'customer', part: partAbout(mid, deed) });
  return mid;
}

/** What either side does to a message, as the phone shows it, beside the webhook that tells of it. */
async function record(
  thread: Thread,
  deed: Deed,
  told: Pick<InstagramItem, 'by' | 'part'>,
): Promise<void> {
  const { core, key } = thread;
  const [id, at] = [newMid(core), core.clock.now().toISOString()];
  const telling = tellingOf(thread, id, { ...told, at });
  await core.record({ type: 'deed_done', at, id, ...key, deed }, telling);
}

function deedOf(messageId: string, deed: DeedToMessage): Deed {
  switch (deed.type) {
    case 'react':
      return { what: 'reacted', messageId, emoji: deed.emoji };
    case 'unreact':
      return { what: 'reacted', messageId, emoji: null };
    case 'unsend':
      return { what: 'unsent', messageId };
    case 'edit': {
      const { text } = deed;
      return { what: 'edited', messageId, text, content: { message: { mid: messageId, text } } };
    }
  }
}

function partAbout(mid: string, deed: DeedToMessage): Record<string, unknown> {
  if (deed.type === 'unsend') return { message: { mid, is_deleted: true } };
  if (deed.type === 'edit') return { message_edit: { mid, text: deed.text, num_edit: 1 } };
  if (deed.type === 'unreact') return { reaction: { mid, action: 'unreact' } };
  const reaction = /^\u2764\ufe0f?$/u.test(deed.emoji) ? 'love' : 'other';
  return { reaction: { mid, action: 'react', reaction, emoji: deed.emoji } };
}

/** What a customer did beside writing. */
async function tell(
  thread: Thread,
  messageId: string,
  part: Record<string, unknown>,
): Promise<string> {
  const at = thread.core.clock.now().toISOString();
  await thread.core.record(tellingOf(thread, messageId, { by: 'customer', at, part }));
  return messageId;
}

/** Everything up to a message, or all there is, has been seen; told by its last one alone. */
async function readThread(thread: Thread, upTo: string | undefined): Promise<string | null> {
  const { core, key } = thread;
  const messages = findChat(core.state, key)?.messages ?? [];
  // A reaction is none of the messages that are read.
  const ours = messages.filter(
    ({ direction, kind }) => direction === 'to_customer' && kind !== 'reaction',
  );
  const end = upTo === undefined ? ours.length - 1 : ours.findIndex(({ id }) => id === upTo);
  const last = ours[end];
  if (last === undefined) return null;
  const unread = ours.slice(0, end + 1).filter(({ status }) => status !== 'read');
  const at = core.clock.now().toISOString();
  await core.record(
    ...unread.map(({ id }): Happening => ({ type: 'status_changed', id, status: 'read', at })),
    tellingOf(thread, last.id, { by: 'customer', at, part: { read: { mid: last.id } } }),
  );
  return last.id;
}

/** The business answers in Instagram's own app: its apps are told as of any other message. */
async function writeInApp(thread: Thread, text: string): Promise<string> {
  const { core, key } = thread;
  const id = newMid(core);
  const at = core.clock.now().toISOString();
  const content = { message: { mid: id, text } };
  await core.record(
    { type: 'message_echoed', at, id, ...key, kind: 'text', text, content },
    echoOf(thread, { id, at, text }),
  );
  return id;
}
