import { eq, sql } from 'drizzle-orm';
import type { BusinessTx } from '#db/business.ts';
import { conversations } from '#db/schema/conversations.ts';
import { members } from '#db/schema/members.ts';
import { messages } from '#db/schema/messages.ts';
import type { BusinessContext } from '#server/domain/context.ts';
import type { MessageRow } from '#server/domain/messages/internal.ts';
import { changedAt, lockScheduled } from '#server/domain/messages/lock-scheduled.ts';
import type { ScheduledRow } from '#server/domain/messages/lock-scheduled.ts';
import { RetryLaterError } from '#server/domain/messages/retry-later-error.ts';
import { maxLatenessHours } from '#server/domain/messages/schema.ts';
import { splitWaiting } from '#server/domain/messages/split-waiting.ts';
import { toWholeSecond } from '#server/domain/messages/to-whole-second.ts';
import { checkSend } from '#server/domain/sending/check-send.ts';
import { readSendFacts } from '#server/domain/sending/read-send-facts.ts';

/** Asks for the message to be released at its time, in the transaction that gave it the time. */
export async function enqueueRelease(
  ctx: BusinessContext,
  tx: BusinessTx,
  { id: messageId, scheduledFor }: Pick<MessageRow, 'id' | 'scheduledFor'>,
): Promise<void> {
  if (scheduledFor === null) throw new Error('A message without a time cannot be released.');
  const at = scheduledFor.toISOString();
  const { businessId } = ctx;
  await ctx.enqueue(tx, {
    name: 'message.scheduled',
    data: { businessId, messageId, scheduledFor: at },
  });
}

/**
 * Lets a message go out whose time has come, once however often it is asked. One whose time has
 * passed by more than the set lateness stays where it is and waits for a person; one that was
 * cancelled or given another time is left alone. Throws RetryLaterError before its time.
 */
export async function releaseMessage(
  ctx: BusinessContext,
  input: { messageId: string; scheduledFor: Date },
): Promise<{ outcome: 'queued' | 'failed' | 'missed' | 'skipped' }> {
  return ctx.db(async (tx) => {
    const message = await lockScheduled(tx, input.messageId);
    const isOfThisTime = message.scheduledFor.getTime() === input.scheduledFor.getTime();
    if (message.state !== 'scheduled' || !isOfThisTime) return { outcome: 'skipped' };
    const lateMs = ctx.now().getTime() - message.scheduledFor.getTime();
    if (lateMs < 0) {
      throw new RetryLaterError('It is not due yet.', Math.ceil(-lateMs / 1000));
    }
    if (lateMs > maxLatenessHours * 60 * 60 * 1000) {
      await showMissed(ctx, tx, message);
      return { outcome: 'missed' };
    }
    const refusal = checkSend(await readSendFacts(ctx, tx, message));
    if (refusal === null) {
      await letGo(ctx, tx, message);
      return { outcome: 'queued' };
    }
    await failScheduled(ctx, tx, message, refusal);
    return { outcome: 'failed' };
  });
}

/** Puts a locked message in the queue; from here on it is as any other. */
export async function letGo(
  ctx: BusinessContext,
  tx: BusinessTx,
  message: ScheduledRow,
): Promise<void> {
  await splitWaiting(ctx, tx, await settle(ctx, tx, message, { state: 'queued' }));
  const { businessId } = ctx;
  await ctx.enqueue(tx, { name: 'message.queued', data: { businessId, messageId: message.id } });
}

/**
 * Settles a locked message that waits for its time and will not go by itself. Nobody may be looking
 * at the thread: the list says that it did not go.
 */
export async function failScheduled(
  ctx: BusinessContext,
  tx: BusinessTx,
  message: ScheduledRow,
  { reason: failureCode, sentence: failureText }: { reason: string; sentence: string },
): Promise<void> {
  const failure = { failureCode, failureText, canRetry: true };
  await settle(ctx, tx, message, { state: 'failed', ...failure });
  await reopen(tx, message);
}

async function settle(
  ctx: BusinessContext,
  tx: BusinessTx,
  message: ScheduledRow,
  changes: Pick<MessageRow, 'state'> & Partial<MessageRow>,
): Promise<MessageRow> {
  const occurredAt = toWholeSecond(ctx.now());
  const settled = { ...changes, stateAt: changedAt(ctx, message), occurredAt };
  await tx.update(messages).set(settled).where(eq(messages.id, message.id));
  await tx
    .update(conversations)
    .set({
      lastMessageId: message.id,
      lastMessageAt: occurredAt,
      lastMessageText: message.text,
      lastMessageKind: message.kind,
      lastMessageDirection: message.direction,
      lastMessageAuthor: message.author,
      lastMessageAuthorName: await nameOf(tx, message.authorMemberId),
      lastMessageState: changes.state,
      lastMessageFailure: changes.failureText ?? null,
      updatedAt: sql`now()`,
    })
    .where(eq(conversations.id, message.conversationId));
  await publishUpdate(ctx, tx, message);
  return { ...message, ...settled };
}

async function nameOf(tx: BusinessTx, memberId: string | null): Promise<string | null> {
  if (memberId === null) return null;
  const found = await tx
    .select({ name: members.name })
    .from(members)
    .where(eq(members.id, memberId));
  return found[0]?.name ?? null;
}

async function showMissed(
  ctx: BusinessContext,
  tx: BusinessTx,
  message: ScheduledRow,
): Promise<void> {
  await reopen(tx, message);
  await publishUpdate(ctx, tx, message);
}

async function reopen(tx: BusinessTx, { conversationId }: ScheduledRow): Promise<void> {
  await tx
    .update(conversations)
    .set({ status: 'open', closedAt: null, updatedAt: sql`now()` })
    .where(eq(conversations.id, conversationId));
}

/** Tells the screens that the message is not as it was. */
export async function publishUpdate(
  ctx: BusinessContext,
  tx: BusinessTx,
  { id: messageId, conversationId }: MessageRow,
): Promise<void> {
  await ctx.publish(tx, { name: 'message.updated', ids: { conversationId, messageId } });
}
