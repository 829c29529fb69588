import type { InboundAccountEvent, InboundEvent } from '#server/channels/events.ts';
import { isRecord, nameIn, numberIn, recordIn } from '#server/channels/meta/untrusted.ts';
import { readTier, stepOf } from '#server/channels/whatsapp/new-people-limit.ts';

type Value = Record<string, unknown>;
type Said = Pick<InboundAccountEvent, 'change' | 'sentence'>;

/** Changes of an account say in their entry which it is and when it was; null when they do not. */
export interface AccountOrigin {
  externalAccountId: string;
  occurredAt: Date | null;
  raw: unknown;
}

/** What each field says, in a sentence for the account's admins. */
const readers: Partial<Record<string, (value: Value) => Said>> = {
  phone_number_quality_update: readNumberQuality,
  business_capability_update: readCapability,
  account_update: readAccount,
  account_review_update: readReview,
  account_alerts: readAlert,
  phone_number_name_update: readName,
  business_status_update: readBusinessStatus,
  security: readSecurity,
};

/** What Meta says about an account or a number; undefined for a field that is not about them. */
export function readAccountUpdate(
  field: string,
  value: unknown,
  origin: AccountOrigin,
): InboundEvent | undefined {
  const read = readers[field];
  if (read === undefined) return undefined;
  const { externalAccountId, occurredAt, raw } = origin;
  if (!isRecord(value) || occurredAt === null) {
    return { type: 'rejected', reason: 'The change does not say what it is, or when it was.', raw };
  }
  const displayAddress = nameIn(value, 'display_phone_number') ?? nameIn(value, 'phone_number');
  return {
    type: 'account',
    externalAccountId,
    ...(displayAddress === undefined ? {} : { displayAddress }),
    ...read(value),
    occurredAt,
    raw,
  };
}

const noted = (sentence: string): Said => ({ change: { what: 'noted' }, sentence });
const restricted = (sentence: string): Said => ({ change: { what: 'restricted' }, sentence });
const restored = (sentence: string): Said => ({ change: { what: 'restored' }, sentence });

function readNumberQuality(value: Value): Said {
  const event = nameIn(value, 'event') ?? '';
  if (event === 'FLAGGED') {
    const sentence = 'People block or report messages of this number. Meta may limit it.';
    return { change: { what: 'quality', quality: 'low' }, sentence };
  }
  if (event === 'UNFLAGGED') {
    const sentence = 'Meta rates this number better again.';
    return { change: { what: 'quality', quality: 'medium' }, sentence };
  }
  if (event === 'THROUGHPUT_UPGRADE') return noted('This number may send faster from now on.');
  return readLimit(value) ?? noted(`Meta changed this number: ${wordsOf(event)}.`);
}

function readCapability(value: Value): Said {
  return readLimit(value) ?? noted('Meta changed what this account may do.');
}

const limitKeys = [
  'max_daily_conversations_per_business',
  'max_daily_conversation_per_phone',
  'current_limit',
];

function readLimit(value: Value): Said | null {
  const limit = limitKeys.map((key) => limitIn(value, key)).find((known) => known !== undefined);
  if (limit === undefined) return null;
  const count = limit === null ? 'any number of' : limit.toLocaleString('en');
  const sentence = `Meta lets this account write first to ${count} new people in 24 hours.`;
  return { change: { what: 'limit', newPeoplePerDay: limit }, sentence };
}

/** As a number, or as a tier; null = any. */
function limitIn(value: Value, key: string): number | null | undefined {
  const number = numberIn(value, key);
  if (number === undefined) return readTier(nameIn(value, key) ?? '');
  return number > 0 ? stepOf(number) : null;
}

const bad = /DISABLE|VIOLATION|RESTRICT|DELETE|REMOVED|OFFBOARDED/;
const good = /REINSTATE|RECONNECTED/;

function readAccount(value: Value): Said {
  const event = nameIn(value, 'event') ?? '';
  const state = nameIn(recordIn(value, 'ban_info'), 'waba_ban_state') ?? '';
  const why = nameIn(recordIn(value, 'violation_info'), 'violation_type');
  const about = why === undefined ? '' : ` (${wordsOf(why)})`;
  if (good.test(state) || good.test(event)) {
    return restored('Meta gave this WhatsApp account back: it can be used.');
  }
  if (bad.test(state) || bad.test(event)) {
    const what = wordsOf(state === '' ? event : state);
    return restricted(`Meta restricted this WhatsApp account: ${what}${about}.`);
  }
  return noted(`Meta changed this WhatsApp account: ${wordsOf(event)}${about}.`);
}

function readReview(value: Value): Said {
  const decision = nameIn(value, 'decision') ?? '';
  if (decision === 'APPROVED') return restored('Meta reviewed this account and approved it.');
  if (decision === 'REJECTED') return restricted('Meta reviewed this account and refused it.');
  return noted(`Meta reviews this account: ${wordsOf(decision)}.`);
}

function readAlert(value: Value): Said {
  const alert = recordIn(value, 'alert_info') ?? value;
  const words = nameIn(alert, 'alert_description') ?? wordsOf(nameIn(alert, 'alert_type') ?? '');
  const sentence = `Meta says of this account: ${/[.!?]$/.test(words) ? words : `${words}.`}`;
  return nameIn(alert, 'alert_severity') === 'CRITICAL' ? restricted(sentence) : noted(sentence);
}

function readName(value: Value): Said {
  const name = nameIn(value, 'requested_verified_name');
  const which = name === undefined ? 'the display name' : `the display name “${name}”`;
  const decision = nameIn(value, 'decision') ?? '';
  if (decision === 'APPROVED') return noted(`Meta approved ${which}.`);
  const why = nameIn(value, 'rejection_reason');
  const about = why === undefined || why === 'NONE' ? '' : ` (${wordsOf(why)})`;
  if (decision === 'REJECTED') return restricted(`Meta refused ${which}${about}.`);
  return noted(`Meta decided on ${which}: ${wordsOf(decision)}${about}.`);
}

function readBusinessStatus(value: Value): Said {
  const event = nameIn(value, 'event') ?? '';
  const sentence = `Meta says of this business: ${wordsOf(event)}.`;
  return bad.test(event) || event.includes('COMPROMISED') ? restricted(sentence) : noted(sentence);
}

function readSecurity(value: Value): Said {
  return noted(
    `A safety setting of this number was changed: ${wordsOf(nameIn(value, 'event') ?? '')}.`,
  );
}

/** One of Meta's words in capitals as people read it. */
function wordsOf(word: string): string {
  return word === '' ? 'no details' : word.replaceAll('_', ' ').toLowerCase();
}
