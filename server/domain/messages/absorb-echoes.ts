import { and, eq, isNull, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import { removeAttachments } from '#server/domain/attachments/remove-attachments.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import type { StandingRow } from '#server/domain/messages/standing-columns.ts';

export interface Learned {
  message: StandingRow;
  providerMessageId: string;
}

/**
 * A message of ours may come back as an echo before we know what its provider calls it, and then
 * stands in the thread as a message of its own: once we know, the two are one. Returns the ids of
 * those that went. Whoever calls it has locked the provider's ids.
 */
export async function absorbEchoes(
  ctx: BusinessContext,
  tx: BusinessTx,
  learned: readonly Learned[],
): Promise<ReadonlySet<string>> {
  const [first] = learned;
  if (first === undefined) return new Set();
  const byProviderId = new Map(learned.map((one) => [one.providerMessageId, one.message]));
  const echoes = await tx
    .select({ id: messages.id, providerMessageId: messages.providerMessageId })
    .from(messages)
    .where(
      and(
        eq(messages.channelId, first.message.channelId),
        sql`${messages.providerMessageId} = any(${sql.param([...byProviderId.keys()])}::text[])`,
        eq(messages.author, 'member'),
        isNull(messages.authorMemberId),
      ),
    );
  const gone = echoes.filter(({ id, providerMessageId }) => {
    const message = byProviderId.get(providerMessageId ?? '');
    return message !== undefined && message.id !== id;
  });
  for (const { id, providerMessageId } of gone) {
    const message = byProviderId.get(providerMessageId ?? '');
    if (message !== undefined) await replaceEcho(ctx, tx, id, message);
  }
  return new Set(gone.map(({ id }) => id));
}

async function replaceEcho(
  ctx: BusinessContext,
  tx: BusinessTx,
  echoId: string,
  { id: messageId, conversationId }: StandingRow,
): Promise<void> {
  await removeAttachments(ctx, tx, echoId);
  await tx.delete(messages).where(eq(messages.id, echoId));
  await tx.execute(sql`
    update ${conversations} c set last_message_id = m.id, last_message_at = m.occurred_at,
      last_message_text = m.text, last_message_direction = m.direction,
      last_message_author = m.author, last_message_state = m.state, updated_at = now(),
      last_message_author_name = (
        select name from members where business_id = m.business_id and id = m.author_member_id)
    from (
      select * from ${messages} where business_id = ${ctx.businessId}
        and conversation_id = ${conversationId} and state not in ('scheduled', 'cancelled')
      order by occurred_at desc, id desc limit 1
    ) m
    where c.business_id = m.business_id and c.id = m.conversation_id
      and c.last_message_id = ${echoId}`);
  await ctx.publish(tx, { name: 'conversation.updated', ids: { conversationId } });
  await ctx.publish(tx, { name: 'message.updated', ids: { conversationId, messageId } });
}
