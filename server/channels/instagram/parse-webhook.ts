import { readItem } from '#server/channels/instagram/read-item.ts';
import { isRecord, listOf, storableJson } from '#server/channels/meta/untrusted.ts';
import type { InboundEvent } from '#server/channels/events.ts';

const OBJECT = 'instagram';
/** Meta puts no more updates into one delivery. */
const MOST_ACCOUNTS = 1_000;

/** Every item of every entry as an event of its own kind; a broken item never hides its neighbours. */
export function parseWebhook(body: unknown): InboundEvent[] {
  return readBody(body).map((event) => ({ ...event, raw: storableJson(event.raw) }));
}

/** The accounts that a delivery is for; cheap, since anybody may have sent it. */
export function accountsIn(body: unknown): string[] {
  if (!isRecord(body) || body.object !== OBJECT || !Array.isArray(body.entry)) return [];
  const accounts = new Set<string>();
  for (const entry of body.entry as unknown[]) {
    const account = accountOf(entry);
    if (account !== undefined) accounts.add(account);
    if (accounts.size === MOST_ACCOUNTS) break;
  }
  return [...accounts];
}

function readBody(body: unknown): InboundEvent[] {
  if (!isRecord(body) || body.object !== OBJECT) {
    return [{ type: 'rejected', reason: 'This is not an Instagram delivery.', raw: body }];
  }
  if (!Array.isArray(body.entry)) {
    return [{ type: 'rejected', reason: 'The delivery has no list of entries.', raw: body }];
  }
  return body.entry.flatMap(readEntry);
}

function readEntry(entry: unknown): InboundEvent[] {
  const account = accountOf(entry);
  if (!isRecord(entry) || account === undefined) {
    return [{ type: 'rejected', reason: 'The entry names no account.', raw: entry }];
  }
  const events = [
    // What another app is in charge of right now comes as `standby`: it is the same talk.
    ...[...listOf(entry.messaging), ...listOf(entry.standby)].map((raw) => readItem(raw, account)),
    ...listOf(entry.changes).map((raw) => readChange(raw, account)),
    // Comments come without a list around them where the account is signed in by itself.
    ...(entry.field === undefined ? [] : [readChange(entry, account)]),
  ];
  if (events.length > 0) return events;
  const reason = 'The entry holds nothing.';
  return [{ type: 'ignored', externalChannelId: account, reason, raw: entry }];
}

/** The people of the test events that Meta's dashboard sends. */
const TEST_PEOPLE = new Set(['12334', '23245']);

/** The dashboard's tests, and some logins, put an item under the name of its field. */
function readChange(change: unknown, externalChannelId: string): InboundEvent {
  const value = isRecord(change) ? change.value : undefined;
  if (!isRecord(change) || typeof change.field !== 'string' || !isRecord(value)) {
    const reason = 'The change has no field or value.';
    return { type: 'rejected', externalChannelId, reason, raw: change };
  }
  if (!isRecord(value.sender)) {
    const reason = `Changes of the field “${change.field.slice(0, 64)}” are not used.`;
    return { type: 'ignored', externalChannelId, reason, raw: change };
  }
  if (typeof value.sender.id === 'string' && TEST_PEOPLE.has(value.sender.id)) {
    const reason = 'This is a test from Meta’s dashboard.';
    return { type: 'ignored', externalChannelId, reason, raw: change };
  }
  return { ...readItem(value, externalChannelId), raw: change };
}

function accountOf(entry: unknown): string | undefined {
  const id = isRecord(entry) ? entry.id : undefined;
  return typeof id === 'string' && /^[\x21-\x7e]{1,64}$/.test(id) ? id : undefined;
}
