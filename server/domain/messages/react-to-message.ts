import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { messages } from '#db/schema/messages.ts';
import { reactions } from '#db/schema/reactions.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { notFound, ServiceError } from '#server/domain/errors.ts';
import type { MessageRow } from '#server/domain/messages/internal.ts';
import { disconnected, lockConversation } from '#server/domain/messages/prepare-reply.ts';
import type { ReactToMessageInput } from '#server/domain/messages/schema.ts';
import { onMessage } from '#server/domain/messages/stored-reaction.ts';
import type { StoredReaction } from '#server/domain/messages/stored-reaction.ts';
import { toWholeSecond } from '#server/domain/messages/to-whole-second.ts';
import { authorOf, writePart } from '#server/domain/messages/write-part.ts';
import { requireSendable } from '#server/domain/sending/read-send-facts.ts';

/**
 * Puts an emoji of the business on a message, or takes it off: shown at once, and sent like a
 * message that no thread shows. The same emoji again changes nothing. Throws NOT_FOUND, BAD_REQUEST
 * for what the channel does not take, PRECONDITION_FAILED when nothing can be sent there now.
 */
export async function reactToMessage(
  ctx: BusinessContext,
  { messageId, emoji }: ReactToMessageInput,
): Promise<void> {
  await ctx.db(async (tx) => {
    const target = await findTarget(tx, messageId);
    const conversation = await lockConversation(tx, target.conversationId);
    if (conversation.channelStatus === 'disconnected') throw disconnected();
    checkEmoji(ctx, conversation.kind, emoji);
    const before = await lockReaction(tx, target);
    if ((before?.emoji ?? null) === emoji) return;
    const author = authorOf(ctx);
    await requireSendable(ctx, tx, { conversationId: conversation.id, author });
    await sendReaction(ctx, tx, target, { emoji, before });
  });
}

type Target = Pick<MessageRow, 'id' | 'conversationId' | 'channelId'> & {
  providerMessageId: string;
};

async function findTarget(tx: BusinessTx, messageId: string): Promise<Target> {
  const [message] = await tx.select().from(messages).where(eq(messages.id, messageId));
  if (message === undefined || message.kind === 'reaction') throw notFound('message');
  const { providerMessageId, ...found } = message;
  if (providerMessageId !== null) return { ...found, providerMessageId };
  throw new ServiceError(
    'PRECONDITION_FAILED',
    'This message has not gone out, so there is nothing to react to yet.',
  );
}

function checkEmoji(
  ctx: BusinessContext,
  kind: Parameters<BusinessContext['channels']['adapterFor']>[0],
  emoji: string | null,
): void {
  const { reactionEmojis } = ctx.channels.adapterFor(kind).capabilities;
  if (emoji === null || reactionEmojis === undefined || reactionEmojis.includes(emoji)) return;
  const some = reactionEmojis.join(' ');
  throw new ServiceError('BAD_REQUEST', `This channel knows these reactions only: ${some}`);
}

async function lockReaction(tx: BusinessTx, target: Target): Promise<StoredReaction['before']> {
  const [reaction] = await tx
    .select({ emoji: reactions.emoji, occurredAt: reactions.occurredAt })
    .from(reactions)
    .where(onMessage(target))
    .for('update');
  return reaction ?? null;
}

async function sendReaction(
  ctx: BusinessContext,
  tx: BusinessTx,
  target: Target,
  { emoji, before }: Pick<StoredReaction, 'emoji' | 'before'>,
): Promise<void> {
  const { id: messageId, conversationId, channelId, providerMessageId } = target;
  const { businessId } = ctx;
  const now = ctx.now();
  // Later than what it replaces, also within one millisecond.
  const at = new Date(Math.max(now.getTime(), (before?.occurredAt.getTime() ?? 0) + 1));
  const content = { providerMessageId, emoji, reactedAt: at, before };
  const part = { kind: 'reaction' as const, text: emoji ?? '', content, template: null, files: [] };
  const reaction = await writePart(ctx, tx, part, {
    conversationId,
    channelId,
    followsId: await findUnderWay(tx, target),
    state: 'queued',
    stateAt: now,
    occurredAt: toWholeSecond(now),
  });
  await tx
    .insert(reactions)
    .values({ businessId, channelId, providerMessageId, side: 'business', emoji, occurredAt: at })
    .onConflictDoUpdate({
      target: [
        reactions.businessId,
        reactions.channelId,
        reactions.providerMessageId,
        reactions.side,
      ],
      set: { emoji, occurredAt: at },
    });
  await ctx.publish(tx, { name: 'message.updated', ids: { conversationId, messageId } });
  await ctx.enqueue(tx, {
    name: 'message.queued',
    data: { businessId, messageId: reaction.id },
  });
}

/** A reaction to the same message that is still to go out: this one must not overtake it. */
async function findUnderWay(tx: BusinessTx, target: Target): Promise<string | null> {
  const [latest] = await tx
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, target.conversationId),
        eq(messages.kind, 'reaction'),
        inArray(messages.state, ['queued', 'sending']),
        sql`${messages.content} ->> 'providerMessageId' = ${target.providerMessageId}`,
      ),
    )
    .orderBy(desc(messages.id))
    .limit(1);
  return latest?.id ?? null;
}
