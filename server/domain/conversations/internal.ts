import { and, eq, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { BusinessTx } from '#db/business.ts';
import { channels } from '#db/schema/channels.ts';
import { contacts } from '#db/schema/contacts.ts';
import { conversations } from '#db/schema/conversations.ts';
import { members } from '#db/schema/members.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { statusAfter } from '#server/domain/conversations/transitions.ts';
import type { ConversationAction } from '#server/domain/conversations/transitions.ts';
import { notFound } from '#server/domain/errors.ts';

const assignee = alias(members, 'assignee');

/** A conversation as the list shows it. */
export function selectConversations(tx: BusinessTx) {
  return tx
    .select({
      id: conversations.id,
      status: conversations.status,
      handledBy: conversations.handledBy,
      assigneeId: conversations.assigneeId,
      assigneeName: assignee.name,
      unreadCount: conversations.unreadCount,
      address: conversations.address,
      contactId: conversations.contactId,
      contactName: contacts.name,
      channelId: conversations.channelId,
      channelKind: channels.kind,
      lastInboundAt: conversations.lastInboundAt,
      lastMessageId: conversations.lastMessageId,
      lastMessageAt: conversations.lastMessageAt,
      lastMessageText: conversations.lastMessageText,
      lastMessageDirection: conversations.lastMessageDirection,
      lastMessageAuthor: conversations.lastMessageAuthor,
      lastMessageAuthorName: conversations.lastMessageAuthorName,
      lastMessageState: conversations.lastMessageState,
      lastMessageFailure: conversations.lastMessageFailure,
    })
    .from(conversations)
    .innerJoin(
      contacts,
      and(
        eq(contacts.businessId, conversations.businessId),
        eq(contacts.id, conversations.contactId),
      ),
    )
    .innerJoin(
      channels,
      and(
        eq(channels.businessId, conversations.businessId),
        eq(channels.id, conversations.channelId),
      ),
    )
    .leftJoin(
      assignee,
      and(
        eq(assignee.businessId, conversations.businessId),
        eq(assignee.id, conversations.assigneeId),
      ),
    )
    .$dynamic();
}

type SelectedConversation = Awaited<ReturnType<typeof selectConversations>>[number];

/** Adds what people read: the contact's name, or lacking one their formatted address. */
export function withDisplayName<Row extends SelectedConversation>(ctx: BusinessContext, row: Row) {
  const formattedAddress = ctx.channels.adapterFor(row.channelKind).formatAddress(row.address);
  const shown: { formattedAddress: string | null; displayName: string } = {
    formattedAddress,
    displayName: row.contactName ?? formattedAddress,
  };
  return { ...row, ...shown };
}

/** Closes or reopens; doing it twice is doing it once. Throws NOT_FOUND. */
export async function moveConversation(
  ctx: BusinessContext,
  conversationId: string,
  action: ConversationAction,
): Promise<void> {
  await ctx.db(async (tx) => {
    const [conversation] = await tx
      .select()
      .from(conversations)
      .where(eq(conversations.id, conversationId))
      .for('update');
    if (conversation === undefined) throw notFound('conversation');
    const status = statusAfter(action, conversation.status);
    if (status === null) return;
    await tx
      .update(conversations)
      .set({
        status,
        closedAt: status === 'closed' ? ctx.now() : null,
        updatedAt: sql`now()`,
        ...(status === 'closed' && { unreadCount: 0 }),
      })
      .where(eq(conversations.id, conversationId));
    await recordActivity(ctx, tx, {
      kind: status === 'closed' ? 'conversation.closed' : 'conversation.reopened',
      contactId: conversation.contactId,
      conversationId,
    });
    await ctx.publish(tx, { name: 'conversation.updated', ids: { conversationId } });
  });
}
