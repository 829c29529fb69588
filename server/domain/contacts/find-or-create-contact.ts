import { and, eq, inArray, isNull, ne, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { contactIdentities, contacts } from '#db/schema/contacts.ts';
import type { ChannelKind, InboundMessageEvent } from '#server/channels/types.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import type { BusinessContext } from '#server/domain/context.ts';

type ContactRow = typeof contacts.$inferSelect;
type Written = Pick<InboundMessageEvent, 'from' | 'occurredAt'>;

/** The person who wrote, made on their first message; `address` is where answers go. */
export async function findOrCreateContact(
  ctx: BusinessContext,
  tx: BusinessTx,
  kind: ChannelKind,
  event: Written,
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
  await keepNumber(tx, contact, phoneOf(ctx, kind, event));
  await keepProfileName(ctx, tx, contact, event);
  await askForProfile(ctx, tx, kind, contact, event);
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
  written: Written,
): Promise<ContactRow> {
  const { from, occurredAt } = written;
  const { profileName } = from;
  const [contact] = await tx
    .insert(contacts)
    .values({
      businessId: ctx.businessId,
      name: profileName ?? null,
      nameSource: profileName === undefined ? 'none' : 'profile',
      profileNameAt: profileName === undefined ? null : occurredAt,
      phone: phoneOf(ctx, kind, written),
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

/** Somebody who wrote without their number first may show it later. */
async function keepNumber(
  tx: BusinessTx,
  contact: ContactRow,
  phone: string | null,
): Promise<void> {
  if (phone === null || contact.phone !== null) return;
  await tx
    .update(contacts)
    .set({ phone, updatedAt: sql`now()` })
    .where(and(eq(contacts.id, contact.id), isNull(contacts.phone)));
}

/**
 * A name on a profile replaces no name and an older profile name, never one a member gave. Older is
 * by the provider's clock: a message that comes late, or again, does not bring an old name back.
 */
async function keepProfileName(
  ctx: BusinessContext,
  tx: BusinessTx,
  contact: ContactRow,
  { from: { profileName }, occurredAt }: Written,
): Promise<void> {
  if (profileName === undefined || contact.nameSource === 'member') return;
  const isLater = sql`(${contacts.profileNameAt} is null
    or (${contacts.profileNameAt}, ${contacts.name}) < (${occurredAt.toISOString()}::timestamptz, ${profileName}))`;
  const changed = await tx
    .update(contacts)
    .set({
      name: profileName,
      nameSource: 'profile',
      profileNameAt: occurredAt,
      updatedAt: sql`now()`,
    })
    .where(and(eq(contacts.id, contact.id), ne(contacts.nameSource, 'member'), isLater))
    .returning({ id: contacts.id });
  if (changed.length === 0 || profileName === contact.name) return;
  await ctx.publish(tx, { name: 'contact.updated', ids: { contactId: contact.id } });
}

/** Where an address is a number, it is the person's phone; elsewhere it is an id and no more. */
function phoneOf(ctx: BusinessContext, kind: ChannelKind, { from }: Written): string | null {
  const isPhone = ctx.channels.adapterFor(kind).capabilities.addressIsPhone;
  return isPhone && from.address !== null ? `+${from.address}` : null;
}

/** Once an hour at most: a look-up can fail, and the person may well write again. */
async function askForProfile(
  ctx: BusinessContext,
  tx: BusinessTx,
  kind: ChannelKind,
  contact: ContactRow,
  { from, occurredAt }: Written,
): Promise<void> {
  if (contact.name !== null || from.profileName !== undefined) return;
  if (ctx.channels.adapterFor(kind).lookUpProfile === undefined) return;
  await ctx.enqueue(tx, {
    name: 'contact.discovered',
    data: { businessId: ctx.businessId, contactId: contact.id },
    key: `profile:${contact.id}:${occurredAt.toISOString().slice(0, 13)}`,
  });
}
