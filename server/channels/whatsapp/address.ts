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

/** The international spelling people read, e.g. +91 98765 43210. */
export function formatAddress(address: string): string {
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
