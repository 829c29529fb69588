import { randomUUID } from 'node:crypto';
import { forBusiness } from '#db/business.ts';
import type { BusinessTx } from '#db/business.ts';
import { businesses, locations } from '#db/schema/businesses.ts';
import { channels } from '#db/schema/channels.ts';
import { jobEvents } from '#db/schema/job-events.ts';
import { members } from '#db/schema/members.ts';
import { templates } from '#db/schema/templates.ts';
import { users } from '#db/schema/users.ts';
import { everyKindConversation, everyKindPerson, seededTemplate } from '#db/seed/every-kind.ts';
import { conversationOf } from '#db/seed/history.ts';
import type { SeededConversation } from '#db/seed/history.ts';
import { instagramTalks } from '#db/seed/instagram-talks.ts';
import { people } from '#db/seed/people.ts';
import { seedConversation } from '#db/seed/seed-conversation.ts';
import type { KeepFile } from '#db/seed/seed-parts.ts';
import { countBusinesses, forSystem } from '#db/system.ts';

export interface DemoOptions {
  now: Date;
  /** The hash of the demo password. */
  passwordHash: string;
  /** Seals the channel's credentials for this business and account. */
  seal(place: Pick<typeof channels.$inferSelect, 'businessId' | 'kind' | 'externalId'>): string;
  /** Puts the files of the demo into the storage; without it their messages say that they are not here. */
  keepFile?: KeepFile;
}

const demoBusiness = {
  name: 'Luxe Salon',
  description: 'Hair, colour and bridal studio in Bandra. Walk in, or write to us first.',
  phone: '+912255500100',
  address: '12 Hill Road, Bandra West, Mumbai 400050',
  website: 'https://luxesalon.example',
  timeZone: 'Asia/Kolkata',
  currency: 'INR',
  locale: 'en-IN',
  isDemo: true,
};

const staff = [
  { seat: 'owner', role: 'owner', name: 'Meera Kapoor', email: 'owner@demo.test' },
  { seat: 'admin', role: 'admin', name: 'Kavya Nair', email: 'admin@demo.test' },
  { seat: 'agent', role: 'agent', name: 'Ana Ribeiro', email: 'agent@demo.test' },
] as const;

/**
 * Makes the demo business "Luxe Salon" unless there is any business yet; returns whether it did.
 * All its rows come in one transaction: a crash in between leaves logins, and the next start goes on.
 */
export async function seedDemoBusiness(options: DemoOptions): Promise<boolean> {
  if ((await countBusinesses()).all > 0) return false;
  const userIds = await seedUsers(options.passwordHash);
  const businessId = randomUUID();
  await forBusiness(businessId, (tx) => seedBusiness(tx, businessId, userIds, options));
  return true;
}

async function seedUsers(passwordHash: string): Promise<Map<string, string>> {
  return forSystem(async (tx) => {
    const rows = await tx
      .insert(users)
      .values(staff.map(({ email, name }) => ({ email, name, passwordHash })))
      .onConflictDoUpdate({ target: users.email, set: { passwordHash } })
      .returning({ id: users.id, email: users.email });
    return new Map(rows.map(({ id, email }) => [email, id]));
  });
}

async function seedBusiness(
  tx: BusinessTx,
  businessId: string,
  userIds: Map<string, string>,
  options: DemoOptions,
): Promise<void> {
  await tx.insert(businesses).values({ id: businessId, ...demoBusiness });
  const [location] = await tx
    .insert(locations)
    .values({ businessId, name: 'Bandra', address: demoBusiness.address, isDefault: true })
    .returning();
  const seats = new Map<string, { id: string; name: string }>();
  for (const { seat, role, name, email } of staff) {
    const userId = userIds.get(email) ?? '';
    const [member] = await tx
      .insert(members)
      .values({ businessId, userId, role, name, email, locationId: location?.id })
      .returning({ id: members.id, name: members.name });
    if (member !== undefined) seats.set(seat, member);
  }
  const externalId = '100000000000001';
  const [channel] = await tx
    .insert(channels)
    .values({
      businessId,
      kind: 'whatsapp',
      name: 'WhatsApp',
      externalId,
      accountId: '100000000000000',
      displayAddress: '+91 22 5550 0100',
      encryptedCredentials: options.seal({ businessId, kind: 'whatsapp', externalId }),
      isSandbox: true,
      lastEventAt: lastHeardAt(people.map((_, place) => conversationOf(place, options.now))),
      locationId: location?.id,
    })
    .returning();
  if (channel === undefined) throw new Error('The demo channel was not written.');
  // As after every connecting: its templates are read from where it is connected to.
  await tx.insert(jobEvents).values({
    businessId,
    name: 'templates.sync_requested',
    data: { businessId, accountId: channel.accountId },
    key: `seed ${channel.id}`,
  });
  await seedTemplate(tx, channel, options.now);
  const common = { channel, seats, keepFile: options.keepFile ?? null };
  for (const [place, [name, address]] of people.entries()) {
    const conversation = conversationOf(place, options.now);
    await seedConversation(tx, { ...common, name, address, conversation });
  }
  const conversation = everyKindConversation(options.now);
  await seedConversation(tx, { ...common, ...everyKindPerson, conversation });
  await seedInstagram(tx, instagramChannel(businessId, location?.id, options), options, seats);
}

async function seedInstagram(
  tx: BusinessTx,
  values: typeof channels.$inferInsert,
  { now, keepFile }: DemoOptions,
  seats: Map<string, { id: string; name: string }>,
): Promise<void> {
  const [channel] = await tx.insert(channels).values(values).returning();
  if (channel === undefined) throw new Error('The demo channel was not written.');
  const common = { channel, seats, keepFile: keepFile ?? null };
  for (const talk of instagramTalks(now)) {
    await seedConversation(tx, { ...common, ...talk });
  }
}

async function seedTemplate(
  tx: BusinessTx,
  { businessId, accountId }: typeof channels.$inferSelect,
  now: Date,
): Promise<void> {
  if (accountId === null) return;
  await tx.insert(templates).values({
    businessId,
    accountId,
    ...seededTemplate,
    category: 'marketing',
    status: 'approved',
    statusAt: now,
  });
}

const tokenDays = 60;

function instagramChannel(
  businessId: string,
  locationId: string | undefined,
  { now, seal }: DemoOptions,
): typeof channels.$inferInsert {
  const place = { businessId, kind: 'instagram', externalId: '200000000000001' } as const;
  return {
    ...place,
    name: 'Instagram',
    displayAddress: '@luxesalon.bandra',
    encryptedCredentials: seal(place),
    isSandbox: true,
    locationId,
    lastEventAt: lastHeardAt(instagramTalks(now).map(({ conversation }) => conversation)),
    tokenExpiresAt: new Date(now.getTime() + tokenDays * 86_400_000),
  };
}

/** When the newest of all customers' messages came. */
function lastHeardAt(conversations: readonly SeededConversation[]): Date {
  const heard = conversations.flatMap(({ lines }) => lines.filter(({ who }) => who === 'c'));
  return new Date(Math.max(...heard.map(({ at }) => at.getTime())));
}
