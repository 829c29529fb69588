import { eq } from 'drizzle-orm';
import { recipientPaces } from '#db/schema/sending.ts';
import type { InboundPreferenceEvent } from '#server/channels/events.ts';
import { recordActivityOnce } from '#server/domain/activities/record-activity-once.ts';
import { findOrCreateContact } from '#server/domain/contacts/find-or-create-contact.ts';
import type { BusinessContext, StoredChannel } from '#server/domain/context.ts';
import { openConversation } from '#server/domain/conversations/open-conversation.ts';
import { lockRecipientPace } from '#server/domain/sending/take-turn.ts';

/**
 * A person told the provider whether they want marketing of this business: the latest word by its
 * clock counts, in whatever order they come. It is kept also of a person who never wrote.
 */
export async function recordPreference(
  ctx: BusinessContext,
  channel: Pick<StoredChannel, 'id' | 'kind'>,
  event: InboundPreferenceEvent,
): Promise<void> {
  const { from, occurredAt, wantsMarketing } = event;
  const { contactId, conversationId } = await ctx.db(async (tx) => {
    const contact = await findOrCreateContact(ctx, tx, channel.kind, { from, occurredAt });
    const conversation = await openConversation(ctx, tx, channel, contact, { status: 'closed' });
    return { contactId: contact.id, conversationId: conversation.id };
  });
  // Apart from the above: who sends holds a pace before it reaches for the conversation.
  await ctx.db(async (tx) => {
    const pace = await lockRecipientPace(ctx, tx, conversationId);
    await recordActivityOnce(ctx, tx, {
      kind: wantsMarketing ? 'contact.marketing_resumed' : 'contact.marketing_stopped',
      contactId,
      conversationId,
      data: { at: occurredAt.toISOString() },
    });
    // Of two in one second the no counts.
    const ahead = occurredAt.getTime() - (pace.marketingSaidAt?.getTime() ?? 0);
    if (ahead < 0 || (ahead === 0 && wantsMarketing)) return;
    await tx
      .update(recipientPaces)
      .set({
        marketingStoppedAt: wantsMarketing ? null : occurredAt,
        marketingSaidAt: occurredAt,
      })
      .where(eq(recipientPaces.conversationId, conversationId));
    await ctx.publish(tx, { name: 'contact.updated', ids: { contactId } });
  });
}
