import type { InboundEvent } from '#server/channels/events.ts';
import { readAccountUpdate } from '#server/channels/whatsapp/read-account-update.ts';
import type { AccountOrigin } from '#server/channels/whatsapp/read-account-update.ts';
import { readEcho } from '#server/channels/whatsapp/read-echo.ts';
import { readMessage } from '#server/channels/whatsapp/read-message.ts';
import { indexPeople } from '#server/channels/whatsapp/read-people.ts';
import type { People } from '#server/channels/whatsapp/read-people.ts';
import { readIdUpdate, readPreference } from '#server/channels/whatsapp/read-preference.ts';
import { readStatus } from '#server/channels/whatsapp/read-status.ts';
import { readTemplateUpdate } from '#server/channels/whatsapp/read-template-update.ts';
import {
  isRecord,
  listOf,
  providerTime,
  recordIn,
  storableJson,
} from '#server/channels/meta/untrusted.ts';

type Part = Record<string, unknown>;
type ReadItem = (raw: unknown, people: People, externalChannelId: string) => InboundEvent;

const OBJECT = 'whatsapp_business_account';

/** The lists of items that a change of a number's field may hold, and how each is read. */
const lists: Partial<Record<string, [key: string, read: ReadItem][]>> = {
  messages: [
    ['messages', readMessage],
    ['statuses', (raw, _people, externalChannelId) => readStatus(raw, externalChannelId)],
  ],
  smb_message_echoes: [['message_echoes', readEcho]],
  user_preferences: [['user_preferences', readPreference]],
  user_id_update: [['user_id_update', readIdUpdate]],
};

/** Every item of every entry and change as an event of its own; a broken item never hides its neighbours. */
export function parseWebhook(body: unknown): InboundEvent[] {
  return readBody(body).map((event) => ({ ...event, raw: storableJson(event.raw) }));
}

/** Meta puts no more updates into one delivery. */
const MOST_ACCOUNTS = 1_000;

/**
 * The numbers that a delivery is for, and the accounts where a change names no number; cheap, since
 * anybody may have sent it.
 */
export function accountsIn(body: unknown): string[] {
  const accounts = new Set<string>();
  for (const [entry, change] of changesOf(body)) {
    const id = phoneNumberId(recordIn(change, 'value')) ?? idIn(entry.id);
    if (id !== undefined) accounts.add(id);
    if (accounts.size === MOST_ACCOUNTS) break;
  }
  return [...accounts];
}

function* changesOf(body: unknown): Generator<[entry: Part, change: Part]> {
  if (!isRecord(body) || body.object !== OBJECT || !Array.isArray(body.entry)) return;
  for (const entry of body.entry as unknown[]) {
    if (!isRecord(entry) || !Array.isArray(entry.changes)) continue;
    for (const change of entry.changes as unknown[]) {
      if (isRecord(change)) yield [entry, change];
    }
  }
}

function readBody(body: unknown): InboundEvent[] {
  if (!isRecord(body) || body.object !== OBJECT) {
    return [{ type: 'rejected', reason: 'This is not a WhatsApp delivery.', raw: body }];
  }
  if (!Array.isArray(body.entry)) {
    return [{ type: 'rejected', reason: 'The delivery has no list of entries.', raw: body }];
  }
  return body.entry.flatMap(readEntry);
}

function readEntry(entry: unknown): InboundEvent[] {
  if (!isRecord(entry) || !Array.isArray(entry.changes)) {
    return [{ type: 'rejected', reason: 'The entry has no list of changes.', raw: entry }];
  }
  return entry.changes.flatMap((change) => readChange(change, entry));
}

function readChange(change: unknown, entry: Part): InboundEvent[] {
  if (!isRecord(change)) {
    return [{ type: 'rejected', reason: 'The change is not an object.', raw: change }];
  }
  const { field } = change;
  const value = recordIn(change, 'value');
  const externalChannelId = phoneNumberId(value);
  const channel = externalChannelId === undefined ? {} : { externalChannelId };
  if (typeof field !== 'string' || (value === undefined && lists[field] !== undefined)) {
    return [
      { type: 'rejected', ...channel, reason: 'The change has no field or value.', raw: change },
    ];
  }
  const readers = lists[field];
  if (readers === undefined || value === undefined) return [readOfAccount(field, change, entry)];
  if (externalChannelId === undefined) {
    return [{ type: 'rejected', reason: 'The change names no phone_number_id.', raw: change }];
  }
  return readValue(value, readers, externalChannelId);
}

/** Told of the account that holds the numbers; the whole change is the item. */
function readOfAccount(field: string, change: Part, entry: Part): InboundEvent {
  const externalAccountId = idIn(entry.id);
  const reason = `Changes of the field “${field}” are not used.`;
  if (externalAccountId === undefined) return { type: 'ignored', reason, raw: change };
  const occurredAt = providerTime.safeParse(entry.time).data ?? null;
  const origin: AccountOrigin = { externalAccountId, occurredAt, raw: change };
  return (
    readTemplateUpdate(field, change.value, origin) ??
    readAccountUpdate(field, change.value, origin) ?? { type: 'ignored', reason, raw: change }
  );
}

function readValue(
  value: Part,
  readers: [key: string, read: ReadItem][],
  externalChannelId: string,
): InboundEvent[] {
  const people = indexPeople(listOf(value.contacts).filter(isRecord));
  const events = readers.flatMap(([key, read]) =>
    listOf(value[key]).map((raw) => readSafely(read, raw, people, externalChannelId)),
  );
  const all = [...events, ...readErrors(value, externalChannelId, events.length > 0)];
  if (all.length > 0) return all;
  const reason = 'The change holds no message and no status.';
  return [{ type: 'ignored', externalChannelId, reason, raw: value }];
}

/** An item that a reader of ours stumbles over is kept like one that nobody can read. */
function readSafely(read: ReadItem, ...item: Parameters<ReadItem>): InboundEvent {
  try {
    return read(...item);
  } catch (error) {
    const [raw, , externalChannelId] = item;
    const words = error instanceof Error ? error.message : 'no reason given';
    return { type: 'rejected', externalChannelId, reason: `It could not be read: ${words}.`, raw };
  }
}

/** Beside items an error tells why one of them came without its content; alone it stands for one. */
function readErrors(
  value: Part,
  externalChannelId: string,
  isBesideItems: boolean,
): InboundEvent[] {
  return listOf(value.errors).map((raw) =>
    isBesideItems
      ? { type: 'ignored', externalChannelId, reason: 'It explains what came with it.', raw }
      : {
          type: 'rejected',
          externalChannelId,
          reason: 'Meta reported an error instead of a message.',
          raw,
        },
  );
}

function phoneNumberId(value: Part | undefined): string | undefined {
  return idIn(recordIn(value, 'metadata')?.phone_number_id);
}

function idIn(id: unknown): string | undefined {
  return typeof id === 'string' && /^\S{1,64}$/.test(id) ? id : undefined;
}
