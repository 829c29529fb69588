import { eq, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { activities } from '#db/schema/activities.ts';
import { recipients } from '#db/schema/campaigns.ts';
import { channels } from '#db/schema/channels.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import { begunConversations, recipientPaces } from '#db/schema/sending.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { laterAddress } from '#server/domain/conversations/open-conversation.ts';
import type { ConversationRow } from '#server/domain/conversations/open-conversation.ts';
import { notFound } from '#server/domain/errors.ts';

/** As many as a screen shows of a thread. */
const mostToldOf = 50;

/** Makes one thread of two with the same person on the same channel; the second one is let go. */
export async function mergeConversations(
  ctx: BusinessContext,
  tx: BusinessTx,
  kept: string,
  gone: string,
): Promise<void> {
  // In the order in which everybody locks: messages, paces, conversations.
  const moved = await moveMessages(tx, kept, gone);
  await mergePaces(ctx, tx, kept, gone);
  await tx
    .update(recipients)
    .set({ conversationId: kept })
    .where(eq(recipients.conversationId, gone));
  await tx
    .update(activities)
    .set({ conversationId: kept })
    .where(eq(activities.conversationId, gone));
  const rows = await tx
    .select({ row: conversations, kind: channels.kind })
    .from(conversations)
    .innerJoin(channels, eq(channels.id, conversations.channelId))
    .where(sql`${conversations.id} = any(${sql.param([kept, gone])}::uuid[])`)
    .orderBy(conversations.id)
    .for('update', { of: conversations });
  const [one, other] = [kept, gone].map((id) => rows.find(({ row }) => row.id === id));
  if (one === undefined || other === undefined) throw notFound('conversation');
  // Also what was written until the lock was ours: nothing more can come.
  moved.push(...(await moveMessages(tx, kept, gone)));
  await mergePaces(ctx, tx, kept, gone);
  const { address, addressAt } = other.row;
  const answerAt = laterAddress(ctx, one.kind, one.row, { address, addressAt });
  await tx
    .update(conversations)
    .set({ ...bothOf(one.row, other.row), ...answerAt, updatedAt: sql`now()` })
    .where(eq(conversations.id, kept));
  await tx.delete(conversations).where(eq(conversations.id, gone));
  await ctx.publish(tx, { name: 'conversation.updated', ids: { conversationId: gone } });
  for (const messageId of moved.sort().slice(-mostToldOf)) {
    await ctx.publish(tx, { name: 'message.updated', ids: { conversationId: kept, messageId } });
  }
}

async function moveMessages(tx: BusinessTx, kept: string, gone: string): Promise<string[]> {
  const moved = await tx
    .update(messages)
    .set({ conversationId: kept })
    .where(eq(messages.conversationId, gone))
    .returning({ id: messages.id });
  return moved.map(({ id }) => id);
}

/** What either is ahead of its pace, and the person's latest word on marketing. */
async function mergePaces(
  { businessId }: BusinessContext,
  tx: BusinessTx,
  kept: string,
  gone: string,
): Promise<void> {
  // Until commit nobody adds a word to one that is about to go.
  await tx
    .select({ id: recipientPaces.conversationId })
    .from(recipientPaces)
    .where(sql`${recipientPaces.conversationId} = any(${sql.param([kept, gone])}::uuid[])`)
    .orderBy(recipientPaces.conversationId)
    .for('update');
  await tx.execute(sql`
    insert into ${recipientPaces} as k (business_id, conversation_id, paid_up_at, last_turn_at,
      unreachable_count, unreachable_at, marketing_stopped_at, marketing_said_at)
    select business_id, ${kept}::uuid, paid_up_at, last_turn_at,
      unreachable_count, unreachable_at, marketing_stopped_at, marketing_said_at
    from ${recipientPaces} where business_id = ${businessId} and conversation_id = ${gone}
    on conflict (business_id, conversation_id) do update set
      paid_up_at = greatest(k.paid_up_at, excluded.paid_up_at),
      last_turn_at = greatest(k.last_turn_at, excluded.last_turn_at),
      unreachable_count = greatest(k.unreachable_count, excluded.unreachable_count),
      unreachable_at = greatest(k.unreachable_at, excluded.unreachable_at),
      marketing_stopped_at = case
        when coalesce(excluded.marketing_said_at, '-infinity') > coalesce(k.marketing_said_at, '-infinity')
        then excluded.marketing_stopped_at
        else coalesce(k.marketing_stopped_at, case when k.marketing_said_at is null
          then excluded.marketing_stopped_at end) end,
      marketing_said_at = greatest(k.marketing_said_at, excluded.marketing_said_at)`);
  await tx.execute(sql`
    insert into ${begunConversations} (business_id, conversation_id, channel_id, begun_at)
    select business_id, ${kept}::uuid, channel_id, begun_at from ${begunConversations}
    where business_id = ${businessId} and conversation_id = ${gone}
    on conflict (business_id, conversation_id) do update
      set begun_at = greatest(begun_conversations.begun_at, excluded.begun_at)`);
}

/** As it would be had all been said in one. */
function bothOf(one: ConversationRow, other: ConversationRow): Partial<ConversationRow> {
  const newest = isNewer(other, one) ? other : one;
  const status = (['open', 'snoozed', 'closed'] as const).find((known) =>
    [one, other].some((row) => row.status === known),
  );
  const handledBy = (['member', 'assistant', 'nobody'] as const).find((known) =>
    [one, other].some((row) => row.handledBy === known),
  );
  return {
    ...(status !== undefined && { status }),
    ...(handledBy !== undefined && { handledBy }),
    closedAt: status === 'closed' ? later(one.closedAt, other.closedAt) : null,
    assigneeId: one.assigneeId ?? other.assigneeId,
    locationId: one.locationId ?? other.locationId,
    unreadCount: one.unreadCount + other.unreadCount,
    lastInboundAt: later(one.lastInboundAt, other.lastInboundAt),
    answeredElsewhereAt: later(one.answeredElsewhereAt, other.answeredElsewhereAt),
    readUpToAt: later(one.readUpToAt, other.readUpToAt),
    lastMessageId: newest.lastMessageId,
    lastMessageAt: newest.lastMessageAt,
    lastMessageText: newest.lastMessageText,
    lastMessageKind: newest.lastMessageKind,
    lastMessageDirection: newest.lastMessageDirection,
    lastMessageAuthor: newest.lastMessageAuthor,
    lastMessageAuthorName: newest.lastMessageAuthorName,
    lastMessageState: newest.lastMessageState,
    lastMessageFailure: newest.lastMessageFailure,
  };
}

function isNewer(one: ConversationRow, other: ConversationRow): boolean {
  const ahead = one.lastMessageAt.getTime() - other.lastMessageAt.getTime();
  return ahead > 0 || (ahead === 0 && (one.lastMessageId ?? '') > (other.lastMessageId ?? ''));
}

function later(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}
