import type { InboundSender } from '#server/channels/events.ts';
import { normalizeAddress } from '#server/channels/whatsapp/address.ts';
import { compact, nameIn, providerId, recordIn } from '#server/channels/meta/untrusted.ts';

type Contact = Record<string, unknown>;

/** The people of a batch by what an item says of its person, of several entries the first. */
export interface People {
  byNumber: ReadonlyMap<unknown, Contact>;
  byUserId: ReadonlyMap<unknown, Contact>;
  lone: Contact | undefined;
}

export function indexPeople(contacts: readonly Contact[]): People {
  const by = (key: string) =>
    new Map(contacts.toReversed().map((contact) => [contact[key], contact] as const));
  const [byNumber, byUserId] = [by('wa_id'), by('user_id')];
  // An item that lacks the one or the other is nobody's for it.
  for (const index of [byNumber, byUserId]) index.delete(undefined);
  return { byNumber, byUserId, lone: contacts.length === 1 ? contacts[0] : undefined };
}

/** A person by the number and the business-scoped id that an item names; null when it names neither. */
export function readPerson(number: unknown, userId: unknown, people: People): InboundSender | null {
  // A lone contact that differs is the same person: wa_id and phone number may differ.
  const contact = people.byNumber.get(number) ?? people.byUserId.get(userId) ?? people.lone;
  const written = typeof number === 'string' ? number : nameIn(contact, 'wa_id');
  const known = readAddresses(written, userId ?? contact?.user_id);
  if (known === null) return null;
  const profile = recordIn(contact, 'profile');
  return compact<InboundSender>({
    ...known,
    profileName: nameIn(profile, 'name'),
    username: nameIn(profile, 'username') ?? nameIn(contact, 'username'),
  });
}

/** The same by what an item says alone. */
export function readAddresses(number: unknown, userId: unknown): InboundSender | null {
  const address = typeof number === 'string' ? normalizeAddress(number) : null;
  const providerUserId = providerId.safeParse(userId).data;
  if (address === null && providerUserId === undefined) return null;
  return { address, ...(providerUserId === undefined ? {} : { providerUserId }) };
}
