import { and, desc, eq, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { messages } from '#db/schema/messages.ts';
import { reactions } from '#db/schema/reactions.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import type { StandingRow } from '#server/domain/messages/standing-columns.ts';
import { onMessage, storedReaction } from '#server/domain/messages/stored-reaction.ts';
import type { StoredReaction } from '#server/domain/messages/stored-reaction.ts';

interface Target {
  channelId: string;
  providerMessageId: string;
}

/**
 * Puts back what was on a message before a reaction of ours that did not go out; one that was
 * changed since stays as it is.
 */
export async function undoReactions(
  ctx: BusinessContext,
  tx: BusinessTx,
  rows: readonly StandingRow[],
): Promise<void> {
  const failed = rows.filter(({ kind, state }) => kind === 'reaction' && state === 'failed');
  if (failed.length === 0) return;
  const sent = await tx
    .select()
    .from(messages)
    .where(sql`${messages.id} = any(${sql.param(failed.map(({ id }) => id))}::uuid[])`)
    // The newest first: what it puts back is what the one before it then takes away.
    .orderBy(desc(sql`${messages.content} ->> 'reactedAt'`), desc(messages.id));
  for (const { channelId, content, conversationId } of sent) {
    const { providerMessageId, reactedAt, before } = storedReaction.parse(content);
    const target = { channelId, providerMessageId };
    const ours = and(onMessage(target), eq(reactions.occurredAt, reactedAt));
    if (before === null) await tx.delete(reactions).where(ours);
    else await tx.update(reactions).set(before).where(ours);
    await skipInNext(tx, conversationId, { providerMessageId, reactedAt, before });
    await showTarget(ctx, tx, target);
  }
}

/** One that was put in its place meanwhile must not bring it back, should that fail as well. */
async function skipInNext(
  tx: BusinessTx,
  conversationId: string,
  { providerMessageId, reactedAt, before }: Omit<StoredReaction, 'emoji'>,
): Promise<void> {
  await tx
    .update(messages)
    .set({ content: sql`${messages.content} || ${JSON.stringify({ before })}::jsonb` })
    .where(
      and(
        eq(messages.conversationId, conversationId),
        eq(messages.kind, 'reaction'),
        sql`${messages.content} ->> 'providerMessageId' = ${providerMessageId}`,
        sql`${messages.content} -> 'before' ->> 'occurredAt' = ${reactedAt.toISOString()}`,
      ),
    );
}

async function showTarget(
  ctx: BusinessContext,
  tx: BusinessTx,
  { channelId, providerMessageId }: Target,
): Promise<void> {
  const [target] = await tx
    .select({ messageId: messages.id, conversationId: messages.conversationId })
    .from(messages)
    .where(
      and(eq(messages.channelId, channelId), eq(messages.providerMessageId, providerMessageId)),
    );
  if (target !== undefined) await ctx.publish(tx, { name: 'message.updated', ids: target });
}
