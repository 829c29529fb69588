import { z } from 'zod';

/** Longest provider id we keep: it is a unique key, and an index row has a limit. */
const LONGEST_ID = 512;
/** The last second of the year 2199: later stamps are not a provider's clock. */
const LATEST_SECOND = 7_258_118_399;
const LONGEST_ADDRESS = 4096;

/** A provider's id of a message or a person. */
export const providerId = z
  .string()
  .min(1)
  .max(LONGEST_ID)
  .refine((id) => !id.includes('\u0000'));

/** Unix seconds, which Meta writes as a string. */
export const providerTime = z
  .union([z.string().regex(/^\d{1,10}$/), z.int()])
  .transform(Number)
  .pipe(z.int().min(1).max(LATEST_SECOND))
  .transform((seconds) => new Date(seconds * 1000));

/** Text as Postgres can hold it: no NUL, no half of a surrogate pair. */
export function storableText(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed();
}

const DEEPEST_KEPT = 64;

/** A provider's JSON as a jsonb column can hold it; what is nested absurdly deep is cut off. */
export function storableJson(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return storableText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST_KEPT) return null;
  if (Array.isArray(value)) return value.map((item) => storableJson(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [storableText(key), storableJson(item, depth + 1)]),
  );
}

/** What people wrote, cut where it is absurdly long; undefined where there is nothing. */
export function textIn(
  record: Record<string, unknown> | undefined,
  key: string,
  longest = 65_536,
): string | undefined {
  const value = record?.[key];
  if (typeof value !== 'string') return undefined;
  const text = storableText(value.slice(0, longest));
  return text === '' ? undefined : text;
}

/** A name, a title or a word of the provider's, of one line. */
export function nameIn(
  record: Record<string, unknown> | undefined,
  key: string,
): string | undefined {
  const name = textIn(record, key)?.trim().slice(0, 256).toWellFormed();
  return name === '' ? undefined : name;
}

/** A number, also one that Meta wrote as a text. */
export function numberIn(record: Record<string, unknown>, key: string): number | undefined {
  const value = record[key];
  const isWritten = typeof value === 'string' && /^-?\d{1,15}(\.\d{1,15})?$/.test(value);
  const number = isWritten ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** The object without what is not there: a key says that there is something. */
export function compact<T extends object>(parts: { [Key in keyof T]: T[Key] | undefined }): T {
  const there = Object.entries(parts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(there) as T;
}

export function recordIn(
  record: Record<string, unknown> | undefined,
  key: string,
): Record<string, unknown> | undefined {
  const value = record?.[key];
  return isRecord(value) ? value : undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The list itself; a lone value that should have been a list counts as one item, so that it is kept. */
export function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** A short text of a provider's own, such as a name or a title. */
export function shortText(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = storableText(value).trim().slice(0, 512);
  return text === '' ? undefined : text;
}

/** An address on the web, as given; whether it may be called is for who calls it to ask. */
export function webAddress(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > LONGEST_ADDRESS) return undefined;
  return /^https?:\/\/\S+$/i.test(value) ? storableText(value) : undefined;
}
