import { desc, eq } from 'drizzle-orm';
import { activities } from '#db/schema/activities.ts';
import { contactIdentities, contacts } from '#db/schema/contacts.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound } from '#server/domain/errors.ts';
import { contextOf } from '#server/domain/messages/content-of.ts';

const timelineLength = 20;

/** A contact with addresses and the newest entries of the timeline. Throws NOT_FOUND. */
export async function getContact(ctx: BusinessContext, input: { contactId: string }) {
  return ctx.db(async (tx) => {
    const [contact] = await tx.select().from(contacts).where(eq(contacts.id, input.contactId));
    if (contact === undefined) throw notFound('contact');
    const identities = await tx
      .select({ channelKind: contactIdentities.channelKind, address: contactIdentities.address })
      .from(contactIdentities)
      .where(eq(contactIdentities.contactId, contact.id))
      .orderBy(contactIdentities.id);
    const timeline = await tx
      .select({
        id: activities.id,
        kind: activities.kind,
        actor: activities.actor,
        actorName: activities.actorName,
        createdAt: activities.createdAt,
      })
      .from(activities)
      .where(eq(activities.contactId, contact.id))
      .orderBy(desc(activities.id))
      .limit(timelineLength);
    return {
      id: contact.id,
      name: contact.name,
      username: contact.username,
      phone: contact.phone,
      email: contact.email,
      createdAt: contact.createdAt,
      source: contextOf({ context: { referral: contact.firstTouch } })?.referral ?? null,
      identities: shownOf(ctx, identities, contact.username),
      timeline,
    };
  });
}

type Identity = Pick<typeof contactIdentities.$inferSelect, 'channelKind' | 'address'>;

/** An id beside a number tells people nothing; where there is no number, one id stands for the person. */
function shownOf(ctx: BusinessContext, identities: Identity[], username: string | null) {
  return [...Map.groupBy(identities, ({ channelKind }) => channelKind)].flatMap(([kind, all]) => {
    const { formatAddress, normalizeAddress } = ctx.channels.adapterFor(kind);
    const numbers = all.filter(({ address }) => normalizeAddress(address) !== null);
    const shown = numbers.length > 0 ? numbers : all.slice(0, 1);
    return shown.map((one) => ({ ...one, formattedAddress: formatAddress(one.address, username) }));
  });
}
