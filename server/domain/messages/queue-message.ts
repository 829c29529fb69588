import { eq, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { checkTemplate, prepareReply } from '#server/domain/messages/prepare-reply.ts';
import type { SendMessageInput } from '#server/domain/messages/schema.ts';
import { showTemplate } from '#server/domain/templates/show-template.ts';
import { toWholeSecond } from '#server/domain/messages/to-whole-second.ts';
import { requireSendable } from '#server/domain/sending/read-send-facts.ts';

/**
 * A member's reply: committed before anything is sent. The same client id again returns the first
 * message. Throws NOT_FOUND, PRECONDITION_FAILED with the gate's reason when nothing can be sent
 * there now, BAD_REQUEST for a text the channel does not take.
 */
export async function queueMessage(
  ctx: BusinessContext,
  input: SendMessageInput,
): Promise<{ messageId: string }> {
  return ctx.db(async (tx) => {
    const prepared = await prepareReply(ctx, tx, input);
    if ('earlier' in prepared) return { messageId: prepared.earlier };
    const { conversation, quoted } = prepared;
    const author = ctx.actor.kind === 'member' ? 'member' : 'system';
    const { template } = input;
    if (template !== undefined) checkTemplate(ctx, conversation.kind);
    await requireSendable(ctx, tx, { conversationId: conversation.id, author, template });
    const shown = template && (await showTemplate(ctx, tx, conversation.channelId, template));
    const now = ctx.now();
    const [message] = await tx
      .insert(messages)
      .values({
        businessId: ctx.businessId,
        conversationId: conversation.id,
        channelId: conversation.channelId,
        direction: 'outbound',
        author,
        authorMemberId: ctx.actor.kind === 'member' ? ctx.actor.memberId : null,
        text: input.text,
        template,
        content: shown && { ...shown },
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
