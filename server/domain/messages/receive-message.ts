import { sql } from 'drizzle-orm';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import type { BusinessTx } from '#db/business.ts';
import type { InboundMessageEvent } from '#server/channels/events.ts';
import { addAttachments } from '#server/domain/attachments/add-attachments.ts';
import { findOrCreateContact } from '#server/domain/contacts/find-or-create-contact.ts';
import { keepFirstTouch } from '#server/domain/contacts/keep-first-touch.ts';
import type { BusinessContext, StoredChannel } from '#server/domain/context.ts';
import { laterAddress, openConversation } from '#server/domain/conversations/open-conversation.ts';
import type { ConversationRow } from '#server/domain/conversations/open-conversation.ts';
import { contentColumns, filesOf } from '#server/domain/messages/content-columns.ts';
import type { MessageRow } from '#server/domain/messages/internal.ts';
import { reviseMessages } from '#server/domain/messages/revise-messages.ts';
import { lastMessageColumns, noteReopened } from '#server/domain/messages/show-as-newest.ts';
import { lockProviderIds } from '#server/domain/messages/write-standing.ts';

type Channel = Pick<StoredChannel, 'id' | 'kind'>;

/**
 * Applies one inbound message: contact, conversation, message and its files, each made once however
 * often and in whatever order the message comes. `arrivedAt` is when the provider handed it to us.
 * Returns null when it was already there.
 */
export async function receiveMessage(
  ctx: BusinessContext,
  channel: Channel,
  event: InboundMessageEvent,
  arrivedAt = ctx.now(),
): Promise<{ messageId: string; conversationId: string } | null> {
  const { context, occurredAt, providerMessageId } = event;
  return ctx.db(async (tx) => {
    const contact = await findOrCreateContact(ctx, tx, channel.kind, event);
    await lockProviderIds(tx, channel.id, [providerMessageId]);
    const made = { addressAt: occurredAt };
    const conversation = await openConversation(ctx, tx, channel, contact, made);
    const message = await insertMessage(ctx, tx, conversation, event, arrivedAt);
    if (message === null) return null;
    await keepFirstTouch(ctx, tx, contact.id, context?.referral, occurredAt);
    const revised = await reviseMessages(ctx, tx, channel.id, [providerMessageId]);
    const now = { ...message, ...revised.get(message.id) };
    if (now.deletedAt === null) await addAttachments(ctx, tx, message, filesOf(event.content));
    const addressAt = contact.movedAt ?? occurredAt;
    const next = { address: contact.address, addressAt };
    await showInbound(ctx, tx, conversation, now, {
      ...laterAddress(ctx, channel.kind, conversation, next),
      ...(event.opensReplyWindow && { lastInboundAt: laterOf(conversation, occurredAt) }),
    });
    return { messageId: message.id, conversationId: conversation.id };
  });
}

async function insertMessage(
  ctx: BusinessContext,
  tx: BusinessTx,
  conversation: ConversationRow,
  event: InboundMessageEvent,
  arrivedAt: Date,
): Promise<MessageRow | null> {
  const [message] = await tx
    .insert(messages)
    .values({
      // Messages of one second are ordered by id, and that order is theirs, not ours in applying.
      id: sql`uuidv7(${arrivedAt.toISOString()}::timestamptz - clock_timestamp())`,
      businessId: ctx.businessId,
      conversationId: conversation.id,
      channelId: conversation.channelId,
      direction: 'inbound',
      author: event.content.kind === 'notice' ? 'system' : 'contact',
      ...contentColumns(event.content),
      context: event.context === undefined ? null : { ...event.context },
      providerMessageId: event.providerMessageId,
      quotedProviderMessageId: event.quotedProviderMessageId ?? null,
      state: 'received',
      stateAt: event.occurredAt,
      occurredAt: event.occurredAt,
      raw: event.raw,
    })
    .onConflictDoNothing()
    .returning();
  return message ?? null;
}

function laterOf({ lastInboundAt }: ConversationRow, occurredAt: Date): Date {
  return lastInboundAt !== null && lastInboundAt > occurredAt ? lastInboundAt : occurredAt;
}

/** What the provider says about a person asks nobody for an answer: it neither counts nor reopens. */
async function showInbound(
  ctx: BusinessContext,
  tx: BusinessTx,
  conversation: ConversationRow,
  message: MessageRow,
  changes: Partial<ConversationRow>,
): Promise<void> {
  const isWord = message.kind !== 'notice';
  const { answeredElsewhereAt } = conversation;
  const isAnswered = answeredElsewhereAt !== null && message.occurredAt <= answeredElsewhereAt;
  const opens = isWord || conversation.lastMessageId === null;
  await tx
    .update(conversations)
    .set({
      ...changes,
      ...(opens && { status: 'open', closedAt: null }),
      ...(isWord && !isAnswered && { unreadCount: conversation.unreadCount + 1 }),
      ...lastMessageColumns(conversation, message),
      updatedAt: sql`now()`,
    })
    .where(sql`${conversations.id} = ${conversation.id}`);
  if (opens) await noteReopened(ctx, tx, conversation);
  await ctx.publish(tx, {
    name: 'message.created',
    ids: { conversationId: conversation.id, messageId: message.id },
  });
}
