import { eq } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { databaseCode } from '#db/passing-fault.ts';
import { recipientPaces } from '#db/schema/sending.ts';
import type { InboundPreferenceEvent } from '#server/channels/events.ts';
import { recordActivityOnce } from '#server/domain/activities/record-activity-once.ts';
import { findOrCreateContact } from '#server/domain/contacts/find-or-create-contact.ts';
import type { BusinessContext, StoredChannel } from '#server/domain/context.ts';
import { openConversation } from '#server/domain/conversations/open-conversation.ts';
import { lockRecipientPace } from '#server/domain/sending/take-turn.ts';

/** As often as a thread may become one with another while a wish is being kept on it. */
const mostTries = 3;
const foreignKeyViolation = '23503';

/**
 * A person told the provider whether they want marketing of this business: the latest word by its
 * clock counts, in whatever order they come. It is kept also of a person who never wrote.
 */
export async function recordPreference(
  ctx: BusinessContext,
  channel: Pick<StoredChannel, 'id' | 'kind'>,
  event: InboundPreferenceEvent,
  triesLeft = mostTries,
): Promise<void> {
  const { from, occurredAt } = event;
  const whose = await ctx.db(async (tx) => {
    const contact = await findOrCreateContact(ctx, tx, channel.kind, { from, occurredAt });
    const conversation = await openConversation(ctx, tx, channel, contact, { status: 'closed' });
    return { contactId: contact.id, conversationId: conversation.id };
  });
  try {
    // Apart from the above: who sends holds a pace before it reaches for the conversation.
    await ctx.db((tx) => keepWish(ctx, tx, whose, event));
  } catch (error) {
    // The thread has become one with another meanwhile: theirs is that one.
    if (databaseCode(error) !== foreignKeyViolation || triesLeft <= 1) throw error;
    await recordPreference(ctx, channel, event, triesLeft - 1);
  }
}

async function keepWish(
  ctx: BusinessContext,
  tx: BusinessTx,
  { contactId, conversationId }: { contactId: string; conversationId: string },
  { occurredAt, wantsMarketing }: InboundPreferenceEvent,
): Promise<void> {
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
}
