import type { InboundSender } from '#server/channels/events.ts';
import { normalizeAddress } from '#server/channels/whatsapp/address.ts';
import { compact, nameIn, providerId, recordIn } from '#server/channels/meta/untrusted.ts';

type Contact = Record<string, unknown>;

/** The people of a batch by what an item says of its person, of several entries the first. */
export interface People {
  byNumber: ReadonlyMap<unknown, Contact>;
  byUserId: ReadonlyMap<unknown, Contact>;
  byParentId: ReadonlyMap<unknown, Contact>;
  lone: Contact | undefined;
}

export function indexPeople(contacts: readonly Contact[]): People {
  const by = (key: string) =>
    new Map(contacts.toReversed().map((contact) => [contact[key], contact] as const));
  const [byNumber, byUserId, byParentId] = [by('wa_id'), by('user_id'), by('parent_user_id')];
  // An item that lacks the one or the other is nobody's for it.
  for (const index of [byNumber, byUserId, byParentId]) index.delete(undefined);
  const lone = contacts.length === 1 ? contacts[0] : undefined;
  return { byNumber, byUserId, byParentId, lone };
}

/** What an item says of its person: a number, a business-scoped id, and that of a group of businesses. */
export interface Named {
  number?: unknown;
  userId?: unknown;
  parentId?: unknown;
}

/** A person by what an item names them by; null when it names nothing. */
export function readPerson(named: Named, people: People): InboundSender | null {
  const { number, userId, parentId } = named;
  // A lone contact that differs is the same person: wa_id and phone number may differ.
  const contact =
    people.byNumber.get(number) ??
    people.byUserId.get(userId) ??
    people.byParentId.get(parentId) ??
    people.lone;
  const known = readAddresses({
    number: isWritten(number) ? number : contact?.wa_id,
    userId: userId ?? contact?.user_id,
    parentId: parentId ?? contact?.parent_user_id,
  });
  if (known === null) return null;
  const profile = recordIn(contact, 'profile');
  const username = nameIn(profile, 'username') ?? nameIn(contact, 'username');
  return compact<InboundSender>({
    ...known,
    profileName: nameIn(profile, 'name'),
    username: username?.replace(/^@/, ''),
  });
}

/** The same by what an item says alone. */
export function readAddresses({ number, userId, parentId }: Named): InboundSender | null {
  const address = isWritten(number) ? normalizeAddress(number) : null;
  const [providerUserId, parentUserId] = [userId, parentId].map(
    (id) => providerId.safeParse(id).data,
  );
  if (address === null && providerUserId === undefined && parentUserId === undefined) return null;
  return compact<InboundSender>({ address, providerUserId, parentUserId });
}

/** A number that is hidden may be missing, or empty. */
function isWritten(number: unknown): number is string {
  return typeof number === 'string' && number !== '';
}
