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
      identities: identities.flatMap((identity) => {
        const adapter = ctx.channels.adapterFor(identity.channelKind);
        const { address } = identity;
        // An id beside a number tells people nothing.
        if (adapter.normalizeAddress(address) === null) return [];
        return [{ ...identity, formattedAddress: adapter.formatAddress(address) }];
      }),
      timeline,
    };
  });
}
