import { eq, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { contacts } from '#db/schema/contacts.ts';
import type { Referral } from '#server/channels/content.ts';
import type { BusinessContext } from '#server/domain/context.ts';

/** The ad or link of the earliest message by the provider's clock is where a contact came from. */
export async function keepFirstTouch(
  ctx: BusinessContext,
  tx: BusinessTx,
  contactId: string,
  referral: Referral | undefined,
  occurredAt: Date,
): Promise<void> {
  if (referral === undefined) return;
  const touch = JSON.stringify(referral);
  const isEarlier = sql`(${contacts.firstTouchAt} is null
    or (${contacts.firstTouchAt}, ${contacts.firstTouch}::text)
      > (${occurredAt.toISOString()}::timestamptz, ${touch}::jsonb::text))`;
  const changed = await tx
    .update(contacts)
    .set({ firstTouch: { ...referral }, firstTouchAt: occurredAt, updatedAt: sql`now()` })
    .where(sql`${eq(contacts.id, contactId)} and ${isEarlier}`)
    .returning({ id: contacts.id });
  if (changed.length === 0) return;
  await ctx.publish(tx, { name: 'contact.updated', ids: { contactId } });
}
