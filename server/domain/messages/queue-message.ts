import { and, eq, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { channels } from '#db/schema/channels.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { replyWindow } from '#server/domain/conversations/reply-window.ts';
import { notFound, ServiceError } from '#server/domain/errors.ts';
import { toWholeSecond } from '#server/domain/messages/internal.ts';
import type { SendMessageInput } from '#server/domain/messages/schema.ts';

/**
 * A member's reply: committed before anything is sent. The same client id again returns the first
 * message. Throws NOT_FOUND, PRECONDITION_FAILED outside the reply window or on a channel that was
 * let go, BAD_REQUEST for a text the channel does not take.
 */
export async function queueMessage(
  ctx: BusinessContext,
  input: SendMessageInput,
): Promise<{ messageId: string }> {
  return ctx.db(async (tx) => {
    const conversation = await lockConversation(tx, input.conversationId);
    const earlier = await findByClientId(tx, input);
    if (earlier !== null) return earlier;
    if (conversation.channelStatus === 'disconnected') throw disconnected();
    checkText(ctx, conversation.kind, input.text);
    checkWindow(ctx, conversation);
    const quoted = await findQuoted(tx, input);
    const now = ctx.now();
    const [message] = await tx
      .insert(messages)
      .values({
        businessId: ctx.businessId,
        conversationId: conversation.id,
        channelId: conversation.channelId,
        direction: 'outbound',
        author: ctx.actor.kind === 'member' ? 'member' : 'system',
        authorMemberId: ctx.actor.kind === 'member' ? ctx.actor.memberId : null,
        text: input.text,
        clientId: input.clientId,
        quotedProviderMessageId: quoted,
        state: 'queued',
        stateAt: now,
        occurredAt: toWholeSecond(now),
      })
      .returning();
    if (message === undefined) throw new Error('The message was not written.');
    await showAsLast(ctx, tx, message);
    await ctx.enqueue(tx, {
      name: 'message.queued',
      data: { businessId: ctx.businessId, messageId: message.id },
    });
    return { messageId: message.id };
  });
}

async function lockConversation(tx: BusinessTx, conversationId: string) {
  const [conversation] = await tx
    .select({
      id: conversations.id,
      channelId: conversations.channelId,
      lastInboundAt: conversations.lastInboundAt,
      kind: channels.kind,
      channelStatus: channels.status,
    })
    .from(conversations)
    .innerJoin(
      channels,
      and(
        eq(channels.businessId, conversations.businessId),
        eq(channels.id, conversations.channelId),
      ),
    )
    .where(eq(conversations.id, conversationId))
    .for('update', { of: conversations });
  if (conversation === undefined) throw notFound('conversation');
  return conversation;
}

async function findByClientId(tx: BusinessTx, input: SendMessageInput) {
  const [earlier] = await tx
    .select({ messageId: messages.id, conversationId: messages.conversationId })
    .from(messages)
    .where(eq(messages.clientId, input.clientId));
  if (earlier === undefined) return null;
  if (earlier.conversationId !== input.conversationId) {
    throw new ServiceError('CONFLICT', 'This message was already sent in another conversation.');
  }
  return { messageId: earlier.messageId };
}

function disconnected(): ServiceError {
  return new ServiceError(
    'PRECONDITION_FAILED',
    'This channel is disconnected, so nothing can be sent through it.',
  );
}

function checkText(ctx: BusinessContext, kind: 'whatsapp', text: string): void {
  const { maxTextLength } = ctx.channels.adapterFor(kind).capabilities;
  if (text.length > maxTextLength) {
    throw new ServiceError(
      'BAD_REQUEST',
      `A message here can have at most ${maxTextLength.toLocaleString('en')} characters.`,
    );
  }
}

function checkWindow(
  ctx: BusinessContext,
  conversation: { kind: 'whatsapp'; lastInboundAt: Date | null },
): void {
  const { capabilities } = ctx.channels.adapterFor(conversation.kind);
  const window = replyWindow(capabilities, conversation.lastInboundAt, ctx.now());
  if (!window.isOpen) throw new ServiceError('PRECONDITION_FAILED', window.reason);
}

async function findQuoted(tx: BusinessTx, input: SendMessageInput): Promise<string | null> {
  if (input.quotedMessageId === undefined) return null;
  const [quoted] = await tx
    .select({ providerMessageId: messages.providerMessageId })
    .from(messages)
    .where(
      and(
        eq(messages.id, input.quotedMessageId),
        eq(messages.conversationId, input.conversationId),
      ),
    );
  if (quoted === undefined) throw notFound('quoted message');
  return quoted.providerMessageId;
}

async function showAsLast(
  ctx: BusinessContext,
  tx: BusinessTx,
  message: typeof messages.$inferSelect,
): Promise<void> {
  const member = ctx.actor.kind === 'member' ? ctx.actor : null;
  await tx
    .update(conversations)
    .set({
      status: 'open',
      closedAt: null,
      unreadCount: 0,
      ...(member && {
        handledBy: 'member' as const,
        assigneeId: sql`coalesce(${conversations.assigneeId}, ${member.memberId}::uuid)`,
      }),
      lastMessageId: message.id,
      lastMessageAt: message.occurredAt,
      lastMessageText: message.text,
      lastMessageDirection: message.direction,
      lastMessageAuthor: message.author,
      lastMessageAuthorName: member?.name ?? null,
      lastMessageState: message.state,
      lastMessageFailure: null,
      updatedAt: sql`now()`,
    })
    .where(eq(conversations.id, message.conversationId));
  await ctx.publish(tx, {
    name: 'message.created',
    ids: { conversationId: message.conversationId, messageId: message.id },
  });
}
