import { and, eq, inArray, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { contactIdentities, contacts } from '#db/schema/contacts.ts';
import type { ChannelKind, InboundMessageEvent } from '#server/channels/types.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import type { BusinessContext } from '#server/domain/context.ts';

type ContactRow = typeof contacts.$inferSelect;

/** The person who wrote, made on their first message; `address` is where answers go. */
export async function findOrCreateContact(
  ctx: BusinessContext,
  tx: BusinessTx,
  kind: ChannelKind,
  event: Pick<InboundMessageEvent, 'from'>,
): Promise<{ id: string; address: string }> {
  const known = [event.from.address, event.from.providerUserId ?? null].filter(
    (address) => address !== null,
  );
  const [address] = known;
  if (address === undefined) throw new Error('A message without a sender cannot be applied.');
  await lockPerson(ctx, tx, kind, known);
  const rows = await tx
    .select({ contact: contacts, address: contactIdentities.address })
    .from(contactIdentities)
    .innerJoin(
      contacts,
      and(
        eq(contacts.businessId, contactIdentities.businessId),
        eq(contacts.id, contactIdentities.contactId),
      ),
    )
    .where(and(eq(contactIdentities.channelKind, kind), inArray(contactIdentities.address, known)));
  const found = rows.find((row) => row.address === address) ?? rows[0];
  const contact = found?.contact ?? (await createContact(ctx, tx, kind, event));
  const missing = known.filter((one) => !rows.some((row) => row.address === one));
  if (missing.length > 0) {
    await tx
      .insert(contactIdentities)
      .values(
        missing.map((one) => ({
          businessId: ctx.businessId,
          contactId: contact.id,
          channelKind: kind,
          address: one,
        })),
      )
      .onConflictDoNothing();
  }
  await keepProfileName(ctx, tx, contact, event.from.profileName);
  return { id: contact.id, address };
}

/** First messages of one person, however many at once, take turns; the order avoids deadlocks. */
async function lockPerson(
  ctx: BusinessContext,
  tx: BusinessTx,
  kind: ChannelKind,
  addresses: string[],
): Promise<void> {
  for (const address of addresses.toSorted()) {
    const person = `${ctx.businessId}|${kind}|${address}`;
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${person}, 0))`);
  }
}

async function createContact(
  ctx: BusinessContext,
  tx: BusinessTx,
  kind: ChannelKind,
  event: Pick<InboundMessageEvent, 'from'>,
): Promise<ContactRow> {
  const { address, profileName } = event.from;
  const [contact] = await tx
    .insert(contacts)
    .values({
      businessId: ctx.businessId,
      name: profileName ?? null,
      nameSource: profileName === undefined ? 'none' : 'profile',
      phone: address === null ? null : `+${address}`,
    })
    .returning();
  if (contact === undefined) throw new Error('The contact was not written.');
  await recordActivity(ctx, tx, {
    kind: 'contact.created',
    contactId: contact.id,
    data: { channelKind: kind },
  });
  return contact;
}

/** A name on a profile replaces no name and an older profile name, never one a member gave. */
async function keepProfileName(
  ctx: BusinessContext,
  tx: BusinessTx,
  contact: ContactRow,
  profileName: string | undefined,
): Promise<void> {
  if (profileName === undefined || profileName === contact.name) return;
  if (contact.nameSource === 'member') return;
  await tx
    .update(contacts)
    .set({ name: profileName, nameSource: 'profile', updatedAt: sql`now()` })
    .where(eq(contacts.id, contact.id));
  await ctx.publish(tx, { name: 'contact.updated', ids: { contactId: contact.id } });
}
