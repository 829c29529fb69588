import { createHash } from 'node:crypto';

import { normalizeAddress } from '#server/channels/instagram/address.ts';
import { emojiNamed } from '#server/channels/instagram/reactions.ts';
import { readContent } from '#server/channels/instagram/read-content.ts';
import { readContext, readReferral } from '#server/channels/instagram/read-referral.ts';
import { isRecord, providerId, shortText, storableText } from '#server/channels/meta/untrusted.ts';
import type { InboundEvent, InboundSender } from '#server/channels/events.ts';

type Part = Record<string, unknown>;

/** Of every item alike: whose account it is, who is on the other side, and when it was. */
interface Item {
  externalChannelId: string;
  person: InboundSender;
  /** The account itself wrote or did it. */
  isOurs: boolean;
  occurredAt: Date;
  raw: unknown;
}

type Reading = InboundEvent | { fault: string } | { unused: string };

const readers: Readonly<Record<string, (part: Part, item: Item) => Reading>> = {
  message: readMessage,
  message_edit: readEdit,
  reaction: readReaction,
  read: readWatermark,
  postback: readPostback,
  referral: readReferralItem,
};

/** One item as an event: the kind is told by its own key, and by nothing that came before it. */
export function readItem(raw: unknown, externalChannelId: string): InboundEvent {
  const reject = (reason: string): InboundEvent => ({
    type: 'rejected',
    externalChannelId,
    reason,
    raw,
  });
  if (!isRecord(raw)) return reject('The item is not an object.');
  const kind = Object.keys(readers).find((key) => raw[key] !== undefined && raw[key] !== null);
  const read = kind === undefined ? undefined : readers[kind];
  if (kind === undefined || read === undefined) return ignoreUnknown(raw, externalChannelId);
  const part = raw[kind];
  if (!isRecord(part)) return reject(`The item’s ${kind} is not an object.`);
  const occurredAt = momentOf(raw.timestamp);
  if (occurredAt === undefined) return reject('The item’s timestamp is missing or not valid.');
  const [sender, recipient] = [idOf(raw.sender), idOf(raw.recipient)];
  const isEcho = kind === 'message' && part.is_echo === true;
  const isOurs = isEcho || sender === externalChannelId;
  const other = isOurs ? recipient : sender;
  if (part.is_self === true && (other === undefined || other === externalChannelId)) {
    const reason = 'The account wrote to itself, as a test.';
    return { type: 'ignored', externalChannelId, reason, raw };
  }
  if (other === undefined || other === externalChannelId) {
    return reject('The item does not say whose it is.');
  }
  const person = personOf(other);
  const reading = read(part, { externalChannelId, person, isOurs, occurredAt, raw });
  if ('fault' in reading) return reject(reading.fault);
  if ('unused' in reading) {
    return { type: 'ignored', externalChannelId, reason: reading.unused, raw };
  }
  return reading;
}

function ignoreUnknown(raw: Part, externalChannelId: string): InboundEvent {
  const envelope = new Set(['sender', 'recipient', 'timestamp']);
  const key = Object.keys(raw).find((name) => !envelope.has(name));
  if (key === undefined) {
    const reason = 'The item says nothing.';
    return { type: 'rejected', externalChannelId, reason, raw };
  }
  const reason = `Items with “${storableText(key).slice(0, 64)}” are not used.`;
  return { type: 'ignored', externalChannelId, reason, raw };
}

function readMessage(message: Part, item: Item): Reading {
  const providerMessageId = midIn(message);
  if (providerMessageId === undefined) return { fault: 'The message’s mid is missing.' };
  const { externalChannelId, person, occurredAt, raw } = item;
  const told = { externalChannelId, providerMessageId, occurredAt, raw };
  if (message.is_deleted === true) return { type: 'revision', ...told, content: null };
  const quoted = isRecord(message.reply_to) ? midIn(message.reply_to) : undefined;
  const context = readContext(message);
  const said = {
    ...told,
    content: readContent(message),
    ...(context === undefined ? {} : { context }),
    ...(quoted === undefined ? {} : { quotedProviderMessageId: quoted }),
  };
  if (item.isOurs) return { type: 'echo', to: person, ...said };
  return { type: 'message', from: person, ...said, opensReplyWindow: true };
}

function readEdit(edit: Part, { externalChannelId, occurredAt, raw }: Item): Reading {
  const providerMessageId = midIn(edit);
  if (providerMessageId === undefined) return { fault: 'The edit’s mid is missing.' };
  // The number 0 comes for a message that is new, and then without its words.
  if (typeof edit.text !== 'string') return { unused: 'The edit does not say what was changed.' };
  const content = { kind: 'text', text: storableText(edit.text) } as const;
  return { type: 'revision', externalChannelId, providerMessageId, content, occurredAt, raw };
}

function readReaction(reaction: Part, item: Item): Reading {
  const { externalChannelId, person, isOurs, occurredAt, raw } = item;
  const providerMessageId = midIn(reaction);
  if (providerMessageId === undefined) return { fault: 'The reaction’s mid is missing.' };
  const emoji =
    reaction.action === 'unreact'
      ? null
      : (shortText(reaction.emoji) ?? emojiNamed(shortText(reaction.reaction)));
  if (emoji === undefined) return { fault: 'The reaction names no emoji.' };
  const side = isOurs ? 'business' : 'contact';
  const of = { externalChannelId, providerMessageId, occurredAt, raw };
  return { type: 'reaction', ...of, side, person, emoji };
}

function readWatermark(read: Part, item: Item): Reading {
  const { externalChannelId, person, isOurs, occurredAt, raw } = item;
  if (isOurs) return { unused: 'The business read what the person wrote.' };
  const providerMessageId = midIn(read);
  const upTo = momentOf(read.watermark) ?? occurredAt;
  const message = providerMessageId === undefined ? {} : { providerMessageId };
  return { type: 'watermark', externalChannelId, from: person, ...message, occurredAt: upTo, raw };
}

/** A press on a button of a template, of the menu, or on one of the questions that begin a thread. */
function readPostback(postback: Part, item: Item): Reading {
  const { externalChannelId, person, isOurs, occurredAt, raw } = item;
  if (isOurs) return { unused: 'The business pressed a button of its own.' };
  const payload = longText(postback.payload);
  const text = longText(postback.title) ?? payload;
  if (text === undefined) return { fault: 'The postback has neither a title nor a payload.' };
  const context = readContext(postback);
  return {
    type: 'message',
    externalChannelId,
    providerMessageId: midIn(postback) ?? idOfPostback(item, text, payload),
    from: person,
    occurredAt,
    content: {
      kind: 'choice',
      text,
      choice: { from: 'postback', ...(payload === undefined ? {} : { id: payload }) },
    },
    ...(context === undefined ? {} : { context }),
    opensReplyWindow: true,
    raw,
  };
}

/** Older postbacks have no id; the same one, delivered again, must have the same. */
function idOfPostback({ externalChannelId, person, occurredAt }: Item, ...said: unknown[]): string {
  const whole = JSON.stringify([externalChannelId, person, occurredAt.getTime(), ...said]);
  return `postback.${createHash('sha256').update(whole).digest('base64url')}`;
}

function readReferralItem(part: Part, item: Item): Reading {
  const { externalChannelId, person, occurredAt, raw } = item;
  const referral = readReferral(part);
  if (referral === undefined) return { unused: 'The referral does not say where from.' };
  return { type: 'referral', externalChannelId, from: person, referral, occurredAt, raw };
}

function midIn(part: Part): string | undefined {
  return providerId.safeParse(part.mid).data;
}

function idOf(party: unknown): string | undefined {
  const id = isRecord(party) ? party.id : undefined;
  return typeof id === 'string' && /^[\x21-\x7e]{1,255}$/.test(id) ? id : undefined;
}

function personOf(id: string): InboundSender {
  const address = normalizeAddress(id);
  return address === null ? { address, providerUserId: id } : { address };
}

function longText(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = storableText(value);
  return text.trim() === '' ? undefined : text;
}

const LAST_MILLISECOND = 7_258_118_399_999;

/** Milliseconds; seconds as text in the dashboard's tests. */
function momentOf(value: unknown): Date | undefined {
  const isText = typeof value === 'string' && /^\d{1,13}$/.test(value);
  const number = isText ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 1) return undefined;
  const milliseconds = number < 1e11 ? number * 1000 : number;
  return milliseconds > LAST_MILLISECOND ? undefined : new Date(milliseconds);
}
