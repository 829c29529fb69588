import { randomUUID } from 'node:crypto';
import { forBusiness } from '#db/business.ts';
import { attachments } from '#db/schema/attachments.ts';
import { businesses } from '#db/schema/businesses.ts';
import { channels } from '#db/schema/channels.ts';
import { contactIdentities, contacts } from '#db/schema/contacts.ts';
import { conversations } from '#db/schema/conversations.ts';
import { members } from '#db/schema/members.ts';
import { messages } from '#db/schema/messages.ts';
import { reactions } from '#db/schema/reactions.ts';
import { users } from '#db/schema/users.ts';
import { forSystem } from '#db/system.ts';
import { hashVerifyToken } from '#server/domain/channels/hash-verify-token.ts';
import { encrypt } from '#server/encryption.ts';

type Overrides<Table extends { $inferInsert: object }> = Partial<
  Omit<Table['$inferInsert'], 'businessId'>
>;

/** A business of its own for a suite: nothing another suite does can be seen in it. */
export async function createBusiness(overrides: Partial<typeof businesses.$inferInsert> = {}) {
  const id = overrides.id ?? randomUUID();
  const values = { name: 'Studio Aurora', ...overrides, id };
  return only(await forBusiness(id, (tx) => tx.insert(businesses).values(values).returning()));
}

/** A login that is a member of no business yet; its password matches nothing. */
export async function createUser(overrides: Partial<typeof users.$inferInsert> = {}) {
  const email = `person-${unique()}@example.test`;
  const values = { email, name: 'Ana Souza', passwordHash: 'not a hash', ...overrides };
  return only(await forSystem((tx) => tx.insert(users).values(values).returning()));
}

/** A member of the business with a login of their own; an agent unless told otherwise. */
export async function createMember(businessId: string, overrides: Overrides<typeof members> = {}) {
  const name = overrides.name ?? 'Ana Souza';
  const user =
    overrides.userId === undefined
      ? await createUser({ name, ...(overrides.email && { email: overrides.email }) })
      : { id: overrides.userId, email: `person-${unique()}@example.test` };
  const values = {
    role: 'agent' as const,
    email: user.email,
    ...overrides,
    name,
    userId: user.id,
    businessId,
  };
  return only(await forBusiness(businessId, (tx) => tx.insert(members).values(values).returning()));
}

/** A connected WhatsApp number; `credentials` are sealed as the product seals them. */
export async function createChannel(
  businessId: string,
  overrides: Overrides<typeof channels> & { credentials?: unknown } = {},
) {
  const { credentials = { accessToken: 'test-token' }, ...columns } = overrides;
  const kind = columns.kind ?? 'whatsapp';
  const externalId = columns.externalId ?? digits(15);
  const values = {
    name: 'WhatsApp',
    displayAddress: '+55 11 90000-0000',
    verifyTokenHash: verifyTokenHashOf(credentials),
    encryptedCredentials: encrypt(
      JSON.stringify(credentials),
      `${businessId}|${kind}|${externalId}`,
    ),
    ...columns,
    kind,
    externalId,
    businessId,
  };
  return only(
    await forBusiness(businessId, (tx) => tx.insert(channels).values(values).returning()),
  );
}

/** A contact with a WhatsApp identity; `address` is digits without the plus sign. */
export async function createContact(
  businessId: string,
  overrides: Overrides<typeof contacts> & { address?: string } = {},
) {
  const { address = `5511${digits(9)}`, ...columns } = overrides;
  const values = {
    name: 'Priya Sharma',
    nameSource: 'profile' as const,
    phone: `+${address}`,
    ...columns,
    businessId,
  };
  return forBusiness(businessId, async (tx) => {
    const contact = only(await tx.insert(contacts).values(values).returning());
    const identity = { businessId, contactId: contact.id, channelKind: 'whatsapp' as const };
    await tx.insert(contactIdentities).values({ ...identity, address });
    return { ...contact, address };
  });
}

/** An open conversation; makes the contact and the channel that are not given. */
export async function createConversation(
  businessId: string,
  overrides: Overrides<typeof conversations> = {},
) {
  const contact = overrides.contactId === undefined ? await createContact(businessId) : undefined;
  const contactId = overrides.contactId ?? contact?.id ?? '';
  const channelId = overrides.channelId ?? (await createChannel(businessId)).id;
  const address = contact?.address ?? `5511${digits(9)}`;
  const values = { address, ...overrides, contactId, channelId, businessId };
  return only(
    await forBusiness(businessId, (tx) => tx.insert(conversations).values(values).returning()),
  );
}

/** A message of a conversation; inbound text unless told otherwise. The conversation is not touched. */
export async function createMessage(
  conversation: Pick<typeof conversations.$inferSelect, 'businessId' | 'id' | 'channelId'>,
  overrides: Partial<Omit<typeof messages.$inferInsert, 'businessId' | 'conversationId'>> = {},
) {
  const { businessId, id: conversationId, channelId } = conversation;
  const direction = overrides.direction ?? 'inbound';
  const isInbound = direction === 'inbound';
  const values = {
    channelId,
    author: isInbound ? ('contact' as const) : ('member' as const),
    state: isInbound ? ('received' as const) : ('queued' as const),
    text: 'Do you have a free slot on Saturday?',
    occurredAt: new Date(),
    providerMessageId: isInbound ? `wamid.${unique()}` : null,
    ...overrides,
    direction,
    businessId,
    conversationId,
  };
  return only(
    await forBusiness(businessId, (tx) => tx.insert(messages).values(values).returning()),
  );
}

/** A file of a message, stored unless told otherwise. */
export async function createAttachment(
  { businessId, id: messageId }: Pick<typeof messages.$inferSelect, 'businessId' | 'id'>,
  overrides: Overrides<typeof attachments> = {},
) {
  const values = {
    kind: 'image' as const,
    state: 'stored' as const,
    ...overrides,
    businessId,
    messageId,
  };
  return only(
    await forBusiness(businessId, (tx) => tx.insert(attachments).values(values).returning()),
  );
}

/** What one side put on a message of the channel. */
export async function createReaction(
  { businessId, channelId, providerMessageId }: typeof messages.$inferSelect,
  overrides: Overrides<typeof reactions> = {},
) {
  const values = {
    side: 'contact' as const,
    emoji: '❤️',
    occurredAt: new Date(),
    ...overrides,
    channelId,
    providerMessageId: providerMessageId ?? '',
    businessId,
  };
  return only(
    await forBusiness(businessId, (tx) => tx.insert(reactions).values(values).returning()),
  );
}

function verifyTokenHashOf(credentials: unknown): string | null {
  const { verifyToken = '' } = credentials as { verifyToken?: string };
  return verifyToken === '' ? null : hashVerifyToken(verifyToken);
}

function unique(): string {
  return randomUUID().replaceAll('-', '').slice(0, 16);
}

function digits(count: number): string {
  return Array.from({ length: count }, () => Math.floor(Math.random() * 9) + 1).join('');
}

function only<Row>(rows: Row[]): Row {
  const [row] = rows;
  if (row === undefined || rows.length !== 1) throw new Error('Expected exactly one row.');
  return row;
}
