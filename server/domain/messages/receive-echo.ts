import { and, eq, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import type { InboundEchoEvent } from '#server/channels/events.ts';
import { addAttachments } from '#server/domain/attachments/add-attachments.ts';
import { findOrCreateContact } from '#server/domain/contacts/find-or-create-contact.ts';
import type { BusinessContext, StoredChannel } from '#server/domain/context.ts';
import { openConversation } from '#server/domain/conversations/open-conversation.ts';
import type { ConversationRow } from '#server/domain/conversations/open-conversation.ts';
import { contentColumns, filesOf } from '#server/domain/messages/content-columns.ts';
import type { MessageRow } from '#server/domain/messages/internal.ts';
import { readUpTo } from '#server/domain/messages/record-watermark.ts';
import { reviseMessages } from '#server/domain/messages/revise-messages.ts';
import { settleByEcho } from '#server/domain/messages/settle-by-echo.ts';
import { lastMessageColumns, noteReopened } from '#server/domain/messages/show-as-newest.ts';
import { lockProviderIds, writeStanding } from '#server/domain/messages/write-standing.ts';

type Channel = Pick<StoredChannel, 'id' | 'kind'>;

/**
 * Applies a message that was written for the business elsewhere, on its phone. What is a message of
 * ours already changes nothing, or settles one whose answer is still out; otherwise it is a message
 * of a member without a name, and somebody has the conversation in hand.
 */
export async function receiveEcho(
  ctx: BusinessContext,
  channel: Channel,
  event: InboundEchoEvent,
  arrivedAt = ctx.now(),
): Promise<void> {
  const { occurredAt, providerMessageId, to } = event;
  await ctx.db(async (tx) => {
    const contact = await findOrCreateContact(ctx, tx, channel.kind, { from: to, occurredAt });
    await lockProviderIds(tx, channel.id, [providerMessageId]);
    if (await isKnown(tx, channel, providerMessageId)) return;
    const settled = await settleByEcho(ctx, tx, channel, contact.id, event);
    if (settled !== null) return readUpTo(ctx, tx, channel, [settled]);
    const conversation = await openConversation(ctx, tx, channel, contact);
    const message = await insertEcho(ctx, tx, conversation, event, arrivedAt);
    const revised = await reviseMessages(ctx, tx, channel.id, [providerMessageId]);
    const now = { ...message, ...revised.get(message.id) };
    if (now.deletedAt === null) await addAttachments(ctx, tx, message, filesOf(event.content));
    await showEcho(ctx, tx, conversation, now);
    // Its receipts may have come before it.
    const written = await writeStanding(ctx, tx, message);
    await readUpTo(ctx, tx, channel, [written]);
  });
}

async function isKnown(tx: BusinessTx, { id }: Channel, providerMessageId: string) {
  const isIt = and(eq(messages.channelId, id), eq(messages.providerMessageId, providerMessageId));
  return (await tx.$count(messages, isIt)) > 0;
}

async function insertEcho(
  ctx: BusinessContext,
  tx: BusinessTx,
  conversation: ConversationRow,
  event: InboundEchoEvent,
  arrivedAt: Date,
): Promise<MessageRow> {
  const [message] = await tx
    .insert(messages)
    .values({
      id: sql`uuidv7(${arrivedAt.toISOString()}::timestamptz - clock_timestamp())`,
      businessId: ctx.businessId,
      conversationId: conversation.id,
      channelId: conversation.channelId,
      direction: 'outbound',
      author: 'member',
      ...contentColumns(event.content),
      context: event.context === undefined ? null : { ...event.context },
      providerMessageId: event.providerMessageId,
      quotedProviderMessageId: event.quotedProviderMessageId ?? null,
      state: 'sent',
      stateAt: event.occurredAt,
      occurredAt: event.occurredAt,
      raw: event.raw,
    })
    .returning();
  if (message === undefined) throw new Error('The echo was not written.');
  return message;
}

/** Who answers on the phone has read what stood there before. */
async function showEcho(
  ctx: BusinessContext,
  tx: BusinessTx,
  conversation: ConversationRow,
  message: MessageRow,
): Promise<void> {
  const { occurredAt } = message;
  const { answeredElsewhereAt } = conversation;
  const isLater = answeredElsewhereAt === null || occurredAt > answeredElsewhereAt;
  await tx
    .update(conversations)
    .set({
      status: 'open',
      closedAt: null,
      handledBy: 'member',
      ...(isLater && {
        answeredElsewhereAt: occurredAt,
        unreadCount: await countUnread(tx, conversation, occurredAt),
      }),
      ...lastMessageColumns(conversation, message),
      updatedAt: sql`now()`,
    })
    .where(eq(conversations.id, conversation.id));
  await noteReopened(ctx, tx, conversation);
  await ctx.publish(tx, {
    name: 'message.created',
    ids: { conversationId: conversation.id, messageId: message.id },
  });
}

async function countUnread(
  tx: BusinessTx,
  { id, unreadCount }: ConversationRow,
  answeredAt: Date,
): Promise<number> {
  if (unreadCount === 0) return 0;
  const isAfter = and(
    eq(messages.conversationId, id),
    eq(messages.author, 'contact'),
    sql`${messages.occurredAt} > ${answeredAt.toISOString()}::timestamptz`,
  );
  return Math.min(unreadCount, await tx.$count(messages, isAfter));
}
