import { and, eq, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import type { InboundMessageEvent } from '#server/channels/types.ts';
import { findOrCreateContact } from '#server/domain/contacts/find-or-create-contact.ts';
import type { BusinessContext, StoredChannel } from '#server/domain/context.ts';
import { recordActivity } from '#server/domain/activities/record-activity.ts';

type ConversationRow = typeof conversations.$inferSelect;

/**
 * Applies one inbound message: contact, conversation and message, each made once however often and
 * in whatever order the message comes. `arrivedAt` is when the provider handed it to us. Returns
 * null when it was already there.
 */
export async function receiveMessage(
  ctx: BusinessContext,
  channel: Pick<StoredChannel, 'id' | 'kind'>,
  event: InboundMessageEvent,
  arrivedAt = ctx.now(),
): Promise<{ messageId: string; conversationId: string } | null> {
  return ctx.db(async (tx) => {
    const contact = await findOrCreateContact(ctx, tx, channel.kind, event);
    const conversation = await openConversation(ctx, tx, channel, contact);
    await keepNumber(ctx, tx, channel, conversation, event.from.address);
    const [message] = await tx
      .insert(messages)
      .values({
        // Messages of one second are ordered by id, and that order is theirs, not ours in applying.
        id: sql`uuidv7(${arrivedAt.toISOString()}::timestamptz - clock_timestamp())`,
        businessId: ctx.businessId,
        conversationId: conversation.id,
        channelId: channel.id,
        direction: 'inbound',
        author: 'contact',
        kind: event.content.kind,
        text: event.content.kind === 'unsupported' ? event.content.reason : event.content.text,
        providerMessageId: event.providerMessageId,
        quotedProviderMessageId: event.quotedProviderMessageId ?? null,
        state: 'received',
        stateAt: event.occurredAt,
        occurredAt: event.occurredAt,
        raw: event.raw,
      })
      .onConflictDoNothing()
      .returning();
    if (message === undefined) return null;
    await showInbound(ctx, tx, conversation, message, event.opensReplyWindow);
    return { messageId: message.id, conversationId: conversation.id };
  });
}

/** The contact's one conversation on this channel, locked until commit. */
async function openConversation(
  ctx: BusinessContext,
  tx: BusinessTx,
  channel: Pick<StoredChannel, 'id'>,
  contact: { id: string; address: string },
): Promise<ConversationRow> {
  const ofContact = and(
    eq(conversations.channelId, channel.id),
    eq(conversations.contactId, contact.id),
  );
  const [existing] = await tx.select().from(conversations).where(ofContact).for('update');
  if (existing !== undefined) return existing;
  await tx
    .insert(conversations)
    .values({
      businessId: ctx.businessId,
      contactId: contact.id,
      channelId: channel.id,
      address: contact.address,
      lastMessageAt: new Date(0),
    })
    .onConflictDoNothing();
  const [made] = await tx.select().from(conversations).where(ofContact).for('update');
  if (made === undefined) throw new Error('The conversation was not written.');
  return made;
}

/** Answers go to a number rather than to an id, once a person who hid it has shown one. */
async function keepNumber(
  ctx: BusinessContext,
  tx: BusinessTx,
  { kind }: Pick<StoredChannel, 'kind'>,
  conversation: ConversationRow,
  address: string | null,
): Promise<void> {
  if (address === null || address === conversation.address) return;
  if (ctx.channels.adapterFor(kind).normalizeAddress(conversation.address) !== null) return;
  await tx.update(conversations).set({ address }).where(eq(conversations.id, conversation.id));
}

async function showInbound(
  ctx: BusinessContext,
  tx: BusinessTx,
  conversation: ConversationRow,
  message: typeof messages.$inferSelect,
  opensReplyWindow: boolean,
): Promise<void> {
  const isNewest = isAfterLast(conversation, message);
  const reopens = conversation.status !== 'open';
  await tx
    .update(conversations)
    .set({
      status: 'open',
      closedAt: null,
      unreadCount: sql`${conversations.unreadCount} + 1`,
      updatedAt: sql`now()`,
      ...(opensReplyWindow && {
        lastInboundAt: sql`greatest(${conversations.lastInboundAt}, ${message.occurredAt.toISOString()}::timestamptz)`,
      }),
      ...(isNewest && {
        lastMessageId: message.id,
        lastMessageAt: message.occurredAt,
        lastMessageText: message.text,
        lastMessageKind: message.kind,
        lastMessageDirection: message.direction,
        lastMessageAuthor: message.author,
        lastMessageAuthorName: null,
        lastMessageState: message.state,
        lastMessageFailure: null,
      }),
    })
    .where(eq(conversations.id, conversation.id));
  if (reopens) {
    await recordActivity(ctx, tx, {
      kind: 'conversation.reopened',
      contactId: conversation.contactId,
      conversationId: conversation.id,
    });
  }
  await ctx.publish(tx, {
    name: 'message.created',
    ids: { conversationId: conversation.id, messageId: message.id },
  });
}

/** In the order of a thread: by the second, then by id. */
function isAfterLast(
  { lastMessageAt, lastMessageId }: ConversationRow,
  message: typeof messages.$inferSelect,
): boolean {
  const ahead = message.occurredAt.getTime() - lastMessageAt.getTime();
  return ahead > 0 || (ahead === 0 && message.id > (lastMessageId ?? ''));
}
