import { and, count, eq } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { messages } from '#db/schema/messages.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import { ServiceError } from '#server/domain/errors.ts';
import { checkTime } from '#server/domain/messages/lock-scheduled.ts';
import type { ReplyPart } from '#server/domain/messages/plan-reply.ts';
import { prepareReply } from '#server/domain/messages/prepare-reply.ts';
import { enqueueRelease } from '#server/domain/messages/release-message.ts';
import type { ScheduleMessageInput } from '#server/domain/messages/schema.ts';
import { isPlainText } from '#server/domain/messages/split-waiting.ts';
import { writePart } from '#server/domain/messages/write-part.ts';

const maxWaiting = 50;

/**
 * A member's reply that goes out by itself at its time. The same client id again returns the first
 * message. A long text waits as one, and is taken apart when it goes. Throws NOT_FOUND, BAD_REQUEST
 * for a time that cannot be kept or for other things that the channel does not take in one message, PRECONDITION_FAILED on a channel that was let go or when too many wait.
 */
export async function scheduleMessage(
  ctx: BusinessContext,
  input: ScheduleMessageInput,
): Promise<{ messageId: string }> {
  return ctx.db(async (tx) => {
    const prepared = await prepareReply(ctx, tx, input);
    if ('earlier' in prepared) return { messageId: prepared.earlier };
    checkTime(ctx, input.scheduledFor);
    const { conversation, quoted, parts } = prepared;
    const part = asOne(parts, input);
    await checkRoom(tx, conversation.id);
    const message = await writePart(ctx, tx, part, {
      conversationId: conversation.id,
      channelId: conversation.channelId,
      clientId: input.clientId,
      quotedProviderMessageId: quoted,
      state: 'scheduled',
      stateAt: ctx.now(),
      scheduledFor: input.scheduledFor,
      occurredAt: input.scheduledFor,
    });
    await enqueueRelease(ctx, tx, message);
    await ctx.publish(tx, {
      name: 'message.created',
      ids: { conversationId: conversation.id, messageId: message.id },
    });
    return { messageId: message.id };
  });
}

function asOne(parts: readonly ReplyPart[], { text }: ScheduleMessageInput): ReplyPart {
  const [part, more] = parts;
  if (part === undefined) throw tooMuch();
  if (more === undefined) return part;
  if (parts.every(isPlainText)) return { ...part, text };
  throw tooMuch();
}

function tooMuch(): ServiceError {
  return new ServiceError(
    'BAD_REQUEST',
    'This takes several messages on this channel, and only a text or one file can wait for a time.',
  );
}

async function checkRoom(tx: BusinessTx, conversationId: string): Promise<void> {
  const [waiting] = await tx
    .select({ count: count() })
    .from(messages)
    .where(and(eq(messages.conversationId, conversationId), eq(messages.state, 'scheduled')));
  if ((waiting?.count ?? 0) < maxWaiting) return;
  throw new ServiceError(
    'PRECONDITION_FAILED',
    `At most ${maxWaiting} messages can wait in one conversation. Cancel one first.`,
  );
}
