import { parsePhoneNumberFromString } from 'libphonenumber-js';
import type { CountryCode } from 'libphonenumber-js';
import { regionOf } from '#server/domain/businesses/suggest-currency.ts';
import { ServiceError } from '#server/domain/errors.ts';

/** The number as it is stored, `+912248971120`; a local one belongs to the locale's country. */
export function readPhone(phone: string, locale: string): string {
  if (phone === '') return '';
  const parsed = parsePhoneNumberFromString(phone, regionOf(locale) as CountryCode);
  if (parsed?.isPossible() === true) return parsed.number;
  throw new ServiceError(
    'BAD_REQUEST',
    'This is not a phone number. Write it with its country code, such as +91 22 4897 1120.',
    { details: { field: 'phone' } },
  );
}

/** A stored number as people read it, `+91 22 4897 1120`. */
export function writePhone(phone: string): string {
  return parsePhoneNumberFromString(phone)?.formatInternational() ?? phone;
}
