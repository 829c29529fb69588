import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { perProcess } from '#server/per-process.ts';

const SHORTEST_NUMBER = 7;
const LONGEST_NUMBER = 15;
const REMEMBERED = 20_000;

/** E.164 digits without the plus, as wa_id spells them, or null when it is no international number. */
export function normalizeAddress(raw: string): string | null {
  const written = raw.trim();
  if (!/^\+?[\d\s().\-/\u00a0\u2010-\u2015]+$/u.test(written)) return null;
  const international = written.replace(/[^\d+]/g, '').replace(/^(\+|00)/, '');
  if (!isLengthOfNumber(international)) return null;
  // A number libphonenumber would still rewrite (a trunk zero) is rewritten until it stays the same.
  let digits = international;
  for (let round = 0; round < LONGEST_NUMBER; round += 1) {
    const next = canonical(digits);
    if (next === digits) return digits;
    digits = next;
  }
  return digits;
}

/**
 * The international spelling people read, e.g. +91 98765 43210; of a person without a number the
 * username, or else the end of the id.
 */
export function formatAddress(address: string, username?: string | null): string {
  if (!/^\d+$/.test(address))
    return username ? `@${username}` : `WhatsApp user …${address.slice(-4)}`;
  // A page of the inbox spells fifty, mostly the same as a moment ago: a third of its time.
  const known = perProcess('whatsapp.formatted-addresses', () => new Map<string, string>());
  const formatted = known.get(address) ?? spell(address);
  if (known.size >= REMEMBERED) known.clear();
  known.set(address, formatted);
  return formatted;
}

function spell(address: string): string {
  const formatted = parsePhoneNumberFromString(`+${address}`)?.formatInternational();
  // Where no numbering plan knows the number its format may drop digits: then the bare digits are shown.
  return formatted?.replace(/\D/g, '') === address ? formatted : `+${address}`;
}

function canonical(digits: string): string {
  const parsed = parsePhoneNumberFromString(`+${digits}`);
  // Providers use numbers that no numbering plan knows (test numbers): those stay as they came.
  if (parsed?.isPossible() !== true) return digits;
  const number = parsed.number.slice(1);
  return isLengthOfNumber(number) ? number : digits;
}

function isLengthOfNumber(digits: string): boolean {
  return (
    digits.length >= SHORTEST_NUMBER && digits.length <= LONGEST_NUMBER && !digits.startsWith('0')
  );
}

/** Numbers that people and providers spell with a digit more or less; the official spelling first. */
const spellings = [
  // Brazil put a 9 before its mobile numbers, whose ids may have been given without it.
  { pattern: /^55(\d\d)9?([6-9]\d{7})$/, official: '55$19$2', other: '55$1$2' },
  // Argentina writes a 9 between the country and a mobile number when called from abroad.
  { pattern: /^549?([1-3]\d{9})$/, official: '549$1', other: '54$1' },
  // Mexico wrote a 1 there until 2019, and WhatsApp's ids still do.
  { pattern: /^521?([2-9]\d{9})$/, official: '52$1', other: '521$1' },
];

/** Every spelling of a normalised address that is the same person, the official one first. */
export function addressVariants(address: string): string[] {
  const found = spellings.find(({ pattern }) => pattern.test(address));
  if (found === undefined) return [address];
  return [found.official, found.other].map((spelling) => address.replace(found.pattern, spelling));
}
