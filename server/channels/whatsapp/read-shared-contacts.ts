import type {
  InboundContent,
  NameParts,
  PostalAddress,
  SharedContact,
} from '#server/channels/content.ts';
import { normalizeAddress } from '#server/channels/whatsapp/address.ts';
import {
  compact,
  isRecord,
  listOf,
  nameIn,
  recordIn,
  textIn,
} from '#server/channels/meta/untrusted.ts';

type Part = Record<string, unknown>;

const mostContacts = 50;
const mostOfEach = 20;
const longestUrl = 2_048;

/** Cards of people; any part of a card but the name may be missing. Null when there is none to read. */
export function readSharedContacts(given: unknown): InboundContent | null {
  const cards = listOf(given).filter(isRecord).slice(0, mostContacts).map(readCard);
  if (cards.length === 0) return null;
  return { kind: 'contacts', text: cards.map(({ name }) => name).join(', '), contacts: cards };
}

function readCard(card: Part): SharedContact {
  const phones = partsOf(card, 'phones').flatMap(readPhone);
  const emails = partsOf(card, 'emails').flatMap((part) => {
    const email = nameIn(part, 'email');
    return email === undefined ? [] : [compact({ email, label: nameIn(part, 'type') })];
  });
  const org = recordIn(card, 'org');
  const name = recordIn(card, 'name');
  return compact<SharedContact>({
    name: nameOf(name) ?? phones[0]?.number ?? emails[0]?.email ?? 'A contact',
    nameParts: readNameParts(name),
    phones,
    emails,
    company: nameIn(org, 'company'),
    department: nameIn(org, 'department'),
    title: nameIn(org, 'title'),
    urls: someOf(partsOf(card, 'urls').flatMap(readUrl)),
    addresses: someOf(partsOf(card, 'addresses').flatMap(readAddress)),
    birthday: nameIn(card, 'birthday'),
  });
}

function someOf<T>(items: T[]): T[] | undefined {
  return items.length === 0 ? undefined : items;
}

function partsOf(card: Part, key: string): Part[] {
  return listOf(card[key]).filter(isRecord).slice(0, mostOfEach);
}

function nameOf(name: Part | undefined): string | undefined {
  const parts = ['first_name', 'middle_name', 'last_name'].flatMap(
    (key) => nameIn(name, key) ?? [],
  );
  return nameIn(name, 'formatted_name') ?? (parts.length === 0 ? undefined : parts.join(' '));
}

function readNameParts(name: Part | undefined): NameParts | undefined {
  return unlessEmpty<NameParts>({
    first: nameIn(name, 'first_name'),
    middle: nameIn(name, 'middle_name'),
    last: nameIn(name, 'last_name'),
    prefix: nameIn(name, 'prefix'),
    suffix: nameIn(name, 'suffix'),
  });
}

/** One that is on WhatsApp has an id there; it can be written to. */
function readPhone(part: Part): SharedContact['phones'] {
  const id = nameIn(part, 'wa_id');
  const number = nameIn(part, 'phone') ?? id;
  if (number === undefined) return [];
  const address = id === undefined ? undefined : (normalizeAddress(id) ?? undefined);
  return [compact({ number, label: nameIn(part, 'type'), address })];
}

function readUrl(part: Part): { url: string; label?: string }[] {
  const url = textIn(part, 'url', longestUrl);
  return url === undefined ? [] : [compact({ url, label: nameIn(part, 'type') })];
}

/** A label alone is no address. */
function readAddress(part: Part): PostalAddress[] {
  const lines = unlessEmpty<PostalAddress>({
    street: nameIn(part, 'street'),
    city: nameIn(part, 'city'),
    state: nameIn(part, 'state'),
    zip: nameIn(part, 'zip'),
    country: nameIn(part, 'country'),
    countryCode: nameIn(part, 'country_code'),
    label: undefined,
  });
  return lines === undefined ? [] : [compact({ ...lines, label: nameIn(part, 'type') })];
}

function unlessEmpty<T extends object>(parts: {
  [Key in keyof T]: T[Key] | undefined;
}): T | undefined {
  const there = compact<T>(parts);
  return Object.keys(there).length === 0 ? undefined : there;
}
