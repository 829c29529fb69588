import { and, desc, eq, isNotNull, ne, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { conversations } from '#db/schema/conversations.ts';
import { messages } from '#db/schema/messages.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import type { MessageRow } from '#server/domain/messages/internal.ts';
import { prepareReply } from '#server/domain/messages/prepare-reply.ts';
import type { SendMessageInput } from '#server/domain/messages/schema.ts';
import { toWholeSecond } from '#server/domain/messages/to-whole-second.ts';
import { authorOf, writePart } from '#server/domain/messages/write-part.ts';
import { requireSendable } from '#server/domain/sending/read-send-facts.ts';

/**
 * A member's reply, as one message or several in a row: committed before anything is sent. The same
 * client id again returns the first message. Throws NOT_FOUND, PRECONDITION_FAILED with the gate's
 * reason when nothing can be sent there now, BAD_REQUEST for what the channel does not take.
 */
export async function queueMessage(
  ctx: BusinessContext,
  input: SendMessageInput,
): Promise<{ messageId: string }> {
  return ctx.db(async (tx) => {
    const prepared = await prepareReply(ctx, tx, input);
    if ('earlier' in prepared) return { messageId: prepared.earlier };
    const { conversation, quoted, parts } = prepared;
    const { template } = input;
    const send = { conversationId: conversation.id, author: authorOf(ctx), template };
    await requireSendable(ctx, tx, send);
    const now = ctx.now();
    const queued: MessageRow[] = [];
    for (const part of parts) {
      const before = queued.at(-1);
      const message = await writePart(ctx, tx, part, {
        conversationId: conversation.id,
        channelId: conversation.channelId,
        clientId: before === undefined ? input.clientId : null,
        quotedProviderMessageId: before === undefined ? quoted : null,
        followsId: before?.id ?? null,
        state: 'queued',
        stateAt: now,
        occurredAt: toWholeSecond(now),
      });
      queued.push(message);
    }
    const [first] = queued;
    const last = queued.at(-1);
    if (first === undefined || last === undefined) throw new Error('There is nothing to send.');
    await showAsLast(ctx, tx, last);
    for (const { id: messageId, conversationId } of queued) {
      await ctx.publish(tx, { name: 'message.created', ids: { conversationId, messageId } });
    }
    // The others are asked for when the one before them is out.
    await ctx.enqueue(tx, {
      name: 'message.queued',
      data: { businessId: ctx.businessId, messageId: first.id },
    });
    if (conversation.marksRead) await enqueueMarkRead(ctx, tx, conversation.id);
    return { messageId: first.id };
  });
}

/** Of what the contact wrote last, once however many replies it gets. */
async function enqueueMarkRead(
  ctx: BusinessContext,
  tx: BusinessTx,
  conversationId: string,
): Promise<void> {
  const [newest] = await tx
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, conversationId),
        eq(messages.direction, 'inbound'),
        isNotNull(messages.providerMessageId),
        // What the provider says of a person is no message of theirs.
        ne(messages.kind, 'notice'),
      ),
    )
    .orderBy(desc(messages.occurredAt), desc(messages.id))
    .limit(1);
  if (newest === undefined) return;
  const { businessId } = ctx;
  await ctx.enqueue(tx, {
    name: 'conversation.answered',
    data: { businessId, conversationId, messageId: newest.id },
    key: `conversation.answered ${newest.id}`,
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
      lastMessageKind: message.kind,
      lastMessageDirection: message.direction,
      lastMessageAuthor: message.author,
      lastMessageAuthorName: member?.name ?? null,
      lastMessageState: message.state,
      lastMessageFailure: null,
      updatedAt: sql`now()`,
    })
    .where(eq(conversations.id, message.conversationId));
}
