import { z } from 'zod';
import { businessNameSchema, surroundingsSchema } from '#server/domain/accounts/schema.ts';

/** Whether times can be shown in this zone, such as `Asia/Kolkata`. */
export function isTimeZone(name: string): boolean {
  return can(() => new Intl.DateTimeFormat('en', { timeZone: name }));
}

/** Whether dates and numbers can be written in this locale, such as `pt-BR`. */
export function isLocale(tag: string): boolean {
  return (
    can(() => Intl.getCanonicalLocales(tag)) &&
    Intl.DateTimeFormat.supportedLocalesOf(tag)[0] !== undefined
  );
}

/** Whether this is the three-letter code of a currency in use, such as `INR`. */
export function isCurrency(code: string): boolean {
  return Intl.supportedValuesOf('currency').includes(code);
}

function can(deed: () => unknown): boolean {
  try {
    deed();
    return true;
  } catch {
    return false;
  }
}

const websiteSchema = z
  .string()
  .trim()
  .max(200, 'Use at most 200 characters.')
  .transform((value) =>
    value === '' || /^[a-z][a-z+.-]*:/i.test(value) ? value : `https://${value}`,
  )
  .refine(
    (value) =>
      value === '' ||
      z.url({ protocol: /^https?$/, hostname: z.regexes.domain }).safeParse(value).success,
    'Enter a web address like salon.example.',
  );

export const updateBusinessSchema = z.object({
  name: businessNameSchema,
  description: z.string().trim().max(500, 'Use at most 500 characters.'),
  phone: z
    .string()
    .trim()
    .max(32, 'This number is too long.')
    .regex(
      /^[+\d\s().\-/]*$/,
      'Enter a phone number with its digits only, such as +91 22 4897 1120.',
    ),
  address: z.string().trim().max(300, 'Use at most 300 characters.'),
  website: websiteSchema,
  timeZone: z.string().refine(isTimeZone, 'Choose a time zone.'),
  currency: z.string().refine(isCurrency, 'Choose a currency.'),
  locale: z.string().refine(isLocale, 'Choose a language and region.'),
});

/** 512 KB of picture are this many characters of base64. */
export const logoMaxBytes = 512 * 1024;

export const setLogoSchema = z.object({
  contentBase64: z
    .base64('This is not a picture.')
    .min(1, 'This is not a picture.')
    .max(Math.ceil(logoMaxBytes / 3) * 4, 'The picture is larger than 512 KB.'),
});

export const createBusinessSchema = surroundingsSchema.extend({ name: businessNameSchema });

export const switchBusinessSchema = z.object({ businessId: z.uuid() });

export const deleteBusinessSchema = z.object({ confirmation: z.string().trim().max(200) });
