import type { InboundEvent } from '#server/channels/types.ts';
import { indexWriters, readMessage } from '#server/channels/whatsapp/read-message.ts';
import { readStatus } from '#server/channels/whatsapp/read-status.ts';
import { isRecord, listOf, storableJson } from '#server/channels/meta/untrusted.ts';

const OBJECT = 'whatsapp_business_account';

/** Every item of every entry and change as an event of its own; a broken item never hides its neighbours. */
export function parseWebhook(body: unknown): InboundEvent[] {
  return readBody(body).map((event) => ({ ...event, raw: storableJson(event.raw) }));
}

/** Meta puts no more updates into one delivery. */
const MOST_ACCOUNTS = 1_000;

/** The numbers that a delivery is for; cheap, since anybody may have sent it. */
export function accountsIn(body: unknown): string[] {
  const accounts = new Set<string>();
  for (const change of changesOf(body)) {
    const id = phoneNumberId(isRecord(change.value) ? change.value : undefined);
    if (id !== undefined) accounts.add(id);
    if (accounts.size === MOST_ACCOUNTS) break;
  }
  return [...accounts];
}

function* changesOf(body: unknown): Generator<Record<string, unknown>> {
  if (!isRecord(body) || body.object !== OBJECT || !Array.isArray(body.entry)) return;
  for (const entry of body.entry as unknown[]) {
    if (!isRecord(entry) || !Array.isArray(entry.changes)) continue;
    yield* (entry.changes as unknown[]).filter(isRecord);
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
  return entry.changes.flatMap(readChange);
}

function readChange(change: unknown): InboundEvent[] {
  if (!isRecord(change)) {
    return [{ type: 'rejected', reason: 'The change is not an object.', raw: change }];
  }
  const value = isRecord(change.value) ? change.value : undefined;
  const externalChannelId = phoneNumberId(value);
  const channel = externalChannelId === undefined ? {} : { externalChannelId };
  if (typeof change.field === 'string' && change.field !== 'messages') {
    const reason = `Changes of the field “${change.field}” are not used.`;
    return [{ type: 'ignored', ...channel, reason, raw: change }];
  }
  if (change.field !== 'messages' || value === undefined) {
    return [
      { type: 'rejected', ...channel, reason: 'The change has no field or value.', raw: change },
    ];
  }
  if (externalChannelId === undefined) {
    return [{ type: 'rejected', reason: 'The change names no phone_number_id.', raw: change }];
  }
  return readValue(value, externalChannelId);
}

function readValue(value: Record<string, unknown>, externalChannelId: string): InboundEvent[] {
  const writers = indexWriters(listOf(value.contacts).filter(isRecord));
  const events = [
    ...listOf(value.messages).map((raw) => readMessage(raw, writers, externalChannelId)),
    ...listOf(value.statuses).map((raw) => readStatus(raw, externalChannelId)),
    ...listOf(value.errors).map((raw): InboundEvent => ({
      type: 'rejected',
      externalChannelId,
      reason: 'Meta reported an error instead of a message.',
      raw,
    })),
  ];
  if (events.length > 0) return events;
  const reason = 'The change holds no message and no status.';
  return [{ type: 'ignored', externalChannelId, reason, raw: value }];
}

function phoneNumberId(value: Record<string, unknown> | undefined): string | undefined {
  const metadata = value?.metadata;
  if (!isRecord(metadata)) return undefined;
  const id = metadata.phone_number_id;
  return typeof id === 'string' && /^\S{1,64}$/.test(id) ? id : undefined;
}
