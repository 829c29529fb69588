import type { InboundContent, SharedContact } from '#server/channels/content.ts';
import { normalizeAddress } from '#server/channels/whatsapp/address.ts';
import { compact, isRecord, listOf, nameIn, recordIn } from '#server/channels/meta/untrusted.ts';

type Part = Record<string, unknown>;

const mostContacts = 50;
const mostOfEach = 20;

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
  const urls = partsOf(card, 'urls').flatMap((part) => nameIn(part, 'url') ?? []);
  const addresses = partsOf(card, 'addresses').flatMap((part) => addressOf(part) ?? []);
  return compact<SharedContact>({
    name: nameOf(recordIn(card, 'name')) ?? phones[0]?.number ?? emails[0]?.email ?? 'A contact',
    phones,
    emails,
    company: nameIn(org, 'company'),
    title: nameIn(org, 'title'),
    urls: urls.length === 0 ? undefined : urls,
    addresses: addresses.length === 0 ? undefined : addresses,
    birthday: nameIn(card, 'birthday'),
  });
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

/** One that is on WhatsApp has an id there; it can be written to. */
function readPhone(part: Part): SharedContact['phones'] {
  const id = nameIn(part, 'wa_id');
  const number = nameIn(part, 'phone') ?? id;
  if (number === undefined) return [];
  const address = id === undefined ? undefined : (normalizeAddress(id) ?? undefined);
  return [compact({ number, label: nameIn(part, 'type'), address })];
}

function addressOf(part: Part): string | undefined {
  const lines = ['street', 'city', 'state', 'zip', 'country'].flatMap(
    (key) => nameIn(part, key) ?? [],
  );
  return lines.length === 0 ? undefined : lines.join(', ');
}
