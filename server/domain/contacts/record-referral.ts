import type { InboundReferralEvent } from '#server/channels/events.ts';
import { findOrCreateContact } from '#server/domain/contacts/find-or-create-contact.ts';
import { keepFirstTouch } from '#server/domain/contacts/keep-first-touch.ts';
import type { BusinessContext, StoredChannel } from '#server/domain/context.ts';

/** Somebody came through an ad or a link without a word: the contact is made, and knows where from. */
export async function recordReferral(
  ctx: BusinessContext,
  { kind }: Pick<StoredChannel, 'kind'>,
  event: InboundReferralEvent,
): Promise<void> {
  await ctx.db(async (tx) => {
    const contact = await findOrCreateContact(ctx, tx, kind, event);
    await keepFirstTouch(ctx, tx, contact.id, event.referral, event.occurredAt);
  });
}
