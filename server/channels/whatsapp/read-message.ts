import { z } from 'zod';

import type { InboundContent } from '#server/channels/content.ts';
import type { InboundEvent, InboundSender } from '#server/channels/types.ts';
import { normalizeAddress } from '#server/channels/whatsapp/address.ts';
import {
  isRecord,
  providerId,
  providerTime,
  storableText,
} from '#server/channels/meta/untrusted.ts';

const messageSchema = z.object({
  id: providerId,
  timestamp: providerTime,
  type: z.string().min(1).max(64),
  from: z.string().optional().catch(undefined),
  from_user_id: providerId.optional().catch(undefined),
  group_id: z.unknown().optional(),
  text: z.unknown().optional(),
  context: z.unknown().optional(),
  unsupported: z.unknown().optional(),
});
type MetaMessage = z.infer<typeof messageSchema>;

/** Kinds that are a sign and no utterance: they do not reopen the window for free text. */
const SILENT_TYPES = new Set([
  'reaction',
  'system',
  'revoke',
  'edit',
  'ephemeral',
  'request_welcome',
]);

type Contact = Record<string, unknown>;

/** The people of a batch by what a message says of its writer, of several entries the first. */
export interface Writers {
  byNumber: ReadonlyMap<unknown, Contact>;
  byUserId: ReadonlyMap<unknown, Contact>;
  lone: Contact | undefined;
}

export function indexWriters(contacts: readonly Contact[]): Writers {
  const by = (key: string) =>
    new Map(contacts.toReversed().map((contact) => [contact[key], contact] as const));
  const [byNumber, byUserId] = [by('wa_id'), by('user_id')];
  // A message that lacks the one or the other is nobody's for it.
  for (const index of [byNumber, byUserId]) index.delete(undefined);
  return { byNumber, byUserId, lone: contacts.length === 1 ? contacts[0] : undefined };
}

/** One item of `messages` as an event; what cannot be read is rejected with its reason. */
export function readMessage(
  raw: unknown,
  writers: Writers,
  externalChannelId: string,
): InboundEvent {
  const reject = (reason: string): InboundEvent => ({
    type: 'rejected',
    externalChannelId,
    reason,
    raw,
  });
  const parsed = messageSchema.safeParse(raw);
  if (!parsed.success) return reject(faultOf('message', parsed.error));
  const message = parsed.data;
  if (message.group_id !== undefined)
    return reject('Messages written in a group are not supported.');
  const from = readSender(message, writers);
  if (from === null) return reject('The message does not say who wrote it.');
  const content = readContent(message);
  if (content === null) return reject('The text message has no text.');
  const quoted = quotedId(message.context);
  return {
    type: 'message',
    externalChannelId,
    providerMessageId: message.id,
    from,
    occurredAt: message.timestamp,
    content,
    ...(quoted === undefined ? {} : { quotedProviderMessageId: quoted }),
    opensReplyWindow: !SILENT_TYPES.has(message.type),
    raw,
  };
}

/** Names the first part of a provider's item that is missing or not valid. */
export function faultOf(noun: string, error: z.ZodError): string {
  const part = error.issues[0]?.path.join('.') ?? '';
  if (part === '') return `The ${noun} is not an object.`;
  return `The ${noun}’s ${part} is missing or not valid.`;
}

function readContent(message: MetaMessage): InboundContent | null {
  if (message.type !== 'text') {
    return { kind: 'unsupported', reason: storableText(nameOfType(message)) };
  }
  const body = isRecord(message.text) ? message.text.body : undefined;
  const text = typeof body === 'string' ? storableText(body) : '';
  return text === '' ? null : { kind: 'text', text };
}

/** Newer payloads tell what an “unsupported” message really was. */
function nameOfType({ type, unsupported }: MetaMessage): string {
  const inner = isRecord(unsupported) ? unsupported.type : undefined;
  return typeof inner === 'string' && inner !== '' ? inner.slice(0, 64) : type;
}

function readSender(message: MetaMessage, writers: Writers): InboundSender | null {
  const contact = contactOf(message, writers);
  const number = message.from ?? textIn(contact, 'wa_id');
  const address = number === undefined ? null : normalizeAddress(number);
  const providerUserId = message.from_user_id ?? textIn(contact, 'user_id');
  if (address === null && providerUserId === undefined) return null;
  const profile = isRecord(contact?.profile) ? contact.profile : undefined;
  const profileName = textIn(profile, 'name');
  const username = textIn(profile, 'username') ?? textIn(contact, 'username');
  return {
    address,
    ...(providerUserId === undefined ? {} : { providerUserId }),
    ...(profileName === undefined ? {} : { profileName }),
    ...(username === undefined ? {} : { username }),
  };
}

/** A batch may hold several people: the name must be taken from the writer's own entry. */
function contactOf({ from, from_user_id: userId }: MetaMessage, writers: Writers) {
  // A lone contact that differs from `from` is the same person: wa_id and phone number may differ.
  return writers.byNumber.get(from) ?? writers.byUserId.get(userId) ?? writers.lone;
}

function quotedId(context: unknown): string | undefined {
  if (!isRecord(context)) return undefined;
  const parsed = providerId.safeParse(context.id);
  return parsed.success ? parsed.data : undefined;
}

function textIn(record: Record<string, unknown> | undefined, key: string): string | undefined {
  const value = record?.[key];
  if (typeof value !== 'string') return undefined;
  const text = storableText(value).trim().slice(0, 256);
  return text === '' ? undefined : text;
}
