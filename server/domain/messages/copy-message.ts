import { and, eq, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { messages } from '#db/schema/messages.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { writeStanding } from '#server/domain/messages/write-standing.ts';
import type { StandingRow } from '#server/domain/messages/standing-columns.ts';

/** Another message with the same words in the same place, which the provider calls by this id. */
export async function copyMessage(
  ctx: BusinessContext,
  tx: BusinessTx,
  { id, channelId }: Pick<StandingRow, 'id' | 'channelId'>,
  providerMessageId: string,
): Promise<void> {
  const isKnown = and(
    eq(messages.channelId, channelId),
    eq(messages.providerMessageId, providerMessageId),
  );
  if ((await tx.$count(messages, isKnown)) > 0) return;
  const [original] = await tx.select().from(messages).where(eq(messages.id, id));
  if (original === undefined) return;
  const [copy] = await tx
    .insert(messages)
    .values({
      ...original,
      id: sql`uuidv7()`,
      authorMemberId: null,
      clientId: null,
      campaignId: null,
      providerMessageId,
      state: 'accepted',
      stateAt: ctx.now(),
    })
    .returning();
  if (copy === undefined) throw new Error('The copy was not written.');
  await writeStanding(ctx, tx, copy);
  const ids = { conversationId: copy.conversationId, messageId: copy.id };
  await ctx.publish(tx, { name: 'message.created', ids });
}
